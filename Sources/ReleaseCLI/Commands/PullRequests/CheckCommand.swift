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
        abstract: "Reports on a pull request what merging it would release.",
        discussion: """
            Writes a check and one comment, which later runs edit. Plans the checked-out commit; on a runner that is the \
            pull request's merge commit. With --strict-commits the check fails where a message or the title is not \
            understood.

            With --proofs it tells release pull requests from others instead, so that a workflow can leave out their \
            checks: it succeeds only if the pull request is, byte for byte, what slipway release-pr would write now. \
            That runs in a clone that has the pull request's base checked out, and writes nothing at the forge.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var forge: ForgeOptions

    @Option(
        help: ArgumentHelp(
            "The pull request. (default: that of the runner's event, from GITHUB_REF)", valueName: "number"))
    var pullRequest: Int?

    @Flag(help: "Print what would be reported and write nothing.")
    var dryRun = false

    @Flag(help: "Prove that it is a release pull request of Slipway's, unchanged and up to date; else exit with 1.")
    var proofs = false

    @Option(
        help: ArgumentHelp(
            "With --proofs: the account that opens release pull requests. (default: that of the token)",
            valueName: "login"))
    var author: String?

    @Option(
        help: ArgumentHelp(
            "With --proofs: the commit that the checks are for. (default: on a runner that of its event, also with --pull-request; else what the pull request is at)",
            valueName: "commit"))
    var head: String?

    @Option(help: "With --proofs: append `proven=true` or `proven=false` to this file, as a GitHub runner reads it.")
    var outputs: String?

    func validate() throws {
        guard proofs || (author == nil && head == nil && outputs == nil) else {
            throw ValidationError("--author, --head and --outputs go with --proofs.")
        }
    }

    func run() async throws {
        if proofs { return try await prove() }
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

    private func prove() async throws {
        let workspace = try options.workspace(forge: forge.choice)
        let answer = try await ProofOperation(workspace).proofs(
            .init(number: try number(), author: author, head: try expectedHead()))
        if options.json {
            Terminal.current.print(json: try encodeJSON(ProofsReport(answer)))
        } else {
            Terminal.current.print(proofsText(answer))
        }
        if let outputs { try ActionOutputsFile(path: outputs).append(ActionOutputs(isProven: answer.isProven)) }
        if !answer.isProven { throw Ending(code: .failed) }
    }

    /// A pull request may have moved since the event whose checks are left out.
    private func expectedHead() throws -> CommitID? {
        if let head {
            guard head.count == 40, head.allSatisfy(\.isHexDigit) else {
                throw ValidationError("--head takes a commit id of 40 digits, not '\(head)'.")
            }
            return CommitID(head.lowercased())
        }
        struct Event: Decodable {
            struct PullRequest: Decodable {
                struct Head: Decodable { var sha: String }
                var number: Int?
                var head: Head
            }
            var pull_request: PullRequest
        }
        let path = Decorations.current.environment["GITHUB_EVENT_PATH"] ?? ""
        guard let data = FileManager.default.contents(atPath: path),
            let event = try? JSONDecoder().decode(Event.self, from: data)
        else {
            // Nothing says what the checks are for, so whatever the pull request is at is looked at.
            guard pullRequest == nil else { return nil }
            throw ValidationError(
                "Name the commit that the checks are for: --head COMMIT (GITHUB_EVENT_PATH names no event of a pull request)."
            )
        }
        // The event of another pull request says nothing about this one.
        if let pullRequest, let other = event.pull_request.number, other != pullRequest {
            throw ValidationError(
                "The event is of #\(other), not of #\(pullRequest). Name the commit that the checks are for: --head COMMIT"
            )
        }
        return CommitID(event.pull_request.head.sha)
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
