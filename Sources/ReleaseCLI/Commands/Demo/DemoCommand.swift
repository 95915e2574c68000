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
        terminal.print(terminal.style.styled("$ cd \(shellQuoted(workspace))", .cyan))

        heading("What depends on what")
        try await slipway("graph")

        heading("What would be released, and why")
        try await slipway("plan")

        heading("The release: left's test fails before anything of its part is public; tools finishes")
        try await slipway("release", expected: .incomplete)

        heading("Nothing of core, left, right or app is public: their remotes have no new tag")
        for name in ["core", "left", "tools"] { try await show(["git", "-C", "../remotes/\(name).git", "tag"]) }

        heading("A commit fixes the fault")
        let file = workspace + "/left/test.sh"
        let broken = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try Data(broken.replacing("= \"old greeting\"", with: "= \"new greeting\"").utf8).write(
            to: URL(fileURLWithPath: file))
        try await show(["git", "-C", "left", "commit", "--quiet", "-a", "-m", "fix: expect core's new greeting"])
        try await show(["git", "-C", "left", "push", "--quiet", "origin", "main"])

        heading("The same run continues: the plan is amended for left, with the same versions")
        try await slipway("run", "retry")

        heading("Two independent checks of the set")
        let sets = ".slipway/releases"
        let found = try FileManager.default.contentsOfDirectory(atPath: workspace + "/" + sets).first
        let set = sets + "/" + (found ?? "")
        try await slipway("verify", set)
        try await show(["sha256sum", "--check", "../SHA256SUMS"], in: set + "/artifacts")

        terminal.print("")
        terminal.print("The release set: \(workspace)/\(set)")
        terminal.print("Try next:")
        let program = "\(shellQuoted(self.program)) -C \(shellQuoted(workspace))"
        terminal.print("  \(program) run show")
        terminal.print("  \(program) graph --format mermaid")
        terminal.print("  \(program) audit list")
        terminal.print("  rm -r \(shellQuoted(root))")
    }

    private func heading(_ text: String) {
        terminal.print("")
        terminal.print(terminal.style.styled("── \(text)", .bold))
    }

    /// Runs this program in the workspace, as a user would.
    private func slipway(_ arguments: String..., expected: ReleaseModel.ExitCode = .done) async throws {
        terminal.print(terminal.style.styled("$ slipway \(arguments.joined(separator: " "))", .cyan))
        try await run(["/proc/self/exe".resolved] + arguments, folder: workspace, expected: expected.rawValue)
    }

    /// - Parameter folder: Relative to the workspace; nil: the workspace itself.
    private func show(_ arguments: [String], in folder: String? = nil) async throws {
        let command = arguments.map(shellQuoted).joined(separator: " ")
        let shown = folder.map { "(cd \(shellQuoted($0)) && \(command))" } ?? command
        terminal.print(terminal.style.styled("$ " + shown, .cyan))
        try await run(arguments, folder: folder.map { workspace + "/" + $0 } ?? workspace, expected: 0)
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

/// A text as one argument of a shell's command line.
private func shellQuoted(_ text: String) -> String {
    let isPlain =
        !text.isEmpty && text.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || "/._-=:+@%,~".contains($0) }
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
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
    var summary: String { "The demo failed: '\(command)' ended with \(end)." }
    var suggestions: [String] { ["Look around in \(root)."] }
}
