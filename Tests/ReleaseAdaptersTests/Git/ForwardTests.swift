import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// The user's clone: what is begun in it is finished or taken back.
@Suite("The clone's own branch", .timeLimit(.minutes(20)))
struct ForwardTests {
    private let sandbox: GitSandbox
    private let git = GitSourceControl(runner: ProcessRunner())

    init() throws { sandbox = try GitSandbox(runner: ProcessRunner()) }

    private var clone: String { sandbox.folder.path + "/core" }

    /// A clone, and a commit after its head that changes one file and adds another.
    private func makeClone() async throws -> (base: CommitID, commit: CommitID) {
        let base = try await sandbox.makeClone("core", files: ["VERSION": "1.0.0\n", "notes": "mine\n"])
        let commit = try await git.commit(
            CommitRequest(
                folder: clone, base: base,
                files: ["VERSION": Array("1.1.0-long\n".utf8), "CHANGELOG.md": Array("# 1.1.0\n".utf8)],
                message: "release", name: "Bot", mail: "bot@example.org",
                date: Date(timeIntervalSince1970: 1_767_225_600), candidate: "r1/core"))
        return (base, commit)
    }

    /// As a git leaves it that was killed between two files.
    private func cut(_ base: CommitID, _ commit: CommitID, _ files: [String: String]) throws {
        try sandbox.folder.write("\(base) \(commit)\n", to: "core/.git/slipway-forward")
        for (path, text) in files { try sandbox.folder.write(text, to: "core/" + path) }
    }

    @Test(
        "Files half-written by a killed git are restored, and the branch then follows",
        arguments: [
            ["VERSION": ""], ["VERSION": "1.1.0-l"], ["VERSION": "1.1.0-long\n", "CHANGELOG.md": ""],
            ["CHANGELOG.md": "# 1."],
        ])
    func healed(files: [String: String]) async throws {
        let (base, commit) = try await makeClone()
        try cut(base, commit, files)
        #expect(try await git.fastForward("main", to: commit, in: clone))
        #expect(try sandbox.folder.text("core/VERSION") == "1.1.0-long\n")
        #expect(try await sandbox.git(["status", "--porcelain"], in: "core").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: clone + "/.git/slipway-forward"))
    }

    @Test("The user's later changes stay, and the branch does not move")
    func users() async throws {
        let (base, commit) = try await makeClone()
        try cut(base, commit, ["VERSION": "2.0.0\n"])
        #expect(try await !git.fastForward("main", to: commit, in: clone))
        #expect(try sandbox.folder.text("core/VERSION") == "2.0.0\n")
        #expect(try await git.resolve("HEAD", in: clone) == base)
    }

    @Test("An emptied file is the user's change if no update was started")
    func emptied() async throws {
        let (base, commit) = try await makeClone()
        try sandbox.folder.write("", to: "core/VERSION")
        #expect(try await !git.fastForward("main", to: commit, in: clone))
        #expect(try sandbox.folder.text("core/VERSION") == "")
        #expect(try await git.resolve("HEAD", in: clone) == base)
    }

    @Test("While the first git is still running, nothing is touched")
    func busy() async throws {
        let (base, commit) = try await makeClone()
        try cut(base, commit, ["VERSION": ""])
        try sandbox.folder.write("", to: "core/.git/index.lock")
        #expect(try await !git.fastForward("main", to: commit, in: clone))
        #expect(try sandbox.folder.text("core/VERSION") == "")
    }

    @Test("Changes in other files do not block the update")
    func otherFiles() async throws {
        let (_, commit) = try await makeClone()
        try sandbox.folder.write("unfinished", to: "core/notes")
        #expect(try await git.fastForward("main", to: commit, in: clone))
        #expect(try sandbox.folder.text("core/notes") == "unfinished")
        #expect(try await git.resolve("HEAD", in: clone) == commit)
    }

    @Test(
        "An uninterruptible act finishes even if cancelled; others are terminated", arguments: [true, false])
    func finishes(finishes: Bool) async throws {
        let place = sandbox.folder.path
        var command = Command(
            ["sh", "-c", "touch begun; \(shellWait(until: "[ -e go ]")); touch done"], folder: place,
            timeout: .seconds(100))
        command.finishes = finishes
        let wanted = command
        let task = Task { try await ProcessRunner().run(wanted) }
        try await eventually("the command begins") { FileManager.default.fileExists(atPath: place + "/begun") }
        task.cancel()
        if !finishes { _ = try? await task.value }
        try sandbox.folder.write("", to: "go")
        _ = try? await task.value
        #expect(FileManager.default.fileExists(atPath: place + "/done") == finishes)
    }
}
