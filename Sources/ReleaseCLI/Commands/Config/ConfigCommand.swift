import ArgumentParser
import ReleaseComposition
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct ConfigCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Shows which environment variables builds and gates see, and which are withheld.",
        discussion: """
            Commands of the configuration see a list of variables, not the environment that Slipway was started in. To pass \
            further ones, name them in slipway.yaml: commands: { environment: [NAME, PREFIX_*] }. Secrets are named in the \
            secrets of the build or gate that needs them. Only names are shown, never values.
            """)

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let report = EnvironmentReport(of: try options.workspace(), in: Decorations.current.environment)
        guard !options.json else { return Terminal.current.print(json: try encodeJSON(report)) }
        Terminal.current.print(report.text)
    }
}
