import Foundation
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Testing

/// What a person undid on purpose is not done again by an engine that does not know it was there.
@Suite("Changes that people reverted")
struct TakenBackTests {
    private let stores: EngineStores

    init() throws { stores = try EngineStores() }

    private func scene(
        _ kind: StoreKind, configure: (ComponentID, inout ComponentConfiguration) -> Void = { _, _ in }
    ) throws -> Scene { try Scene(store: try stores.open(kind), configure: configure) }

    /// A run that died right after core was pushed, before that was recorded; its id.
    private func died(_ scene: Scene) async throws -> RunID {
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        var environment = scene.environment(store: PushLosingStore(scene.store, life: scene.life), parallelism: 1)
        environment.wait = { _ in }
        _ = try? await RunEngine(environment: environment).perform(id)
        scene.life.begin()
        return id
    }

    private func again(_ scene: Scene, _ id: RunID) async throws -> RunRecord {
        var environment = scene.environment()
        environment.wait = { _ in }
        return try await RunEngine(environment: environment).perform(id)
    }

    private func base(_ scene: Scene) throws -> CommitID {
        guard case .push(let work)? = scene.plan.steps.first(where: { $0.id == "push:core" })?.work else {
            throw CocoaError(.coderValueNotFound)
        }
        return work.base
    }

    private func pushes(_ scene: Scene) -> Int {
        scene.git.effects.count { if case .branch("/w/core", _, _) = $0 { true } else { false } }
    }

    @Test(
        "A branch that was moved back after the push is not pushed again; a person has to decide",
        arguments: StoreKind.available)
    func reset(kind: StoreKind) async throws {
        let scene = try scene(kind)
        let id = try await died(scene)
        #expect(pushes(scene) == 1)
        scene.git.resetByAnother("/w/core", to: try base(scene), removing: ["v2.0.0"])
        let record = try await again(scene, id)
        guard case .failed(_, let failure) = record.state["push:core"] else {
            Issue.record("\(record.state["push:core"])")
            return
        }
        #expect(failure.code == "git.taken-back" && failure.suggestions.contains { $0.contains("slipway run cancel") })
        #expect(pushes(scene) == 1 && record.status == .failed)
        #expect(try await scene.outcome()["core main"] == base(scene).text)
        // Asking again does not change the answer.
        try await RunControl(store: scene.store, now: { Scene.moment }).decide(.retry, on: id, by: "anna")
        #expect(try await again(scene, id).status == .failed && pushes(scene) == 1)
    }

