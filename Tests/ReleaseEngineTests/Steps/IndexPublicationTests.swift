import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Publishing in a package index")
struct IndexPublicationTests {
    private static let target = PublicationTarget(
        "python-index",
        ["index": "https://index.example/simple/", "upload": "https://index.example/", "password": "TOKEN"])
    private static let wheel = "core-2.0.0-py3-none-any.whl"
    private static let busy = PackageIndexError.busy(index: "x", status: 503, after: nil)

    private let waits = Waits()

    final class Waits: Sendable {
        private let durations = Mutex<[Duration]>([])
        var total: Duration { durations.withLock { $0.reduce(.zero, +) } }
        func add(_ duration: Duration) { durations.withLock { $0.append(duration) } }
    }

    /// A run that builds these files for `core`, and publishes them.
    private func perform(
        in index: MemoryPackageIndex, files: [String] = [wheel]
    ) async throws -> (state: RunState, scene: Scene) {
        let scene = try Scene(configure: { name, settings in
            if name == "core" { settings.publish = [PublishConfiguration(target: IndexPublicationTests.target)] }
        })
        var environment = scene.environment()
        let (memory, waits) = (scene.files, waits)
        environment.runner = ScriptedRunner { command throws(CommandError) in
            if let folder = command.folder, let step = command.environment["SLIPWAY_STEP"].flatMap({ $0 }),
                step.hasPrefix("build:")
            {
                for file in step == "build:core" ? files : ["program"] {
                    memory.put("made for \(file)", at: "\(folder)/out/\(file)")
                }
            }
            return .says("test result: ok. 3 passed; 0 failed")
        }
        environment.outside.index = { target in
            #expect(target == IndexPublicationTests.target)
            return index
        }
        environment.wait = { waits.add($0) }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        return (try await RunEngine(environment: environment).perform(id).state, scene)
    }

    private func failure(of step: StepID, in state: RunState) -> StepFailure? {
        if case .failed(_, let failure) = state[step] { failure } else { nil }
    }

    @Test("A plan with a kind of target from a newer program stops before anything is public")
    func unknownKind() async throws {
        let scene = try Scene(configure: { name, settings in
            if name == "core" { settings.publish = [PublishConfiguration(target: .init("moon-base"))] }
        })
        let state = try await scene.perform().state
        #expect(failure(of: .collect("core"), in: state)?.code == "publish.unknown-target")
        #expect(!scene.git.effects.contains { "\($0)".contains("/w/core") })
    }

    @Test("A wheel is published under the name that its build gave it, once")
    func publishes() async throws {
        let index = MemoryPackageIndex()
        let (state, scene) = try await perform(in: index)
        #expect(state.isFinished)
        #expect(index.accepted == [IndexPublicationTests.wheel])
        let bytes = Array("made for \(IndexPublicationTests.wheel)".utf8)
        #expect(
            try await index.digests(of: [IndexPublicationTests.wheel], in: "core")
                == [IndexPublicationTests.wheel: MemoryFiles.digest(bytes)])
        #expect(scene.files.all.keys.contains { $0.hasSuffix("/artifacts/core-2.0.0-\(IndexPublicationTests.wheel)") })
    }

    @Test("Wheels and source distributions are published, other artifacts are not")
    func onlyPackages() async throws {
        let index = MemoryPackageIndex()
        let files = [IndexPublicationTests.wheel, "core-2.0.0.tar.gz", "core.zip", "notes.tar.gz"]
        #expect(try await perform(in: index, files: files).state.isFinished)
        #expect(index.accepted.sorted() == [IndexPublicationTests.wheel, "core-2.0.0.tar.gz"])
    }

    @Test("An existing file is adopted; a different one with its name is a conflict", arguments: [true, false])
    func alreadyThere(isSame: Bool) async throws {
        let index = MemoryPackageIndex()
        let bytes = Array((isSame ? "made for \(IndexPublicationTests.wheel)" : "other").utf8)
        index.put(IndexPublicationTests.wheel, MemoryFiles.digest(bytes))
        let (state, _) = try await perform(in: index)
        #expect(index.accepted.isEmpty)
        #expect(state.isFinished == isSame)
        #expect(state.outcome(of: "publish:core/1")?.wasAlreadyThere == (isSame ? true : nil))
        // Seen at the last look, before branch and tag are public.
        let failure = failure(of: "line:core", in: state)
        #expect(failure?.code == (isSame ? nil : "index.differs"))
        #expect(failure?.reasons.count == (isSame ? nil : 2))
        #expect(isSame || state["push:core"] == .pending)
    }

    @Test("An upload whose response is lost is not repeated")
    func lostAnswer() async throws {
        let index = MemoryPackageIndex(mishaps: [.lostAfter(IndexPublicationTests.busy)])
        #expect(try await perform(in: index).state.isFinished)
        #expect(index.accepted == [IndexPublicationTests.wheel])
        #expect(index.refused == 0)
    }

    @Test("An upload that was temporarily refused is retried")
    func refusedForNow() async throws {
        let index = MemoryPackageIndex(mishaps: [.refusedBefore(IndexPublicationTests.busy)])
        #expect(try await perform(in: index).state.isFinished)
        #expect(index.accepted == [IndexPublicationTests.wheel])
    }

    @Test("An index that shows an upload late is waited for; the upload is not repeated", arguments: [1, 5])
    func lag(looks: Int) async throws {
        let index = MemoryPackageIndex(lag: looks)
        #expect(try await perform(in: index).state.isFinished)
        #expect(index.accepted == [IndexPublicationTests.wheel])
        #expect(waits.total > .zero)
    }

    @Test(
        "An artifact that is not a package of this version is found on collection, before anything is public",
        arguments: [
            (["core.zip"], "artifacts.no-package"), (["core-1.9.0-py3-none-any.whl"], "artifacts.other-version"),
        ])
    func nothingToPublish(files: [String], code: String) async throws {
        let index = MemoryPackageIndex()
        let (state, scene) = try await perform(in: index, files: files)
        #expect(failure(of: "collect:core", in: state)?.code == code)
        let remote = try await scene.git.remoteReferences(of: "/w/core", remote: "origin")
        #expect(remote.tags["v2.0.0"] == nil)
        #expect(index.accepted.isEmpty)
    }

    @Test("A plan for a component whose build declares no artifact is refused")
    func noArtifacts() throws {
        #expect {
            try Scene(configure: { name, settings in
                settings.publish = [PublishConfiguration(target: IndexPublicationTests.target)]
                if name == "core" { settings.build?.artifacts = [] }
            })
        } throws: { error in
            (error as? any UserFacingError)?.code == "plan.nothing-to-publish"
        }
    }
}
