import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseReports

struct CheckCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reports at an ordinary pull request what merging it would release.",
        discussion: """
            Writes a check and one comment, which later runs edit. Plans the checked-out commit; on a runner that is the \
            pull request's merge commit. With --strict-commits the check fails where a message or the title is not \
            understood.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var forge: ForgeOptions

    @Option(
        help: ArgumentHelp(
            "The pull request. (default: that of the runner's event, from GITHUB_REF)", valueName: "number"))
    var pullRequest: Int?

    @Flag(help: "Print what would be reported and write nothing.")
    var dryRun = false

    func run() async throws {
        // A message that is not understood is reported, and fails the check, not the plan.
        var reading = options
        reading.strictCommits = false
        let workspace = try reading.workspace(forge: forge.choice)
        let answer = try await CheckOperation(workspace).check(
            try number(), ReleaseRequest(), isStrict: options.strictCommits, reports: !dryRun)
        for notice in answer.notices { Terminal.current.say("warning: \(notice)") }
        if options.json {
            Terminal.current.print(json: try encodeJSON(CheckReport(answer)))
        } else {
            Terminal.current.print(checkText(answer))
        }
        if answer.isRefused { throw Ending(code: .failed) }
    }

    /// On a runner `GITHUB_REF` is `refs/pull/12/merge`.
    private func number() throws -> Int {
        if let pullRequest { return pullRequest }
        let parts = (Decorations.current.environment["GITHUB_REF"] ?? "").split(separator: "/")
        guard parts.count == 4, parts[1] == "pull", let number = Int(parts[2]) else {
            throw ValidationError("Name the pull request: --pull-request NUMBER (GITHUB_REF names none).")
        }
        return number
    }
}
