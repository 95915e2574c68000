package import ReleaseModel

/// One component's configured build and gates, as the commands that run. Plans and `slipway build` both use it, so that
/// a local build tests the same as a release.
package struct ConfiguredCommands: Sendable {
    private let component: ComponentID
    private let path: String
    private let version: Version?
    private let tag: TagName?
    private let upstreams: [ComponentID: RepositoryID]

    /// - Parameters:
    ///   - path: The component's folder, relative to its repository's.
    ///   - version: What `{version}` stands for.
    ///   - tag: What `{tag}` stands for; nil where there is none yet.
    ///   - upstreams: What it is built against, with the repository of each.
    package init(
        component: ComponentID, path: String, version: Version?, tag: TagName?,
        upstreams: [ComponentID: RepositoryID]
    ) {
        self.component = component
        self.path = path
        self.version = version
        self.tag = tag
        self.upstreams = upstreams
    }

    /// - Parameter extra: Further arguments: those of a profile or a variant.
    package func build(_ build: BuildConfiguration, extra: [String] = []) -> CommandWork {
        command(build.run + extra, of: build)
    }

    /// The clean command; nil if none is configured.
    package func clean(_ build: BuildConfiguration) -> CommandWork? {
        build.clean.map { command($0, of: build) }
    }

    private func command(_ arguments: [String], of build: BuildConfiguration) -> CommandWork {
        var work = command(arguments, in: build.folder, environment: build.environment)
        work.secrets = build.secrets
        work.timeout = build.timeout
        work.inPublishTree = build.inPublishTree
        return work
    }

    /// One command for each cell of the gate's matrix, with what the cell adds to the gate's name.
    package func gate(_ gate: GateConfiguration) -> [(suffix: String, work: CommandWork)] {
        MatrixCell.all(of: gate.matrix).map { cell in
            let environment = gate.environment.merging(cell.environment) { _, cell in cell }
            var work = command(gate.run.map(cell.fill), in: gate.folder, environment: environment)
            work.secrets = gate.secrets
            work.timeout = gate.timeout
            work.isBlocking = gate.isBlocking
            work.tests = gate.tests
            return (cell.suffix, work)
        }
    }

    /// - Parameter folder: Relative to the component's.
    package func command(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
    ) -> CommandWork {
        let own = path == "." ? "" : path
        let place = [own, folder ?? ""].filter { !$0.isEmpty && $0 != "." }.joined(separator: "/")
        return CommandWork(
            arguments: arguments.map(fill), folder: place.isEmpty ? "." : place, environment: environment,
            upstreams: upstreams)
    }

    private func fill(_ argument: String) -> String {
        argument.replacing("{component}", with: component.text)
            .replacing("{version}", with: version?.text ?? "")
            .replacing("{tag}", with: tag?.text ?? "")
    }
}
