import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Releases with assets at GitHub", .heavy)
struct GitHubReleaseTests {
    private func run(
        _ double: DoubleSettings = DoubleSettings(), repository: RepositorySettings = RepositorySettings(),
        publish: String = "publish: [{ to: forge-release }]", unified: String = "",
        _ body: @Sendable (GitHubScene) async throws -> Void
    ) async throws {
        try await GitHubScene.runWithAssets(
            double, repository: repository, publish: publish, unified: unified, body)
    }

    @Test("A release is published with all assets, their checksums, and nothing left as a draft")
    func publishes() async throws {
        try await run { scene in
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let releases = try await scene.releases()
            let release = try #require(releases.first)
            #expect(releases.count == 1 && !release.isDraft && release.tag == "v1.1.0")
            #expect(
                Set(release.assets.map(\.name)) == ["SHA256SUMS", "core-core.bin", "core-core.txt"],
                "\(release.assets.map(\.name))")
            let clone = scene.scene.sandbox.folder.path + "/clone"
            for asset in release.assets {
                let path = clone + "/.slipway/" + asset.name
                _ = try await scene.forge.download(asset, to: path, in: GitHubScene.repository)
            }
            let sums = try String(contentsOfFile: clone + "/.slipway/SHA256SUMS", encoding: .utf8)
            #expect(sums.split(separator: "\n").count == 2 && sums.contains("core-core.bin"))
            #expect(!answer.output.contains(GitHubScene.token) && !answer.messages.contains(GitHubScene.token))
        }
    }

    @Test(
        "Whatever fails on the way to the forge, a repeated run converges to one complete release",
        arguments: [
            ("repos/create-release", FaultKind.lost), ("repos/upload-release-asset", .lost),
            ("repos/update-release", .lost), ("repos/list-release-assets", .failedLate),
            ("repos/get-release-asset", .cut),
            ("repos/create-release", .lag), ("repos/upload-release-asset", .lag), ("repos/update-release", .lag),
        ])
    func faults(operation: String, kind: FaultKind) async throws {
        try await run { scene in
            scene.github.double.plan(kind, for: operation)
            var answer = await scene.slipway("release")
            for _ in 0..<5 where answer.code != 0 { answer = await scene.slipway("run", "retry") }
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let releases = try await scene.releases()
            #expect(releases.count == 1 && releases.first?.isDraft == false && releases.first?.assets.count == 3)
            #expect(releases.first?.assets.allSatisfy { $0.state == .uploaded } == true)
        }
    }

    @Test("Assets whose digests the forge does not show are downloaded and compared")
    func withoutDigests() async throws {
        var settings = RepositorySettings()
        settings.digestsAssets = false
        try await run(repository: settings) { scene in
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
        }
    }

    @Test("A draft that a lost run left behind is reported on an empty disk, not called nothing to release")
    func lostRun() async throws {
        try await run { scene in
            let done = await scene.slipway("release")
            #expect(done.code == 0, "\(done.messages)")
            // As it was right before it was published.
            let release = try #require(try await scene.releases().first)
            let draft = NewForgeRelease(
                tag: release.tag, commit: CommitID(release.target), title: release.title, notes: release.notes,
                isDraft: true, isPrerelease: false, latest: .no)
            _ = try await scene.forge.change(release.id, to: draft, in: GitHubScene.repository)
            try await scene.clone("fresh")
            let yaml = try scene.scene.sandbox.folder.text("clone/slipway.yaml")
            try scene.scene.sandbox.folder.write(yaml, to: "fresh/slipway.yaml")
            let answer = await scene.slipway("release", in: "fresh")
            #expect(
                answer.code == 65 && answer.messages.contains("release.unfinished"),
                "\(answer.output)\(answer.messages)")
        }
    }

    @Test("A unified release has the artifacts of all, their sums and notes, and is the repository's only one")
    func unified() async throws {
        try await run(publish: "", unified: "unified-release: { repository: clone, title: \"Core {version}\" }") {
            scene in
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let releases = try await scene.releases()
            let release = try #require(releases.first)
            #expect(releases.count == 1 && !release.isDraft && release.tag == "v1.1.0" && release.title == "Core 1.1.0")
            #expect(Set(release.assets.map(\.name)) == ["SHA256SUMS", "core-core.bin", "core-core.txt"])
            #expect(release.notes.contains("## Timeline") && release.notes.contains("| core | 1.1.0 | 1.0.0 |"))
            let (tagged, main) = (try await scene.commitOf("refs/tags/v1.1.0"), try await scene.commitOf("main"))
            #expect(tagged == main && main != nil)
        }
    }

    @Test("A release of a merged pull request changes that one's labels, as release-pr --merged does")
    func labels() async throws {
        try await run { scene in
            let opened = await scene.releasePR()
            #expect(opened.code == 0, "\(opened.messages)")
            let request = try #require(try await scene.open().first)
            #expect(request.labels == ["autorelease: pending"])
            try await scene.merge(request)
            try await scene.pull()
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            #expect(try await scene.releases().map(\.tag) == ["v1.1.0"])
            let labels = try await scene.forge.pullRequest(request.number, in: GitHubScene.repository).labels
            #expect(labels == ["autorelease: tagged"])
        }
    }

    @Test("A release is complete although labels can't be changed, and says so")
    func labelsFail() async throws {
        try await run { scene in
            _ = await scene.releasePR()
            let request = try #require(try await scene.open().first)
            try await scene.merge(request)
            try await scene.pull()
            for _ in 0..<20 { scene.github.double.plan(.refused, for: "issues/add-labels") }
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            #expect(answer.messages.contains("Everything is released; the pull requests of"), "\(answer.messages)")
            #expect(try await scene.releases().first?.isDraft == false)
        }
    }

    @Test("A job that finds nothing to release labels the pull request of a job that was lost before it did so")
    func labelsLeft() async throws {
        try await run { scene in
            _ = await scene.releasePR()
            let request = try #require(try await scene.open().first)
            try await scene.merge(request)
            try await scene.pull()
            let released = await scene.slipway("release")
            #expect(released.code == 0, "\(released.output)\(released.messages)")
            try await scene.forge.remove(
                label: "autorelease: tagged", from: request.number, in: GitHubScene.repository)
            try await scene.forge.add(
                labels: ["autorelease: pending"], to: request.number, in: GitHubScene.repository)
            let again = await scene.slipway("release", "--merged")
            #expect(again.code == 0 && again.output.contains("Nothing to release"), "\(again.output)\(again.messages)")
            let labels = try await scene.forge.pullRequest(request.number, in: GitHubScene.repository).labels
            #expect(labels == ["autorelease: tagged"])
        }
    }

    @Test("The forge writes the notes where the changelog's type says so, and a discussion is started")
    func forgeNotes() async throws {
        let publish = "changelog: { type: github }\n    publish: [{ to: forge-release, discussion: Announcements }]"
        try await run(publish: publish) { scene in
            let answer = await scene.slipway("release")
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            let release = try #require(try await scene.releases().first)
            #expect(release.notes.contains("**Full Changelog**") && release.notes.contains("v1.0.0...v1.1.0"))
            #expect(release.notes.contains("| `core-core.txt` |"))
            let exchanges = try scene.scene.sandbox.folder.text("double/exchanges.jsonl")
            #expect(exchanges.contains("discussion_category_name") && exchanges.contains("discussion_url"))
        }
    }

    private static let rolling = "publish: [{ to: forge-release, rolling: nightly }]"

    private func checkNightly(_ scene: GitHubScene, title: String) async throws {
        let releases = try await scene.releases()
        #expect(releases.count == 1, "\(releases)")
        let release = try #require(releases.first)
        #expect(!release.isDraft && release.isPrerelease && release.tag == "nightly" && release.title == title)
        #expect(release.assets.count == 3 && release.assets.allSatisfy { $0.state == .uploaded })
        let (tagged, main) = (try await scene.commitOf("refs/tags/nightly"), try await scene.commitOf("main"))
        #expect(release.target == tagged && tagged == main)
    }

    @Test(
        "Each release replaces the rolling one, tag and assets together, whatever fails on the way",
        arguments: [
            nil, ("repos/create-release", FaultKind.lost), ("repos/update-release", .lost),
            ("repos/update-release", .failedLate), ("repos/delete-release", .lost), ("repos/list-releases", .cut),
        ])
    func replaced(fault: (operation: String, kind: FaultKind)?) async throws {
        try await run(publish: GitHubReleaseTests.rolling) { scene in
            let first = await scene.slipway("release")
            #expect(first.code == 0, "\(first.output)\(first.messages)")
            try await checkNightly(scene, title: "nightly (1.1.0)")
            try await scene.commit("feat: one more", ["more.txt": "more\n"])
            if let fault { scene.github.double.plan(fault.kind, for: fault.operation) }
            var answer = await scene.slipway("release")
            for _ in 0..<5 where answer.code != 0 { answer = await scene.slipway("run", "retry") }
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            try await checkNightly(scene, title: "nightly (1.2.0)")
        }
    }

    @Test("A rolling release that a lost run took back is reported on an empty disk, even before its tag moved")
    func lostRolling() async throws {
        try await run(publish: GitHubReleaseTests.rolling) { scene in
            let done = await scene.slipway("release")
            #expect(done.code == 0, "\(done.messages)")
            let release = try #require(try await scene.releases().first)
            let draft = NewForgeRelease(
                tag: release.tag, commit: CommitID(release.target), title: release.title, notes: release.notes,
                isDraft: true, isPrerelease: true, latest: .no)
            _ = try await scene.forge.change(release.id, to: draft, in: GitHubScene.repository)
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", ":refs/tags/nightly"], in: "clone")
            try await scene.clone("fresh")
            let yaml = try scene.scene.sandbox.folder.text("clone/slipway.yaml")
            try scene.scene.sandbox.folder.write(yaml, to: "fresh/slipway.yaml")
            let answer = await scene.slipway("release", in: "fresh")
            #expect(
                answer.code == 65 && answer.messages.contains("release.unfinished"),
                "\(answer.output)\(answer.messages)")
            // The next release replaces what was left.
            try await scene.commit("feat: one more", ["more.txt": "more\n"], in: "fresh")
            let next = await scene.slipway("release", in: "fresh")
            #expect(next.code == 0, "\(next.output)\(next.messages)")
            try await checkNightly(scene, title: "nightly (1.2.0)")
        }
    }

    @Test("A repository with immutable releases refuses a rolling tag before a run begins")
    func rollingImmutable() async throws {
        var settings = RepositorySettings()
        settings.releasesAreImmutable = true
        try await run(repository: settings, publish: GitHubReleaseTests.rolling) { scene in
            let answer = await scene.slipway("release")
            #expect(
                answer.code != 0 && answer.messages.contains("forge-release.rolling-immutable"), "\(answer.messages)")
            let (releases, tagged) = (try await scene.releases(), try await scene.commitOf("refs/tags/v1.1.0"))
            #expect(releases.isEmpty && tagged == nil)
            #expect(!answer.output.contains("prepare"))
        }
    }
}
