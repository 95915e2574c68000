import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("The last check before the line")
struct LineStepTests {
    /// A run during whose last gate something happens.
    private func perform(_ incident: @escaping @Sendable (Scene) -> Void) async throws -> (RunRecord, Scene) {
        let scene = try Scene()
        var environment = scene.environment()
        let inner = scene.runner
        environment.runner = ScriptedRunner { command throws(CommandError) in
            if command.environment["SLIPWAY_STEP"] == "gate:lib/test" { incident(scene) }
            return try await inner.run(command)
        }
        environment.wait = { _ in }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        return (try await RunEngine(environment: environment).perform(id), scene)
    }

    private func failure(_ record: RunRecord) -> StepFailure? {
        if case .failed(_, let failure) = record.state["line:core"] { failure } else { nil }
    }

    @Test("A tag created by someone else while the gates ran stops the part before any of it is public")
    func takenTag() async throws {
        let (record, scene) = try await perform { $0.git.tagByAnother("/w/lib", "v1.0.1", at: "theirs") }
        #expect(failure(record)?.code == "git.tag-exists")
        #expect(
            scene.git.effects.allSatisfy { effect in
                if case .branch("/w/other", _, _) = effect {
                    true
                } else if case .tag("/w/other", _, _) = effect {
                    true
                } else {
                    false
                }
            })
        #expect(record.state["verify:other"].isDone, "a part that has nothing to do with it finishes")
    }

    /// Where a tag of someone else points to.
    private static let places: [(String, isBefore: Bool)] = [("base", true), ("elsewhere", false)]

    @Test(
        "A higher release of a component that someone else tagged meanwhile stops the part, if it is in the history",
        arguments: places)
    func releasedMeanwhile(place: String, isBefore: Bool) async throws {
        let (record, scene) = try await perform { scene in
            let base = scene.plan.repositories.first { $0.id == "core" }?.base
            scene.git.tagByAnother("/w/core", "v2.3.0", at: isBefore ? base ?? "" : "elsewhere")
        }
        #expect(failure(record)?.code == (isBefore ? "line.released-meanwhile" : nil))
        let isPublic = scene.git.effects.contains { if case .tag("/w/core", _, _) = $0 { true } else { false } }
        #expect(isPublic == !isBefore)
    }

    @Test("A lower release, and one that was known when the plan was made, stop nothing")
    func knownOrLower() async throws {
        let (record, _) = try await perform { scene in
            let base = scene.plan.repositories.first { $0.id == "core" }?.base ?? ""
            scene.git.tagByAnother("/w/core", "v0.9.9", at: base)
        }
        #expect(record.status == .succeeded)
    }

    @Test("Everything that changed is reported at once")
    func several() async throws {
        let (record, scene) = try await perform { scene in
            scene.git.tagByAnother("/w/lib", "v1.0.1", at: "theirs")
            scene.git.pushByAnother("/w/core", path: "new", text: "x")
            scene.files.put("another program", at: "/w/dist/lib-1.0.1-lib")
        }
        let found = try #require(failure(record))
        #expect(found.reasons.count == 3 && found.reasons.joined().contains("lib-1.0.1-lib"))
        #expect(found.suggestions.contains { $0.contains("slipway run cancel") })
        #expect(!scene.git.effects.contains { if case .branch("/w/core", _, _) = $0 { true } else { false } })
    }

    @Test("A remote with a different push address is refused before anything is public")
    func redirected() async throws {
        let (record, scene) = try await perform { $0.git.redirectPushes(of: "/w/lib", to: "/elsewhere") }
        #expect(failure(record)?.code == "git.other-push-address")
        #expect(!scene.git.effects.contains { if case .branch("/w/core", _, _) = $0 { true } else { false } })
    }

    @Test("A branch that was moved away from the release commit is not a success")
    func movedAway() async throws {
        let scene = try Scene()
        var environment = scene.environment()
        environment.wait = { _ in }
        environment.sourceControl = PushedOver(inner: scene.git)
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        environment.retries.attempts = 1
        let record = try await RunEngine(environment: environment).perform(id)
        guard case .failed(_, let failure) = record.state["verify:core"] else {
            Issue.record("core is told to be complete")
            return
        }
        #expect(failure.code == "verify.branch-left")
        #expect(record.status != .succeeded)
    }

    @Test("Branch and tag become public together, and the tag's own step expects it")
    func together() async throws {
        let (record, scene) = try await perform { _ in }
        #expect(record.status == .succeeded)
        let core = scene.git.effects.filter {
            switch $0 {
            case .branch(let folder, _, _), .tag(let folder, _, _): folder == "/w/core"
            }
        }
        #expect(core.count == 2)
        #expect(record.state.outcome(of: "push:core")?.tags == ["v2.0.0"])
        #expect(record.state.outcome(of: "tag:core")?.wasAlreadyThere == false)
    }
}

/// Someone pushes over the release commit of core right after it was tagged.
private struct PushedOver: SourceControlAround {
    let inner: any SourceControl

    func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        try await inner.fetchTag(tag, in: folder, remote: remote)
        guard folder == "/w/core",
            let head = try await inner.remoteReferences(of: folder, remote: remote).branches["main"]
        else { return }
        try await inner.setBranch("main", to: "theirs", from: head, in: folder, remote: remote)
    }
}
