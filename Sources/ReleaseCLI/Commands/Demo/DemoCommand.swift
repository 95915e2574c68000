import ArgumentParser
import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseReports
import ReleaseComposition

struct DemoCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Builds a five-repository workspace in a temporary folder and releases it, with a failure and a retry.",
        discussion: "Needs git, sh and python3, no network, and a few seconds. Nothing outside the folder is touched.")

    @Option(help: "Where to build it; must not exist yet. (default: a new temporary folder)")
    var folder: String?

    func run() async throws {
        let root =
            folder.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
            ?? NSTemporaryDirectory() + "slipway-demo-\(UUID().uuidString.prefix(8))"
        guard !FileManager.default.fileExists(atPath: root) else {
            throw InputError.exists(root)
        }
        let demo = Demo(root: root, runner: ProcessRunner(), terminal: .standard)
        try await demo.perform()
    }
}

/// The story: set up, graph, plan, a release that fails before anything is public, a fix, a retry, a check.
private struct Demo {
    let root: String
    let runner: any CommandRunner
    let terminal: Terminal

    private var workspace: String { root + "/workspace" }
    private var program: String {
        CommandLine.arguments.first.map { $0.contains("/") ? URL(fileURLWithPath: $0).path : $0 } ?? "slipway"
    }

    func perform() async throws {
        heading("Five repositories with bare remotes: core ← left, right ← app, and tools by itself")
        try await DemoWorkspace(root: root, runner: runner).make()
        terminal.print("in \(root)")

        heading("What depends on what")
        try await slipway("graph")

        heading("What would be released, and why")
        try await slipway("plan")

        heading("The release: left's test fails before anything of its part is public; tools finishes")
        try await slipway("release", expected: .incomplete)

        heading("Nothing of core, left, right or app is public: their remotes have no new tag")
        for name in ["core", "left", "tools"] { try await show(["git", "-C", "\(root)/remotes/\(name).git", "tag"]) }

        heading("A commit fixes the fault")
        let left = workspace + "/left"
        let file = left + "/test.sh"
        let broken = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try Data(broken.replacing("= \"old greeting\"", with: "= \"new greeting\"").utf8).write(
            to: URL(fileURLWithPath: file))
        try await show(["git", "-C", left, "commit", "--quiet", "-a", "-m", "fix: expect core's new greeting"])
        try await show(["git", "-C", left, "push", "--quiet", "origin", "main"])

        heading("The same run continues: the plan is amended for left, with the same versions")
        try await slipway("run", "retry")

        heading("Two independent checks of the set")
        let sets = workspace + "/.slipway/releases"
        let set = sets + "/" + (try FileManager.default.contentsOfDirectory(atPath: sets).first ?? "")
        try await slipway("verify", set, inWorkspace: false)
        try await show(["sha256sum", "--check", "../SHA256SUMS"], folder: set + "/artifacts")

        terminal.print("")
        terminal.print("The release set: \(set)")
        terminal.print("Try next, in \(workspace):")
        terminal.print("  \(program) -C \(workspace) run show")
        terminal.print("  \(program) -C \(workspace) graph --format mermaid")
        terminal.print("  \(program) -C \(workspace) plan --component core --bump major")
        terminal.print("  rm -r \(root)")
    }

    private func heading(_ text: String) {
        terminal.print("")
        terminal.print(terminal.style.styled("── \(text)", .bold))
    }

    /// Runs this program as a user would.
    private func slipway(_ arguments: String..., expected: ReleaseModel.ExitCode = .done, inWorkspace: Bool = true)
        async throws
    {
        terminal.print(terminal.style.styled("$ slipway \(arguments.joined(separator: " "))", .cyan))
        let place = inWorkspace ? ["-C", workspace] : []
        // The program's own options come after its command and subcommand.
        try await run(["/proc/self/exe".resolved] + arguments + place, folder: root, expected: expected.rawValue)
    }

    private func show(_ arguments: [String], folder: String? = nil) async throws {
        let shown = arguments.map { $0.replacing(root + "/", with: "") }
        terminal.print(
            terminal.style.styled("$ " + shown.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " "), .cyan))
        try await run(arguments, folder: folder ?? root, expected: 0)
    }

    private func run(_ arguments: [String], folder: String, expected: Int32) async throws {
        let result = try await runner.run(
            Command(arguments, folder: folder, environment: ["GIT_PAGER": "cat"], output: .inherited))
        guard result.end == .exited(expected) else {
            throw DemoError(command: arguments.joined(separator: " "), end: "\(result.end)", root: root)
        }
        if expected != 0 {
            terminal.print(terminal.style.styled("(exit code \(expected): incomplete, can be continued)", .dim))
        }
    }
}

extension String {
    /// The final target of a symbolic link.
    fileprivate var resolved: String { URL(fileURLWithPath: self).resolvingSymlinksInPath().path }
}

struct DemoError: UserFacingError {
    var command: String
    var end: String
    var root: String
    var code: String { "demo.failed" }
    var summary: String { "The demo did not go as expected: '\(command)' ended with \(end)." }
    var suggestions: [String] { ["Look around in \(root)."] }
}
