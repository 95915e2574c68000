import ArgumentParser
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct StoreCheckCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks the entire store for damage and tampering.",
        discussion: """
            Finds everything that releases and slipway audit verify would find. The index beside the journals (status of \
            runs, held versions) is compared with them, and rebuilt where it differs. Runs that have folders in .slipway \
            but are not in the store are listed; that is not damage, but what a store restored from a backup looks like.
            """)

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let result = try await StoreOperation(options.storeWorkspace()).checkStore()
        if options.json {
            Terminal.current.print(json: try encodeJSON(StoreReport(result)))
        } else if result.findings.isEmpty {
            Terminal.current.print("The store is intact (\(byteText(result.size))).")
        } else {
            for finding in result.findings { Terminal.current.print(finding) }
            Terminal.current.say(
                "The store is damaged, or was changed. Restore the last backup: docs/guides/stores.md")
        }
        if !options.json, !result.rebuilt.isEmpty {
            let names = result.rebuilt.map(\.text).joined(separator: ", ")
            Terminal.current.say(
                "The index of \(names) differed from its journal and was rebuilt.")
        }
        if !options.json, !result.unknown.isEmpty { Terminal.current.say(unknownRunsText(result.unknown)) }
        if !result.findings.isEmpty { throw Ending(code: .failed) }
    }
}
