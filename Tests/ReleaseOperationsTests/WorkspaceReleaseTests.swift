import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// A store beside which another process retries a run, right before a claim of it is granted, and dies once the amendment
/// is stored.
private actor CrowdedStore: RunStoreAround {
    nonisolated let inner: any RunStore
    private var other: (@Sendable (any RunStore) async -> Void)?

    init(_ store: any RunStore) { inner = store }

    func meet(_ other: @escaping @Sendable (any RunStore) async -> Void) { self.other = other }

    func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        if let other {
            self.other = nil
            await other(AmendingStore(inner))
        }
        return try await inner.claim(run, for: engine, lasting: lasting, isTakingOver: isTakingOver)
    }
}

/// A store whose process dies right after an amendment is stored.
private actor AmendingStore: RunStoreAround {
    nonisolated let inner: any RunStore
    private var isDead = false

    init(_ store: any RunStore) { inner = store }

    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        guard !isDead else { throw .unusable(path: "", reason: "the process has ended") }
        isDead = plan != nil
        return try await inner.append(
            events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
    }
}

/// core ← lib as real repositories with bare remotes.
@Suite("Releases of real repositories", .heavy, .timeLimit(.minutes(20)))
struct WorkspaceReleaseTests {
    private let runner = ProcessRunner()
    private let sandbox: GitSandbox
    private let store = MemoryRunStore()

    init() async throws {
        sandbox = try GitSandbox(runner: runner)
        let manifest = "[package]\nname = \"core\"\nversion = \"1.0.0\"  # kept\n"
        _ = try await sandbox.makeClone("w/core", files: ["Cargo.toml": manifest, "word": "old"])
        let needs = "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n\n[dependencies]\ncore = \"^1.0.0\"\n"
        _ = try await sandbox.makeClone("w/lib", files: ["Cargo.toml": needs, "expects": "old"])
        for name in ["w/core", "w/lib"] {
            try await sandbox.git(["tag", "-m", "1.0.0", "v1.0.0"], in: name)
            try await sandbox.git(["push", "--quiet", "origin", "v1.0.0"], in: name)
        }
        try await sandbox.commit("feat!: another word", files: ["word": "new"], in: "w/core")
    }

    private func workspace(_ store: (any RunStore)? = nil) throws -> Workspace {
        var configuration = WorkspaceConfiguration(workspace: "demo")
        var lib = ComponentConfiguration()
        lib.gates = [
            GateConfiguration(
                name: "test", run: ["sh", "-c", "cmp expects \"$SLIPWAY_UPSTREAM_CORE/word\" && echo 1..1"])
        ]
        configuration.components["lib"] = lib
        for name in ["core", "lib"] {
            configuration.repositories[RepositoryID(name)] = RepositoryConfiguration(folder: name)
        }
        let files = LocalFiles()
        let store = store ?? self.store
        return Workspace(
            folder: sandbox.folder.path + "/w", configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: files, lock: MemoryLock(),
            openStore: { store }, secrets: [:], now: { Date(timeIntervalSince1970: 1_767_225_600) })
    }

    /// Every file below the sandbox with its digest, and every reference.
    private func world() async throws -> [String: String] {
        let files = LocalFiles()
        var found: [String: String] = [:]
        for path in try await files.tree(of: sandbox.folder.path, skipping: { _ in false }) {
            found[path] = try await files.digest(of: sandbox.folder.path + "/" + path).digest.text
        }
        return found
    }

    private func remote(_ name: String, _ reference: String) async throws -> String {
        try await sandbox.git(["rev-parse", reference + "^{commit}"], in: name + ".git")
    }

    /// lib now expects the new word.
    private func fix() async throws {
        try await sandbox.commit("fix: expect the new word", files: ["expects": "new"], in: "w/lib")
    }

    @Test("Planning changes neither workspace nor remotes nor store")
    func dryRun() async throws {
        let before = try await world()
        let (plan, _) = try await workspace().plan(ReleaseRequest())
        #expect(plan.released.map { "\($0.name) \($0.nextVersion?.text ?? "")" } == ["core 2.0.0", "lib 1.0.1"])
        #expect(try await world() == before)
        #expect(try await store.runs().isEmpty)
    }

    @Test("A release executes the plan, and planning again finds nothing to do")
    func release() async throws {
        try await fix()
        let workspace = try workspace()
        guard
            case .ran(let record) = try await ReleaseOperation(workspace).release(
                ReleaseRequest(), PerformOptions(trigger: Trigger(by: "test", command: "test")))
        else {
            Issue.record("there was something to release")
            return
        }
        #expect(record.status == .succeeded)
        #expect(try await remote("w/core", "v2.0.0") == remote("w/core", "main"))
        #expect(try await remote("w/lib", "v1.0.1") == remote("w/lib", "main"))
        let manifest = try await sandbox.git(["show", "v1.0.1:Cargo.toml"], in: "w/lib.git")
        #expect(manifest.contains("version = \"1.0.1\"") && manifest.contains("core = \"^2.0.0\""))
        let core = try await sandbox.git(["show", "v2.0.0:Cargo.toml"], in: "w/core.git")
        #expect(core == "[package]\nname = \"core\"\nversion = \"2.0.0\"  # kept")
        guard
            case .nothingToRelease = try await ReleaseOperation(workspace).release(
                ReleaseRequest(), PerformOptions(trigger: Trigger(by: "test", command: "test")))
        else {
            Issue.record("a version was burned")
            return
        }
    }

