import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseComposition
import ReleasePlanning
import ReleasePorts
import ReleaseReports
import Synchronization

struct ReleaseCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Plans and executes a release in one go.",
        discussion: """
            An open run is continued, with its own versions, before anything new is planned: run the same command again \
            after an interruption. To start anew: slipway run cancel, then slipway release. Nothing irreversible happens \
            before every blocking gate of its part (the components that are released together) has passed. With --merged, \
            as in a workflow that runs after each push, only versions that a merged release pull request wrote are released.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var run: RunOptions

    @Flag(help: "Print the plan and touch nothing.")
    var dryRun = false

    @Flag(help: "Release only what is merged: versions in manifests, or in a merged release, that have no tag.")
    var merged = false

    @Option(help: "Append the outputs that workflows script against to this file, as a GitHub runner reads them.")
    var outputs: String?

    func validate() throws {
        guard !merged || request.tag == nil else { throw ValidationError("--tag and --merged exclude each other.") }
    }

    func run() async throws {
        let workspace = try options.workspace(performs: true)
        let request = try request.request()
        if dryRun {
            let (plan, rights) = try await ReleaseOperation(workspace).plan(request, onlyMerged: merged)
            try show(plan, rights: rights, isJSON: options.json)
            try await reportOpenRun(for: request, in: workspace)
            reportMissingPrograms(of: plan, in: workspace)
            return
        }
        let earlier = Mutex<[RunRecord]>([])
        let record = try await performing(options.json, run, workspace) { [merged] perform in
            var perform = perform
            perform.finished = { run in earlier.withLock { $0.append(run) } }
            let operation = ReleaseOperation(workspace)
            let outcome: ReleaseOperation.ReleaseOutcome
            do { outcome = try await operation.release(request, onlyMerged: merged, perform) } catch let held
                as WorkspaceHeld
                where held.isServed && !merged
            {
                return try await asked(request, workspace, perform)
            }
            let record = try await finished(outcome, isJSON: options.json, isBrief: merged)
            if case .nothingToRelease(let plan) = outcome {
                for sentence in try await operation.staleClones(of: plan) {
                    Terminal.current.say("warning: \(sentence)")
                }
            }
            if request.purpose == nil, record?.plan.request.purpose == .shadow { announceShadow() }
            return record
        }
        guard let outputs else { return }
        var releases: [ActionOutputs.Release] = []
        // The last of them may be the one that is reported.
        for run in earlier.withLock({ $0 }).filter({ $0.id != record?.id }) + [record].compactMap(\.self) {
            let (made, notices) = try await ReleasedOutputs(workspace).releases(of: run)
            releases += made
            for notice in notices { Terminal.current.say("warning: \(notice)") }
        }
        try ActionOutputsFile(path: outputs).append(try ActionOutputs(releases: releases))
    }

    /// A server has the workspace: it makes the release.
    private func asked(
        _ request: ReleaseRequest, _ workspace: Workspace, _ options: PerformOptions
    ) async throws -> RunRecord? {
        Terminal.current.say("A server serves this workspace; it is asked for the release.")
        switch try await ServedReleaseOperation(workspace).release(request, key: UUID().uuidString, options) {
        case .ran(let record): return record
        case .refused(let sentence): throw ServedReleaseRefused(sentence: sentence)
        case .left(let run): throw ServerLeft(run: run)
        case .ended(let sentence):
            Terminal.current.print(sentence)
            return nil
        }
    }

    /// Nothing in the command asked for a shadow run.
    private func announceShadow() {
        Terminal.current.say(
            "Slipway is set to shadow in this workspace, so nothing was published: slipway system list\n"
                + "To release for users: slipway system set slipway primary --reason …")
    }
}

struct ApplyCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Executes exactly this plan, or refuses if the repositories changed since.")

    @OptionGroup var options: WorkspaceOptions
    @OptionGroup var run: RunOptions

    @Argument(help: "A plan written by slipway plan --out.")
    var plan: String

    func run() async throws {
        let decoded = try readPlan(plan)
        let workspace = try options.workspace(performs: true)
        try await performing(options.json, run, workspace) { perform in
            try await finished(try await ReleaseOperation(workspace).apply(decoded, perform), isJSON: options.json)
        }
    }
}

/// - Throws: ``InputError`` for a file that is not there or is not a plan, ``UnreadablePlanSchema`` or ``UnknownPlanPart`` for a
/// newer one.
func readPlan(_ path: String) throws -> ReleasePlan {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw InputError.noSuchFile(path, remedy: "Make one: slipway plan --out plan.json")
    }
    do { return try decodeJSON(ReleasePlan.self, from: data) } catch let error as UnreadablePlanSchema {
        throw UnreadablePlanSchema(schema: error.schema, source: path)
    } catch let error as UnknownPlanPart {
        throw error
    } catch {
        throw InputError.badPlan(path, reason: decodingText(error))
    }
}

/// The run of an outcome; prints a message if there was nothing to release.
///
/// - Parameter isBrief: Whether the message is only the reason, since the plan shows what is not meant yet.
private func finished(
    _ outcome: ReleaseOperation.ReleaseOutcome, isJSON: Bool, isBrief: Bool = false
) async throws -> RunRecord? {
    switch outcome {
    case .ran(let record):
        for warning in record.plan.warnings { Terminal.current.say("warning: \(warning)") }
        return record
    case .ranBefore(let record):
        Terminal.current.say("\(record.id) has executed this plan already; nothing was done.")
        return record
    case .nothingToRelease(let plan):
        if isBrief, !isJSON, let reason = plan.nothingToRelease {
            Terminal.current.print(reason)
        } else {
            try show(plan, isJSON: isJSON)
        }
        return nil
    }
}
