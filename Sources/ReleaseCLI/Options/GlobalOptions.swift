import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseModel
import ReleaseOperations

/// What every command takes.
struct GlobalOptions: ParsableArguments, Sendable {
    @Option(name: [.customShort("C"), .customLong("directory")], help: "The workspace's folder.")
    var directory = "."

    @Option(help: "The configuration. (default: slipway.yaml in the workspace, if there is one)")
    var config: String?

    @OptionGroup var releasePlease: ReleasePleaseOptions

    @Flag(help: "Refuse to plan where a commit since the last release is not understood.")
    var strictCommits = false

    @Flag(help: "Print JSON for machines.")
    var json = false

    /// - Parameters:
    ///   - performs: Whether runs are performed.
    ///   - configured: Whether `slipway.yaml` is read; if not, only what it says of all tags and of paths holds.
    ///   - forge: The forge where the configuration names none; nil: plain git.
    func workspace(
        performs: Bool = false, configured: Bool = true, forge: ForgeChoice? = nil
    ) throws -> Workspace {
        try composition(forge: forge).workspace(performs: performs, configured: configured)
    }

    /// How such workspaces are made.
    func composition(forge: ForgeChoice? = nil) -> WorkspaceComposition {
        let terminal = Terminal.current
        var composition = WorkspaceComposition(directory: directory, say: { terminal.say($0) })
        composition.environment = Decorations.current.environment
        composition.configurationFile = config
        composition.releasePlease = releasePlease.choice
        composition.refusesUnreadCommits = strictCommits
        composition.decorations = Decorations.current
        composition.forge = forge
        return composition
    }
}
