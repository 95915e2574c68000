import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseReports

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Shows what arrived at a served workspace, and what it led to.",
        subcommands: [EventsListCommand.self, EventsShowCommand.self, EventsReplayCommand.self])
}

struct EventsListCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists events, newest first, each with its decision.")

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "How many.") var limit = 50
    @Option(help: "Only those before this number.") var before: Int?

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number from 1.") }
    }

    func run() async throws {
        let records = try await DeliveryOperation(options.storeWorkspace()).list(before: before, limit: limit)
        try answer(EventsReport(records), options.json) { eventsText(records) }
    }
}

struct EventsShowCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows an event: what it said, what was decided and why, and what came of it.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Its number or its id.") var event: String

    func run() async throws {
        let (record, starts) = try await DeliveryOperation(options.storeWorkspace()).show(event)
        try answer(EventReport(record, starts, withBody: true), options.json) {
            eventText(record, starts, withBody: true)
        }
    }
}

struct EventsReplayCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Decides an event again, as if what it started had not been started before.",
        discussion: """
            For an event whose start failed, or that was ignored before the configuration was changed. What follows is begun \
            by the server that serves the workspace.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Its number or its id.") var event: String

    func run() async throws {
        let (record, starts) = try await DeliveryOperation(options.workspace()).replay(event)
        try answer(EventReport(record, starts), options.json) { eventText(record, starts) }
    }
}

private func answer(_ value: some Encodable, _ isJSON: Bool, text: () -> String) throws {
    if isJSON { Terminal.current.print(json: try encodeJSON(value)) } else { Terminal.current.print(text()) }
}
