import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// What teams met with tags, releases and assets at GitHub, see docs/forge-field.md.
@Suite("Situations of releases at GitHub", .heavy)
struct ReleaseSituationTests {
    private func fresh(_ scene: GitHubScene) async throws {
        try await scene.clone("fresh")
        let yaml = try scene.scene.sandbox.folder.text("clone/slipway.yaml")
        try scene.scene.sandbox.folder.write(yaml, to: "fresh/slipway.yaml")
    }

    private static var immutable: RepositorySettings {
        var settings = RepositorySettings()
        settings.releasesAreImmutable = true
        return settings
    }

    @Test("G2: where releases are immutable, all assets are there when it is published")
    func immutableRelease() async throws {
        try await GitHubScene.runWithAssets(repository: ReleaseSituationTests.immutable) { scene in
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let release = try #require(try await scene.releases().first)
            #expect(release.isImmutable && !release.isDraft && release.assets.count == 3)
            #expect(release.assets.allSatisfy { $0.state == .uploaded })
            let again = await scene.slipway("release")
            #expect(again.code == 0 && again.output.contains("Nothing to release"), "\(again.output)")
        }
    }

    @Test("G3: a tag's name that an immutable release used up is refused before anything is public, in words")
    func burnedName() async throws {
        try await GitHubScene.runWithAssets(repository: ReleaseSituationTests.immutable) { scene in
            let head = try #require(try await scene.commitOf("main"))
            let made = try await scene.forge.create(
                NewForgeRelease(
                    tag: "v1.1.0", commit: CommitID(head), title: "v1.1.0", notes: "", isDraft: false,
                    isPrerelease: false, latest: .no), in: GitHubScene.repository)
            try await scene.forge.remove(made, in: GitHubScene.repository)
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", ":refs/tags/v1.1.0"], in: "clone")
            let answer = await scene.slipway("release")
            #expect(answer.code != 0 && answer.messages.contains("v1.1.0"), "\(answer.code) \(answer.messages)")
            #expect("\(answer.output)\(answer.messages)".contains("an immutable release had its name before"))
            #expect(try await scene.commitOf("main") == head)
            #expect(try await scene.releases().map(\.isDraft) == [true])
        }
    }

    @Test(
        "I5: a release whose tag was deleted is published again at its own commit, and refused in words at another one",
        arguments: [true, false])
    func deletedTag(isSame: Bool) async throws {
        try await GitHubScene.runWithAssets { scene in
            let done = await scene.slipway("release")
            #expect(done.code == 0, "\(done.messages)")
            let published = try #require(try await scene.releases().first)
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", ":refs/tags/v1.1.0"], in: "clone")
            try await scene.scene.sandbox.git(["pull", "--quiet", "origin", "main"], in: "clone")
            if !isSame { try await scene.commit("docs: more words", ["words.txt": "words\n"]) }
            try await fresh(scene)
            let answer = await scene.slipway("release", in: "fresh")
            let tagged = try await scene.commitOf("refs/tags/v1.1.0")
            let releases = try await scene.releases()
            #expect(releases.map(\.id) == [published.id])
            if isSame {
                #expect(answer.code == 0 && tagged == published.target, "\(answer.output)\(answer.messages)")
                #expect(releases.first?.isDraft == false && releases.first?.assets == published.assets)
            } else {
                #expect(answer.code != 0 && tagged == nil, "\(answer.output)\(answer.messages)")
                #expect("\(answer.output)\(answer.messages)".contains("was public until its tag was deleted"))
                #expect(releases.first?.isDraft == true)
            }
        }
    }