    @Test("Once restored by hand, the release continues", arguments: StoreKind.available)
    func putBack(kind: StoreKind) async throws {
        let scene = try scene(kind)
        let id = try await died(scene)
        let commit = CommitID(try #require(try await scene.outcome()["core main"]))
        scene.git.resetByAnother("/w/core", to: try base(scene), removing: ["v2.0.0"])
        _ = try await again(scene, id)
        scene.git.resetByAnother("/w/core", to: commit)
        try await RunControl(store: scene.store, now: { Scene.moment }).decide(.retry, on: id, by: "anna")
        #expect(try await again(scene, id).status == .succeeded)
        #expect(pushes(scene) == 1)
    }

    @Test("A push that arrived is found; one that never arrived is repeated", arguments: StoreKind.available)
    func undisturbed(kind: StoreKind) async throws {
        let scene = try scene(kind)
        let id = try await died(scene)
        #expect(try await again(scene, id).status == .succeeded)
        #expect(pushes(scene) == 1)
        let other = try self.scene(kind)
        let lost = try await other.store.create(other.plan, at: Scene.moment)
        try await other.store.append(
            [.started(step: "push:core", attempt: 1)], to: lost, after: 1, at: Scene.moment, plan: nil)
        #expect(try await again(other, lost).status == .succeeded, "an intention alone is no push")
    }

    @Test(
        "After an attempt that the remote refused for now there is nothing to ask; after one without an answer there is",
        arguments: StoreKind.available, [SourceControlError.refusedForNow, "git.unreachable"])
    func refused(kind: StoreKind, code: String) async throws {
        let scene = try scene(kind)
        let id = try await died(scene)
        // The remote has the objects of a refused push, too.
        scene.git.resetByAnother("/w/core", to: try base(scene), removing: ["v2.0.0"])
        let failure = StepFailure(code: code, summary: "The remote refused it.", isTransient: true)
        let revision = try await scene.store.run(id).state.revision
        try await scene.store.append(
            [.failed(step: "push:core", attempt: 1, failure: failure, again: Scene.moment)], to: id, after: revision,
            at: Scene.moment, plan: nil)
        let isKnown = code == SourceControlError.refusedForNow
        #expect(try await again(scene, id).status == (isKnown ? .succeeded : .failed))
        #expect(pushes(scene) == (isKnown ? 2 : 1))
    }

    // MARK: Tags

    @Test(
        "A tag of another kind that someone made on the release commit is kept and reported",
        arguments: StoreKind.available, [TagKind.annotated, .lightweight])
    func otherKind(kind: StoreKind, planned: TagKind) async throws {
        let scene = try scene(kind) { name, settings in if name == "core" { settings.tagKind = planned } }
        var environment = scene.environment()
        environment.wait = { _ in }
        let git = scene.git
        // Whoever sees the commit may tag it first: right before our own attempt.
        environment.sourceControl = TaggingFirst(
            git, kind: planned == .annotated ? .lightweight : .annotated)
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let record = try await RunEngine(environment: environment).perform(id)
        #expect(record.status == .succeeded)
        let note = record.state.outcome(of: "tag:core")?.note ?? ""
        let word = planned == .annotated ? "as a lightweight tag" : "as an annotated tag"
        #expect(note.contains("someone else made it \(word)"), "\(note)")
        #expect(record.state.outcome(of: "tag:other")?.note.contains("someone else") == false)
    }

    // MARK: Records

    private static let before = "[versions.core]\nversion = \"1.0.0\"\ngit_tag = \"v1.0.0\"\n"

    /// A run that has nothing to do but to record core 1.1.0, while the branch says something else by then.
    private func recorded(
        _ text: String?, in kind: StoreKind, skipping: Bool = false
    ) async throws -> (RunRecord, String) {
        let git = MemorySourceControl(files: MemoryFiles())
        let store = try stores.open(kind)
        let base = git.makeClone("/w/set", files: ["versions.toml": TakenBackTests.before])
        if let text { git.pushByAnother("/w/set", path: "versions.toml", text: text) }
        let edits = [("version", "1.0.0", "1.1.0"), ("git_tag", "v1.0.0", "v1.1.0")].map { key, from, to in
            FileEdit(ecosystem: "versions-toml", file: "versions.toml", key: "versions.core.\(key)", from: from, to: to)
        }
        var plan = ReleasePlan(
            digest: "", createdAt: Scene.moment, workspace: "w", request: ReleaseRequest(),
            repositories: [PlannedRepository(id: "set", branch: "main", base: base)],
            components: [releasedComponent(in: "set")],
            steps: [
                PlannedStep(
                    id: "write-back:set", repository: "set", needs: [],
                    work: .writeBack(
                        WriteBackWork(
                            branch: "main", base: base, edits: edits, message: "m", name: "n", mail: "m@example.org")))
            ], warnings: [], nothingToRelease: nil)
        plan.digest = try planDigest(plan)
        let id = try await store.create(plan, at: Scene.moment)
        let environment = RunEnvironment(
            sourceControl: git, runner: ScriptedRunner { _ in .says("") }, files: MemoryFiles(), store: store,
            ecosystems: allEcosystems, clones: ["set": .init(folder: "/w/set", remote: "origin", address: nil)],
            workspaceFolder: "/w", stateFolder: "/w/.slipway", secrets: [:], parallelism: 1, now: { Scene.moment },
            wait: { _ in })
        var record = try await RunEngine(environment: environment).perform(id)
        if skipping {
            let control = RunControl(store: store, now: { Scene.moment })
            try await control.decide(.skip("write-back:set", reason: "recorded by hand"), on: id, by: "anna")
            try await control.decide(.retry, on: id, by: "anna")
            record = try await RunEngine(environment: environment).perform(id)
        }
        let head = try await git.remoteReferences(of: "/w/set", remote: "origin").branches["main"]
        return (record, git.texts(at: try #require(head))["versions.toml"] ?? "")
    }

    @Test(
        "A record superseded by a later release counts as complete, and the later entry stays",
        arguments: StoreKind.available)
    func overtaken(kind: StoreKind) async throws {
        let later = "[versions.core]\nversion = \"1.2.0\"\ngit_tag = \"v1.2.0\"\n"
        let (record, text) = try await recorded(later, in: kind)
        #expect(record.status == .succeeded && text == later)
        let note = record.state.outcome(of: "write-back:set")?.note ?? ""
        #expect(note.contains("overtaken: versions.core.version is 1.2.0 by now"), "\(note)")
        let (undisturbed, written) = try await recorded(nil, in: kind)
        #expect(undisturbed.status == .succeeded && written.contains("version = \"1.1.0\""))
    }

    @Test("A record that can't be written can be skipped, with a reason", arguments: StoreKind.available)
    func skipped(kind: StoreKind) async throws {
        let strange = "[versions.core]\nversion = \"0.9.0\"\ngit_tag = \"v0.9.0\"\n"
        let (failed, _) = try await recorded(strange, in: kind)
        #expect(failed.status == .failed)
        let (record, text) = try await recorded(strange, in: kind, skipping: true)
        #expect(record.status == .succeeded && text == strange)
    }
}

/// A store whose process dies when the push of core is to be recorded.
private actor PushLosingStore: RunStoreAround {
    nonisolated let inner: any RunStore
    private let life: Life

    init(_ store: any RunStore, life: Life) {
        inner = store
        self.life = life
    }

    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        let isPush = events.contains { if case .succeeded("push:core", _, _) = $0 { true } else { false } }
        if isPush { life.end() }
        guard life.isAlive else { throw .unusable(path: "", reason: "the process has ended") }
        return try await inner.append(
            events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
    }
}

/// Another person tags core's release commit as soon as it is pushed, before we do.
private struct TaggingFirst: SourceControlAround {
    let inner: any SourceControl
    private let git: MemorySourceControl
    private let kind: TagKind

    init(_ git: MemorySourceControl, kind: TagKind) {
        inner = git
        self.git = git
        self.kind = kind
    }

    func push(_ request: PushRequest) async throws(SourceControlError) {
        var request = request
        let isOurs = request.folder == "/w/core"
        if isOurs { request.tags = [] }
        try await inner.push(request)
        if isOurs { git.tagByAnother("/w/core", "v2.0.0", at: request.commit, kind: kind) }
    }
}
