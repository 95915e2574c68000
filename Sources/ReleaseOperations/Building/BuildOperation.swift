import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// How the chain is built locally.
package struct BuildOptions: Sendable {
    /// Empty: everything; otherwise these and what they require.
    package var components: [ComponentID]
    /// `dev` or `release`, or what the configuration names.
    package var profile: String
    package var variant: String?
    package var cleans: Bool
    /// Whether the gates run too, advisory ones and each cell of a matrix among them, and artifacts are collected and
    /// hashed.
    package var packages: Bool
    package var parallelism: Int

    package init(
        components: [ComponentID], profile: String, variant: String?, cleans: Bool, packages: Bool, parallelism: Int
    ) {
        self.components = components
        self.profile = profile
        self.variant = variant
        self.cleans = cleans
        self.packages = packages
        self.parallelism = max(1, parallelism)
    }
}

/// The result of one component in a local build.
package struct BuildResult: Sendable, Codable {
    package enum State: String, Sendable, Codable {
        case built
        case failed
        /// A component that it requires failed.
        case blocked
        /// It has no local checkout.
        case notLocal = "not-local"
        /// It has no build and needs none.
        case nothingToBuild = "nothing-to-build"

        /// For people.
        package var words: String {
            switch self {
            case .built, .failed, .blocked: rawValue
            case .notLocal: "no local checkout"
            case .nothingToBuild: "nothing to build"
            }
        }
    }

    package var component: ComponentID
    package var state: State
    package var folder: String?
    package var seconds: Double
    /// What failed, and why.
    package var reason: String?
    /// The command that failed, as a person would type it, and the end of its output.
    package var command: String?
    package var output: [String]
    /// What may help if it failed; otherwise nil.
    package var advice: [String]?
    /// Failures of advisory gates; nil if there are none.
    package var warnings: [String]?
    package var artifacts: [Artifact]
}

/// Builds components in work trees, without a release.
package struct BuildOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Builds the chain in graph order from the local checkouts as they are, without releasing anything.
    ///
    /// A component without a checkout is skipped and reported; a failed build stops only its dependents.
    ///
    /// - Returns: A result for each component, in graph order, and the folder of collected artifacts if there is one.
    package func build(
        _ options: BuildOptions, progress: @escaping @Sendable (String) -> Void
    ) async throws -> (results: [BuildResult], folder: String?) {
        try await workspace.prepareState()
        let world = try await workspace.observe(.init(withHistory: false))
        try workspace.checkComponents(world)
        let graph = try ComponentGraph(of: world)
        let unknown = options.components.filter { !graph.components.contains($0) }
        guard unknown.isEmpty else {
            throw GraphError.noSuchComponent(unknown.map(\.text), known: graph.components)
        }
        let scope = options.components.isEmpty ? graph.order : graph.requirements(of: options.components)
        try checkNames(options, of: scope)
        let inScope = Set(scope)
        let target = workspace.stateFolder + "/builds/local"
        if options.packages { try await workspace.files.remove(target) }
        let local = LocalBuild(workspace: workspace, world: world, graph: graph, options: options, target: target)
        var results: [ComponentID: BuildResult] = [:]
        for level in graph.levels {
            let members = level.filter(inScope.contains)
            var next = 0
            // Within a level nothing requires anything else.
            try await withThrowingTaskGroup(of: BuildResult.self) { group in
                let before = results
                func start() {
                    guard next < members.count else { return }
                    let component = members[next]
                    next += 1
                    group.addTask { try await local.build(component, after: before, progress: progress) }
                }
                for _ in 0..<options.parallelism { start() }
                while let result = try await group.next() {
                    results[result.component] = result
                    start()
                }
            }
        }
        let ordered = scope.compactMap { results[$0] }
        if options.packages {
            let artifacts = ordered.flatMap(\.artifacts)
            try await workspace.files.write(Array(checksums(artifacts).utf8), to: target + "/SHA256SUMS")
        }
        return (ordered, options.packages ? target : nil)
    }

    /// Refuses a profile or variant that no component has: everything would be built as if it were not named.
    private func checkNames(_ options: BuildOptions, of scope: [ComponentID]) throws {
        let builds = scope.compactMap { workspace.configuration.settings(of: $0).build }
        let profiles = Set(builds.flatMap(\.profiles.keys)).union(["dev", "release"])
        guard profiles.contains(options.profile) else {
            throw BuildNameError.profile(options.profile, known: profiles.sorted())
        }
        let variants = Set(builds.flatMap(\.variants.keys))
        if let variant = options.variant, !variants.contains(variant) {
            throw BuildNameError.variant(variant, known: variants.sorted())
        }
    }

    /// Checks out every component's repository at its pinned tag, in separate folders side by side.
    ///
    /// The pin is what `versions.toml` records, else the last release. A missing tag is an error, never guessed and
    /// never replaced by a branch. Components without a local clone are listed and skipped, unless requested by name.
    /// An existing folder that was not made this way is never touched.
    package func checkOut(into folder: String, components: [ComponentID]) async throws -> PinnedCheckout {
        try await workspace.checkState()
        let world = try await workspace.observe(.init(withHistory: false))
        try workspace.checkComponents(world)
        let names = components.map(world.named)
        let unknown = names.filter { world.component($0) == nil }
        guard unknown.isEmpty else {
            throw GraphError.noSuchComponent(unknown.map(\.text), known: world.components.map(\.id))
        }
        let pins = try Pins(world: world, components: names)
        guard pins.problems.isEmpty else { throw PinError(problems: pins.problems, remedies: pins.remedies) }
        var done = PinnedCheckout(absent: pins.absent)
        for pin in pins.pins {
            guard let repository = world.repository(pin.repository) else { continue }
            let place = "\(folder)/\(pin.repository.text.asFileName)"
            try await workspace.sourceControl.checkOut(pin.commit, of: repository.folder, into: place)
            done.repositories.append(.init(repository: pin.repository, tag: pin.tag, commit: pin.commit, folder: place))
        }
        return done
    }
}

