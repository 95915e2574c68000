import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleaseServer
import ReleaseTestKit
import Synchronization
import Testing

/// The pages of a served workspace, asked for as browsers ask.
@Suite("The pages of slipway serve")
struct ConsoleTests {
    /// A browser: it keeps cookies, and follows no link by itself.
    private final class Visitor {
        let server: Server
        private(set) var cookies: [String: String] = [:]

        init(_ server: Server) { self.server = server }

        func get(_ path: String, _ fields: [String: String] = [:]) async -> ServeScene.Response {
            await ask("GET", path, nil, fields)
        }

        func post(_ path: String, _ form: [String: String], _ fields: [String: String] = [:]) async
            -> ServeScene.Response
        {
            let body = form.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.encoded($0.value))" }
            return await ask("POST", path, body.joined(separator: "&"), fields)
        }

        private static func encoded(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }

        private func ask(
            _ method: String, _ path: String, _ body: String?, _ more: [String: String]
        ) async -> ServeScene.Response {
            var fields = more
            if !cookies.isEmpty {
                fields["Cookie"] = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
            }
            let answer = await ServeScene.api(
                server, method, path, token: nil, body: body, fields: fields,
                type: body == nil ? nil : "application/x-www-form-urlencoded")
            for field in answer.fields where field.isNamed("Set-Cookie") {
                let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                cookies[pair[0]] = pair.count == 2 && !field.value.contains("Max-Age=0") ? pair[1] : nil
            }
            return answer
        }

        func signIn(_ token: String, _ fields: [String: String] = [:]) async -> ServeScene.Response {
            await post("/sign-in", ["token": token], fields)
        }

        /// The token that forms of this session have.
        func formToken() async throws -> String {
            let page = await get("/w/w/runs")
            return String(try #require(page.body.firstMatch(of: /name="form" value="([0-9a-f]{64})"/)?.output.1))
        }
    }

    private static let approvals = """
        approvals: [{ name: release, roles: [lead] }]
        people: { anna: [lead] }
        """