    @Test("I6: a candidate's tag and release on the same commit stay apart from the final one")
    func twoTags() async throws {
        try await GitHubScene.runWithAssets { scene in
            let opened = await scene.releasePR()
            #expect(opened.code == 0, "\(opened.messages)")
            let commit = try await scene.merge(try #require(try await scene.open().first))
            let candidate = try await scene.forge.create(
                NewForgeRelease(
                    tag: "v1.1.0-rc.1", commit: commit, title: "candidate", notes: "", isDraft: false,
                    isPrerelease: true, latest: .no), in: GitHubScene.repository)
            try await scene.pull()
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let releases = try await scene.releases()
            #expect(Set(releases.map(\.tag)) == ["v1.1.0", "v1.1.0-rc.1"])
            #expect(releases.first { $0.id == candidate.id }?.assets.isEmpty == true)
            #expect(releases.first { $0.tag == "v1.1.0" }?.assets.count == 3)
            #expect(try await scene.commitOf("v1.1.0") == commit.text)
        }
    }

    @Test("I9: a patch of an older line does not become the latest release")
    func olderLine() async throws {
        try await GitHubScene.runWithAssets { scene in
            let git = scene.scene.sandbox
            let first = await scene.slipway("release")
            #expect(first.code == 0, "\(first.messages)")
            try await git.git(["push", "--quiet", "origin", "v1.0.0:refs/heads/1.0.x"], in: "clone")
            try await git.git(["fetch", "--quiet", "origin"], in: "clone")
            let yaml = try git.folder.text("clone/slipway.yaml")
            try await git.git(["stash", "--include-untracked", "--quiet"], in: "clone")
            try await git.git(["switch", "--quiet", "1.0.x"], in: "clone")
            try git.folder.write(yaml, to: "clone/slipway.yaml")
            try await scene.commit("fix: of the line", ["line.txt": "line\n"])
            let patch = await scene.slipway("release")
            #expect(patch.code == 0, "\(patch.output)\(patch.messages)")
            #expect(Set(try await scene.releases().map(\.tag)) == ["v1.0.1", "v1.1.0"])
            let latest = try await HTTPClient().send(
                HTTPRequest(
                    "GET", scene.github.api + "/repos/acme/core/releases/latest",
                    fields: [
                        .init("Authorization", "Bearer \(GitHubScene.token)"), .init("User-Agent", "the test"),
                    ]))
            #expect(latest.status == 200 && latest.text.contains("\"v1.1.0\""), "\(latest.text)")
        }
    }

    @Test("J6: more assets than a release may have are refused before anything is public")
    func tooManyAssets() async throws {
        let build = "mkdir -p out && for n in $(seq 1000); do echo $n > out/$n.txt; done"
        try await GitHubScene.runWithAssets(build: build, artifacts: "'out/*.txt'") { scene in
            let before = try await scene.commitOf("main")
            let answer = await scene.slipway("release")
            #expect(answer.code != 0 && answer.messages.contains("1,000"), "\(answer.code) \(answer.messages)")
            #expect(try await scene.commitOf("main") == before)
            let tagged = try await scene.commitOf("refs/tags/v1.1.0")
            #expect(tagged == nil)
            #expect(try await scene.releases().isEmpty)
        }
    }

    @Test(
        "An empty artifact is refused when it is collected, for a component's release and for the unified one",
        arguments: [
            ("publish: [{ to: forge-release }]", ""), ("publish: []", "unified-release: { repository: clone }"),
        ])
    func emptyAsset(publish: String, unified: String) async throws {
        try await GitHubScene.runWithAssets(
            publish: publish, unified: unified, build: "mkdir -p out && echo made > out/core.txt && : > out/core.bin"
        ) { scene in
            let answer = await scene.slipway("release")
            let text = answer.output + answer.messages
            #expect(answer.code == 65 && text.contains("'core-core.bin' is empty"), "\(answer.code) \(text)")
            #expect(text.contains("collect:core") && text.contains("Fix the build that made it"), "\(text)")
            let (releases, tag) = (try await scene.releases(), try await scene.commitOf("v1.1.0"))
            #expect(releases.isEmpty && tag == nil)
        }
    }

    @Test("J5: an asset of 2 GiB is refused before anything is public")
    func tooLargeAsset() async throws {
        // A file with a hole, which takes no place.
        let build = "mkdir -p out && truncate -s 2147483648 out/core.bin"
        try await GitHubScene.runWithAssets(build: build, artifacts: "out/core.bin") { scene in
            let before = try await scene.commitOf("main")
            let answer = await scene.slipway("release")
            #expect(answer.code != 0 && answer.messages.contains("2 GiB"), "\(answer.code) \(answer.messages)")
            let after = try await scene.commitOf("main")
            let tagged = try await scene.commitOf("refs/tags/v1.1.0")
            let releases = try await scene.releases()
            #expect(after == before && tagged == nil && releases.isEmpty)
        }
    }

    @Test("P5: a manifest that Git LFS keeps is an error in words, never read or edited as what its pointer says")
    func pointer() async throws {
        try await GitHubScene.runWithAssets { scene in
            let pointer =
                "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 64\n"
            try await scene.commit("chore: keep the manifest elsewhere", ["Cargo.toml": pointer])
            let answer = await scene.slipway("plan")
            #expect(answer.code == 78 && answer.messages.contains("Git LFS keeps this file"), "\(answer.messages)")
            #expect(answer.messages.contains("git lfs untrack Cargo.toml"))
        }
        // A changelog is only edited.
        try await GitHubScene.runWithAssets { scene in
            let pointer =
                "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 64\n"
            try await scene.commit("chore: keep the changelog elsewhere", ["CHANGELOG.md": pointer])
            let before = try await scene.commitOf("main")
            let answer = await scene.slipway("release")
            #expect(
                answer.code != 0 && answer.messages.contains("Git LFS pointer"), "\(answer.output)\(answer.messages)")
            let after = try await scene.commitOf("main")
            #expect(after == before)
        }
    }

