import ArgumentParser
import ReleaseComposition
import ReleaseModel
import ReleaseOperations

/// What a command takes that plans nothing.
struct WorkspaceOptions: ParsableArguments, Sendable {
    @Option(name: [.customShort("C"), .customLong("directory")], help: "The workspace's folder.")
    var directory = "."

    @Option(help: "The configuration. (default: slipway.yaml in the workspace, if there is one)")
    var config: String?

    @Flag(help: "Print JSON for machines.")
    var json = false

    /// For a command that uses the configuration.
    ///
    /// - Parameter performs: Whether runs are performed.
    func workspace(performs: Bool = false) throws -> Workspace { try composition.workspace(performs: performs) }

    /// For a command that only reads or controls what is stored: works while `slipway.yaml` has errors, as long as the
    /// store is known.
    func storeWorkspace() throws -> Workspace { try composition.storeWorkspace() }

    private var composition: WorkspaceComposition {
        let terminal = Terminal.current
        var composition = WorkspaceComposition(directory: directory, say: { terminal.say($0) })
        composition.environment = Decorations.current.environment
        composition.configurationFile = config
        composition.decorations = Decorations.current
        return composition
    }
}
