import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("A unified release of the set")
struct UnifiedReleaseTests {
    private static let step = StepID.publishSet("other")

    /// core 2.0.0, lib and other 2.0.0, with a unified release in the repository `other`.
    private func scene(
        store: any RunStore = MemoryRunStore(),
        _ change: (inout UnifiedReleaseConfiguration) -> Void = { $0.tag = "set-{date}" }
    ) throws -> Scene {
        var wanted = UnifiedReleaseConfiguration(
            repository: "other", place: Place(file: "slipway.yaml", line: 1, column: 1))
        change(&wanted)
        let made = wanted
        return try Scene(
            store: store,
            workspace: {
                $0.forge = ForgeConfiguration(kind: .github, owner: "acme")
                $0.unifiedRelease = made
            })
    }

    private func environment(_ scene: Scene, _ forge: MemoryForge, store: (any RunStore)? = nil) -> RunEnvironment {
        var environment = scene.environment(store: store, parallelism: 1)
        let memory = scene.files
        forge.files.withLock { $0 = ({ memory.all[$0] }, { memory.put(String(decoding: $0, as: UTF8.self), at: $1) }) }
        forge.change { state in
            for repository in scene.plan.repositories {
                let name = ForgeRepository(owner: "acme", name: repository.id.text)
                state.facts[name] = RepositoryFacts(
                    id: 1, repository: name, defaultBranch: "main", address: "https://memory")
            }
        }
        environment.outside.forge = { _, _ in forge }
        environment.wait = { _ in }
        return environment
    }

    private func perform(_ scene: Scene, _ forge: MemoryForge) async throws -> RunState {
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        return try await RunEngine(environment: environment(scene, forge)).perform(id).state
    }

    @Test("It has every artifact and their sums, and is made after everything else is public")
    func publishes() async throws {
        let (scene, forge) = (try scene { $0.tag = "set-{date}" }, MemoryForge())
        let seen = Mutex<Int?>(nil)
        let git = scene.git
        forge.change { state in
            state.watch = { state in
                guard state.calls.last == "createRelease" else { return }
                seen.withLock { $0 = git.effects.count }
            }
        }
        let state = try await perform(scene, forge)
        #expect(state.isFinished)
        #expect(forge.current.releases.count == 1)
        let release = try #require(forge.current.releases.values.first)
        #expect(!release.isDraft && !release.isPrerelease && release.tag == "set-20260101")
        #expect(release.title == "demo set-20260101")
        // Every branch and tag, this release's tag included.
        #expect(seen.withLock { $0 } == scene.git.effects.count)
        let other = try #require(try await scene.outcome()["other main"])
        #expect(try await scene.outcome()["other set-20260101"] == other && release.target == other)
        let names = release.assets.map(\.name)
        #expect(names == ["core-2.0.0-core", "lib-1.0.1-lib", "other-2.0.0-other", "SHA256SUMS"], "\(names)")
        let sums = try #require(release.assets.last.flatMap { forge.current.contents[$0.id] })
        let covered = release.assets.dropLast().map { "\($0.digest?.text ?? "")  \($0.name)\n" }.joined()
        #expect(String(decoding: sums, as: UTF8.self) == covered)
    }

