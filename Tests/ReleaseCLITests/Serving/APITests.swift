import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseServer
import ReleaseTestKit
import Testing

/// The API of a served workspace, called as HTTP requests call it.
@Suite("The API of slipway serve")
struct APITests {
    private func isEqual(_ one: [String: Any], _ other: [String: Any]) throws -> Bool {
        let texts = try [one, other].map { try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys) }
        return texts[0] == texts[1]
    }

    @Test("A release is requested once by its key, and everything about it is read as the command line shows it")
    func release() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let token = try await served.token("operator", name: "ci")
            let key = ["Idempotency-Key": "build-17"]
            let body = #"{"components": ["core"], "bump": "minor"}"#
            let asked = await served.api("POST", "releases", token: token, body: body, fields: key)
            #expect(asked.status == 202, "\(asked.body)")
            let event = try #require(try asked.json()["event"] as? String)
            let place = try #require(asked.field("Location"))
            let again = await served.api("POST", "releases", token: token, body: body, fields: key)
            #expect(again.status == 202 && again.body.contains("\"new\" : false"))
            let other = await served.api("POST", "releases", token: token, body: "{}", fields: key)
            #expect(other.status == 422 && other.code == "api.other-request")

            let shown = try await served.eventually(
                "Released", at: place.replacing("/api/v1", with: ""), token: token)
            let told = try await served.slipway("events", "show", event, "--json").json()
            #expect(try isEqual(shown.json(), told))
            let page = try await served.eventually("\"status\" : \"succeeded\"", at: "runs", token: token)
            let runs = try #require(try page.json()["runs"] as? [[String: Any]])
            let id = try #require(runs.first?["id"] as? String)
            let run = await served.api("GET", "runs/\(id)", token: token)
            #expect(runs.count == 1)
            #expect(try isEqual(run.json(), runs[0]))
            let known = try await served.slipway("run", "show", id, "--json").json()
            #expect(try isEqual(run.json(), known))
            let plan = await served.api("GET", "runs/@latest/plan", token: token)
            #expect(try plan.json()["digest"] as? String == known["plan"] as? String)
            // The one who asked is the one who is recorded.
            let audit = await served.slipway("audit", "list").output
            #expect(audit.contains("ci requested \(id)") || audit.contains("ci: requested \(id)"), "\(audit)")
            let listed = try await served.api("GET", "events?limit=1", token: token).json()
            #expect((listed["events"] as? [[String: Any]])?.first?["id"] as? String == event)
            #expect(!served.lines.text.contains(token.suffix(64)))
            #expect(served.lines.text.contains("ci (token"))

            // The journal, page by page, is the one of the command line.
            let lines = await served.slipway("run", "show", id, "--journal", "--json").output
                .split(separator: "\n").count
            var (sequences, next): ([Int], Int?) = ([], 0)
            while let after = next {
                let page = try await served.api("GET", "runs/\(id)/events?after=\(after)&limit=7", token: token).json()
                let entries = page["events"] as? [[String: Any]] ?? []
                sequences += entries.compactMap { $0["sequence"] as? Int }
                next = page["next"] as? Int
            }
            #expect(sequences == Array(1...lines))
            // A stream sends them, too, and is resumed anywhere without a gap or a repetition.
            let live = try await served.stream("live?run=\(id)", token: token, until: "\"sequence\":\(lines)}")
            #expect(live.count == lines + 1)
            let middle = try #require(live[5].split(separator: "\n").first { $0.hasPrefix("id: ") }?.dropFirst(4))
            let rest = try await served.stream(
                "live?run=\(id)", token: token, from: String(middle), until: "\"sequence\":\(lines)}")
            #expect(Array(rest.dropFirst()) == Array(live[6...]))

            let number = try #require((listed["events"] as? [[String: Any]])?.first?["number"] as? Int)
            let replayed = await served.api("POST", "events/\(number)/replay", token: token)
            #expect(replayed.status == 200 && replayed.body.contains("\"decision\" : \"start\""), "\(replayed.body)")
        }
    }

    @Test("A run is approved under the token's name by those who may, and stopped by operators")
    func decisions() async throws {
        let more = """
            approvals: [{ name: release, roles: [lead] }]
            people: { anna: [lead] }
            """
        try await ServeScene.run(triggers: "[]", more: more) { served in
            let (approver, op) = (try await served.token("approver"), try await served.token("operator", name: "ops"))
            let viewer = try await served.token("viewer", name: "guest")
            let asked = await served.api(
                "POST", "releases", token: op, body: "{}", fields: ["Idempotency-Key": "k"])
            #expect(asked.status == 202, "\(asked.body)")
            // A stream that is open sees what happens from now on.
            async let live = served.stream("live", token: viewer, until: "\"finished\"")
            let waiting = try await served.eventually("\"status\" : \"waiting\"", at: "runs", token: viewer)
            let runs = try #require(try waiting.json()["runs"] as? [[String: Any]])
            let id = try #require(runs.first?["id"] as? String)
            func decide(_ body: String, _ token: String) async -> ServeScene.Response {
                await served.api("POST", "runs/\(id)/decisions", token: token, body: body)
            }
            #expect(await decide(#"{"kind": "approve"}"#, op).code == "api.role")
            #expect(await decide(#"{"kind": "pause"}"#, approver).code == "api.role")
            #expect(await decide(#"{"kind": "approve"}"#, viewer).status == 403)
            #expect(await decide(#"{"kind": "explode"}"#, op).code == "api.field")
            #expect(await decide(#"{"kind": "skip", "step": "gate:core/test"}"#, op).code == "api.field")
            #expect(await decide(#"{"kind": "pause", "why": "x"}"#, op).body.contains("Valid: kind, step"))
            let other = try await served.token("approver", name: "stranger")
            let refused = await decide(#"{"kind": "approve"}"#, other)
            #expect(refused.status == 403 && refused.code == "run.not-allowed", "\(refused.body)")
            #expect(await decide(#"{"kind": "pause"}"#, op).body.contains("\"status\" : \"paused\""))
            #expect(await decide(#"{"kind": "resume"}"#, op).status == 200)
            let approved = await decide(#"{"kind": "approve", "role": "lead"}"#, approver)
            #expect(approved.status == 200, "\(approved.body)")
            _ = try await served.eventually("\"status\" : \"succeeded\"", at: "runs/\(id)", token: viewer)
            let audit = await served.slipway("audit", "list", "--run", id).output
            #expect(audit.contains("anna approved") || audit.contains("anna: approved"), "\(audit)")
            #expect(audit.contains("ops paused") || audit.contains("ops: paused"), "\(audit)")
            let events = try await live
            #expect(events.contains { $0.contains("\"created\"") || $0.contains("\"approved\"") })
            #expect(await decide(#"{"kind": "cancel"}"#, op).status == 409)
        }
    }

    @Test("Who has no valid token is refused, the same for every address that needs one")
    func strangers() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let valid = try await served.token("admin")
            let revoked = try await served.token("admin", name: "gone")
            #expect(await served.slipway("token", "revoke", String(revoked.dropFirst(4).prefix(16))).code == 0)
            let forged = String(valid.dropLast()) + (valid.hasSuffix("0") ? "1" : "0")
            for path in ["/workspaces", "runs", "runs/r1", "events", "live", "runs/r1/plan"] {
                let none = await served.api("GET", path)
                #expect(none.status == 401 && none.code == "api.no-token")
                #expect(none.field("WWW-Authenticate")?.hasPrefix("Bearer") == true)
                for wrong in [revoked, forged, "slw_", "", "x y", valid + "0"] {
                    let answer = await served.api("GET", path, token: wrong)
                    #expect(answer.status == 401 && answer.code == "api.bad-token", "\(path) \(answer)")
                }
            }
            #expect(await served.api("GET", "/openapi.json").status == 200)
            let listed = await served.api("GET", "/workspaces", token: valid)
            #expect(listed.body.contains("\"name\" : \"w\"") && listed.body.contains("\"role\" : \"admin\""))
        }
    }

    @Test("A token ends when it expires")
    func expired() async throws {
        let scene = try CommandScene()
        let token = try await ServeScene.token(scene, "viewer", ["--expires", "12h"])
        let (site, log) = (try ServeScene.site(scene), ServerLog(isJSON: true) { _ in })
        for (hours, status) in [(11, 200), (13, 401)] {
            let server = try Server([site], log: log) { Date().addingTimeInterval(Double(hours) * 3_600) }
            let answer = await ServeScene.api(server, "GET", "/api/v1/workspaces/w/runs", token: token)
            #expect(answer.status == status, "\(answer.body)")
        }
    }

    @Test("A token of one workspace learns nothing of another, not even whether there is one")
    func otherWorkspace() async throws {
        let (one, two) = (try CommandScene(), try CommandScene())
        let token = try await ServeScene.token(one, "admin")
        var other = try ServeScene.site(two)
        other.name = "other"
        let server = try Server([try ServeScene.site(one), other], log: ServerLog(isJSON: true) { _ in })
        var answers: [String] = []
        for name in ["other", "none", "../other", "%2e%2e"] {
            let answer = await ServeScene.api(server, "GET", "/api/v1/workspaces/\(name)/runs", token: token)
            guard name.first != "." else { continue }
            #expect(answer.status == 403 && answer.code == "api.other-workspace", "\(answer.body)")
            answers.append(answer.body)
        }
        #expect(Set(answers).count == 1)
        let listed = await ServeScene.api(server, "GET", "/api/v1/workspaces", token: token)
        #expect(listed.status == 200 && !listed.body.contains("other"))
        #expect(await ServeScene.api(server, "GET", "/api/v1/workspaces/w/runs", token: token).status == 200)
    }

    @Test("A token of one repository sees and decides its runs alone")
    func scope() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let (all, own) = (
                try await served.token("operator"), try await served.token("admin", "--repository", "app")
            )
            _ = await served.api(
                "POST", "releases", token: all, body: #"{"components": ["core"]}"#,
                fields: ["Idempotency-Key": "k"])
            _ = try await served.eventually("\"status\" : \"succeeded\"", at: "runs", token: all)
            let runs = await served.api("GET", "runs", token: own)
            #expect(runs.status == 200 && !runs.body.contains("slipway.run/1"), "\(runs.body)")
            for path in ["runs/@latest", "runs/@latest/plan", "runs/@latest/events", "live?run=@latest", "events"] {
                #expect(await served.api("GET", path, token: own).code == "api.scope", "\(path)")
            }
            let decision = await served.api(
                "POST", "runs/@latest/decisions", token: own, body: #"{"kind": "cancel"}"#)
            #expect(decision.code == "api.scope")
            let release = await served.api(
                "POST", "releases", token: own, body: "{}", fields: ["Idempotency-Key": "k"])
            #expect(release.code == "api.scope")
        }
    }

    @Test("What is not understood is refused with what would be, and changes nothing")
    func misunderstood() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let token = try await served.token("admin")
            let key = ["Idempotency-Key": "k"]
            func code(_ method: String, _ path: String, _ body: String? = nil) async -> String {
                await served.api(method, path, token: token, body: body, fields: key).code
            }
            let unknown = await served.api("GET", "runs?page=2", token: token)
            #expect(unknown.status == 400 && unknown.body.contains("Valid: limit, before."), "\(unknown.body)")
            #expect(await code("GET", "runs?limit=0") == "api.parameter")
            #expect(await code("GET", "runs?limit=1&limit=2") == "api.parameter")
            #expect(await code("GET", "runs?limit=%zz") == "api.parameter")
            #expect(await code("GET", "events?before=-1") == "api.parameter")
            #expect(await code("GET", "runs/r99") == "store.no-such-run")
            #expect(await code("GET", "events/99") == "event.unknown")
            #expect(await code("GET", "nothing") == "api.no-such-page")
            let method = await served.api("DELETE", "runs", token: token)
            #expect(method.status == 405 && method.field("Allow") == "GET")
            #expect(await code("POST", "releases", "[]") == "api.body")
            #expect(await code("POST", "releases", #"{"component": "core"}"#) == "api.field")
            #expect(await code("POST", "releases", #"{"components": "core"}"#) == "api.field")
            #expect(await code("POST", "releases", #"{"version": "v1.0.0"}"#) == "api.field")
            #expect(await code("POST", "releases", #"{"tag": "v1", "bump": "minor"}"#) == "api.field")
            let keyless = await served.api("POST", "releases", token: token, body: "{}")
            #expect(keyless.code == "api.idempotency-key")
            let form = await served.api("POST", "releases", token: token, body: "{}", fields: key, type: "text/plain")
            #expect(form.status == 415)
            let large = await served.api(
                "POST", "releases", token: token, body: "{\"x\": \"" + String(repeating: "x", count: 1 << 20) + "\"}",
                fields: key)
            #expect(large.status == 413)
            let stream = await served.api("GET", "live", token: token, fields: ["Last-Event-ID": "x:y"])
            #expect(stream.code == "api.last-event-id")
            #expect(await served.slipway("events", "list").output.contains("No event has arrived yet."))
        }
    }

    @Test("Answers have the fields that the description promises, and no others")
    func described() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let token = try await served.token("admin")
            _ = await served.api(
                "POST", "releases", token: token, body: "{}", fields: ["Idempotency-Key": "k"])
            _ = try await served.eventually("\"status\" : \"succeeded\"", at: "runs", token: token)
            let document = try await served.api("GET", "/openapi.json").json()
            let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: Any])
            let paths: [(String, String)] = [
                ("/workspaces", "Workspaces"), ("runs", "Runs"), ("runs/@latest", "Run"),
                ("runs/@latest/events", "Journal"), ("events", "Events"), ("events/1", "Event"), ("x", "Problem"),
            ]
            for (path, name) in paths {
                let answer = try await served.api("GET", path, token: token).json()
                for fault in faults(of: answer, as: ["$ref": "#/components/schemas/\(name)"], schemas) {
                    Issue.record("\(path): \(fault)")
                }
            }
        }
    }

    /// Where a value does not fit a schema, as far as names and lists go.
    private func faults(of value: Any, as schema: [String: Any], _ all: [String: Any]) -> [String] {
        if let name = (schema["$ref"] as? String)?.split(separator: "/").last {
            guard let named = all[String(name)] as? [String: Any] else { return ["no schema \(name)"] }
            return faults(of: value, as: named, all)
        }
        if let items = value as? [Any], let inner = schema["items"] as? [String: Any] {
            return items.flatMap { faults(of: $0, as: inner, all) }
        }
        if let allowed = schema["enum"] as? [String], let text = value as? String, !allowed.contains(text) {
            return ["'\(text)' is not among \(allowed)"]
        }
        guard let object = value as? [String: Any], let properties = schema["properties"] as? [String: Any] else {
            return []
        }
        let required = schema["required"] as? [String] ?? []
        return required.filter { object[$0] == nil }.map { "\($0) is missing" }
            + object.flatMap { name, inner -> [String] in
                guard let own = properties[name] as? [String: Any] else { return ["\(name) is not described"] }
                return faults(of: inner, as: own, all)
            }
    }
}
