import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseStores
import ReleaseTestKit

/// Releases of ever more components through the real steps, with git in memory and real files and store.
struct LargeReleaseBenchmark {
    let folder: String

    private let sizes = [1_000, 3_000, 10_000]

    func run() async throws {
        show("## Large releases")
        show("")
        show(
            "Generated releases, ten components to a connected part, each in a repository of its own with a build, two gates, "
                + "an artifact, a tag and a publication in a folder: ten steps a component. Git is in memory, commands "
                + "write one file each; store, artifacts and release set are on the disk. With approvals, each part waits "
                + "for one, and one decision gives them all.")
        show("")
        show("| store | approvals | components | steps | plan, s | run, s | ms a step |")
        show("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for kind in StoreKind.all { for size in sizes { try await measure(size, kind, hasApprovals: false) } }
        for kind in StoreKind.all { for size in sizes { try await measure(size, kind, hasApprovals: true) } }
        show("")
    }

    private func measure(_ size: Int, _ kind: StoreKind, hasApprovals: Bool) async throws {
        let place = "\(folder)/\(kind.name)-\(size)\(hasApprovals ? "-approved" : "")"
        let state = place + "/.slipway"
        let store = try kind.open(in: place)
        let release = try GeneratedRelease(size, in: place, hasApprovals: hasApprovals)
        var plan: ReleasePlan?
        let planned = try ContinuousClock().measure { plan = try release.plan() } / .seconds(1)
        guard let plan else { preconditionFailure("a plan was made") }
        let run = try await store.create(plan, at: Date())
        let environment = release.environment(store, state)
        let seconds =
            try await ContinuousClock().measure {
                var record = try await RunEngine(environment: environment).perform(run)
                if hasApprovals {
                    precondition(record.status == .waiting, "it waits for approvals: \(record.status)")
                    try await RunControl(store: store).decide(
                        .approve(nil, role: nil), on: run, by: GeneratedRelease.person)
                    record = try await RunEngine(environment: environment).perform(run)
                }
                precondition(record.status == .succeeded, "every step ran: \(record.status)")
            } / .seconds(1)
        let each = 1000 * seconds / Double(plan.steps.count)
        let approvals = plan.steps.count { $0.kind == .approval }
        show(
            "| \(kind.name) | \(approvals) | \(size) | \(plan.steps.count) | \(number(planned)) | \(number(seconds)) | \(number(each)) |"
        )
    }
}

/// Components in chains of ten, each in a repository of its own.
private struct GeneratedRelease {
    private let names: [String]
    private let folder: String
    private let git: InstantSourceControl
    private let world: ObservedWorkspace

    static let person: Principal = "anna"

    init(_ size: Int, in folder: String, hasApprovals: Bool) throws {
        self.folder = folder
        let memory = MemorySourceControl(files: MemoryFiles())
        git = InstantSourceControl(inner: memory)
        let names = (0..<size).map { "component-\($0)" }
        self.names = names
        var configuration = WorkspaceConfiguration(workspace: "bench")
        configuration.defaults.build = BuildConfiguration(
            run: ["build"], artifacts: [ArtifactConfiguration(path: "out.txt", name: "{component}-{version}.txt")])
        configuration.defaults.gates = [
            GateConfiguration(name: "test", run: ["test"]), GateConfiguration(name: "lint", run: ["lint"]),
        ]
        if hasApprovals {
            configuration.people = [GeneratedRelease.person: ["release"]]
            configuration.approvals = [
                ApprovalConfiguration(name: "release", roles: ["release"], quorum: 1, lifetime: nil, components: nil)
            ]
        }
        configuration.defaults.publish = [PublishConfiguration(target: .init("folder", ["path": "dist"]))]
        var repositories: [ObservedRepository] = []
        var components: [Component] = []
        var edges: [Edge] = []
        for (number, name) in names.enumerated() {
            let upstream = number % 10 == 0 ? nil : names[number - 1]
            let needs = upstream.map { "\n[dependencies]\n\($0) = \"^1.0.0\"\n" } ?? ""
            let manifest = "[package]\nname = \"\(name)\"\nversion = \"1.0.0\"\n" + needs
            let clone = "\(folder)/\(name)"
            let head = memory.makeClone(clone, files: ["Cargo.toml": manifest])
            repositories.append(
                ObservedRepository(
                    id: RepositoryID(name), folder: clone, head: head, branch: "main", remote: "origin",
                    remoteAddress: "memory:\(name)", tags: [ObservedTag(name: "v1.0.0", commit: "old")],
                    commits: [ComponentID(name): [ObservedCommit(id: head, message: "feat: \(name)")]]))
            components.append(
                Component(
                    id: ComponentID(name), repository: RepositoryID(name), ecosystem: "cargo",
                    version: Version(1, 0, 0),
                    versionSources: [
                        VersionSource(
                            ecosystem: "cargo", place: Place(file: "Cargo.toml", line: 3, column: 12),
                            key: "package.version", value: "1.0.0")
                    ]))
            guard let upstream else { continue }
            edges.append(
                Edge(
                    from: ComponentID(name), to: ComponentID(upstream), kind: .normal, requirement: "^1.0.0",
                    origin: Place(file: "Cargo.toml", line: 6, column: 8), repository: RepositoryID(name),
                    ecosystem: "cargo", key: "dependencies.\(upstream)"))
        }
        world = ObservedWorkspace(
            configuration: configuration, repositories: repositories, components: components, edges: edges)
    }

    func plan() throws -> ReleasePlan {
        try PlanMaker(
            world: world, request: ReleaseRequest(), moment: Date(timeIntervalSince1970: 1_700_000_000),
            ecosystems: allEcosystems, publications: allPublications
        ).plan()
    }

    func environment(_ store: any RunStore, _ state: String) -> RunEnvironment {
        let clones = names.map {
            (
                RepositoryID($0),
                RunEnvironment.Clone(folder: "\(folder)/\($0)", remote: "origin", address: "memory:\($0)")
            )
        }
        return RunEnvironment(
            sourceControl: git, runner: InstantRunner(), files: LocalFiles(), store: store, ecosystems: allEcosystems,
            clones: Dictionary(uniqueKeysWithValues: clones), workspaceFolder: folder, stateFolder: state, secrets: [:],
            parallelism: 16)
    }
}

/// Commands that are done at once; a build writes one file.
private struct InstantRunner: CommandRunner {
    func run(_ command: Command) async throws(CommandError) -> CommandResult {
        if command.arguments == ["build"], let folder = command.folder {
            _ = FileManager.default.createFile(atPath: folder + "/out.txt", contents: Data(folder.utf8))
        }
        return .says("")
    }

    func canFind(_ program: String) -> Bool { true }
    func endLeftovers(with environment: [String: String]) async {}
}

/// Git in memory, whose checkouts are empty folders on the disk.
private struct InstantSourceControl: SourceControlAround {
    let inner: any SourceControl

    init(inner: any SourceControl) { self.inner = inner }

    func resolve(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? { CommitID(name) }

    func checkOut(_ commit: CommitID, of folder: String, into target: String) async throws(SourceControlError) {
        do { try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true) } catch {
            throw .failed(operation: "check out", folder: folder, message: "\(error)")
        }
    }

    func isCheckedOut(_ commit: CommitID, in target: String) async -> Bool {
        FileManager.default.fileExists(atPath: target)
    }
}
