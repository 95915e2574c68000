import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Releases of a forge")
struct ForgeReleaseTests {
    private static let repository = ForgeRepository(owner: "acme", name: "core")
    private static let tag = TagName("v2.0.0")
    private static let request = ForgeRequest(host: "memory", purpose: "test")

    /// A run that releases `core` 2.0.0 with one artifact at this forge.
    private func perform(
        at forge: MemoryForge, fields: [String: String] = [:], changelog: ChangelogConfiguration.Kind = .default
    ) async throws -> (RunState, Scene) {
        let scene = try scene(fields, changelog)
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        return (try await RunEngine(environment: environment(scene, forge)).perform(id).state, scene)
    }

    private func scene(
        _ fields: [String: String] = [:], _ changelog: ChangelogConfiguration.Kind = .default
    ) throws -> Scene {
        try Scene(
            configure: { name, settings in
                guard name == "core" else { return }
                settings.changelog.kind = changelog
                settings.publish = [
                    PublishConfiguration(
                        target: PublicationTarget(
                            "forge-release", ["latest": "auto", "draft": "no"].merging(fields) { $1 }))
                ]
            }, workspace: { $0.forge = ForgeConfiguration(kind: .github, owner: "acme") })
    }

    private func environment(_ scene: Scene, _ forge: MemoryForge) -> RunEnvironment {
        var environment = scene.environment()
        let memory = scene.files
        forge.files.withLock { $0 = ({ memory.all[$0] }, { memory.put(String(decoding: $0, as: UTF8.self), at: $1) }) }
        forge.change {
            $0.facts[ForgeReleaseTests.repository] = RepositoryFacts(
                id: 1, repository: ForgeReleaseTests.repository, defaultBranch: "main", address: "https://memory")
        }
        environment.outside.forge = { place, _ in
            #expect(place.name == ForgeReleaseTests.repository)
            return forge
        }
        environment.wait = { _ in }
        return environment
    }

    private func failure(in state: RunState) -> StepFailure? {
        if case .failed(_, let failure) = state[.stage("core", 1)] { failure } else { nil }
    }

    @Test("A draft with assets of someone else is not published with them")
    func unexpectedAssets() async throws {
        let forge = MemoryForge()
        let other = ForgeAsset(id: 9, name: "old.txt", size: 1, state: .uploaded, address: "")
        let draft = ForgeRelease(
            id: 5, tag: ForgeReleaseTests.tag, target: "", title: "", notes: "", isDraft: true, isPrerelease: false,
            assets: [other], address: "")
        forge.change { $0.releases = [5: draft] }
        let (state, _) = try await perform(at: forge)
        #expect(failure(in: state)?.code == "forge-release.unexpected")
        #expect(forge.current.releases[5]?.isDraft == true)
        #expect(state[.tag("core")] == .pending, "nothing is public")
    }

    @Test("The notes list the sums of the assets that are published, whatever an earlier draft said")
    func notesFitAssets() async throws {
        let forge = MemoryForge()
        let draft = ForgeRelease(
            id: 5, tag: ForgeReleaseTests.tag, target: "", title: "",
            notes: "words\n\n<!-- slipway:begin artifacts -->\nold\n<!-- slipway:end artifacts -->\nmore words",
            isDraft: true,
            isPrerelease: false, address: "")
        forge.change { $0.releases = [5: draft] }
        let (state, _) = try await perform(at: forge)
        #expect(state.isFinished)
        let release = try #require(forge.current.releases[5])
        let digest = try #require(release.assets.first?.digest)
        #expect(release.notes.hasPrefix("words\n") && release.notes.hasSuffix("more words"))
        #expect(release.notes.contains(digest.text) && !release.notes.contains("old"))
    }

    @Test("A release is drafted, filled, verified and only then published, with its checksums")
    func publishes() async throws {
        let forge = MemoryForge()
        let (state, _) = try await perform(at: forge)
        #expect(state.isFinished)
        let release = try #require(forge.current.releases.values.first)
        #expect(!release.isDraft && release.tag == ForgeReleaseTests.tag && release.target.count == 40)
        #expect(release.assets.map(\.name).last == "SHA256SUMS")
        let sums = try #require(release.assets.last.flatMap { forge.current.contents[$0.id] })
        let covered = release.assets.dropLast().map { "\($0.digest?.text ?? "")  \($0.name)\n" }.joined()
        #expect(String(decoding: sums, as: UTF8.self) == covered)
        let calls = forge.current.calls
        let published = try #require(calls.firstIndex(of: "changeRelease"))
        #expect(calls[..<published].filter { $0 == "download" }.count == release.assets.count)
        #expect(!calls[published...].contains("upload"))
    }

    @Test(
        "A lost answer makes nothing twice",
        arguments: ["createRelease", "upload", "changeRelease", "releases", "assets", "download", "releaseTagged"])
    func lostAnswers(operation: String) async throws {
        let forge = MemoryForge()
        forge.change { $0.lostAnswers[operation] = 1 }
        let (state, _) = try await perform(at: forge)
        #expect(state.isFinished)
        let release = try #require(forge.current.releases.values.first)
        #expect(forge.current.releases.count == 1 && !release.isDraft && release.assets.count == 2)
    }

