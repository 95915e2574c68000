import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleaseServer
import Synchronization
import Testing

extension ServeScene {
    struct Response: Sendable {
        var status: Int
        var fields: [MessageField]
        var body: String

        func json() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        }

        /// Of a problem.
        var code: String { (try? json())?["code"] as? String ?? "" }

        func field(_ name: String) -> String? { fields.first { $0.isNamed(name) }?.value }
    }

    /// - Parameter path: Below `/api/v1`, or below the workspace `w` where it does not begin with a slash.
    func api(
        _ method: String, _ path: String, token: String? = nil, body: String? = nil,
        fields: [String: String] = [:], type: String? = "application/json"
    ) async -> Response {
        let target = "/api/v1" + (path.hasPrefix("/") ? path : "/workspaces/w/" + path)
        return await Self.api(server, method, target, token: token, body: body, fields: fields, type: type)
    }

    static func api(
        _ server: Server, _ method: String, _ target: String, token: String?, body: String? = nil,
        fields: [String: String] = [:], type: String? = nil
    ) async -> Response {
        let response = await server.answer(request(method, target, token, body, fields, type))
        guard case .bytes(let bytes) = response.body else {
            return Response(status: response.status, fields: response.fields, body: "")
        }
        return Response(
            status: response.status, fields: response.fields, body: String(decoding: bytes, as: UTF8.self))
    }

    static func request(
        _ method: String, _ target: String, _ token: String?, _ body: String? = nil, _ fields: [String: String] = [:],
        _ type: String? = nil
    ) -> ServerRequest {
        var all = fields.map { MessageField($0.key, $0.value) }
        if let token { all.append(MessageField("Authorization", "Bearer \(token)")) }
        if let type { all.append(MessageField("Content-Type", type)) }
        return ServerRequest(
            method: method, target: target, fields: all, body: RequestBody(Array((body ?? "").utf8)))
    }

    /// A new token's text.
    func token(_ role: String, name: String = "anna", _ more: String...) async throws -> String {
        try await Self.token(scene, role, name: name, more)
    }

    static func token(
        _ scene: CommandScene, _ role: String, name: String = "anna", _ more: [String] = []
    ) async throws -> String {
        let made = await scene.plainly(
            ["-C", scene.workspace, "token", "create", "--role", role, "--name", name, "--json"] + more)
        return try #require(try made.json()["secret"] as? String, "\(made.messages)")
    }

    /// Asks until an answer contains a text, a bounded number of times.
    func eventually(_ text: String, at path: String, token: String) async throws -> Response {
        var answer = await api("GET", path, token: token)
        for _ in 0..<2_400 where !answer.body.contains(text) {
            try await Task.sleep(for: .milliseconds(100))
            answer = await api("GET", path, token: token)
        }
        #expect(answer.body.contains(text), "\(answer.body)\(lines.text)")
        return answer
    }

    /// What a stream sends until it contains a text, event by event; then the client goes away.
    func stream(
        _ path: String, token: String, from last: String? = nil, until text: String
    ) async throws -> [String] {
        struct Gone: Error {}
        let request = Self.request(
            "GET", "/api/v1/workspaces/w/" + path, token, nil, last.map { ["Last-Event-ID": $0] } ?? [:])
        let response = await server.answer(request)
        guard case .stream(_, let write) = response.body else {
            Issue.record("There is no stream: \(response.status)")
            return []
        }
        #expect(response["Content-Type"] == "text/event-stream")
        let sent = Mutex("")
        do {
            try await write(
                ResponseWriter { bytes in
                    let isEnough = sent.withLock { sent in
                        sent += String(decoding: bytes, as: UTF8.self)
                        return sent.contains(text)
                    }
                    if isEnough { throw Gone() }
                })
        } catch is Gone {}
        return sent.withLock { $0 }.components(separatedBy: "\n\n").filter { $0.contains("id: ") }
    }
}
