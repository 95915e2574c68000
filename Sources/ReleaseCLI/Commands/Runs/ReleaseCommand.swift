import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleaseComposition
import ReleaseReports

struct ReleaseCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Plans and executes a release in one go.",
        discussion: """
            To continue an interrupted release, run the same command again. Nothing irreversible happens before every \
            blocking gate of its part has passed.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var run: RunOptions

    @Flag(help: "Print the plan and touch nothing.")
    var dryRun = false

    func run() async throws {
        let workspace = try options.workspace(performs: true)
        let request = try request.request()
        if dryRun {
            let plan = try await ReleaseOperation(workspace).plan(request)
            try show(plan, isJSON: options.json)
            sayMissingPrograms(of: plan, in: workspace)
            return
        }
        try await performing(options.json, run, workspace) { perform in
            let operation = ReleaseOperation(workspace)
            let outcome = try await operation.release(request, perform)
            let record = try await finished(outcome, isJSON: options.json)
            if case .nothingToRelease(let plan) = outcome {
                for sentence in try await operation.staleClones(of: plan) {
                    Terminal.current.say("warning: \(sentence)")
                }
            }
            if request.purpose == nil, record?.plan.request.purpose == .shadow { sayShadow() }
            return record
        }
    }

    /// Nothing in the command asked for a shadow run.
    private func sayShadow() {
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

/// - Throws: ``InputError`` for a file that is not there or is not a plan, ``UnreadablePlanSchema`` for a newer one.
func readPlan(_ path: String) throws -> ReleasePlan {
    guard let data = FileManager.default.contents(atPath: path) else {
        throw InputError.noSuchFile(path, remedy: "Make one: slipway plan --out plan.json")
    }
    do { return try decodeJSON(ReleasePlan.self, from: data) } catch let error as UnreadablePlanSchema {
        throw UnreadablePlanSchema(schema: error.schema, source: path)
    } catch {
        throw InputError.badPlan(path, reason: decodingText(error))
    }
}

/// The run of an outcome; prints a message if there was nothing to release.
private func finished(_ outcome: ReleaseOperation.ReleaseOutcome, isJSON: Bool) async throws -> RunRecord? {
    switch outcome {
    case .ran(let record):
        for warning in record.plan.warnings { Terminal.current.say("warning: \(warning)") }
        return record
    case .nothingToRelease(let plan):
        try show(plan, isJSON: isJSON)
        return nil
    }
}
