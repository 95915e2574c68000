import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseObservation
import ReleaseOperations
import ReleasePlanning
import ReleaseReports

struct GraphCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Shows components, their requirements, and what can be released in parallel.",
        discussion: "Components of one level can be released in parallel; each comes after everything that it requires."
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, dot, mermaid }

    @OptionGroup var options: GlobalOptions

    @Option(help: "text, json, dot or mermaid.")
    var format: Format = .text

    @Option(parsing: .upToNextOption, help: "Show what a change to these components affects.")
    var changed: [String] = []

    func run() async throws {
        let workspace = try options.workspace()
        let world = try await workspace.observe(.init(withHistory: false))
        let graph = try ComponentGraph(of: world)
        // `all` means every component.
        let names =
            changed == ["all"] && !graph.components.contains("all")
            ? graph.components : changed.map { world.named(ComponentID($0)) }
        let report = try GraphReport(world: world, graph: graph, changed: names)
        switch options.json ? .json : format {
        case .text: Terminal.current.print(report.text)
        case .dot: Terminal.current.print(report.dot)
        case .mermaid: Terminal.current.print(report.mermaid)
        case .json: Terminal.current.print(json: try encodeJSON(report))
        }
        if world.components.isEmpty { explainNoComponents(in: workspace, ignored: world.ignored, command: "graph") }
        for repository in world.repositories where repository.isDirty {
            Terminal.current.say("warning: \(repository.id) has uncommitted changes, which are not shown")
        }
        for warning in world.warnings { Terminal.current.say("warning: \(warning.place): \(warning.message)") }
    }
}
