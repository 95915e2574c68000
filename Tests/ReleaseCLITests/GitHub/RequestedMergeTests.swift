import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Release commits that reach their branch by pull requests", .heavy)
struct RequestedMergeTests {
    @Test(
        "A run opens a pull request in each repository in order, waits for each merge, and tags what was merged",
        arguments: MergeMethod.allCases)
    func waits(method: MergeMethod) async throws {
        try await CascadeScene.run { scene in
            var answer = await scene.slipway("release")
            #expect(answer.code == 77, "\(answer.output)\(answer.messages)")
            #expect(answer.output.contains("the merge of http"), "\(answer.output)")
            #expect(answer.output.contains("slipway run resume"), "\(answer.output)")
            #expect(try await scene.open(in: "app").isEmpty, "core is not released yet")
            let core = try #require(try await scene.open(in: "core").first)
            #expect(core.title == "chore(release): bump version to 1.1.0")
            #expect(core.body.contains("| core | 1.0.0 → 1.1.0 |"), "\(core.body)")
            let merged = try await scene.merge(core, in: "core", by: method)
            #expect(try await scene.commitOf("refs/tags/v1.1.0", in: "core") == nil)

            answer = await scene.slipway("run", "resume")
            #expect(answer.code == 77, "\(answer.output)\(answer.messages)")
            #expect(try await scene.commitOf("refs/tags/v1.1.0", in: "core") == merged.text)
            let app = try #require(try await scene.open(in: "app").first)
            try await scene.merge(app, in: "app", by: method)
            // The command that began it goes on with it, too.
            answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let (tag, main) = (
                try await scene.commitOf("refs/tags/v1.0.1", in: "app"), try await scene.commitOf("main", in: "app")
            )
            #expect(tag == main && tag != nil)
            let gone = try await scene.commitOf("refs/heads/\(app.branch)", in: "app")
            #expect(gone == nil, "the branch of a merged pull request is removed")
            let none = await scene.slipway("release")
            #expect(none.code == 0 && none.output.contains("Nothing to release"), "\(none.output)\(none.messages)")
        }
    }