    @Test("Its notes name components, versions, sizes, the timeline and how to verify")
    func notes() async throws {
        let (scene, forge) = (try scene(), MemoryForge())
        _ = try await perform(scene, forge)
        let release = try #require(forge.current.releases.values.first)
        #expect(release.notes.contains("| core | 2.0.0 | 1.0.0 | v2.0.0 |"))
        let asset = try #require(release.assets.first)
        #expect(release.notes.contains("| `\(asset.name)` | \(asset.size) | `\(asset.digest?.text ?? "?")` |"))
        #expect(release.notes.contains("sha256sum --check --ignore-missing SHA256SUMS"))
        #expect(
            release.notes.contains("| core | 2026-01-01 00:00:00 | 2026-01-01 00:00:00 | 2026-01-01 00:00:00 |"),
            "\(release.notes)")
    }

    @Test("Each file of checksums covers its own assets; one for none is left out, and an uncovered asset is refused")
    func layouts() async throws {
        let forge = MemoryForge()
        let scene = try scene {
            $0.tag = "set-{date}"
            $0.checksums = [
                ChecksumFile(name: "SHA256SUMS-core", patterns: ["core-*"]),
                ChecksumFile(name: "SHA256SUMS-rest", patterns: ["lib-*", "other-*"]),
                ChecksumFile(name: "SHA256SUMS-packages.txt", patterns: ["*.deb"]),
            ]
        }
        let state = try await perform(scene, forge)
        #expect(state.isFinished)
        let assets = try #require(forge.current.releases.values.first).assets
        #expect(assets.suffix(2).map(\.name) == ["SHA256SUMS-core", "SHA256SUMS-rest"])
        let rest = try #require(assets.last.flatMap { forge.current.contents[$0.id] })
        let lines = String(decoding: rest, as: UTF8.self).split(separator: "\n")
        #expect(lines.map { $0.split(separator: "  ").last } == assets[1...2].map { Substring($0.name) })
        let narrow = try self.scene {
            $0.tag = "set-{date}"
            $0.checksums = [ChecksumFile(name: "SHA256SUMS", patterns: ["core-*"])]
        }
        let refused = try await perform(narrow, MemoryForge())
        guard case .failed(_, let failure) = refused[UnifiedReleaseTests.step] else {
            Issue.record("\(refused)")
            return
        }
        #expect(failure.code == "forge-release.uncovered")
    }

    @Test("A tag or release that someone else made stops the run before anything is public", arguments: [true, false])
    func taken(isRelease: Bool) async throws {
        let (scene, forge) = (try scene(), MemoryForge())
        if isRelease {
            let release = ForgeRelease(
                id: 5, tag: "set-20260101", target: "", title: "", notes: "", isDraft: false, isPrerelease: false,
                address: "")
            forge.change { $0.releases = [5: release] }
        } else {
            scene.git.tagByAnother("/w/other", "set-20260101", at: "theirs")
        }
        let state = try await perform(scene, forge)
        #expect(scene.git.effects.isEmpty)
        guard case .failed(_, let failure) = state[.line("core", phase: 0)] else {
            Issue.record("\(state)")
            return
        }
        #expect(failure.code == (isRelease ? "forge-release.taken" : "git.tag-exists"))
    }

    @Test(
        "Killed at any append behind the line, a run resumes to one complete release", arguments: 30...60,
        DyingStore.Moment.allCases)
    func crash(append: Int, moment: DyingStore.Moment) async throws {
        let (scene, forge) = (try scene(), MemoryForge())
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let dying = DyingStore(scene.store, life: scene.life, dyingAt: append, moment)
        _ = try? await RunEngine(environment: environment(scene, forge, store: dying)).perform(id)
        scene.life.begin()
        let record = try await RunEngine(environment: environment(scene, forge)).perform(id)
        #expect(record.status == .succeeded)
        let release = try #require(forge.current.releases.values.first)
        #expect(forge.current.releases.count == 1 && !release.isDraft && release.assets.count == 4)
    }

    @Test(
        "A lost answer makes nothing twice",
        arguments: ["createRelease", "upload", "changeRelease", "releases", "assets", "download", "releaseTagged"])
    func lostAnswers(operation: String) async throws {
        let (scene, forge) = (try scene(), MemoryForge())
        forge.change { $0.lostAnswers[operation] = 1 }
        let state = try await perform(scene, forge)
        #expect(state.isFinished)
        let release = try #require(forge.current.releases.values.first)
        #expect(forge.current.releases.count == 1 && !release.isDraft && release.assets.count == 4)
    }

    @Test("A run that is cancelled before it says that the set has no unified release")
    func cancelled() async throws {
        let scene = try scene { $0.checksums = [ChecksumFile(name: "SHA256SUMS", patterns: ["core-*"])] }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        _ = try await RunEngine(environment: environment(scene, MemoryForge())).perform(id)
        _ = try await RunControl(store: scene.store, now: { Scene.moment }).decide(
            .cancel(reason: "enough"), on: id, by: "ada")
        let plan = recoveryPlan(try await scene.store.run(id))
        #expect(plan.contains("core 2.0.0 is complete."), "\(plan)")
        #expect(plan.contains("other has no complete unified release of this set."), "\(plan)")
    }

    @Test("A component's own release and its rolling one are made side by side")
    func beside() async throws {
        let forge = MemoryForge()
        let scene = try Scene(
            configure: { name, settings in
                settings.publish =
                    name != "core"
                    ? []
                    : [["rolling": "nightly"], [:]].map {
                        PublishConfiguration(target: PublicationTarget("forge-release", $0))
                    }
            }, workspace: { $0.forge = ForgeConfiguration(kind: .github, owner: "acme") })
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        var environment = environment(scene, forge)
        environment.parallelism = 4
        #expect(try await RunEngine(environment: environment).perform(id).status == .succeeded)
        let releases = forge.current.releases.values.sorted { $0.tag < $1.tag }
        #expect(releases.map(\.tag) == ["nightly", "v2.0.0"])
        #expect(releases.allSatisfy { !$0.isDraft && $0.assets.count == 2 })
        #expect(releases.map(\.isPrerelease) == [true, false])
    }

    // MARK: Rolling

    private static let old = ForgeRelease(
        id: 900, tag: "nightly", target: "old", title: "nightly", notes: "of yesterday", isDraft: false,
        isPrerelease: true, assets: [ForgeAsset(id: 901, name: "old.txt", size: 1, state: .uploaded, address: "")],
        address: "")

    private func rolling() throws -> Scene { try scene { $0.rolling = "nightly" } }

    /// Notes each moment at which readers would see two releases, or one that does not fit its tag.
    private func watch(_ forge: MemoryForge, _ scene: Scene) -> @Sendable () -> [String] {
        let mixes = Mutex<[String]>([])
        let git = scene.git
        let head = git.effects.count
        forge.change { state in
            state.watch = { state in
                let moved = git.effects.dropFirst(head).contains {
                    if case .tag(_, let tag, _) = $0 { tag == "nightly" } else { false }
                }
                let visible = state.releases.values.filter { $0.tag == "nightly" && !$0.isDraft }
                let isWhole = visible.allSatisfy { release in
                    let isOld = release.assets.map(\.name) == ["old.txt"]
                    return isOld != moved && (isOld || release.assets.count == 4)
                }
                guard visible.count > 1 || !isWhole else { return }
                mixes.withLock { $0.append("after \(state.calls.last ?? ""): \(visible)") }
            }
        }
        return { mixes.withLock { $0 } }
    }

    @Test("A rolling release replaces the one before, and no reader ever sees a mix of the two")
    func replaces() async throws {
        let (scene, forge) = (try rolling(), MemoryForge())
        forge.change { $0.releases = [900: UnifiedReleaseTests.old] }
        scene.git.tagByAnother("/w/other", "nightly", at: "old")
        let mixes = watch(forge, scene)
        let state = try await perform(scene, forge)
        #expect(state.isFinished)
        #expect(mixes().isEmpty, "\(mixes())")
        let release = try #require(forge.current.releases.values.first)
        #expect(forge.current.releases.count == 1 && release.id != 900 && release.isPrerelease && !release.isDraft)
        let end = try await scene.outcome()
        #expect(end["other nightly"] == end["other main"] && release.target == end["other main"])
        let calls = forge.current.calls
        let hidden = try #require(calls.firstIndex(of: "changeRelease"))
        // The test of a forge that stops answering reaches the last call.
        #expect(calls.count < 45)
        // Complete and verified before anything of the old one changes.
        #expect(calls[..<hidden].count { $0 == "download" } == 4 && !calls[hidden...].contains("upload"))
    }

    @Test(
        "Wherever the forge stops answering, a repeated run replaces the release, and no reader sees a mix",
        arguments: 0..<45)
    func stops(after count: Int) async throws {
        let (scene, forge) = (try rolling(), MemoryForge())
        forge.change { $0.releases = [900: UnifiedReleaseTests.old] }
        scene.git.tagByAnother("/w/other", "nightly", at: "old")
        let mixes = watch(forge, scene)
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        forge.change { $0.endsAfter = count }
        _ = try await RunEngine(environment: environment(scene, forge)).perform(id)
        forge.change { $0.endsAfter = nil }
        var record = try await scene.store.run(id)
        if record.status == .failed {
            _ = try await RunControl(store: scene.store, now: { Scene.moment }).decide(
                .retry, on: id, by: "ada")
            record = try await RunEngine(environment: environment(scene, forge)).perform(id)
        }
        #expect(
            record.status == .succeeded,
            "\(record.state.steps.values.filter { if case .failed = $0 { true } else { false } })")
        #expect(mixes().isEmpty, "\(mixes())")
        let release = try #require(forge.current.releases.values.first)
        #expect(forge.current.releases.count == 1 && release.id != 900 && !release.isDraft && release.assets.count == 4)
    }

    @Test("Immutable releases refuse a rolling tag before anything is public", arguments: [true, false])
    func immutable(isShown: Bool) async throws {
        let (scene, forge) = (try rolling(), MemoryForge())
        var old = UnifiedReleaseTests.old
        old.isImmutable = true
        let published = old
        forge.change {
            $0.isImmutable = true
            $0.showsSettings = isShown
            if !isShown { $0.releases = [900: published] }
        }
        let state = try await perform(scene, forge)
        guard case .failed(_, let failure) = state[.line("core", phase: 0)] else {
            Issue.record("\(state)")
            return
        }
        #expect(failure.code == "forge-release.rolling-immutable" && scene.git.effects.isEmpty)
    }

    @Test("On plain git the plan has no step for it, and says so")
    func plainGit() throws {
        let scene = try Scene(workspace: {
            $0.unifiedRelease = UnifiedReleaseConfiguration(
                repository: "other", place: Place(file: "slipway.yaml", line: 1, column: 1))
        })
        #expect(scene.plan.steps.allSatisfy { $0.kind != .publishSet })
        #expect(scene.plan.warnings.contains { $0.contains("the unified one in other is skipped") })
    }
}