/// What was checked out at its pinned tag, and what has no local clone.
package struct PinnedCheckout: Sendable, Codable {
    package struct Repository: Sendable, Codable {
        package var repository: RepositoryID
        package var tag: TagName
        package var commit: CommitID
        package var folder: String
    }

    package var repositories: [Repository] = []
    package var absent: [ComponentID]
}

/// Builds one component after another for a local build.
private struct LocalBuild: Sendable {
    let workspace: Workspace
    let world: ObservedWorkspace
    let graph: ComponentGraph
    let options: BuildOptions
    let target: String

    func build(
        _ id: ComponentID, after before: [ComponentID: BuildResult], progress: @Sendable (String) -> Void
    ) async throws -> BuildResult {
        guard let component = world.component(id), let repository = world.repository(component.repository) else {
            preconditionFailure("the graph names only components of its workspace")
        }
        var result = BuildResult(
            component: id, state: .built, folder: nil, seconds: 0, command: nil, output: [], artifacts: [])
        guard !component.isOnlyRecorded else {
            result.state = .notLocal
            return result
        }
        let folder = component.path == "." ? repository.folder : "\(repository.folder)/\(component.path)"
        result.folder = folder
        // An upstream without a clone here blocks nothing: it comes from where it was published.
        if (graph.upstreams[id] ?? []).contains(where: { [.failed, .blocked].contains(before[$0]?.state) }) {
            result.state = .blocked
            return result
        }
        let commands = try self.commands(of: component)
        guard !commands.isEmpty else {
            result.state = .nothingToBuild
            return result
        }
        let start = workspace.now()
        progress("build \(id)")
        for (name, work) in commands {
            let command = ConfiguredCommand(
                work, in: repository.folder, for: subject(component), marks: ["SLIPWAY_PROFILE": options.profile],
                secrets: workspace.secrets, withheld: workspace.withheld, log: try logPath(name))
            guard case .refused(let why, let output, let advice) = try await command.run(by: workspace.runner) else {
                continue
            }
            guard work.isBlocking else {
                result.warnings = (result.warnings ?? []) + ["\(name) \(why)"]
                continue
            }
            result.state = .failed
            result.reason = "\(name) \(why)"
            result.command = command.byHand
            result.output = output
            result.advice = advice
            break
        }
        if result.state == .built { try await collect(component, repository, into: &result) }
        result.seconds = workspace.now().timeIntervalSince(start)
        return result
    }

