import Foundation
import ReleaseModel

/// How many requests were made, by what they cost at GitHub.
package struct RequestCount: Sendable, Hashable {
    package var reads = 0
    /// Of the reads, those that were answered 304 and cost nothing.
    package var unchanged = 0
    package var writes = 0
    package var graphQL = 0
    package var git = 0

    package init() {}
}

extension Recorder {
    /// One request, as far as it is counted.
    struct Counted: Sendable {
        enum Kind: Sendable { case read, unchanged, write, graphQL, git }

        var kind: Kind
        /// `owner/name`; empty where the request names none.
        var repository: String
        /// Empty for git.
        var login: String
        /// Seconds since 1970.
        var second: Double
    }

    /// What was asked, by repository (`owner/name`); under an empty name what names none.
    ///
    /// - Parameter login: Whose requests are left out.
    package func requests(without login: String? = nil) -> [String: RequestCount] {
        counted(without: login).reduce(into: [:]) { sum, one in
            sum[one.repository, default: RequestCount()].add(one.kind)
        }
    }

    /// The largest number of requests within a minute that change something.
    package func busiestMinute(without login: String? = nil) -> Int {
        let writes = counted(without: login).filter { $0.kind == .write }.map(\.second).sorted()
        var first = 0
        var most = 0
        for (index, second) in writes.enumerated() {
            while second - writes[first] >= 60 { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}

extension RequestCount {
    fileprivate mutating func add(_ kind: Recorder.Counted.Kind) {
        switch kind {
        case .read: reads += 1
        case .unchanged:
            reads += 1
            unchanged += 1
        case .write: writes += 1
        case .graphQL: graphQL += 1
        case .git: git += 1
        }
    }
}

extension Recorder.Exchange {
    /// nil: it costs nothing, such as the download of a stored file.
    var counted: Recorder.Counted? {
        guard let kind else { return nil }
        return Recorder.Counted(kind: kind, repository: repository, login: login, second: moment.timeIntervalSince1970)
    }

    private var kind: Recorder.Counted.Kind? {
        if operation == "graphql" { return .graphQL }
        // Requests beside the API have no version of it.
        if version.isEmpty { return operation?.hasPrefix("git/") == true ? .git : nil }
        if status == 304 { return .unchanged }
        return method == "GET" || method == "HEAD" ? .read : .write
    }

    private var repository: String {
        if operation == "graphql" {
            return body["variables"]?["input"]?["branch"]?["repositoryNameWithOwner"]?.text ?? ""
        }
        let parts = target.prefix { $0 != "?" }.split(separator: "/").map(String.init)
        if version.isEmpty, parts.count > 2 {
            return "\(parts[0])/\(parts[1].hasSuffix(".git") ? String(parts[1].dropLast(4)) : parts[1])"
        }
        return parts.count > 2 && parts[0] == "repos" ? "\(parts[1])/\(parts[2])" : ""
    }
}
