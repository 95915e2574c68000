import Foundation
import ReleaseHTTPServer
import ReleaseModel
import Synchronization

/// Every request with its answer, without credentials: in memory as counts, and as JSON lines where a file is given.
package final class Recorder: Sendable {
    /// One request with its answer.
    struct Exchange: Sendable {
        var method: String
        /// As the client sent it, with the query.
        var target: String
        /// The operation's name in GitHub's description; `git`, `graphql` or nil where there is none.
        var operation: String?
        var template: String?
        var version: String
        var fields: [MessageField]
        var body: JSON
        var status: Int
        var answerFields: [MessageField]
        var answer: JSON
        /// What went wrong on purpose.
        var fault: String?
        /// Whose request it is; empty: not known here.
        var login = ""
        var moment = Date()
    }

    private let file: FileHandle?
    private let counted = Mutex<[String: Int]>([:])
    private let order = Mutex<[String]>([])
    private let all = Mutex<[Counted]>([])

    init(file path: String?) throws {
        guard let path else {
            file = nil
            return
        }
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    /// How often each kind of request was made, by the operation's name: `repos/create-release`.
    package var counts: [String: Int] { counted.withLock { $0 } }

    /// Names of operations in the order of the requests.
    package var operations: [String] { order.withLock { $0 } }

    /// How many requests there were.
    package var total: Int { order.withLock { $0.count } }

    package func forget() {
        counted.withLock { $0 = [:] }
        order.withLock { $0 = [] }
        all.withLock { $0 = [] }
    }

    func counted(without login: String?) -> [Counted] {
        all.withLock { all in all.filter { login == nil || $0.login != login } }
    }

    func add(_ exchange: Exchange) {
        let name = exchange.operation ?? "unknown"
        counted.withLock { $0[name, default: 0] += 1 }
        if let counted = exchange.counted { all.withLock { $0.append(counted) } }
        order.withLock { order in
            order.append(name)
            // Under the lock, so that lines do not mix and keep the order.
            guard let file else { return }
            try? file.write(contentsOf: Data(exchange.json.bytes + [UInt8(ascii: "\n")]))
        }
    }
}

extension Recorder.Exchange {
    var json: JSON {
        [
            "method": .string(method), "target": .string(target), "operation": JSON(operation),
            "template": JSON(template), "version": .string(version), "request_fields": shown(fields), "request": body,
            "status": .number(status), "response_fields": shown(answerFields), "response": answer, "fault": JSON(fault),
        ]
    }

    private func shown(_ fields: [MessageField]) -> JSON {
        .object(
            Dictionary(
                fields.map { field in
                    let isSecret = ["authorization", "cookie"].contains(field.name.lowercased())
                    return (field.name.lowercased(), .string(isSecret ? "…" : field.value))
                }, uniquingKeysWith: { $1 }))
    }
}
