import Foundation
import ReleaseEngine
import ReleaseModel
import ReleaseObservation
import ReleasePorts
import ReleaseTestKit
import Synchronization

/// core is built by a workflow of the forge, lib against its candidate here; the forge does what a script says as time
/// passes.
struct WorkflowScene {
    static let name = ForgeRepository(owner: "acme", name: "core")
    static let reference = "refs/slipway/candidates/"

    let scene: Scene
    let forge: MemoryForge
    let clock = VirtualTime(Scene.moment)
    /// What happens at the forge whenever time passed.
    private let script: @Sendable (inout MemoryForge.State, Date) -> Void

    static let workflow = """
        name: Build
        run-name: Build ${{ inputs.version }} (${{ inputs.correlation_id }})
        on:
          workflow_dispatch:
            inputs:
              correlation_id: { required: true }
              sha: { required: true }
              version: {}
              profile: {}
        """

    init(
        workflow: String = WorkflowScene.workflow,
        configure: (inout BuildConfiguration) -> Void = { _ in },
        script: @escaping @Sendable (inout MemoryForge.State, Date) -> Void = { state, _ in
            WorkflowScene.end(&state, with: "success")
        },
        answer: @escaping @Sendable (_ step: String) -> CommandResult? = { _ in nil }
    ) throws {
        self.script = script
        var build = BuildConfiguration(run: [], artifacts: [ArtifactConfiguration(path: "out/*")])
        build.workflow = WorkflowBuildConfiguration(messages: [.workflow("build.yml")])
        build.workflow?.values = ["profile": "release of {version}"]
        configure(&build)
        let made = build
        scene = try Scene(
            answer: answer,
            configure: { name, settings in
                if name == "core" { settings.build = made }
                if name == "lib" { settings.build?.run = ["make"] }
            }, workspace: { $0.forge = ForgeConfiguration(kind: .github, owner: "acme") })
        let clock = self.clock
        forge = MemoryForge(now: { clock.now })
        let memory = scene.files
        forge.files.withLock { $0 = ({ memory.all[$0] }, { memory.put(String(decoding: $0, as: UTF8.self), at: $1) }) }
        forge.change { state in
            state.facts[WorkflowScene.name] = RepositoryFacts(
                id: 1, repository: WorkflowScene.name, defaultBranch: "main", address: "https://memory")
            state.branches["main"] = "tip"
            state.workflows = ["build.yml", "other.yml"]
            state.workflowFiles[".github/workflows/build.yml"] = Array(workflow.utf8)
        }
    }

    static func scripted(
        _ script: @escaping @Sendable (inout MemoryForge.State, Date) -> Void
    ) throws -> WorkflowScene { try WorkflowScene(script: script) }

    func environment(store: (any RunStore)? = nil) -> RunEnvironment {
        var environment = scene.environment(store: store)
        let (clock, forge, script, files) = (clock, forge, script, scene.files)
        environment.now = { clock.now }
        environment.wait = { duration in
            try await clock.wait(duration)
            forge.change { script(&$0, clock.now) }
        }
        environment.outside.forge = { _, _ in forge }
        environment.readWorkflow = { bytes, path throws(UnreadableInput) in
            try workflowTriggers(in: bytes, file: path)
        }
        environment.outside.archives = MemoryArchives(files: files)
        return environment
    }

    func create() async throws -> RunID { try await scene.store.create(scene.plan, at: Scene.moment) }

    func perform(_ run: RunID? = nil, store: (any RunStore)? = nil) async throws -> RunRecord {
        let id: RunID
        if let run { id = run } else { id = try await create() }
        return try await RunEngine(environment: environment(store: store)).perform(id)
    }

    func retry(_ run: RunID) async throws -> RunRecord {
        let clock = clock
        _ = try await RunControl(store: scene.store, now: { clock.now }).decide(.retry, on: run, by: "ada")
        return try await perform(run)
    }

    /// The only run, or the newest.
    var newest: MemoryRun? { forge.current.runs.values.max { $0.run.number < $1.run.number } }

    func failure(in record: RunRecord) -> StepFailure? {
        if case .failed(_, let failure) = record.state[.build("core")] { failure } else { nil }
    }

    // MARK: Scripts

    /// Ends every run that has not ended: with what it was to build, and the proof of it.
    static func end(
        _ state: inout MemoryForge.State, with end: String, jobs: [ForgeJob] = [job("build")], proves: Bool = true
    ) {
        for (number, run) in state.runs {
            if case .ended = run.run.status { continue }
            state.runs[number]?.run.status = .ended(end)
            state.runs[number]?.jobs = jobs
            let sha = run.sent["sha"] ?? ""
            let proof = proves ? "slipway-commit.txt\t\(sha)\n" : ""
            state.add("dist", proof + "out/core\tbuilt of \(sha)\n", to: number)
        }
    }

    static func job(_ name: String, _ end: String? = "success", hasBegun: Bool = true) -> ForgeJob {
        ForgeJob(
            id: name.utf8.reduce(0) { $0 &* 31 &+ Int($1) }, name: name, end: end, hasBegun: hasBegun,
            labels: ["linux", "huge"], address: "https://memory/jobs/\(name)")
    }
}

extension MemoryForge.State {
    /// Lets a run have uploaded an archive: a line for each file, with its path, a tab and its content.
    mutating func add(
        _ name: String, _ files: String, to number: Int, at moment: Date = Scene.moment, isExpired: Bool = false
    ) {
        let id = 1000 * number + (runs[number]?.artifacts.count ?? 0)
        runs[number]?.artifacts.append(
            ForgeArtifact(
                id: id, name: name, size: files.utf8.count, digest: nil, isExpired: isExpired, created: moment,
                address: "https://memory/artifacts/\(id)"))
        runs[number]?.archives[id] = Array(files.utf8)
    }
}

/// Archives in memory: a line for each file, with its path, a tab and its content.
struct MemoryArchives: ArchiveUnpacker {
    let files: MemoryFiles

    func unpack(
        _ archive: String, into folder: String, limits: ArchiveLimits
    ) async throws(ArchiveError) -> [String] {
        var found: [String] = []
        for line in (files.text(archive) ?? "").split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw .unreadable(archive, reason: "no tab") }
            files.put(parts[1], at: folder + "/" + parts[0])
            found.append(parts[0])
        }
        return found.sorted()
    }
}