    private func logPath(_ command: String) throws -> String {
        let folder = workspace.stateFolder + "/logs/build"
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw FileError.failed(path: folder, reason: systemReason(error))
        }
        return "\(folder)/\(command.asFileName).log"
    }

    /// The local component and its upstreams.
    private func subject(_ component: Component) -> ConfiguredCommand.Subject {
        var folders: [ComponentID: String] = [:]
        for upstream in upstreams(of: component) {
            guard let repository = world.repository(upstream.repository) else { continue }
            folders[upstream.id] = upstream.path == "." ? repository.folder : "\(repository.folder)/\(upstream.path)"
        }
        return .init(component: component.id, version: component.version, tag: nil, upstreams: folders)
    }

    private func upstreams(of component: Component) -> [Component] {
        graph.requirements(of: [component.id]).filter { $0 != component.id }.compactMap { world.component($0) }
    }

    /// Clean, build and gates, each with its name.
    private func commands(of component: Component) throws -> [(name: String, work: CommandWork)] {
        let settings = workspace.configuration.settings(of: component.id)
        let upstreams = upstreams(of: component).map { ($0.id, $0.repository) }
        let configured = ConfiguredCommands(
            component: component.id, path: component.path, version: component.version, tag: nil,
            upstreams: Dictionary(uniqueKeysWithValues: upstreams))
        var commands: [(name: String, work: CommandWork)] = []
        func add(_ name: String, _ work: CommandWork?) { if let work { commands.append((name, work)) } }
        if let build = settings.build {
            guard !build.run.isEmpty else { throw WorkflowBuildRefusal.nothingToRun(component.id) }
            if options.cleans { add("clean:\(component.id)", configured.clean(build)) }
            let extra = (build.profiles[options.profile] ?? []) + (options.variant.flatMap { build.variants[$0] } ?? [])
            add(StepID.build(component.id).text, configured.build(build, extra: extra))
        } else if component.ecosystem == "cargo" {
            if options.cleans { add("clean:\(component.id)", configured.command(["cargo", "clean"])) }
            let profile = options.profile == "release" ? ["--release"] : []
            add(
                StepID.build(component.id).text,
                configured.command(["cargo", "build", "-p", component.package] + profile))
        }
        if options.packages {
            for gate in settings.gates {
                for (suffix, work) in configured.gate(gate) {
                    add(StepID.gate(component.id, gate.name, suffix: suffix).text, work)
                }
            }
        }
        return commands
    }

    /// Takes the artifacts where they are wanted; otherwise only notices which ones the build did not make.
    private func collect(
        _ component: Component, _ repository: ObservedRepository, into result: inout BuildResult
    ) async throws {
        let fields = ArtifactFields(
            component: component.id, version: component.version, tag: nil, repository: component.repository)
        let build = workspace.configuration.settings(of: component.id).build
        let (wanted, missing) = try await collectedFiles(
            of: build?.artifacts ?? [], binaries: build == nil ? [] : component.binaries, in: result.folder ?? "",
            fields: fields, files: workspace.files)
        for (file, name) in options.packages ? wanted : [] {
            let taken = try await workspace.files.copy(
                file, within: repository.folder, as: "\(target)/artifacts/\(name)")
            result.artifacts.append(
                Artifact(name: name, digest: taken.digest, size: taken.size, origin: file.fileName))
        }
        guard !missing.isEmpty else { return }
        let problem =
            "\(StepID.build(component.id)): it did not make \(missing.map { "'\($0)'" }.joined(separator: ", "))"
        if options.packages {
            result.state = .failed
            result.reason = problem
        } else {
            // Perhaps another profile makes them.
            result.warnings = (result.warnings ?? []) + [problem + "; a release needs it"]
        }
    }
}

