import ArgumentParser
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseReports

struct CompareCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compares two releases, and lists each difference.",
        discussion: """
            Each is a run of this workspace (r3), a release set, or any folder of files. Results, packages, order, \
            files, checksums and durations are compared where both have them. Exits with 0 if they are equal and with 1 \
            if they differ.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "A run or a folder.") var first: String
    @Argument(help: "A run or a folder.") var second: String
    @Option(help: "Record the comparison for this release system; see slipway system.") var system: String?
    @Option(help: "How many times longer a step may take before it counts as a difference.") var slack = 2.0

    func run() async throws {
        let comparison = try await CompareOperation(options.workspace()).compare(
            first, second, for: system, slack: slack)
        if options.json {
            Terminal.current.print(json: try encodeJSON(comparison))
        } else {
            Terminal.current.print(comparisonText(comparison))
        }
        if !comparison.differences.isEmpty { throw Ending(code: .failed) }
    }
}