    @Test("An asset that the forge has with other content is a conflict, and the release stays a draft")
    func differs() async throws {
        let forge = MemoryForge()
        let (_, scene) = try await perform(at: forge)
        let name = try #require(forge.current.releases.values.first?.assets.first?.name)
        let other = MemoryForge()
        var draft = try #require(forge.current.releases.values.first)
        draft.isDraft = true
        draft.assets = [ForgeAsset(id: 900, name: name, size: 3, state: .uploaded, address: "")]
        other.change {
            $0.releases = [draft.id: draft]
            $0.contents[900] = Array("odd".utf8)
        }
        _ = scene
        let (state, _) = try await perform(at: other)
        guard case .failed(_, let failure) = state[.line("core", phase: 0)] else {
            Issue.record("\(state)")
            return
        }
        #expect("\(failure)".contains("different content"))
        #expect(other.current.releases[draft.id]?.isDraft == true)
    }

    @Test("What a broken upload left is replaced, since it never was complete")
    func starter() async throws {
        let forge = MemoryForge()
        let scene = try scene()
        let release = ForgeRelease(
            id: 5, tag: ForgeReleaseTests.tag, target: "", title: "", notes: "by hand", isDraft: true,
            isPrerelease: false,
            assets: [ForgeAsset(id: 6, name: "SHA256SUMS", size: 0, state: .incomplete, address: "")], address: "")
        forge.change { $0.releases = [5: release] }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let state = try await RunEngine(environment: environment(scene, forge)).perform(id).state
        #expect(state.isFinished)
        let done = try #require(forge.current.releases[5])
        #expect(!done.assets.isEmpty)
        #expect(done.assets.allSatisfy { $0.state == .uploaded } && !done.isDraft && done.notes == "by hand")
    }

    @Test("An asset without a digest is downloaded and compared, not taken for different")
    func withoutDigests() async throws {
        let forge = MemoryForge()
        forge.change {
            $0.showsDigests = false
            $0.lostAnswers["upload"] = 1
        }
        let (state, _) = try await perform(at: forge)
        #expect(state.isFinished && forge.current.calls.filter { $0 == "upload" }.count == 2)
    }

    @Test("A draft that is to be published by a person is complete and stays a draft")
    func staysDraft() async throws {
        let forge = MemoryForge()
        let (state, _) = try await perform(at: forge, fields: ["draft": "yes"])
        #expect(state.isFinished)
        let release = try #require(forge.current.releases.values.first)
        #expect(release.isDraft && release.assets.count == 2)
    }

    @Test("An immutable release that lacks an asset stops the run before anything is public")
    func immutable() async throws {
        let forge = MemoryForge()
        let release = ForgeRelease(
            id: 5, tag: ForgeReleaseTests.tag, target: "", title: "", notes: "", isDraft: false, isPrerelease: false,
            isImmutable: true, address: "")
        forge.change { $0.releases = [5: release] }
        let (state, scene) = try await perform(at: forge)
        guard case .failed(_, let failure) = state[.line("core", phase: 0)] else {
            Issue.record("\(state)")
            return
        }
        #expect("\(failure)".contains("immutable"))
        #expect(!scene.git.effects.contains { "\($0)".contains("/w/core") })
        #expect(forge.current.releases[5] == release)
    }

    @Test("Where the forge can't write notes, the release has the changelog's and says so")
    func withoutForgeNotes() async throws {
        let forge = MemoryForge()
        let refusal = ForgeError.unavailable(ForgeReleaseTests.request, status: 504, reason: "timeout")
        forge.change { $0.failures["generatedNotes"] = [refusal] }
        let (state, _) = try await perform(at: forge, changelog: .github)
        #expect(state.isFinished)
        let release = try #require(forge.current.releases.values.first)
        #expect(!release.isDraft && release.notes.contains("core"))
        #expect(state.outcome(of: .stage("core", 1))?.note.contains("the forge wrote none") == true)
        let other = MemoryForge()
        _ = try await perform(at: other, changelog: .github)
        #expect(other.current.releases.values.first?.notes.contains("What changed since v1.0.0") == true)
    }

    @Test("Assets are listed once, and again only after each upload")
    func listings() async throws {
        let forge = MemoryForge()
        _ = try await perform(at: forge)
        let calls = forge.current.calls
        // Before the uploads, after each of them, and to verify; twice more when it is published.
        #expect(calls.count { $0 == "assets" } == 1 + calls.count { $0 == "upload" } + 1 + 2)
    }

    @Test("On plain git the plan has no step for it, and says so")
    func plainGit() throws {
        let scene = try Scene(configure: { name, settings in
            if name == "core" { settings.publish = [PublishConfiguration(target: .init("forge-release"))] }
        })
        #expect(!scene.plan.steps.contains { $0.kind == .publish && $0.component == "core" })
        #expect(scene.plan.warnings.contains { $0.contains("Plain git has no forge releases") })
    }
}
