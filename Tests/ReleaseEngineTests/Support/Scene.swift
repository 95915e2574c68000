import Foundation
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Synchronization

/// Whether the process that performs a run still lives.
final class Life: Sendable {
    private let lives = Mutex(true)
    var isAlive: Bool { lives.withLock { $0 } }
    func end() { lives.withLock { $0 = false } }
    func begin() { lives.withLock { $0 = true } }
}

/// core ← lib, and other beside them: three clones, one plan, and a run on fakes.
struct Scene {
    let files = MemoryFiles()
    let life = Life()
    let git: MemorySourceControl
    let runner: ScriptedRunner
    let store: any RunStore
    let plan: ReleasePlan
    private let world: ObservedWorkspace

    static let state = "/w/.slipway"
    static let moment = Date(timeIntervalSince1970: 1_767_225_600)
    static let names: [ComponentID] = ["core", "lib", "other"]

    /// - Parameters:
    ///   - configure: Changes each component's settings: a build, a blocking and an advisory gate, and a publication.
    ///   - store: Where its runs are kept.
    ///   - answer: What commands say, by step; nil: they do what they should.
    init(
        store: any RunStore = MemoryRunStore(),
        answer: @escaping @Sendable (_ step: String) -> CommandResult? = { _ in nil },
        configure: (ComponentID, inout ComponentConfiguration) -> Void = { _, _ in },
        workspace: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) throws {
        self.store = store
        let (files, life) = (files, life)
        let git = MemorySourceControl(files: files) { life.isAlive }
        self.git = git
        runner = ScriptedRunner { command throws(CommandError) in
            guard life.isAlive else { throw .cancelled(command.arguments.first ?? "") }
            let step = command.environment["SLIPWAY_STEP"]?.flatMap { $0 } ?? ""
            if let said = answer(step) { return said }
            if step.hasPrefix("build:"), let folder = command.folder {
                let manifest = files.text(folder + "/Cargo.toml") ?? ""
                files.put("program built from\n" + manifest, at: folder + "/out/\(step.dropFirst(6))")
                let version = command.environment["SLIPWAY_VERSION"]?.flatMap { $0 } ?? ""
                files.put(
                    "wheel of\n" + manifest, at: "\(folder)/wheels/\(step.dropFirst(6))-\(version)-py3-none-any.whl")
            }
            return .says(step.hasPrefix("gate:") ? "test result: ok. 3 passed; 0 failed" : "")
        }
        var configuration = WorkspaceConfiguration(workspace: "demo")
        var repositories: [ObservedRepository] = []
        var components: [Component] = []
        for name in Scene.names {
            let needs = name == "lib" ? "\n[dependencies]\ncore = \"^1.0.0\"\n" : ""
            let manifest = "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n" + needs
            let head = git.makeClone("/w/\(name)", files: ["Cargo.toml": manifest, "README.md": "# \(name)\n"])
            repositories.append(
                ObservedRepository(
                    id: RepositoryID(name.text), folder: "/w/\(name)", head: head, branch: "main", remote: "origin",
                    remoteAddress: "https://user:token@example.org/\(name).git",
                    tags: [ObservedTag(name: "v1.0.0", commit: "old")],
                    commits: [name: name == "lib" ? [] : [ObservedCommit(id: head, message: "feat!: \(name)")]]))
            components.append(
                Component(
                    id: name, repository: RepositoryID(name.text), ecosystem: "cargo", version: Version(1, 0, 0),
                    versionSources: [
                        VersionSource(
                            ecosystem: "cargo", place: Place(file: "Cargo.toml", line: 3, column: 12),
                            key: "package.version", value: "1.0.0")
                    ]))
            var settings = ComponentConfiguration()
            settings.build = BuildConfiguration(
                run: ["make"], artifacts: [ArtifactConfiguration(path: "out/*", name: "{repo}-{version}-{artifact}")])
            settings.gates = [
                GateConfiguration(name: "test", run: ["make", "test"]),
                GateConfiguration(name: "lint", run: ["make", "lint"], isBlocking: false),
            ]
            settings.publish = [PublishConfiguration(target: .init("folder", ["path": "dist"]))]
            configure(name, &settings)
            configuration.components[name] = settings
        }
        workspace(&configuration)
        let edge = Edge(
            from: "lib", to: "core", kind: .normal, requirement: "^1.0.0",
            origin: Place(file: "Cargo.toml", line: 6, column: 8), repository: "lib", ecosystem: "cargo",
            key: "dependencies.core")
        world = ObservedWorkspace(
            configuration: configuration, repositories: repositories, components: components, edges: [edge])
        plan = try Scene.plan(ReleaseRequest(), in: world)
    }

    /// Another plan of the same workspace.
    func plan(_ request: ReleaseRequest) throws -> ReleasePlan { try Scene.plan(request, in: world) }

    private static func plan(_ request: ReleaseRequest, in world: ObservedWorkspace) throws -> ReleasePlan {
        try PlanMaker(
            world: world, request: request, moment: Scene.moment, ecosystems: allEcosystems,
            publications: allPublications
        ).plan()
    }

    func environment(store: (any RunStore)? = nil, parallelism: Int = 2) -> RunEnvironment {
        RunEnvironment(
            sourceControl: git, runner: runner, files: files, store: store ?? self.store, ecosystems: allEcosystems,
            clones: Dictionary(
                uniqueKeysWithValues: Scene.names.map {
                    (
                        RepositoryID($0.text),
                        .init(
                            folder: "/w/\($0)", remote: "origin",
                            address: "https://user:token@example.org/\($0).git")
                    )
                }), workspaceFolder: "/w", stateFolder: Scene.state, secrets: [:], parallelism: parallelism,
            now: { Scene.moment })
    }

    /// Starts a run and performs it to where it gets.
    func perform(parallelism: Int = 2) async throws -> RunRecord {
        let id = try await store.create(plan, at: Scene.moment)
        return try await RunEngine(environment: environment(parallelism: parallelism)).perform(id)
    }

    /// What remains of a run: remote branches and tags, the release set and what was published.
    func outcome() async throws -> [String: String] {
        var found: [String: String] = [:]
        for name in Scene.names {
            let remote = try await git.remoteReferences(of: "/w/\(name)", remote: "origin")
            for (branch, commit) in remote.branches { found["\(name) \(branch)"] = commit.text }
            for (tag, commit) in remote.tags { found["\(name) \(tag)"] = commit.text }
        }
        for (path, bytes) in files.all
        where path.hasPrefix(Scene.state + "/releases/") || path.hasPrefix("/w/dist/") {
            found[path] = String(decoding: bytes, as: UTF8.self)
        }
        return found
    }
}

/// A store whose process dies at one of its appends.
actor DyingStore: RunStoreAround {
    enum Moment: Sendable, CaseIterable {
        /// What was done is not recorded.
        case beforeStoring
        /// What was intended is recorded and not done.
        case afterStoring
    }

    nonisolated let inner: any RunStore
    private let life: Life
    private let last: Int
    private let moment: Moment
    private(set) var appends = 0

    init(_ store: any RunStore, life: Life, dyingAt last: Int, _ moment: Moment) {
        inner = store
        self.life = life
        self.last = last
        self.moment = moment
    }

    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        appends += 1
        guard life.isAlive else { throw .unusable(path: "", reason: "the process has ended") }
        if appends == last, self.moment == .beforeStoring {
            life.end()
            throw .unusable(path: "", reason: "the process has ended")
        }
        let answer = try await inner.append(
            events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
        if appends == last { life.end() }
        return answer
    }
}