    @Test("A pull request that was changed by hand is released as it was merged, after its gates have passed again")
    func changedByHand() async throws {
        try await CascadeScene.run(gate: "cat Cargo.toml >> ../../../gates.log; test ! -e broken") { scene in
            _ = await scene.slipway("release")
            try await scene.merge(try #require(try await scene.open(in: "core").first), in: "core")
            _ = await scene.slipway("run", "resume")
            let app = try #require(try await scene.open(in: "app").first)
            try await scene.push(["note.txt": "by hand\n"], "docs: a note", to: app.branch, in: "app")
            let request = try #require(try await scene.open(in: "app").first)
            let merged = try await scene.merge(request, in: "app")
            let answer = await scene.slipway("run", "resume")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            #expect(try await scene.commitOf("refs/tags/v1.0.1", in: "app") == merged.text)
            let journal = await scene.slipway("run", "show")
            #expect(journal.output.contains("amended"), "\(journal.output)")
        }
    }

    @Test("What was merged and fails its gates is not tagged, and goes on once it is fixed")
    func failsAfterMerge() async throws {
        try await CascadeScene.run(gate: "test ! -e broken") { scene in
            _ = await scene.slipway("release")
            try await scene.merge(try #require(try await scene.open(in: "core").first), in: "core")
            _ = await scene.slipway("run", "resume")
            let app = try #require(try await scene.open(in: "app").first)
            try await scene.push(["broken": ""], "chore: break it", to: app.branch, in: "app")
            try await scene.merge(try #require(try await scene.open(in: "app").first), in: "app")
            var answer = await scene.slipway("run", "resume")
            #expect(answer.code != 0 && answer.output.contains("gate:app/test"), "\(answer.output)\(answer.messages)")
            #expect(try await scene.commitOf("refs/tags/v1.0.1", in: "app") == nil)
            // The version stays its own, and the fix is released as it.
            try await scene.scene.sandbox.git(["pull", "--quiet", "origin", "main"], in: "ws/app")
            try await scene.scene.sandbox.git(["rm", "--quiet", "broken"], in: "ws/app")
            try await scene.scene.sandbox.git(["commit", "--quiet", "-m", "fix: correct it"], in: "ws/app")
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "ws/app")
            answer = await scene.slipway("run", "retry")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let (tag, main) = (
                try await scene.commitOf("refs/tags/v1.0.1", in: "app"), try await scene.commitOf("main", in: "app")
            )
            #expect(tag == main && tag != nil)
        }
    }

    @Test("A pull request that is closed fails its run, which goes on once it is reopened and merged")
    func closed() async throws {
        try await CascadeScene.run { scene in
            _ = await scene.slipway("release")
            let core = try #require(try await scene.open(in: "core").first)
            let place = ForgeRepository(owner: "acme", name: "core")
            _ = try await scene.forge.change(core.number, PullRequestChange(isOpen: false), in: place)
            var answer = await scene.slipway("run", "resume")
            #expect(answer.output.contains("[merge.closed]"), "\(answer.output)\(answer.messages)")
            #expect(try await scene.open(in: "core").isEmpty)
            _ = try await scene.forge.change(core.number, PullRequestChange(isOpen: true), in: place)
            answer = await scene.slipway("run", "retry")
            #expect(answer.code == 77, "\(answer.output)\(answer.messages)")
            try await scene.merge(try #require(try await scene.open(in: "core").first), in: "core")
            answer = await scene.slipway("run", "resume")
            #expect(answer.code == 77 && answer.output.contains("acme/app"), "\(answer.output)\(answer.messages)")
        }
    }

    @Test("Slipway merges once the configured checks have passed, and not before")
    func merges() async throws {
        try await CascadeScene.run(commits: "{ via: pull-request, merge: squash, checks: [ci] }") { scene in
            async let release = scene.slipway("release")
            let core = try await scene.opened(in: "core")
            try await scene.report("success", of: "other", on: core.head, in: "core")
            var shown = await scene.slipway("run", "show")
            try await eventually("the run waits for ci", every: .milliseconds(200)) {
                shown = await scene.slipway("run", "show")
                return shown.output.contains("ci of ")
            }
            #expect(try await scene.open(in: "core").count == 1, "ci has not reported")
            try await scene.report("success", of: "ci", on: core.head, in: "core")
            let app = try await scene.opened(in: "app")
            try await scene.report("success", of: "ci", on: app.head, in: "app")
            let answer = await release
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            for (name, tag) in [("core", "v1.1.0"), ("app", "v1.0.1")] {
                let (tagged, main) = (
                    try await scene.commitOf("refs/tags/\(tag)", in: name), try await scene.commitOf("main", in: name)
                )
                #expect(tagged == main && tagged != nil, "\(name)")
            }
        }
    }

    @Test(
        "E2, E4: a required check that was skipped or needs a person is named, not merged over, and waited for",
        arguments: [("skipped", "they were skipped"), ("action_required", "a person to let ci")])
    func unprovenCheck(conclusion: String, words: String) async throws {
        try await CascadeScene.run(commits: "{ via: pull-request, merge: squash, checks: [ci] }") { scene in
            async let release = scene.slipway("release")
            let core = try await scene.opened(in: "core")
            try await scene.conclude("ci", conclusion, on: core.head, in: "core")
            var shown = await scene.slipway("run", "show")
            try await eventually("the run says what it waits for", every: .milliseconds(200)) {
                shown = await scene.slipway("run", "show")
                return shown.output.contains(words)
            }
            let answer = await release
            #expect(answer.code == 77, "\(answer.output)\(answer.messages)")
            #expect(try await scene.open(in: "core").count == 1)
            try await scene.conclude("ci", "success", on: core.head, in: "core")
            async let resumed = scene.slipway("run", "resume")
            let app = try await scene.opened(in: "app")
            try await scene.report("success", of: "ci", on: app.head, in: "app")
            let done = await resumed
            #expect(done.code == 0, "\(done.output)\(done.messages)")
        }
    }

    @Test("E1: a required check that has not started after ten minutes is said, with the usual cause")
    func absentCheck() async throws {
        // Whatever is opened there was opened ten minutes ago.
        let clock = DoubleClock(start: Date().addingTimeInterval(-601))
        try await CascadeScene.run(
            commits: "{ via: pull-request, merge: squash, checks: [ci] }", clock: clock
        ) { scene in
            let answer = await scene.slipway("release")
            #expect(answer.code == 77, "\(answer.output)\(answer.messages)")
            #expect(answer.output.contains("which did not start"), "\(answer.output)")
            #expect(answer.output.contains("`token-from` under `forge`"), "\(answer.output)")
            let open = try await scene.open(in: "core")
            #expect(open.count == 1)
        }
    }

    @Test("A failed check stops the merge, and the run goes on once it has passed")
    func failedCheck() async throws {
        try await CascadeScene.run(commits: "{ via: pull-request, merge: merge }") { scene in
            async let release = scene.slipway("release")
            let core = try await scene.opened(in: "core")
            try await scene.report("failure", of: "ci", on: core.head, in: "core")
            let answer = await release
            #expect(answer.output.contains("[merge.checks-failed]"), "\(answer.output)\(answer.messages)")
            #expect(try await scene.open(in: "core").count == 1)
            try await scene.report("success", of: "ci", on: core.head, in: "core")
            async let retry = scene.slipway("run", "retry")
            let app = try await scene.opened(in: "app")
            #expect(try await scene.commitOf("refs/tags/v1.1.0", in: "core") != nil)
            try await scene.report("success", of: "ci", on: app.head, in: "app")
            let done = await retry
            #expect(done.code == 0, "\(done.output)\(done.messages)")
        }
    }

    @Test("A branch that takes no pushes takes the release by a pull request, with the check that it requires")
    func protected() async throws {
        var settings = RepositorySettings()
        var protection = Protection()
        protection.reviews = 0
        protection.checks = ["ci"]
        protection.includesAdministrators = true
        settings.protections["main"] = protection
        try await CascadeScene.run(repositories: ["app": settings], commits: "{ via: pull-request, merge: squash }") {
            scene in
            async let release = scene.slipway("release")
            let core = try await scene.opened(in: "core")
            try await scene.report("success", of: "ci", on: core.head, in: "core")
            let app = try await scene.opened(in: "app")
            try await scene.report("success", of: "ci", on: app.head, in: "app")
            let answer = await release
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        }
    }

    @Test(
        "Whatever fails between here and GitHub, there is one pull request, one merge and one tag",
        arguments: [
            ("pulls/create", FaultKind.lost), ("pulls/merge", .lost), ("pulls/list", .lag), ("pulls/list", .failedLate),
            ("pulls/merge", .failedLate), ("git/delete-ref", .lost),
        ])
    func faults(operation: String, kind: FaultKind) async throws {
        try await CascadeScene.run(commits: "{ via: pull-request, merge: squash }") { scene in
            scene.github.double.plan(kind, for: operation)
            async let release = scene.slipway("release")
            for name in ["core", "app"] {
                let request = try await scene.opened(in: name)
                try await scene.report("success", of: "ci", on: request.head, in: name)
            }
            let answer = await release
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            for (name, tag) in [("core", "v1.1.0"), ("app", "v1.0.1")] {
                let all = try await scene.forge.closedPullRequests(
                    into: "main", since: nil, in: ForgeRepository(owner: "acme", name: name))
                #expect(all.count == 1 && all.first?.state == .merged)
                #expect(try await scene.commitOf("refs/tags/\(tag)", in: name) == all.first?.mergeCommit?.text)
            }
        }
    }

    @Test(
        "Commits that the forge makes are signed by it, on the branch and in pull requests",
        arguments: ["push", "pull-request"])
    func forgeMade(way: String) async throws {
        let merging = way == "push" ? "" : ", merge: merge"
        try await CascadeScene.run(commits: "{ via: \(way)\(merging), signed-by: forge }") { scene in
            async let release = scene.slipway("release")
            for name in way == "push" ? [] : ["core", "app"] {
                let request = try await scene.opened(in: name)
                try await scene.report("success", of: "ci", on: request.head, in: name)
            }
            let answer = await release
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            for (name, tag) in [("core", "v1.1.0"), ("app", "v1.0.1")] {
                try await scene.clone(name, as: "look-\(name)")
                let look = ["log", "-1", "--format=%cn", way == "push" ? tag : tag + "^2"]
                #expect(try await scene.scene.sandbox.git(look, in: "look-\(name)") == "GitHub")
                let (tagged, main) = (
                    try await scene.commitOf("refs/tags/\(tag)", in: name), try await scene.commitOf("main", in: name)
                )
                #expect(tagged == main && tagged != nil)
                let branches = try await scene.scene.sandbox.git(["branch", "--remotes"], in: "look-\(name)")
                #expect(!branches.contains("slipway--"), "nothing is left behind: \(branches)")
            }
        }
    }

    @Test(
        "A rehearsal merges what a run opens, as people or checks would, and reaches its end",
        arguments: ["", ", merge: squash, checks: [ci]"])
    func rehearsed(merging: String) async throws {
        try await CascadeScene.run(commits: "{ via: pull-request\(merging) }") { scene in
            let answer = await scene.slipway("rehearse", "--json")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let report = try answer.json()
            #expect(report["outcome"] as? String == "succeeded", "\(answer.output)")
            let areas = (report["rights"] as? [[String: Any]])?.compactMap { $0["area"] as? String } ?? []
            #expect(Set(areas).isSuperset(of: ["contents", "pull_requests"]), "\(areas)")
            #expect(areas.contains("statuses") == !merging.isEmpty, "\(areas)")
            let assumed = (report["notRehearsed"] as? [[String: Any]] ?? []).compactMap { $0["what"] as? String }
                .filter { $0.hasPrefix("checks ") }
            #expect(assumed == (merging.isEmpty ? [] : ["checks ci of core", "checks ci of app"]), "\(assumed)")
            for name in ["core", "app"] { #expect(try await scene.open(in: name).isEmpty) }
            #expect(try await scene.commitOf("refs/tags/v1.1.0", in: "core") == nil)
        }
    }

    private static let changelog = "defaults: { changelog: { path: CHANGELOG.md } }"

    @Test("What others merged meanwhile is released with its changelog, by a second pull request where that changed")
    func changelogMoved() async throws {
        try await CascadeScene.run(more: RequestedMergeTests.changelog) { scene in
            try await scene.scene.sandbox.commit(
                "docs: begin a changelog", files: ["CHANGELOG.md": "# Changelog\n"], in: "ws/core")
            _ = await scene.slipway("release")
            let first = try #require(try await scene.open(in: "core").first)
            try await scene.push(["fix.txt": "fixed\n"], "fix: a fault", to: "main", in: "core")
            try await scene.merge(first, in: "core")
            var answer = await scene.slipway("run", "resume")
            #expect(answer.code == 77, "\(answer.output)\(answer.messages)")
            let second = try #require(try await scene.open(in: "core").first)
            #expect(second.number != first.number)
            try await scene.merge(second, in: "core")
            answer = await scene.slipway("run", "resume")
            #expect(answer.code == 77 && answer.output.contains("acme/app"), "\(answer.output)\(answer.messages)")
            let (tag, main) = (
                try await scene.commitOf("refs/tags/v1.1.0", in: "core"), try await scene.commitOf("main", in: "core")
            )
            #expect(tag == main && tag != nil)
        }
    }

    @Test("Slipway merges nothing onto commits that it has not tested it with")
    func baseMoved() async throws {
        try await CascadeScene.run(commits: "{ via: pull-request, merge: squash, checks: [ci] }") { scene in
            async let release = scene.slipway("release")
            let core = try await scene.opened(in: "core")
            try await scene.push(["other.txt": "other\n"], "chore: meanwhile", to: "main", in: "core")
            try await scene.report("success", of: "ci", on: core.head, in: "core")
            // The pull request gets the commit on top of what moved, which its check has not seen.
            var head = core.head
            for _ in 0..<300 where head == core.head {
                try await Task.sleep(for: .milliseconds(100))
                head = try await scene.open(in: "core").first?.head ?? head
            }
            #expect(head != core.head)
            try await scene.report("success", of: "ci", on: head, in: "core")
            let app = try await scene.opened(in: "app")
            try await scene.report("success", of: "ci", on: app.head, in: "app")
            let answer = await release
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let (tag, main) = (
                try await scene.commitOf("refs/tags/v1.1.0", in: "core"), try await scene.commitOf("main", in: "core")
            )
            #expect(tag == main && tag != nil)
        }
    }

    @Test("A breaking change that arrives while a run waits is not released as a minor version by itself")
    func largerChange() async throws {
        try await CascadeScene.run { scene in
            _ = await scene.slipway("release")
            try await scene.push(["broken.txt": "x\n"], "feat!: break it all", to: "main", in: "core")
            try await scene.merge(try #require(try await scene.open(in: "core").first), in: "core")
            let answer = await scene.slipway("run", "resume")
            #expect(
                answer.code != 0 && answer.messages.contains("run.cannot-amend"), "\(answer.output)\(answer.messages)")
            #expect(answer.messages.contains("call for 2.0.0"), "\(answer.messages)")
            #expect(try await scene.commitOf("refs/tags/v1.1.0", in: "core") == nil)
        }
    }

    @Test("A merge that says another version stops the run, and can be released after it is cancelled")
    func otherVersion() async throws {
        try await CascadeScene.run { scene in
            _ = await scene.slipway("release")
            let core = try #require(try await scene.open(in: "core").first)
            try await scene.push(
                ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"2.0.0\"\n"], "chore: 2.0.0", to: core.branch,
                in: "core")
            try await scene.merge(try #require(try await scene.open(in: "core").first), in: "core")
            let answer = await scene.slipway("run", "resume")
            #expect(answer.output.contains("[merge.other-version]"), "\(answer.output)\(answer.messages)")
            #expect(await scene.slipway("run", "cancel", "--reason", "2.0.0 it is").code == 0)
            _ = await scene.slipway("release")
            #expect(try await scene.commitOf("refs/tags/v2.0.0", in: "core") != nil)
        }
    }

    @Test("A commit that a person amended is never overwritten; they merge it, and it is tested before it is tagged")
    func amendedByHand() async throws {
        try await CascadeScene.run { scene in
            _ = await scene.slipway("release")
            let core = try #require(try await scene.open(in: "core").first)
            try await scene.clone("core", as: "amend")
            let sandbox = scene.scene.sandbox
            try await sandbox.git(["checkout", "--quiet", core.branch], in: "amend")
            try sandbox.folder.write("by hand\n", to: "amend/hand.txt")
            try await sandbox.git(["add", "--all"], in: "amend")
            try await sandbox.git(["commit", "--quiet", "--amend", "--no-edit"], in: "amend")
            try await sandbox.git(["push", "--quiet", "--force", "origin", core.branch], in: "amend")
            let amended = try await sandbox.git(["rev-parse", "HEAD"], in: "amend")
            var answer = await scene.slipway("run", "resume")
            #expect(answer.code == 77 && answer.output.contains("did not test"), "\(answer.output)\(answer.messages)")
            #expect(try await scene.open(in: "core").first?.head.text == amended)
            try await scene.merge(try #require(try await scene.open(in: "core").first), in: "core")
            answer = await scene.slipway("run", "resume")
            #expect(answer.code == 77 && answer.output.contains("acme/app"), "\(answer.output)\(answer.messages)")
            let (tag, main) = (
                try await scene.commitOf("refs/tags/v1.1.0", in: "core"), try await scene.commitOf("main", in: "core")
            )
            #expect(tag == main && tag != nil)
        }
    }

    @Test("A closed pull request whose branch is gone is opened anew by a retry; a retargeted one is waited for")
    func branchGone() async throws {
        try await CascadeScene.run { scene in
            _ = await scene.slipway("release")
            let core = try #require(try await scene.open(in: "core").first)
            let place = ForgeRepository(owner: "acme", name: "core")
            try await scene.forge.remove(branch: core.branch, in: place)
            _ = try? await scene.forge.change(core.number, PullRequestChange(isOpen: false), in: place)
            var answer = await scene.slipway("run", "resume")
            #expect(answer.output.contains("[merge.closed]"), "\(answer.output)\(answer.messages)")
            answer = await scene.slipway("run", "retry")
            #expect(answer.code == 77, "\(answer.output)\(answer.messages)")
            let second = try #require(try await scene.open(in: "core").first)
            #expect(second.number != core.number)
        }
    }
}
