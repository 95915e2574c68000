import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseReports
import ReleaseComposition

struct ReleaseBranchCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "release-branch",
        abstract: "Writes the next release to a branch to be merged, and prints the text of its pull request.",
        discussion: """
            Unchanged content makes no new commit, and a branch that has commits by someone else is not overwritten. \
            After the merge, slipway release tags it and continues; with release-please's files: slipway release-branch --tag-merged.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var request: RequestOptions

    @Flag(help: "Print what would be written and touch nothing.")
    var dryRun = false

    @Flag(inversion: .prefixedNo, help: "Whether branches and tags go to the remote, if there is one.")
    var push = true

    @Flag(help: "Overwrite a branch that has commits by someone else; they are kept under refs/slipway/kept/.")
    var force = false

    @Flag(help: "Tag what was merged and is not yet tagged, instead of writing branches (release-please's files only).")
    var tagMerged = false

    @Option(
        help: ArgumentHelp(
            "With --tag-merged: the branch that releases are merged into, if not the remote's default branch.",
            valueName: "branch"))
    var base: String?

    @Option(help: "What the pull request says now: words that people wrote into it are kept.")
    var currentBody: String?

    @Option(help: "Append the outputs that workflows script against to this file, as a GitHub runner reads them.")
    var output: String?

    @Flag(help: "Print those outputs instead of the report.")
    var outputs = false

    func run() async throws {
        guard tagMerged || base == nil else {
            throw ValidationError("--base goes with --tag-merged: a release branch stands on what is checked out.")
        }
        let workspace = try options.workspace()
        if tagMerged {
            let releases = try await TagMergedOperation(workspace).tagMerged(pushes: push, isDry: dryRun, base: base)
            let outputs = try ActionOutputs(releases: dryRun ? [] : releases)
            try report(outputs) { try show(releases) }
            return
        }
        var writing = ReleaseBranchOptions()
        writing.pushes = push
        writing.isForced = force
        writing.isDry = dryRun
        writing.currentBody = try currentBody.map(text)
        let (plan, branches) = try await ReleaseBranchOperation(workspace).releaseBranches(
            try request.request(), writing)
        for warning in plan.warnings { Terminal.current.say("warning: \(warning)") }
        let outputs = try ActionOutputs(requests: branches.map(\.request))
        try report(outputs) { try show(branches, plan) }
    }

    private func text(of path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else { throw InputError.noSuchFile(path) }
        return String(decoding: data, as: UTF8.self)
    }

    private func report(_ outputs: ActionOutputs, _ show: () throws -> Void) throws {
        if let output { try ActionOutputsFile(path: output).append(outputs) }
        if self.outputs {
            Terminal.current.write(Terminal.current.shown(outputs.runnerText), to: .output)
        } else {
            try show()
        }
    }

    private func show(_ releases: [ActionOutputs.Release]) throws {
        if options.json {
            let report = ReleaseBranchReport(dryRun: dryRun, releases: releases)
            Terminal.current.print(json: try encodeJSON(report))
        } else if releases.isEmpty {
            Terminal.current.print("Every merged release has its tag.")
        } else {
            for release in releases {
                Terminal.current.print("\(dryRun ? "would tag" : "tagged") \(release.tag) at \(release.commit.short)")
            }
        }
    }

    private func show(_ branches: [WrittenReleaseBranch], _ plan: ReleasePlan) throws {
        if options.json {
            let report = ReleaseBranchReport(
                dryRun: dryRun, branches: branches, warnings: plan.warnings,
                nothingToWrite: branches.isEmpty ? nothingToWrite(plan) : nil)
            return Terminal.current.print(json: try encodeJSON(report))
        }
        for branch in branches { Terminal.current.print(releaseBranchText(branch, style: Terminal.current.style)) }
        if branches.isEmpty, let reason = nothingToWrite(plan) { Terminal.current.print(reason) }
    }
}
