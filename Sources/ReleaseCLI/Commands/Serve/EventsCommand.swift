import ArgumentParser
import ReleaseAdapters
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
    @OptionGroup var server: ServerOptions
    @Option(help: "How many.") var limit = 50
    @Option(help: "Only those before this number.") var before: Int?

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number from 1.") }
    }

    func run() async throws {
        if let runs = try await server.runs() {
            return try answer(try await runs.events(before: before, limit: limit), options.json) {
                (page: EventsReport) in
                eventsText(page)
            }
        }
        let records = try await DeliveryOperation(options.storeWorkspace()).list(before: before, limit: limit)
        let page = EventsReport(records)
        try answer(page, options.json) { eventsText(page) }
    }
}

struct EventsShowCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows an event: what it said, what was decided and why, and what came of it.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var server: ServerOptions
    @Argument(help: "Its number or its id.") var event: String

    func run() async throws {
        if let runs = try await server.runs() {
            return try answer(try await runs.event(event), options.json) { (report: EventReport) in eventText(report) }
        }
        let (record, starts) = try await DeliveryOperation(options.storeWorkspace()).show(event)
        let report = EventReport(record, starts, withBody: true)
        try answer(report, options.json) { eventText(report) }
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
    @OptionGroup var server: ServerOptions
    @Argument(help: "Its number or its id.") var event: String

    func run() async throws {
        if let runs = try await server.runs() {
            return try answer(try await runs.replay(event), options.json) { (report: EventReport) in eventText(report) }
        }
        let (record, starts) = try await DeliveryOperation(options.workspace()).replay(event)
        let report = EventReport(record, starts)
        try answer(report, options.json) { eventText(report) }
    }
}

private func answer(_ value: some Encodable, _ isJSON: Bool, text: () -> String) throws {
    if isJSON { Terminal.current.print(json: try encodeJSON(value)) } else { Terminal.current.print(text()) }
}

/// The same, of what a server answered.
private func answer<Report: Decodable>(_ value: JSON, _ isJSON: Bool, text: (Report) -> String) throws {
    let json = try encodeJSON(value)
    if isJSON { return Terminal.current.print(json: json) }
    Terminal.current.print(text(try decodeJSON(Report.self, from: json)))
}
