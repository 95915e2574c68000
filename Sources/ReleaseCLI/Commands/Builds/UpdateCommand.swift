import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct UpdateCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Updates requirements between components in the work trees to their current versions.",
        discussion: "Changes these values and no other byte; commits nothing.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "Only the requirements of these components.")
    var components: [String] = []

    @Option(
        name: .customLong("set-version"), parsing: .upToNextOption,
        help: "COMPONENT=VERSION: the version to follow instead of what its manifest says.")
    var versions: [String] = []

    @Flag(help: "Also move requirements that accept the version as they are.")
    var always = false

    func run() async throws {
        let updates = try await UpdateOperation(options.workspace()).update(
            components.map { ComponentID($0) }, to: try assignments(versions), always: always)
        if options.json {
            Terminal.current.print(json: try encodeJSON(updates.map { Answer("slipway.update/1", $0) }))
            return
        }
        for update in updates {
            Terminal.current.print("\(update.component)  \(update.file)  \(update.key): \(update.from) → \(update.to)")
        }
        if updates.isEmpty { Terminal.current.say("Nothing to update: every requirement accepts the current version.") }
    }
}
