import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// A git that is killed while it holds a lock file leaves it there for ever.
@Suite("Lock files that a killed git left")
struct LeftLockTests {
    private let sandbox: GitSandbox
    private let git = GitSourceControl(runner: ProcessRunner())

    init() throws { sandbox = try GitSandbox(runner: ProcessRunner()) }

    private var clone: String { sandbox.folder.path + "/core" }

    /// - Parameter age: In seconds.
    private func lock(_ name: String, age: Double = 0, in folder: String = "core") throws -> String {
        try sandbox.folder.write("", to: "\(folder)/.git/\(name).lock")
        let path = "\(sandbox.folder.path)/\(folder)/.git/\(name).lock"
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
        return path
    }

    @Test("A reference that only we write is written despite a lock file")
    func ours() async throws {
        let commit = try await sandbox.makeClone("core", files: ["a": "1"])
        let lock = try lock("refs/slipway/r1/core")
        try await git.keep(commit, as: "r1/core", in: clone)
        #expect(try await git.candidate("r1/core", in: clone) == commit)
        #expect(!FileManager.default.fileExists(atPath: lock))
    }

    @Test("A tag waits for a fresh lock file, which may be in use, and removes an old one", arguments: [0.0, 60])
    func tags(age: Double) async throws {
        let commit = try await sandbox.makeClone("core", files: ["a": "1"])
        try await sandbox.git(["push", "--quiet", "origin", "\(commit):refs/tags/v1"], in: "core")
        let lock = try lock("refs/tags/v1", age: age)
        do throws(SourceControlError) {
            try await git.fetchTag("v1", in: clone, remote: "origin")
            #expect(age > 0)
            #expect(try await git.resolve("refs/tags/v1", in: clone) == commit)
        } catch {
            #expect(age == 0)
            #expect(error.retry == .later)
            #expect(FileManager.default.fileExists(atPath: lock))
        }
    }

    @Test("Our checkout is made despite a lock file", arguments: ["index", "HEAD"])
    func checkouts(name: String) async throws {
        let commit = try await sandbox.makeClone("core", files: ["a": "1"])
        let target = sandbox.folder.path + "/out"
        try await git.checkOut(commit, of: clone, into: target)
        _ = try lock(name, in: "out")
        try sandbox.folder.write("2", to: "out/a")
        try await git.checkOut(commit, of: clone, into: target)
        #expect(try sandbox.folder.text("out/a") == "1")
    }
}