    /// A run that waits for an approval.
    private func waitingRun(_ served: ServeScene) async throws -> (id: String, plan: String) {
        let token = try await served.token("operator", name: "ops")
        _ = await served.api("POST", "releases", token: token, body: "{}", fields: ["Idempotency-Key": "k"])
        let answer = try await served.eventually("\"status\" : \"waiting\"", at: "runs", token: token)
        let runs = try #require(try answer.json()["runs"] as? [[String: Any]])
        return (try #require(runs.first?["id"] as? String), try #require(runs.first?["plan"] as? String))
    }

    @Test("A token signs in by a form; the session's cookie is kept from scripts and from other sites")
    func signIn() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let token = try await served.token("viewer")
            let visitor = Visitor(served.server)
            let before = await visitor.get("/w/w/runs?show=failed")
            #expect(before.status == 303)
            #expect(before.field("Location") == "/sign-in?to=%2Fw%2Fw%2Fruns%3Fshow%3Dfailed")
            let wrong = await visitor.signIn("slw_nonsense")
            #expect(wrong.status == 401 && wrong.field("Set-Cookie") == nil)
            let right = await visitor.signIn(token)
            let cookie = try #require(right.field("Set-Cookie"))
            #expect(right.status == 303 && right.field("Location") == "/")
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("Secure"))
            #expect(!cookie.contains(token.suffix(64)))
            let runs = await visitor.get("/w/w/runs")
            #expect(runs.status == 200 && runs.body.contains("<h1>Runs</h1>"))
            #expect(await visitor.get("/runs").field("Location") == "/w/w/runs")
            #expect(await visitor.get("/").field("Location") == "/w/w/")
            #expect(!served.lines.text.contains(token.suffix(64)))
            // With TLS, the cookie is one that browsers send over TLS to this host alone.
            let secure = await Visitor(served.server).signIn(token, ["X-Forwarded-Proto": "https"])
            let other = try #require(secure.field("Set-Cookie"))
            #expect(other.hasPrefix("__Host-slipway=") && other.contains("; Secure"))
        }
    }

    @Test(
        "Signing in leads to no other site", arguments: ["//evil.example/x", "https://evil.example", "/\\evil.example"])
    func openRedirect(target: String) async throws {
        let scene = try CommandScene()
        let token = try await ServeScene.token(scene, "viewer")
        let server = try Server([try ServeScene.site(scene)], log: ServerLog(isJSON: true) { _ in })
        let answer = await Visitor(server).post("/sign-in", ["token": token, "to": target])
        #expect(answer.status == 303 && answer.field("Location") == "/")
    }

    @Test("A session ends with signing out, with its token, and after 12 hours")
    func ends() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let token = try await served.token("viewer")
            let visitor = Visitor(served.server)
            _ = await visitor.signIn(token)
            let form = try await visitor.formToken()
            let stolen = visitor.cookies["slipway"] ?? ""
            #expect(await visitor.post("/sign-out", ["form": form]).status == 303)
            let again = await Visitor(served.server).get("/w/w/runs", ["Cookie": "slipway=\(stolen)"])
            #expect(again.status == 303)
            _ = await visitor.signIn(token)
            #expect(await served.slipway("token", "revoke", String(token.dropFirst(4).prefix(16))).code == 0)
            #expect(await visitor.get("/w/w/runs").status == 401)
            #expect(await visitor.get("/w/w/live").status == 401)
        }
        let scene = try CommandScene()
        let token = try await ServeScene.token(scene, "viewer")
        let clock = TestMoment()
        let server = try Server(
            [try ServeScene.site(scene)], log: ServerLog(isJSON: true) { _ in }, now: { clock.now })
        let visitor = Visitor(server)
        _ = await visitor.signIn(token)
        clock.pass(hours: 11)
        #expect(await visitor.get("/w/w/runs").status == 200)
        clock.pass(hours: 2)
        #expect(await visitor.get("/w/w/runs").status == 303)
    }

    @Test("A decision is taken from a form of the session alone: not from another site, another session or a guess")
    func forgery() async throws {
        try await ServeScene.run(triggers: "[]", more: Self.approvals) { served in
            let run = try await waitingRun(served)
            let visitor = Visitor(served.server)
            _ = await visitor.signIn(try await served.token("admin"))
            let form = try await visitor.formToken()
            let other = Visitor(served.server)
            _ = await other.signIn(try await served.token("admin", name: "ben"))
            let strange = try await other.formToken()
            var fields = ["run": run.id, "plan": run.plan, "kind": "pause"]
            for wrong in [nil, "", strange, String(form.dropLast()) + "x"] {
                fields["form"] = wrong
                let answer = await visitor.post("/w/w/decide", fields)
                #expect(answer.status == 403 && answer.body.contains("console.form"))
            }
            fields["form"] = form
            for site in ["cross-site", "same-site"] {
                let answer = await visitor.post("/w/w/decide", fields, ["Sec-Fetch-Site": site])
                #expect(answer.status == 403 && answer.body.contains("console.other-site"))
                let signIn = await Visitor(served.server).post("/sign-in", ["token": "x"], ["Sec-Fetch-Site": site])
                #expect(signIn.status == 403)
            }
            #expect(await visitor.get("/w/w/decide?kind=pause").status == 400)
            let token = try await served.token("viewer", name: "look")
            #expect(await served.api("GET", "runs/\(run.id)", token: token).body.contains("\"status\" : \"waiting\""))
            let done = await visitor.post("/w/w/decide", fields, ["Sec-Fetch-Site": "same-origin"])
            #expect(done.status == 303 && done.field("Location") == "/w/w/runs/\(run.id)")
            #expect(await served.api("GET", "runs/\(run.id)", token: token).body.contains("\"status\" : \"paused\""))
        }
    }

    @Test(
        "A decision about another plan than the page showed is refused; one about this plan is recorded under the name")
    func otherPlan() async throws {
        try await ServeScene.run(triggers: "[]", more: Self.approvals) { served in
            let run = try await waitingRun(served)
            let visitor = Visitor(served.server)
            _ = await visitor.signIn(try await served.token("admin"))
            let form = try await visitor.formToken()
            let page = await visitor.get("/w/w/decide")
            let approval = #/name="step" value="([^"]+)".*?name="subject" value="([0-9a-f]{64})"/#
            let shown = try #require(page.body.firstMatch(of: approval)?.output)
            var fields = [
                "form": form, "run": run.id, "plan": "0" + run.plan.dropFirst(), "kind": "approve",
                "step": String(shown.1), "subject": String(shown.2),
            ]
            let refused = await visitor.post("/w/w/decide", fields)
            #expect(refused.status == 409 && refused.body.contains("console.other-plan"))
            #expect(refused.body.contains(String(run.plan.prefix(12))))
            fields["plan"] = run.plan
            fields["subject"] = String(repeating: "0", count: 64)
            let other = await visitor.post("/w/w/decide", fields)
            #expect(other.status == 409 && other.body.contains("run.other-subject"), "\(other.status)")
            fields["subject"] = String(shown.2)
            #expect(await visitor.post("/w/w/decide", fields).status == 303)
            _ = try await served.eventually("succeeded", in: ["run", "list"])
            #expect(await served.slipway("audit", "list").output.contains("anna"))
        }
    }

    @Test("Roles are respected: viewers have no forms and are refused, and a reason is demanded where one is kept")
    func roles() async throws {
        try await ServeScene.run(triggers: "[]", more: Self.approvals) { served in
            let run = try await waitingRun(served)
            let viewer = Visitor(served.server)
            _ = await viewer.signIn(try await served.token("viewer", name: "guest"))
            let page = await viewer.get("/w/w/decide")
            #expect(!page.body.contains("action=\"/w/w/decide\"") && page.body.contains("role is viewer"))
            let fields = ["form": try await viewer.formToken(), "run": run.id, "plan": run.plan]
            for kind in ["approve", "reject", "pause", "retry", "cancel"] {
                let answer = await viewer.post("/w/w/decide", fields.merging(["kind": kind, "reason": "x"]) { $1 })
                #expect(answer.status == 403 && answer.body.contains("api.role"), "\(kind)")
            }
            let admin = Visitor(served.server)
            _ = await admin.signIn(try await served.token("admin"))
            let own = ["form": try await admin.formToken(), "run": run.id, "plan": run.plan, "kind": "cancel"]
            #expect(await admin.post("/w/w/decide", own).status == 400)
            #expect(await admin.post("/w/w/decide", own.merging(["reason": "too early"]) { $1 }).status == 303)
            #expect(await admin.get("/w/w/runs/\(run.id)").body.contains("too early"))
        }
    }

    @Test("Every page of a workspace answers, with headers that keep other sites and programs out")
    func pages() async throws {
        try await ServeScene.run(triggers: "[]", more: Self.approvals) { served in
            let run = try await waitingRun(served)
            let visitor = Visitor(served.server)
            _ = await visitor.signIn(try await served.token("admin"))
            let paths = [
                "", "runs", "runs/\(run.id)", "runs/\(run.id)?open=core&sort=-name", "runs/@latest",
                "runs/\(run.id)/steps/gate:core%2Ftest/1", "plans/\(run.plan)", "plans/\(run.plan)?open=core", "plan",
                "decide", "decide?run=\(run.id)", "deliveries", "deliveries/1", "deliveries?show=started",
            ]
            for path in paths {
                let page = await visitor.get("/w/w/" + path)
                #expect(page.status == 200, "\(path): \(page.status) \(page.body)")
                let policy = try #require(page.field("Content-Security-Policy"))
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                #expect(policy.contains("require-trusted-types-for 'script'") && !policy.contains("unsafe"))
                #expect(page.field("X-Frame-Options") == "DENY" && page.field("X-Content-Type-Options") == "nosniff")
                #expect(page.field("Cache-Control") == "no-store" && page.field("Referrer-Policy") == "same-origin")
                let part = await visitor.get("/w/w/" + path, ["Slipway-Part": "live"])
                #expect(part.status == 200 && part.body.hasPrefix("<p id=\"answer\">"), "\(path)")
            }
            let page = await visitor.get("/w/w/")
            for name in page.body.matches(of: /"(\/assets\/[^"]+)"/).map({ String($0.output.1) }) {
                let file = await visitor.get(name)
                #expect(file.status == 200 && file.field("Cache-Control")?.contains("immutable") == true)
            }
            for (path, status, said) in [
                ("runs?show=nonsense", 400, "Valid: running, waiting"), ("runs?colour=red", 400, "Valid: q, show"),
                ("runs/\(run.id)?page=0", 400, "a number from 1"), ("nothing", 404, "server.no-such-page"),
                ("runs/r99", 404, "store.no-such-run"), ("plans/abc", 404, "console.no-such-plan"),
                ("runs/\(run.id)/steps/gate:core%2Ftest/9", 404, "console.no-such-attempt"),
                ("runs/\(run.id)/steps/none/1", 404, "run.no-such-step"),
                ("runs/\(run.id)/steps/gate:core%2Ftest/1?from=x", 400, "a number from 1"),
            ] {
                let answer = await visitor.get("/w/w/" + path)
                #expect(answer.status == status && answer.body.contains(said), "\(path): \(answer.status)")
            }
            #expect(await visitor.get("/assets/console-0000000000000000.css").status == 404)
            #expect(await visitor.post("/w/w/runs", [:]).status == 405)
        }
    }

    @Test("A session sees its workspaces alone; another one looks like one that is not there")
    func otherWorkspace() async throws {
        let (one, two) = (try CommandScene(), try CommandScene())
        var second = try ServeScene.site(two)
        second.name = "other"
        let server = try Server([try ServeScene.site(one), second], log: ServerLog(isJSON: true) { _ in })
        let visitor = Visitor(server)
        _ = await visitor.signIn(try await ServeScene.token(one, "admin"))
        let (strange, none) = (await visitor.get("/w/other/runs"), await visitor.get("/w/none/runs"))
        #expect(strange.status == 403 && strange.body == none.body)
        #expect(await visitor.get("/w/w/runs").status == 200)
        // A second token adds its workspace to the session.
        _ = await visitor.signIn(try await ServeScene.token(two, "viewer"))
        let home = await visitor.get("/")
        #expect(home.body.contains("/w/w/") && home.body.contains("/w/other/"))
        #expect(await visitor.get("/w/other/runs").status == 200)
    }

    @Test("A session of one repository's token sees its runs alone")
    func scope() async throws {
        try await ServeScene.run(triggers: "[]", more: Self.approvals) { served in
            let run = try await waitingRun(served)
            let visitor = Visitor(served.server)
            _ = await visitor.signIn(try await served.token("admin", "--repository", "app"))
            #expect(await !visitor.get("/w/w/runs").body.contains(run.id))
            for path in ["runs/\(run.id)", "plans/\(run.plan)", "", "plan", "deliveries", "deliveries/1"] {
                let answer = await visitor.get("/w/w/" + path)
                #expect(answer.status == 403 && answer.body.contains("api.scope"), "\(path): \(answer.status)")
            }
            let fields = [
                "form": try await visitor.formToken(), "run": run.id, "plan": run.plan, "kind": "pause",
            ]
            #expect(await visitor.post("/w/w/decide", fields).status == 403)
        }
    }
}

/// A clock that is moved by hand.
private final class TestMoment: Sendable {
    private let seconds = Mutex<TimeInterval>(0)
    private let start = Date()

    var now: Date { start.addingTimeInterval(seconds.withLock { $0 }) }
    func pass(hours: Double) { seconds.withLock { $0 += hours * 3_600 } }
}
