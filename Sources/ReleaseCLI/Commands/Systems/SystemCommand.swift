import ArgumentParser
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct SystemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "Shows or sets which release system is primary, shadow, fallback or disabled.",
        discussion: """
            primary: releases. shadow: does all reversible work and is compared with the primary one. fallback: takes \
            over when a release fails. disabled: does nothing. Slipway itself is named slipway; others are defined under \
            systems in slipway.yaml.
            """, subcommands: [SystemListCommand.self, SystemSetCommand.self])
}

struct SystemListCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the release systems of this workspace.")

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let systems = try await SystemsOperation(options.workspace()).systems()
        if options.json {
            Terminal.current.print(json: try encodeJSON(systems.map { Answer("slipway.system/1", $0) }))
            return
        }
        for system in systems {
            Terminal.current.print(
                "\(system.name.padded(to: 16)) \(system.mode.rawValue.padded(to: 9)) "
                    + (system.comparisons == 0
                        ? "no comparisons yet"
                        : "\(counted(system.comparisons, "comparison")), the last \(system.agreements) without a difference")
            )
        }
    }
}

struct SystemSetCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Sets what a release system does from now on; recorded with your name.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The system.") var name: String
    @Argument(help: "primary, shadow, fallback or disabled.") var mode: String
    @Option(help: "The reason, recorded in the workspace's journal.") var reason: String

    func validate() throws { try checkReason(reason) }

    func run() async throws {
        guard let mode = SystemMode(rawValue: mode) else {
            throw ValidationError("The mode is primary, shadow, fallback or disabled, not '\(self.mode)'.")
        }
        let system = try await SystemsOperation(options.workspace()).setMode(mode, of: name, reason: reason)
        Terminal.current.print("\(system.name) is \(system.mode.rawValue).")
    }
}
