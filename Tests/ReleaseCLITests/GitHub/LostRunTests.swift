import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Runs with pull requests that are continued on an empty disk", .heavy)
struct LostRunTests {
    @Test(
        "Each job begins on an empty disk: it adopts the open pull request, and goes on from what was merged",
        arguments: ["", ", signed-by: forge"])
    func continues(signing: String) async throws {
        try await CascadeScene.run(commits: "{ via: pull-request\(signing) }") { scene in
            let begun = await scene.slipway("release")
            #expect(begun.code == 77, "\(begun.output)\(begun.messages)")
            let core = try #require(try await scene.open(in: "core").first)

            try await scene.freshWorkspace("second")
            let second = await scene.slipway("release", in: "second")
            #expect(second.code == 77 && second.output.contains("the merge of \(core.address)"), "\(second.output)")
            let adopted = try await scene.open(in: "core")
            #expect(adopted.map(\.number) == [core.number] && adopted.map(\.head) == [core.head])
            #expect(adopted.first?.body != core.body, "it names the run that waits now")
            let merged = try await scene.merge(core, in: "core")

            try await scene.freshWorkspace("third")
            let third = await scene.slipway("release", in: "third")
            #expect(third.code == 77, "\(third.output)\(third.messages)")
            #expect(try await scene.commitOf("refs/tags/v1.1.0", in: "core") == merged.text)
            let app = try #require(try await scene.open(in: "app").first)

            try await scene.freshWorkspace("fourth")
            let fourth = await scene.slipway("release", in: "fourth")
            #expect(
                fourth.code == 77 && fourth.output.contains("the merge of \(app.address)"),
                "\(fourth.output)\(fourth.messages)")
            let last = try await scene.merge(app, in: "app")
            try await scene.freshWorkspace("fifth")
            let fifth = await scene.slipway("release", in: "fifth")
            #expect(fifth.code == 0, "\(fifth.output)\(fifth.messages)")
            #expect(try await scene.commitOf("refs/tags/v1.0.1", in: "app") == last.text)
        }
    }

    @Test("Slipway merges the pull request of a lost run once its checks have passed")
    func merges() async throws {
        try await CascadeScene.run(commits: "{ via: pull-request, merge: squash, checks: [ci] }") { scene in
            let begun = Task { await scene.slipway("release") }
            let core = try await scene.opened(in: "core")
            begun.cancel()
            _ = await begun.value
            try await scene.report("success", of: "ci", on: core.head, in: "core")
            try await scene.freshWorkspace("second")
            async let second = scene.slipway("release", in: "second")
            let app = try await scene.opened(in: "app")
            #expect(try await scene.open(in: "core").isEmpty)
            try await scene.report("success", of: "ci", on: app.head, in: "app")
            let done = await second
            #expect(done.code == 0, "\(done.output)\(done.messages)")
            for (name, tag) in [("core", "v1.1.0"), ("app", "v1.0.1")] {
                let all = try await scene.forge.closedPullRequests(
                    into: "main", since: nil, in: ForgeRepository(owner: "acme", name: name))
                #expect(all.count == 1 && all.first?.state == .merged)
                #expect(try await scene.commitOf("refs/tags/\(tag)", in: name) == all.first?.mergeCommit?.text)
            }
        }
    }
}
