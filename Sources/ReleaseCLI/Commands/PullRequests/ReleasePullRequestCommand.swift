import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseReports

struct ReleasePullRequestCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "release-pr",
        abstract: "Opens and updates the release pull requests at the forge.",
        discussion: """
            Unchanged content writes nothing, what people wrote into a pull request is kept, and a branch that holds \
            commits of someone else is not overwritten. With release-please's files, --merged turns merged pull requests \
            into tags and releases; with slipway.yaml that is slipway release. On plain git: slipway release-branch.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions
    @OptionGroup var forge: ForgeOptions

    @Flag(help: "Make tags and releases of merged release pull requests, instead of opening new ones.")
    var merged = false

    @Flag(
        help: """
            Each repository of the workspace for itself, some at once: what fails in one does not stop the others, and is \
            that repository's result.
            """)
    var all = false

    @Option(
        name: [.customShort("j"), .long],
        help: "With --all: how many repositories are worked on at once. (default: 8)")
    var parallelism: Int?

    @Flag(help: "Print what would be written and touch nothing.")
    var dryRun = false

    @Flag(help: "Overwrite a branch that holds commits of someone else; they are kept under refs/slipway/kept/.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "Who makes the commits: the forge, which signs them, or git, which pushes them. (default: forge)",
            valueName: "forge|git"))
    var commits: String?

    @Option(
        help: ArgumentHelp(
            "With --merged: the branch that releases are merged into, if not the forge's default branch.",
            valueName: "branch"))
    var base: String?

    @Option(help: "Append the outputs that workflows script against to this file, as a GitHub runner reads them.")
    var outputs: String?

    func validate() throws {
        try checkParallelism(parallelism)
        guard all || parallelism == nil else { throw ValidationError("--parallelism goes with --all.") }
        guard !all || !merged else { throw ValidationError("--all goes without --merged.") }
    }

    func run() async throws {
        guard merged || base == nil else {
            throw ValidationError("--base goes with --merged: a release branch stands on what is checked out.")
        }
        let workspace = try options.workspace(forge: forge.choice)
        defer {
            let usage = workspace.forgeUsage()
            if !usage.isEmpty { Terminal.current.say(usage) }
        }
        if merged {
            let (releases, notices) = try await MergedPullRequestOperation(workspace).release(base: base, isDry: dryRun)
            for notice in notices { Terminal.current.say("warning: \(notice)") }
            if !dryRun { try append(try ActionOutputs(releases: releases)) }
            return try show(releases)
        }
        var writing = PullRequestOptions()
        writing.isForced = force
        writing.isDry = dryRun
        if let commits {
            guard let choice = PullRequestOptions.Commits(rawValue: commits) else {
                throw ValidationError("--commits takes forge or git, not '\(commits)'.")
            }
            writing.commits = choice
        }
        if all { return try await writeAll(workspace, writing) }
        let (plan, written) = try await PullRequestOperation(workspace).write(try request.request(), writing)
        for warning in plan.warnings { Terminal.current.say("warning: \(warning)") }
        try append(written)
        try show(written, plan)
    }

    private func writeAll(_ workspace: Workspace, _ writing: PullRequestOptions) async throws {
        let (plan, results) = try await AllPullRequestsOperation(workspace).write(
            try request.request(), writing,
            parallelism: parallelism ?? AllPullRequestsOperation.usualParallelism)
        for warning in plan.warnings { Terminal.current.say("warning: \(warning)") }
        try append(results.flatMap(\.pullRequests))
        let reason = results.allSatisfy { $0.pullRequests.isEmpty && $0.failure == nil } ? nothingToWrite(plan) : nil
        if options.json {
            let report = PullRequestReport(
                dryRun: dryRun, all: results, warnings: plan.warnings, nothingToWrite: reason)
            Terminal.current.print(json: try encodeJSON(report))
        } else {
            Terminal.current.print(allPullRequestsText(results, style: Terminal.current.style))
        }
        let code = RepositoryPullRequests.exitCode(of: results)
        if code != .done { throw Ending(code: code) }
    }

    private func append(_ written: [WrittenPullRequest]) throws {
        guard !dryRun else { return }
        let changed = written.filter { $0.state == .created || $0.state == .updated }
        try append(try ActionOutputs(requests: changed.map(\.request), numbers: changed.map { $0.number ?? 0 }))
    }

    private func append(_ outputs: ActionOutputs) throws {
        if let path = self.outputs { try ActionOutputsFile(path: path).append(outputs) }
    }

    private func show(_ releases: [ActionOutputs.Release]) throws {
        if options.json {
            return Terminal.current.print(
                json: try encodeJSON(PullRequestReport(dryRun: dryRun, releases: releases)))
        }
        guard !releases.isEmpty else { return Terminal.current.print("No merged release is unfinished.") }
        for release in releases {
            let address = release.atForge.map { "  \($0.address)" } ?? ""
            Terminal.current.print(
                "\(dryRun ? "would release" : "released") \(release.tag) at \(release.commit.short)\(address)")
        }
    }

    private func show(_ written: [WrittenPullRequest], _ plan: ReleasePlan) throws {
        if options.json {
            let report = PullRequestReport(
                dryRun: dryRun, pullRequests: written, warnings: plan.warnings,
                nothingToWrite: written.isEmpty ? nothingToWrite(plan) : nil)
            return Terminal.current.print(json: try encodeJSON(report))
        }
        for one in written { Terminal.current.print(pullRequestText(one, style: Terminal.current.style)) }
        if written.isEmpty, let reason = nothingToWrite(plan) { Terminal.current.print(reason) }
    }
}
