import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseServer
import ReleaseTestKit
import Testing

/// The server with real git and a real store, called as HTTP requests call it.
@Suite("slipway serve")
struct ServeTests {
    @Test("L4: a pushed tag is released once, however often and by however many events it is announced")
    func tag() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }, { on: release }]") { served in
            let commit = try await served.pushTag("1.1.0", of: "core")
            let push = ServeScene.push("refs/tags/v1.1.0", to: commit, in: "core")
            let published = """
                {"action":"published","release":{"tag_name":"v1.1.0"},"repository":{"full_name":"acme/core"},\
                "sender":{"login":"anna"}}
                """
            let first = try await served.webhook("push", "d1", push)
            #expect(first.status == 202 && first.body.contains("\"new\" : true"), "\(first)")
            let repeated = try await served.webhook("push", "d1", push)
            #expect(repeated.body.contains("\"new\" : false"))
            let other = try await served.webhook("release", "d2", published)
            #expect(other.status == 202)
            let shown = try await served.eventually("Released core 1.1.0", in: ["events", "show", "d1"])
            #expect(shown.output.contains("The tag v1.1.0 was pushed"), "\(shown.output)\(served.lines.text)")
            let second = try await served.eventually("[repeated]", or: "joins release", in: ["events", "list"])
            #expect(
                second.output.contains("joins release") || second.output.contains("[repeated]"), "\(second.output)")
            let runs = await served.slipway("run", "list")
            #expect(runs.output.split(separator: "\n").count == 1, "\(runs.output)")
            // The person's tag is where it was, and nothing was committed.
            let tags = try await served.scene.sandbox.git(
                ["for-each-ref", "--format=%(objectname)", "refs/tags/v1.1.0"], in: "w/core.git")
            #expect(tags == commit)
            #expect(try await served.scene.sandbox.git(["rev-parse", "main"], in: "w/core.git") == commit)
        }
    }

    @Test("A push releases what its commits call for, and the server's own pushes start nothing")
    func push() async throws {
        try await ServeScene.run(triggers: "[{ on: push, start: release }]") { served in
            let commit = try await served.scene.sandbox.git(["rev-parse", "HEAD"], in: "w/core")
            try await served.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/core")
            try await served.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "w/app")
            try await served.webhook("push", "d1", ServeScene.push("refs/heads/main", to: commit, in: "core"))
            _ = try await served.eventually("Released", in: ["events", "show", "d1"])
            let made = try await served.scene.sandbox.git(["rev-parse", "main"], in: "w/core.git")
            #expect(made != commit)
            // By the account of whoever runs the server, or by its own.
            try await served.webhook("push", "d2", ServeScene.push("refs/heads/main", to: made, in: "core"))
            let own = try await served.eventually("[own]", in: ["events", "show", "d2"])
            #expect(own.output.contains("Slipway made this push itself."), "\(own.output)")
            let other = ServeScene.push("refs/heads/main", to: commit, in: "app", by: "Release-Bot")
            try await served.webhook("push", "d3", other)
            #expect(try await served.eventually("[own]", in: ["events", "show", "d3"]).output.contains("[own]"))
            #expect(await served.slipway("run", "list").output.split(separator: "\n").count == 1)
        }
    }

    @Test("A tag whose tree says another version is refused with the place, and nothing is begun")
    func otherTree() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }]") { served in
            let commit = try await served.pushTag("1.2.0", of: "core", manifest: "1.1.9")
            try await served.webhook("push", "d1", ServeScene.push("refs/tags/v1.2.0", to: commit, in: "core"))
            let shown = try await served.eventually("tag.tree-differs", in: ["events", "show", "d1"])
            #expect(shown.output.contains("The tree of v1.2.0 does not say 1.2.0"), "\(shown.output)")
            let runs = await served.slipway("run", "list")
            #expect((runs.output + runs.messages).contains("No runs yet"))
            let asked = await served.scene.plainly(["-C", served.scene.workspace, "plan", "--tag", "v1.2.0"])
            #expect(asked.code == 78 && asked.messages.contains("Cargo.toml: package.version is 1.1.9, not 1.2.0"))
        }
    }

    @Test("L1, L2, L5: what no event announced is found at the remotes, and what was there at first starts nothing")
    func looks() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }]", isPlain: true) { served in
            for _ in 0..<2_400 where !FileManager.default.fileExists(atPath: served.references) {
                try await Task.sleep(for: .milliseconds(50))
            }
            // More than three at once, for which GitHub sends nothing.
            let versions = ["1.1.0", "1.2.0", "1.3.0", "1.4.0"]
            try await served.pushTags(versions, of: "core")
            for version in versions {
                _ = try await served.eventually("core \(version)", in: ["run", "list"])
            }
            for _ in 0..<2_400 where !served.lines.text.contains("Released core 1.4.0") {
                try await Task.sleep(for: .milliseconds(50))
            }
            let events = await served.slipway("events", "list")
            for version in versions {
                #expect(served.lines.text.contains("Released core \(version)"), "\(served.lines.text)")
                #expect(events.output.contains("The tag v\(version) was pushed"), "\(events.output)")
            }
            #expect(!events.output.contains("v1.0.0"), "\(events.output)")
            #expect(await served.slipway("run", "list").output.split(separator: "\n").count == 4)
        }
    }

    @Test("L3: an event is answered once it is stored, whatever keeps it from being decided")
    func answeredFirst() async throws {
        try await ServeScene.run(triggers: "[{ on: nonsense }]") { served in
            let push = ServeScene.push("refs/tags/v1.1.0", to: "c1", in: "core")
            let answer = try await served.webhook("push", "d1", push)
            #expect(answer.status == 202)
            #expect(await served.slipway("events", "list").output.contains("not decided yet"))
        }
    }

    @Test("L6: what is released is read from git, whichever commits an event lists")
    func commitsOfGit() async throws {
        try await ServeScene.run(triggers: "[{ on: push, start: release, repositories: [core] }]") { served in
            let sandbox = served.scene.sandbox
            try await sandbox.commit("feat: a second thing", files: ["two.txt": "2"], in: "w/core")
            try await sandbox.git(["push", "--quiet", "origin", "main"], in: "w/core")
            let head = try await sandbox.git(["rev-parse", "HEAD"], in: "w/core")
            try await served.webhook("push", "d1", ServeScene.push("refs/heads/main", to: head, in: "core"))
            let shown = try await served.eventually("Released", in: ["events", "show", "d1"])
            #expect(shown.output.contains("core 1.1.0"), "\(shown.output)")
        }
    }

    @Test("L8: a tag that its event announces and the remote does not show yet is looked for again")
    func notYet() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }]") { served in
            let push = ServeScene.push("refs/tags/v1.1.0", to: String(repeating: "a", count: 40), in: "core")
            try await served.webhook("push", "d1", push)
            for _ in 0..<2_400 where !served.lines.text.contains("Tried again in") {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(served.lines.text.contains("No clone has the tag 'v1.1.0'."), "\(served.lines.text)")
            _ = try await served.pushTag("1.1.0", of: "core")
            let shown = try await served.eventually("Released core 1.1.0", in: ["events", "show", "d1"])
            #expect(shown.output.contains("Released core 1.1.0"), "\(shown.output)\(served.lines.text)")
        }
    }

    @Test("L9: the signature is that of the bytes, in a form as well as in JSON")
    func forms() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }]") { served in
            let json = ServeScene.push("refs/heads/other", to: "c1", in: "core")
            let form = "payload=" + (json.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
            let type = "application/x-www-form-urlencoded"
            let refused = try await served.webhook(
                "push", "d1", form, signature: ServeScene.signature(json), type: type)
            #expect(refused.status == 401)
            let taken = try await served.webhook("push", "d2", form, type: type)
            #expect(taken.status == 202)
            let shown = try await served.eventually("decided", in: ["events", "show", "d2"])
            #expect(shown.output.contains("refs/heads/other"), "\(shown.output)")
        }
    }

    @Test("A broken configuration keeps the last good one in force, visibly")
    func brokenConfiguration() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }]") { served in
            let first = try await served.pushTag("1.1.0", of: "core")
            try await served.webhook("push", "d1", ServeScene.push("refs/tags/v1.1.0", to: first, in: "core"))
            _ = try await served.eventually("Released core 1.1.0", in: ["events", "show", "d1"])
            try served.scene.write("triggers: [{ on: nonsense }]\n", to: "slipway.yaml")
            let second = try await served.pushTag("1.2.0", of: "core")
            try await served.webhook("push", "d2", ServeScene.push("refs/tags/v1.2.0", to: second, in: "core"))
            _ = try await served.eventually("Released core 1.2.0", in: ["events", "show", "d2"])
            var ready = ""
            for _ in 0..<2_400 where !ready.contains("nonsense") {
                ready = try await served.get("/readyz").body
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(ready.contains("slipway.yaml:1:"), "\(ready)")
            let (readiness, metrics) = (try await served.get("/readyz"), try await served.get("/metrics"))
            #expect(readiness.status == 200)
            #expect(metrics.body.contains("slipway_configuration_valid{workspace=\"w\"} 0"))
        }
    }

    @Test("Without a configuration nothing is served, and the log says how to write one")
    func noConfiguration() async throws {
        let scene = try CommandScene()
        let lines = ServeScene.Lines()
        let server = try Server(
            [try ServeScene.site(scene)], log: ServerLog(isJSON: false) { lines.add($0) }, now: { Date() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run(host: "127.0.0.1", port: 0) { _ in } }
            try await eventually("the log says what is missing") { lines.text.contains("serve.no-configuration") }
            group.cancelAll()
        }
        #expect(lines.text.contains("The workspace can't be served: "), "\(lines.text)")
        #expect(
            lines.text.contains("slipway.yaml does not exist. Write one: slipway init [serve.no-configuration]"),
            "\(lines.text)")
    }

    @Test("A release that a person asks for is made by the server that has the workspace")
    func asked() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            try await served.untilServed()
            let answer = await served.slipway("release")
            #expect(
                answer.messages.contains("A server serves this workspace"), "\(answer.messages)\(served.lines.text)")
            #expect(answer.code == 0, "\(answer.messages)\(answer.output)")
            let listed = await served.slipway("events", "list")
            #expect(listed.output.contains("asked for it."), "\(listed.output)")
        }
    }

    @Test("Who asked a server that has ended is told so, and how the release continues")
    func askedInVain() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write(ServeScene.configuration("[]"), to: "slipway.yaml")
        try FileManager.default.createDirectory(
            atPath: scene.workspace + "/.slipway", withIntermediateDirectories: true)
        let lock = FileLock(path: scene.workspace + "/.slipway/lock")
        let server = try lock.acquire(for: "slipway serve", at: Date())
        async let asked = scene.plainly(["-C", scene.workspace, "release"])
        var listed = ""
        for _ in 0..<2_400 where !listed.contains("not decided yet") {
            try await Task.sleep(for: .milliseconds(50))
            listed = await scene.plainly(["-C", scene.workspace, "events", "list"]).output
        }
        #expect(listed.contains("not decided yet"), "\(listed)")
        server.release()
        let answer = await asked
        #expect(answer.code == 75, "\(answer.messages)")
        #expect(answer.messages.contains("The request is kept"), "\(answer.messages)")
        #expect(answer.messages.contains("slipway serve"), "\(answer.messages)")
    }

    @Test("Two who ask for a release at once get one run between them")
    func askedTwice() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            try await served.untilServed()
            async let first = served.slipway("release")
            async let second = served.slipway("release")
            for answer in await [first, second] { #expect(answer.code == 0, "\(answer.messages)\(answer.output)") }
            let runs = await served.slipway("run", "list")
            #expect(runs.output.split(separator: "\n").count == 1, "\(runs.output)\(served.lines.text)")
        }
    }

    @Test(
        "What is not a webhook of the forge is refused and not stored",
        arguments: [
            ("push", "d1", "sha256=" + String(repeating: "0", count: 64), "/webhooks/w/github", "POST", 401),
            ("push", "d1", "", "/webhooks/w/github", "POST", 401),
            ("push", "d1", "other secret", "/webhooks/w/github", "POST", 401),
            ("push", "d1", nil, "/webhooks/other/github", "POST", 404),
            ("push", "d1", nil, "/webhooks/../w/github", "POST", 404),
            ("push", "d1", nil, "/webhooks/w/github", "GET", 405),
            ("../push", "d1", nil, "/webhooks/w/github", "POST", 400),
            ("push", "d 1", nil, "/webhooks/w/github", "POST", 400),
            ("push", String(repeating: "d", count: 200), nil, "/webhooks/w/github", "POST", 400),
        ] as [(String, String, String?, String, String, Int)])
    func refused(
        event: String, id: String, signature: String?, path: String, method: String, status: Int
    ) async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let body = ServeScene.push("refs/heads/main", to: "c1", in: "core")
            let signed = signature == "other secret" ? ServeScene.signature(body, "another-secret-0123") : signature
            let answer = try await served.webhook(event, id, body, signature: signed, path: path, method: method)
            #expect(answer.status == status, "\(answer)")
            #expect(answer.body.contains("\"code\""))
            #expect(await served.slipway("events", "list").output.contains("No event has arrived yet."))
        }
    }

    @Test("A body that is too large is refused before it is read to its end")
    func large() async throws {
        try await ServeScene.run(triggers: "[]") { served in
            let body = String(repeating: "x", count: (25 << 20) + 1)
            let answer = try await served.webhook("push", "d1", body, signature: "sha256=")
            #expect(answer.status == 413)
        }
    }

    @Test("Metrics are in Prometheus's format, each name with its kind and once")
    func metrics() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }]") { served in
            let commit = try await served.pushTag("1.1.0", of: "core")
            try await served.webhook("push", "d1", ServeScene.push("refs/tags/v1.1.0", to: commit, in: "core"))
            var text = ""
            for _ in 0..<2_400 where !text.contains("slipway_runs_total") {
                try await Task.sleep(for: .milliseconds(50))
                text = try await served.get("/metrics").body
            }
            let lines = text.split(separator: "\n").map(String.init)
            let kinds = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
            #expect(Set(kinds).count == kinds.count && !kinds.isEmpty)
            for line in lines where !line.hasPrefix("#") {
                #expect(line.wholeMatch(of: /[a-z_]+\{workspace="w"(,[a-z]+="[^"]*")*\} [0-9.e+-]+/) != nil, "\(line)")
                #expect(kinds.contains { line.hasPrefix($0) }, "\(line)")
            }
            #expect(text.contains(#"slipway_decisions_total{workspace="w",result="start"} 1"#), "\(text)")
            #expect(text.contains(#"slipway_runs_total{workspace="w",status="succeeded"} 1"#), "\(text)")
        }
    }

    @Test("Events whose bodies say nothing are taken and ignored with a reason")
    func unreadable() async throws {
        try await ServeScene.run(triggers: "[{ on: tag }]") { served in
            let taken = [
                try await served.webhook("push", "d1", "{}"), try await served.webhook("ping", "d2", #"{"zen":"x"}"#),
            ]
            #expect(taken.map(\.status) == [202, 202])
            let first = try await served.eventually("[bad-value]", in: ["events", "show", "d1"])
            #expect(first.output.contains("[bad-value]"))
            let second = try await served.eventually("[not-a-trigger]", in: ["events", "show", "d2"])
            #expect(second.output.contains("[not-a-trigger]"))
        }
    }
}

extension ServeScene {
    func get(_ path: String) async throws -> (status: Int, body: String) {
        try await webhook("", "", "", path: path, method: "GET")
    }
}
