import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What was acknowledged is on the disk when the power goes.
@Suite("Power cuts", .enabled(if: LoopDisk.isPossible), .timeLimit(.minutes(20)))
struct PowerCutTests {
    private let disk: LoopDisk
    private let files = LocalFiles()

    init() throws { disk = try LoopDisk() }

    private func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: disk.path + "/" + name).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("A written or copied file survives, with its content and its new folders")
    func written() async throws {
        let source = try TemporaryFolder()
        try source.write("an artifact\n", to: "artifact")
        try await files.write(Array("sums\n".utf8), to: disk.path + "/new/deep/SUMS")
        _ = try await files.copy(
            source.path + "/artifact", as: disk.path + "/set/artifacts/artifact", replacing: false)
        try disk.cut()
        #expect(text("new/deep/SUMS") == "sums\n")
        #expect(text("set/artifacts/artifact") == "an artifact\n")
    }

    @Test("Copying an existing file again makes it durable, since it may only have been renamed")
    func takenAgain() async throws {
        let source = try TemporaryFolder()
        try source.write("an artifact\n", to: "artifact")
        // As an attempt leaves it that is killed right after the rename.
        let part = open(disk.path + "/part", O_WRONLY | O_CREAT | O_EXCL, 0o644)
        #expect(write(part, "an artifact\n", 12) == 12 && fsync(part) == 0 && close(part) == 0)
        #expect(rename(disk.path + "/part", disk.path + "/artifact") == 0)
        _ = try await files.copy(source.path + "/artifact", as: disk.path + "/artifact", replacing: false)
        try disk.cut()
        #expect(text("artifact") == "an artifact\n")
    }

    @Test("The state folder and its identity survive")
    func stateFolder() throws {
        let state = StateFolder(path: disk.path + "/.slipway")
        let identity = try state.identity()
        try disk.cut()
        #expect(text(".slipway/place").map { identity.hasPrefix($0) } == true && text(".slipway/place") != "")
        var status = stat()
        #expect(stat(disk.path + "/.slipway/logs", &status) == 0)
    }

    @Test("A release commit survives, with every object that it needs and the reference that keeps it")
    func commit() async throws {
        let runner = ProcessRunner()
        func git(_ arguments: String...) async throws -> CommandResult {
            try await runner.run(
                Command(
                    ["git", "-C", disk.path + "/core", "-c", "user.name=a", "-c", "user.email=a@example.org"]
                        + arguments))
        }
        try FileManager.default.createDirectory(atPath: disk.path + "/core/a/b", withIntermediateDirectories: true)
        for name in ["VERSION", "a/VERSION", "a/b/VERSION"] {
            try Data("1.0.0\n".utf8).write(to: URL(fileURLWithPath: disk.path + "/core/" + name))
        }
        for arguments in [["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]] {
            let done = try await runner.run(
                Command(
                    ["git", "-C", disk.path + "/core", "-c", "user.name=a", "-c", "user.email=a@example.org"]
                        + arguments))
            #expect(done.hasSucceeded, "\(done.errorText)")
        }
        try disk.sync()
        let base = CommitID(try await git("rev-parse", "HEAD").text.trimmingCharacters(in: .whitespacesAndNewlines))
        let new = Array("1.1.0\n".utf8)
        let commit = try await GitSourceControl(runner: runner).commit(
            CommitRequest(
                folder: disk.path + "/core", base: base, files: ["VERSION": new, "a/VERSION": new, "a/b/VERSION": new],
                message: "release", name: "Bot", mail: "bot@example.org",
                date: Date(timeIntervalSince1970: 1_767_225_600),
                candidate: "r1-0123abcd/core"))
        try disk.cut()
        let kept = try await git("rev-parse", "refs/slipway/r1-0123abcd/core^{commit}")
        #expect(kept.text == commit.text + "\n", "\(kept.errorText)")
        let whole = try await git("fsck", "--no-dangling", commit.text)
        #expect(whole.hasSucceeded, "\(whole.errorText)")
        #expect(try await git("show", commit.text + ":a/b/VERSION").text == "1.1.0\n")
    }
}
