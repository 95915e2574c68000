import ArgumentParser
import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseReports
import ReleaseComposition

struct PlanCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Shows what would be released, in which order and why; changes nothing.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var server: ServerOptions

    @Option(help: "Write the plan to this file, for slipway apply.")
    var out: String?

    @Option(help: "Plan as if this commit were the head.")
    var at: String?

    @Option(help: "Explain in sentences why this component is released, or why not.")
    var explain: String?

    @Option(
        parsing: .upToNextOption,
        help: "Two plan files, commits or tags: show what the second plan changes.")
    var diff: [String] = []

    func run() async throws {
        if let runs = try await server.runs() { return try await showServed(runs) }
        if !diff.isEmpty { return try await compare() }
        let workspace = try options.workspace()
        let (plan, world) = try await workspace.plan(try request.request(), at: at)
        let json = try encodeJSON(plan)
        if let out {
            guard FileManager.default.createFile(atPath: out, contents: json + [10]) else {
                throw InputError.notWritable(out)
            }
        }
        if let explain {
            guard let component = plan.component(ComponentID(explain)) else {
                throw GraphError.noSuchComponent([explain], known: plan.components.map(\.name))
            }
            let sentences = explanation(of: component, in: plan)
            if options.json {
                let report = ExplanationReport(component: component.name, sentences: sentences)
                Terminal.current.print(json: try encodeJSON(report))
            } else {
                Terminal.current.print(sentences.joined(separator: "\n"))
            }
        } else {
            let rights = workspace.repositoryNeeds(of: plan, in: world).rights
            try show(plan, rights: rights, isJSON: options.json)
            if plan.components.isEmpty { explainNoComponents(in: workspace, ignored: world.ignored, command: "plan") }
            try await reportOpenRun(for: try request.request(), in: workspace)
            reportMissingPrograms(of: plan, in: workspace)
        }
        if let out, !options.json {
            Terminal.current.say("Written to \(out). Execute exactly this plan: slipway apply \(out)")
        }
    }
}

extension PlanCommand {
    /// What a server would release now.
    private func showServed(_ runs: ServedRuns) async throws {
        guard diff.isEmpty, out == nil, at == nil, explain == nil, try request.request() == ReleaseRequest() else {
            throw ValidationError("A server plans what would be released now; no other request goes with --server.")
        }
        let found = try await runs.plan()
        if options.json { return Terminal.current.print(json: try encodeJSON(found)) }
        struct Rights: Decodable { var rights: [NeededRight] }
        let text = try encodeJSON(found)
        try show(
            try decodeJSON(ReleasePlan.self, from: text), rights: try decodeJSON(Rights.self, from: text).rights,
            isJSON: false)
    }

    private func compare() async throws {
        guard diff.count == 2, out == nil, explain == nil, at == nil else {
            throw ValidationError("--diff takes two plans and excludes --out, --at and --explain.")
        }
        let difference = difference(from: try await plan(named: diff[0]), to: try await plan(named: diff[1]))
        if options.json {
            Terminal.current.print(json: try encodeJSON(difference))
        } else {
            Terminal.current.print(differenceText(difference, style: Terminal.current.style))
        }
    }

    /// A file's, or what would be planned if that commit were the head.
    private func plan(named name: String) async throws -> ReleasePlan {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), !isFolder.boolValue {
            return try readPlan(name)
        }
        return try await options.workspace().plan(try request.request(), fileOrCommit: name)
    }
}

struct ChangelogCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "changelog", abstract: "Prints the notes of one component's next release.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions

    @Argument(help: "The component; may be left out where there is only one.")
    var component: String?

    func run() async throws {
        let planned = try await nextRelease(
            of: component ?? request.only, options: options, request: request, "slipway changelog")
        if options.json {
            Terminal.current.print(
                json: try encodeJSON(Answer("slipway.changelog/1", ["changelog": planned.changelog])))
        } else if planned.nextVersion != nil {
            Terminal.current.write(Terminal.current.shown(planned.changelog), to: .output)
        } else {
            Terminal.current.say(planned.reasons.first?.summary ?? "Nothing to release.")
        }
    }
}

struct VersionCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Prints the next version of one component, or the current one if nothing is to be released.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions

    @Argument(help: "The component; may be left out where there is only one.")
    var component: String?

    @Option(
        help:
            "The name of the next build in a channel instead: nightly, develop, rc, test or unverified. --set-all checks a name."
    )
    var channel: String?

    func run() async throws {
        if let channel { return try await show(try ReleasePlanning.channel(named: channel)) }
        let planned = try await nextRelease(
            of: component ?? request.only, options: options, request: request, "slipway version")
        if options.json {
            struct Report: Encodable {
                var component: ComponentID
                var currentVersion: Version?
                var nextVersion: Version?
            }
            let report = Report(
                component: planned.name, currentVersion: planned.currentVersion, nextVersion: planned.nextVersion)
            Terminal.current.print(json: try encodeJSON(Answer("slipway.version/1", report)))
        } else {
            Terminal.current.print((planned.nextVersion ?? planned.currentVersion)?.text ?? "0.0.0")
            if planned.nextVersion == nil {
                Terminal.current.say(planned.reasons.first?.summary ?? "Nothing to release.")
            }
        }
    }

    private func show(_ channel: any Channel) async throws {
        var request = request
        let forced = request.version
        request.version = nil
        let version = try await ChannelVersionOperation(options.workspace()).version(
            of: (component ?? request.only).map { ComponentID($0) }, in: channel, request: try request.request(),
            forced: forced)
        if options.json {
            Terminal.current.print(json: try encodeJSON(Answer("slipway.channel-version/1", version)))
        } else {
            Terminal.current.print(version.version)
        }
    }
}

private func nextRelease(
    of name: String?, options: GlobalOptions, request: RequestOptions, _ command: String
) async throws -> PlannedComponent {
    let workspace = try options.workspace()
    let (plan, world) = try await workspace.plan(try request.request(), isWhole: false)
    try workspace.checkComponents(plan, world)
    let known = plan.components.map(\.name)
    guard
        let component = name.map({ plan.component(ComponentID($0)) })
            ?? (known.count == 1 ? plan.components.first : nil)
    else {
        throw name.map { GraphError.noSuchComponent([$0], known: known) }
            ?? .componentNeeded(known: known, command: command)
    }
    return component
}
