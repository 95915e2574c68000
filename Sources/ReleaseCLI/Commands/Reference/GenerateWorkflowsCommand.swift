import ArgumentParser
import Foundation
import ReleaseComposition
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts

struct GenerateWorkflowsCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflows",
        abstract: "Writes the workflows of GitHub Actions: release, check of pull requests, trusted publishing.",
        discussion: """
            They go to .github/workflows of the repository, with the least rights for each job and every action pinned \
            by its commit. A file that someone edited is not replaced without --force. With --strict-commits the check fails \
            where a message or the title of a pull request is not understood.
            """)

    @OptionGroup var options: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "Slipway's action, pinned to a commit: the one that v\(slipwayVersion) is tagged at.",
            valueName: "owner/name@commit"))
    var action: String

    @Option(help: "The branch whose pushes release. (default: main or master, if it is checked out)")
    var branch: String?

    @Option(
        parsing: .upToNextOption,
        help: "Components that a job of their own publishes to PyPI, without a password: trusted publishing.")
    var trustedPublishing: [String] = []

    @Flag(
        name: .customLong("guard"),
        help: "Write one more, which other workflows ask whether a pull request is a release as Slipway writes it.")
    var hasGuard = false

    @Flag(help: "Replace files that someone else wrote or edited.")
    var force = false

    @Flag(help: "Print the files and write nothing.")
    var dryRun = false

    func run() async throws {
        guard let action = PinnedAction(action, version: "v\(slipwayVersion)") else {
            throw ValidationError(
                "--action takes OWNER/NAME@COMMIT with a commit id of 40 digits, not '\(action)'. Tags are not accepted, because they can be moved."
            )
        }
        // It is about pull requests to come, not about the commits that are there.
        var reading = options
        reading.strictCommits = false
        let workspace = try reading.workspace()
        let files = try await WorkflowsOperation(workspace).workflows(
            action: action, branch: branch, trusted: trustedPublishing.map { ComponentID($0) },
            hasGuard: hasGuard, isStrict: options.strictCommits)
        let terminal = Terminal.current
        guard !dryRun else {
            for file in files { terminal.print("# .github/workflows/\(file.name)\n\(file.text)") }
            return
        }
        let folder = workspace.folder + "/.github/workflows"
        let known = files.map { FileManager.default.contents(atPath: "\(folder)/\($0.name)") }
            .map { $0.map { String(decoding: $0, as: UTF8.self) } }
        // All of them are looked at before the first is written.
        let edited = zip(files, known).filter { file, text in
            text.map { $0 != file.text && !GeneratedWorkflow.isUnedited($0) } ?? false
        }.map { ".github/workflows/\($0.0.name)" }
        guard edited.isEmpty || force else { throw WorkflowsError.edited(edited) }
        for (file, text) in zip(files, known) {
            let path = "\(folder)/\(file.name)"
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                if text != file.text { try Data(file.text.utf8).write(to: URL(fileURLWithPath: path)) }
            } catch { throw FileError.failed(path: path, reason: systemReason(error)) }
            let shown = ".github/workflows/\(file.name)"
            let state =
                text == file.text
                ? "unchanged"
                : edited.contains(shown) ? "replaced, with its edits" : text == nil ? "written" : "renewed"
            terminal.print("\(state): \(shown)")
        }
    }
}
