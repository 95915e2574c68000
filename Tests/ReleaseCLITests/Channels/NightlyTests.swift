import Foundation
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Nightly builds", .heavy)
struct NightlyTests {
    @Test("R110, R111: a nightly is of what the remote's main has, named by day and commit, and no branch or tag moves")
    func nightly() async throws {
        let scene = try await ChannelScene()
        try await scene.commitElsewhere(["new": "1"], in: "app")
        let before = [try await scene.references("core"), try await scene.references("app")]
        let newest = try await scene.head("app", "origin/main")
        let answer = await scene.slipway("nightly", "--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let report = try answer.json()
        let channel = try #require(report["channel"] as? [String: Any])
        let version = try #require(channel["version"] as? String)
        #expect(version.wholeMatch(of: /nightly-20[0-9]{6}-[0-9a-f]{7}/) != nil)
        #expect(version.hasSuffix(newest.prefix(7)))
        #expect(Version(nightly: version)?.isPrerelease == true)
        #expect(try scene.published() == ["\(version)/app-out.txt", "\(version)/core-out.txt"])
        let text = try String(contentsOfFile: scene.scene.workspace + "/builds/\(version)/app-out.txt", encoding: .utf8)
        #expect(text.hasSuffix("app \(version)\n"))
        #expect([try await scene.references("core"), try await scene.references("app")] == before)
        let verified = await scene.slipway("verify", scene.scene.workspace + "/.slipway/releases/\(report["id"] ?? "")")
        #expect(verified.code == 0, "\(verified.output)\(verified.messages)")
    }

    @Test("R115: without a new commit a nightly is skipped with its reason, and a new commit makes the next one")
    func unchanged() async throws {
        let scene = try await ChannelScene()
        #expect(await scene.slipway("nightly").code == 0)
        let again = await scene.slipway("channel", "make", "nightly")
        #expect(again.code == 0 && again.output.contains("Nothing changed since nightly-"), "\(again.output)")
        let json = try await scene.slipway("nightly", "--json").json()
        #expect(json["schema"] as? String == "slipway.channel-skipped/1" && json["run"] != nil)
        #expect(try scene.published().count == 2)
        try await scene.commit(["next": "1"], in: "core")
        // Named after app's commit, which is the same today.
        let same = await scene.slipway("nightly")
        #expect(same.code == 1 && same.messages.contains("channel.made-already"), "\(same.messages)")
        try await scene.commit(["next": "1"], in: "app")
        #expect(await scene.slipway("nightly").code == 0)
        #expect(try scene.published().count == 4)
    }

    @Test("A release neither continues nor waits for a nightly that failed")
    func besideReleases() async throws {
        let scene = try await ChannelScene(build: "test -z \"${SLIPWAY_VERSION##1.*}\" && echo made > out.txt")
        #expect(await scene.slipway("nightly").code == 65)
        let released = await scene.slipway("release")
        #expect(released.code == 0, "\(released.output)\(released.messages)")
        #expect(try await scene.references("core").contains("refs/tags/v1.0.1"))
    }

    @Test("A failed build stops what depends on it, publishes nothing of it, and is given up when a newer commit comes")
    func failing() async throws {
        let scene = try await ChannelScene()
        try await scene.commit(["broken": "1"], in: "core")
        let failed = await scene.slipway("nightly")
        #expect(failed.code == 65 && failed.output.contains("build:core"), "\(failed.output)")
        #expect(try scene.published().isEmpty)
        let again = await scene.slipway("nightly")
        #expect(again.code == 65 && again.messages.contains("channel.unfinished"), "\(again.messages)")
        try await scene.scene.sandbox.git(["rm", "--quiet", "broken"], in: "w/core")
        try await scene.commit(["good": "1"], in: "core")
        let next = await scene.slipway("nightly")
        #expect(next.code == 0, "\(next.output)\(next.messages)")
        let list = await scene.slipway("channel", "list")
        #expect(list.output.contains("succeeded") && list.output.contains("cancelled"), "\(list.output)")
    }

    @Test("R114: with fallback: stable, what failed is built at its stable release, and plan, run and notes say so")
    func fallback() async throws {
        let scene = try await ChannelScene("fallback: stable\n    publish: [{ to: folder, path: builds }]")
        try await scene.commit(["broken": "1"], in: "core")
        #expect(await scene.slipway("nightly").code == 65)
        let planned = await scene.slipway("nightly", "--dry-run")
        #expect(planned.output.contains("core is built at its stable release v1.0.0"), "\(planned.output)")
        let answer = await scene.slipway("nightly", "--json")
        #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        let report = try answer.json()
        let channel = try #require(report["channel"] as? [String: Any])
        let fallbacks = try #require(channel["fallbacks"] as? [[String: Any]])
        #expect(fallbacks.count == 1 && fallbacks[0]["repository"] as? String == "core")
        #expect(fallbacks[0]["commit"] as? String == (try await scene.head("core", "v1.0.0")))
        let run = try #require(report["id"] as? String)
        let notes = try String(
            contentsOfFile: scene.scene.workspace + "/.slipway/releases/\(run)/NOTES.md", encoding: .utf8)
        #expect(notes.contains("## Stable fallback") && notes.contains("core is built at its stable release v1.0.0"))
        #expect(await scene.slipway("run", "show").output.contains("core is built at its stable release v1.0.0"))
        let list = await scene.slipway("channel", "list", "nightly")
        #expect(list.output.contains("stable: core v1.0.0"), "\(list.output)")
        // It is tried again only with a new commit.
        #expect(await scene.slipway("nightly").output.contains("Nothing changed since"))
    }

    @Test("R115: old builds are pruned by policy: only what a build made, and never the newest")
    func pruning() async throws {
        let scene = try await ChannelScene("keep: { builds: 2 }\n    publish: [{ to: folder, path: builds }]")
        var folders: [String] = []
        for number in 1...3 {
            try await scene.commit(["file": "\(number)"], in: "app")
            #expect(await scene.slipway("nightly").code == 0)
            folders.append(
                "builds/"
                    + (try #require(
                        try scene.published().map { String($0.prefix(24)) }.first { one in
                            !folders.contains { $0.hasSuffix(one) }
                        })))
            if number == 1 { try scene.scene.write("mine", to: folders[0] + "/note.txt") }
        }
        let left = Set(try scene.published().map { String($0.prefix(24)) })
        #expect(left.count == 3, "the folder of the first stays for the file that is someone's: \(left)")
        #expect(
            try scene.published().filter { folders[0].hasSuffix($0.prefix(24)) }.map { $0.dropFirst(25) } == [
                "note.txt"
            ])
        try scene.scene.write("changed", to: folders[1] + "/core-out.txt")
        try await scene.commit(["file": "4"], in: "app")
        #expect(await scene.slipway("nightly").code == 0)
        let kept = await scene.slipway("channel", "prune", "nightly", "--dry-run", "--json")
        #expect(kept.output.contains("someone changed it"), "\(kept.output)")
        #expect(try scene.published().contains { $0.hasSuffix("core-out.txt") && folders[1].hasSuffix($0.prefix(24)) })
    }

    @Test("A person leaves commits out, with a reason, until there are newer ones")
    func skipped() async throws {
        let scene = try await ChannelScene()
        let unsaid = await scene.slipway("channel", "skip", "nightly", "--reason", " ")
        #expect(unsaid.code == 64)
        #expect(await scene.slipway("channel", "skip", "nightly", "--reason", "main is broken").code == 0)
        let answer = await scene.slipway("nightly")
        #expect(answer.code == 0 && answer.output.contains("main is broken"), "\(answer.output)")
        #expect(try scene.published().isEmpty)
        try await scene.commit(["fixed": "1"], in: "app")
        #expect(await scene.slipway("nightly").code == 0)
        #expect(try scene.published().count == 2)
        #expect(await scene.slipway("audit", "list").output.contains("main is broken"))
    }

    @Test("R111: a channel from pins builds what versions.toml pins, and refuses what it does not pin")
    func pins() async throws {
        let scene = try await ChannelScene("from: pins\n    publish: [{ to: folder, path: builds }]")
        try await scene.commit(
            ["versions.toml": "[versions]\napp = { version = \"1.0.0\", git_tag = \"v1.0.0\" }\n"], in: "app")
        let refused = await scene.slipway("nightly")
        #expect(refused.code == 1 && refused.messages.contains("channel.not-pinned"), "\(refused.messages)")
        try await scene.commit(
            [
                "versions.toml":
                    "[versions]\napp = { version = \"1.0.0\", git_tag = \"v1.0.0\" }\ncore = { version = \"1.0.0\", git_tag = \"v1.0.0\" }\n"
            ], in: "app")
        let answer = await scene.slipway("nightly", "--json")
        #expect(answer.code == 0, "\(answer.messages)")
        let channel = try #require(try answer.json()["channel"] as? [String: Any])
        let pinned = try await scene.head("app", "v1.0.0")
        #expect((channel["version"] as? String)?.hasSuffix(pinned.prefix(7)) == true)
    }

    @Test("A dry run prints the plan and touches nothing, and an unknown channel is refused with the known ones")
    func dryRun() async throws {
        let scene = try await ChannelScene()
        let before = try scene.scene.files()
        let answer = await scene.slipway("nightly", "--dry-run", "--json")
        let plan = try decodeJSON(ReleasePlan.self, from: Data(answer.output.utf8))
        #expect(answer.code == 0 && plan.request.channel?.channel == "nightly")
        #expect(!plan.steps.contains { [.push, .tag, .writeBack].contains($0.kind) })
        #expect(plan.components.allSatisfy { $0.edits.isEmpty && $0.tag == nil })
        #expect(try scene.scene.files() == before)
        let unknown = await scene.slipway("channel", "make", "weekly")
        #expect(unknown.code == 78 && unknown.messages.contains("Known channels: nightly"), "\(unknown.messages)")
    }

    @Test("A clone with commits of its own is refused, and nothing is discarded")
    func unpushed() async throws {
        let scene = try await ChannelScene()
        try await scene.scene.sandbox.git(["commit", "--quiet", "--allow-empty", "-m", "feat: mine"], in: "w/core")
        let own = try await scene.head("core")
        let answer = await scene.slipway("nightly")
        #expect(answer.code == 65 && answer.messages.contains("channel.stale-clone"), "\(answer.messages)")
        #expect(!answer.messages.contains("reset --hard"))
        #expect(try await scene.head("core") == own)
    }
}