/// The tags at which a workspace is pinned.
private struct Pins {
    var pins: [(repository: RepositoryID, tag: TagName, commit: CommitID)] = []
    private(set) var problems: [String] = []
    /// What helps with the problems, each once.
    private(set) var remedies: [String] = []
    /// Components without a clone here.
    var absent: [ComponentID] = []

    init(world: ObservedWorkspace, components: [ComponentID]) throws {
        let histories = try PlanMaker.histories(of: world)
        let recorded = Dictionary(
            world.versionSets.flatMap(\.entries).compactMap { entry in entry.component.map { ($0, entry) } },
            uniquingKeysWith: { first, _ in first })
        for component in world.components where components.isEmpty || components.contains(component.id) {
            let entry = recorded[component.id]
            guard !component.isOnlyRecorded else {
                // A partial workspace is fine; requesting a missing component is not.
                if components.contains(component.id) {
                    report("\(component.id): no clone of it is here", "Clone it into the workspace: git clone ADDRESS")
                } else {
                    absent.append(component.id)
                }
                continue
            }
            guard let tag = entry?.tag.map({ TagName($0.value) }) ?? histories[component.id]?.last?.tag.name else {
                report(
                    "\(component.id): nothing pins it, and it has no tag",
                    "Release it first, or record its tag as git_tag in versions.toml.")
                continue
            }
            let repository = world.repository(component.repository)
            guard let found = repository?.tags.first(where: { $0.name == tag }) else {
                report(
                    "\(component.id): the pinned tag \(tag) does not exist in \(component.repository)",
                    "Fetch the tags: \(gitCommand("fetch --tags", in: repository?.folder ?? "FOLDER"))",
                    "Or correct git_tag in versions.toml.")
                continue
            }
            if let commit = entry?.commit?.value, !commit.isEmpty, commit.count >= 7,
                !found.commit.text.hasPrefix(commit)
            {
                report(
                    "\(component.id): \(tag) is at \(found.commit.short), but \(commit.prefix(7)) is recorded",
                    "Correct git_tag or the commit in versions.toml.")
                continue
            }
            if let other = pins.first(where: { $0.repository == component.repository && $0.commit != found.commit }) {
                report(
                    "\(component.id): \(component.repository) can't be at \(tag) and \(other.tag) at once",
                    "Check out one component of \(component.repository), in a folder of its own: "
                        + "slipway checkout \(component.id) --into \(component.id.text.asFileName)")
                continue
            }
            if !pins.contains(where: { $0.repository == component.repository }) {
                pins.append((component.repository, tag, found.commit))
            }
        }
    }

    private mutating func report(_ problem: String, _ helps: String...) {
        problems.append(problem)
        remedies += helps.filter { !remedies.contains($0) }
    }
}

/// Pins that can't be checked out, all of them.
package struct PinError: UserFacingError, Equatable {
    package var problems: [String]
    /// What helps, a sentence each.
    package var remedies: [String]
    package var code: String { "checkout.bad-pins" }
    package var summary: String { "The workspace can't be checked out at its pinned tags; nothing was checked out." }
    package var reasons: [String] { problems }
    package var suggestions: [String] { remedies }
}

/// A profile or variant that no component to build has.
package enum BuildNameError: UserFacingError, Equatable {
    case profile(String, known: [String])
    case variant(String, known: [String])

    package var code: String {
        switch self {
        case .profile: "build.unknown-profile"
        case .variant: "build.unknown-variant"
        }
    }

    package var summary: String {
        switch self {
        case .profile(let name, _): "No component to build has a profile '\(name)'; nothing was built."
        case .variant(let name, _): "No component to build has a variant '\(name)'; nothing was built."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .profile(_, let known): ["Known profiles: \(known.joined(separator: ", "))"]
        case .variant(let name, let known):
            [
                known.isEmpty
                    ? "Define it in slipway.yaml: components: { NAME: { build: { run: […], variants: { \(yamlText(name)): [ARGUMENT] } } } }"
                    : "Known variants: \(known.joined(separator: ", "))"
            ]
        }
    }

    package var exitCode: ExitCode { .usage }
}