    @Test("A plan that was changed by hand is refused before anything happens")
    func tampered() async throws {
        var (plan, _) = try await workspace().plan(ReleaseRequest())
        let digest = plan.digest
        plan.components[0].nextVersion = Version(9, 0, 0)
        do {
            _ = try await ReleaseOperation(workspace()).apply(
                plan, PerformOptions(trigger: Trigger(by: "test", command: "test")))
            Issue.record("it was applied")
        } catch RunError.planTampered(let named, _) {
            #expect(named == digest)
        }
        #expect(try await store.runs().isEmpty)
    }

    @Test("A plan for repositories that changed is refused, and the changes are named")
    func moved() async throws {
        let (plan, _) = try await workspace().plan(ReleaseRequest())
        try await fix()
        let before = try await world()
        do {
            _ = try await ReleaseOperation(workspace()).apply(
                plan, PerformOptions(trigger: Trigger(by: "test", command: "test")))
            Issue.record("it was applied")
        } catch RunError.repositoriesChanged(let reasons, _, _) {
            #expect(reasons.contains { $0.hasPrefix("lib: the clone is at ") && $0.contains("the plan is for") })
            #expect(reasons.allSatisfy { !$0.hasPrefix("core") })
        }
        #expect(try await store.runs().isEmpty)
        #expect(try await world() == before)
    }

    @Test("A tag that appeared meanwhile is refused too")
    func movedTag() async throws {
        let (plan, _) = try await workspace().plan(ReleaseRequest())
        try await sandbox.git(["push", "--quiet", "origin", "main:refs/tags/v2.0.0"], in: "w/core")
        await #expect(throws: RunError.self) {
            try await ReleaseOperation(workspace()).apply(
                plan, PerformOptions(trigger: Trigger(by: "test", command: "test")))
        }
    }

    @Test("A retry after a fix continues with the same versions, on the new head")
    func retry() async throws {
        let workspace = try workspace()
        guard
            case .ran(let failed) = try await ReleaseOperation(workspace).release(
                ReleaseRequest(), PerformOptions(trigger: Trigger(by: "test", command: "test")))
        else {
            Issue.record("there was something to release")
            return
        }
        #expect(failed.status == .failed)
        #expect(try await sandbox.git(["tag", "--list"], in: "w/core.git") == "v1.0.0", "nothing was published")
        try await fix()
        let fixed = try await remote("w/lib", "main")
        let record = try await RetryOperation(workspace).retry(
            nil, PerformOptions(trigger: Trigger(by: "test", command: "test")))
        #expect(record.status == .succeeded)
        #expect(record.id == failed.id)
        #expect(record.plan.released.map(\.nextVersion) == failed.plan.released.map(\.nextVersion))
        #expect(record.plan.digest != failed.plan.digest)
        let amendments = try await store.events(of: record.id, after: 0).filter {
            if case .amended = $0.event { true } else { false }
        }
        #expect(amendments.count == 1)
        #expect(try await sandbox.git(["rev-parse", "v1.0.1^{commit}^"], in: "w/lib.git") == fixed)
        #expect(try await remote("w/core", "v2.0.0") == remote("w/core", "main"))
    }

    @Test("A retry reads the run after claiming it: another engine's recent amendment is not repeated")
    func retryBesideAnother() async throws {
        let options = PerformOptions(trigger: Trigger(by: "test", command: "test"))
        let crowded = CrowdedStore(store)
        let workspace = try workspace(crowded)
        guard case .ran(let failed) = try await ReleaseOperation(workspace).release(ReleaseRequest(), options) else {
            Issue.record("there was something to release")
            return
        }
        #expect(failed.status == .failed)
        try await fix()
        await crowded.meet { store in _ = try? await RetryOperation(self.workspace(store)).retry(nil, options) }
        let record = try await RetryOperation(workspace).retry(nil, options)
        #expect(record.status == .succeeded)
        let amendments = try await store.events(of: record.id, after: 0).filter {
            if case .amended = $0.event { true } else { false }
        }
        #expect(amendments.count == 1)
    }

    @Test("A retry leaves alone what is already published")
    func retryPublished() async throws {
        // lib is proven only after core is published.
        var configuration = try workspace().configuration
        configuration.components["lib"]?.order = .published
        let first = try workspace()
        let workspace = Workspace(
            folder: first.folder, configuration: configuration, ecosystems: allEcosystems,
            sourceControl: first.sourceControl, runner: runner, files: first.files, lock: MemoryLock(),
            openStore: first.openStore, secrets: [:], now: first.now)
        guard
            case .ran(let failed) = try await ReleaseOperation(workspace).release(
                ReleaseRequest(), PerformOptions(trigger: Trigger(by: "test", command: "test")))
        else {
            Issue.record("there was something to release")
            return
        }
        #expect(failed.status == .failed)
        let published = try await remote("w/core", "v2.0.0")
        try await sandbox.commit("feat: more, too late for this release", files: ["word": "newer"], in: "w/core")
        try await fix()
        let record = try await RetryOperation(workspace).retry(
            nil, PerformOptions(trigger: Trigger(by: "test", command: "test")))
        #expect(record.status == .succeeded)
        #expect(try await remote("w/core", "v2.0.0") == published)
        #expect(record.plan.component("core") == failed.plan.component("core"))
        #expect(try await sandbox.git(["tag", "--list"], in: "w/core.git") == "v1.0.0\nv2.0.0")
    }
}