    @Test("A7: where the branch was written anew below the last release, that is asked, and what is answered holds")
    func rewritten() async throws {
        try await GitHubScene.runWithAssets { scene in
            let git = scene.scene.sandbox
            let first = await scene.slipway("release")
            #expect(first.code == 0, "\(first.messages)")
            // The release commit is written anew, and more comes on it.
            try await git.git(["commit", "--quiet", "--amend", "-m", "chore: as it should have been"], in: "clone")
            try git.folder.write("more\n", to: "clone/more.txt")
            try await git.git(["add", "--all"], in: "clone")
            try await git.git(["commit", "--quiet", "-m", "fix: more"], in: "clone")
            try await git.git(["push", "--quiet", "--force", "origin", "main"], in: "clone")
            for command in ["plan", "release"] {
                let answer = await scene.slipway(command)
                #expect(answer.code == 78, "\(command): \(answer.code) \(answer.output)\(answer.messages)")
                #expect(answer.messages.contains("v1.1.0"), "\(answer.messages)")
                #expect(answer.messages.contains("merge -s ours v1.1.0"), "\(answer.messages)")
            }
            try await git.git(["merge", "--quiet", "-s", "ours", "--no-edit", "v1.1.0"], in: "clone")
            try await git.git(["push", "--quiet", "origin", "main"], in: "clone")
            let plan = await scene.slipway("plan")
            #expect(plan.code == 0 && plan.output.contains("1.1.1"), "\(plan.output)\(plan.messages)")
        }
    }

    @Test("H3: a clone whose address has other letters is the same repository")
    func otherLetters() async throws {
        try await GitHubScene.runWithAssets { scene in
            let git = scene.scene.sandbox
            let address = try await git.git(["remote", "get-url", "origin"], in: "clone")
            try await git.git(
                ["remote", "set-url", "origin", address.replacing("acme/core", with: "ACME/Core")], in: "clone")
            let answer = await scene.slipway("release")
            #expect(answer.code == 0 && !answer.messages.contains("is called"), "\(answer.output)\(answer.messages)")
            #expect(try await scene.releases().map(\.tag) == ["v1.1.0"])
        }
    }

    @Test("Q3: of each context the newest status counts, and none hides another")
    func newestStatuses() async throws {
        try await GitHubScene.runWithAssets { scene in
            let head = try #require(try await scene.commitOf("main"))
            for (context, state) in [("a", "failure"), ("b", "pending"), ("a", "success")] {
                let answer = try await HTTPClient().send(
                    HTTPRequest(
                        "POST", scene.github.api + "/repos/acme/core/statuses/\(head)",
                        fields: [
                            .init("Authorization", "Bearer \(GitHubScene.token)"), .init("User-Agent", "the test"),
                            .init("Content-Type", "application/json"),
                        ], body: .bytes(Array(#"{"state": "\#(state)", "context": "\#(context)"}"#.utf8))))
                #expect(answer.status == 201, "\(answer.text)")
            }
            let checks = try await scene.forge.checks(of: CommitID(head), in: GitHubScene.repository)
            #expect(checks.map(\.name) == ["a", "b"])
            #expect(checks.map(\.result) == [.success, .open("pending")])
        }
    }
}
