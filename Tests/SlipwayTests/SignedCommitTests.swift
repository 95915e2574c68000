import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Commits that are signed")
struct SignedCommitTests {
    @Test(
        "A commit of another job with another date is the same release; one with other files, words or authors is not")
    func otherDate() async throws {
        let sandbox = try GitSandbox(runner: ProcessRunner())
        let base = try await sandbox.makeClone("core", files: ["src/lib.rs": "// old\n"])
        let folder = sandbox.folder.path + "/core"
        let git = GitSourceControl(runner: ProcessRunner())
        func commit(
            _ message: String = "chore: release", text: String = "// new\n", by name: String = "Bot", day: Double = 0
        ) async throws -> CommitID {
            try await git.commit(
                CommitRequest(
                    folder: folder, base: base, files: ["src/lib.rs": Array(text.utf8)], message: message,
                    name: name, mail: "slipway@localhost",
                    date: Date(timeIntervalSince1970: 1_767_225_600 + day * 86400),
                    candidate: "test/\(message.count)-\(text.count)-\(name)-\(day)"))
        }
        let clone = RunEnvironment.Clone(folder: folder, remote: "origin", address: nil)
        let work = PushWork(branch: "main", base: base)
        let ours = try await commit()
        let later = try await commit(day: 1)
        #expect(later != ours)
        #expect(try await landedCommit(ours, of: work, on: later, clone, git) == later)
        for other in [
            try await commit("chore: another", day: 1), try await commit(text: "// others\n", day: 1),
            try await commit(by: "Eve", day: 1),
        ] {
            #expect(try await landedCommit(ours, of: work, on: other, clone, git) == nil)
        }
    }

    @Test("A signed commit is recognised on its branch by what it has in common with its candidate, and no other is")
    func recognises() async throws {
        let sandbox = try GitSandbox(runner: ProcessRunner())
        let base = try await sandbox.makeClone("core", files: ["src/lib.rs": "// old\n"])
        let folder = sandbox.folder.path + "/core"
        let key = sandbox.folder.path + "/key"
        let made = try await ProcessRunner().run(
            Command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada", "-f", key], folder: folder))
        #expect(made.hasSucceeded, "\(made.errorText)")
        for (name, value) in ["gpg.format": "ssh", "user.signingKey": key, "commit.gpgSign": "true"] {
            try await sandbox.git(["config", name, value], in: "core")
        }
        let git = GitSourceControl(runner: ProcessRunner())
        func candidate(_ message: String) async throws -> CommitID {
            try await git.commit(
                CommitRequest(
                    folder: folder, base: base, files: ["src/lib.rs": Array("// new\n".utf8)], message: message,
                    name: "Bot", mail: "slipway@localhost", date: Date(timeIntervalSince1970: 1_767_225_600),
                    candidate: "test/\(message.count)"))
        }
        let (ours, other) = (try await candidate("chore: ours"), try await candidate("chore: another"))
        let signed = try await git.signed(ours, as: "test/signed", in: folder)
        #expect(signed != ours)
        #expect(try await git.signed(ours, as: "test/signed", in: folder) == signed, "it is not signed a second time")
        try await sandbox.git(["merge", "--quiet", "--ff-only", signed.text], in: "core")
        let head = try await sandbox.commit("fix: on top of it", files: ["x": "x"], in: "core")
        let clone = RunEnvironment.Clone(folder: folder, remote: "origin", address: nil)
        let work = PushWork(branch: "main", base: base)
        #expect(try await landedCommit(ours, of: work, on: head, clone, git) == signed)
        #expect(try await landedCommit(other, of: work, on: head, clone, git) == nil)
        #expect(try await landedCommit(ours, of: work, on: base, clone, git) == nil)
    }
}
