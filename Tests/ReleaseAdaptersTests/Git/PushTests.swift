import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What a push makes public is what it names, whatever the user's clone is configured to add.
@Suite("Pushes", .timeLimit(.minutes(20)))
struct PushTests {
    private let sandbox: GitSandbox
    private let git = GitSourceControl(runner: ProcessRunner())
    private static let moment = Date(timeIntervalSince1970: 1_767_225_600)

    init() throws { sandbox = try GitSandbox(runner: ProcessRunner()) }

    private var clone: String { sandbox.folder.path + "/core" }

    /// A clone with a branch and a tag that no one published.
    private func makeClone() async throws -> CommitID {
        let base = try await sandbox.makeClone("core", files: ["VERSION": "1.0.0"])
        try await sandbox.git(["branch", "private"], in: "core")
        try await sandbox.git(["tag", "-m", "mine", "not-for-others"], in: "core")
        return base
    }

    private func release(_ base: CommitID, tags: [TagName] = ["v1.1.0"]) async throws -> PushRequest {
        let commit = try await git.commit(
            CommitRequest(
                folder: clone, base: base, files: ["VERSION": Array("1.1.0".utf8)], message: "release", name: "Bot",
                mail: "bot@example.org", date: PushTests.moment, candidate: "r1/core"))
        return PushRequest(
            folder: clone, remote: "origin", branch: "main", base: base, commit: commit,
            tags: tags.map {
                TagRequest(
                    folder: clone, remote: "origin", tag: $0, kind: .annotated, commit: commit, message: "Release",
                    name: "Bot", mail: "bot@example.org", date: PushTests.moment)
            })
    }

    private func published(_ remote: String = "core.git") async throws -> [String] {
        try await sandbox.git(["for-each-ref", "--format=%(refname)"], in: remote).split(separator: "\n").map(
            String.init)
    }

    @Test(
        "Git's configuration adds nothing to a push and removes nothing from the remote",
        arguments: [
            ["push.followTags", "true"], ["push.default", "matching"], ["push.recurseSubmodules", "on-demand"],
            ["remote.origin.push", "refs/heads/*:refs/heads/*"], ["remote.origin.push", "+refs/tags/*:refs/tags/*"],
            ["remote.origin.mirror", "true"], ["push.pushOption", "ci.skip"],
        ])
    func configuration(setting: [String]) async throws {
        let base = try await makeClone()
        try await sandbox.git(["push", "--quiet", "origin", "main:theirs"], in: "core")
        try await sandbox.git(["config"] + setting, in: "core")
        let request = try await release(base)
        try await git.push(request)
        #expect(try await published() == ["refs/heads/main", "refs/heads/theirs", "refs/tags/v1.1.0"])
        try await git.pushTag(try await release(base, tags: ["other-1"]).tags[0])
        #expect(try await published().count == 4)
    }

    @Test("No hook in the clone runs", arguments: ["pre-push", "reference-transaction", "post-merge"])
    func hooks(name: String) async throws {
        let base = try await makeClone()
        let hook = "core/.git/hooks/\(name)"
        try sandbox.folder.write("#!/bin/sh\ntouch '\(sandbox.folder.path)/ran'\nexit 1\n", to: hook)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: sandbox.folder.path + "/" + hook)
        let request = try await release(base)
        try await git.push(request)
        #expect(try await git.fastForward("main", to: request.commit, in: clone))
        #expect(try await published() == ["refs/heads/main", "refs/tags/v1.1.0"])
        #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path + "/ran"))
    }

    @Test("Branch and tag arrive together, and the clone has the tag too")
    func together() async throws {
        let request = try await release(try await makeClone())
        try await git.push(request)
        let there = try await git.remoteReferences(of: clone, remote: "origin")
        #expect(there.branches == ["main": request.commit] && there.tags == ["v1.1.0": request.commit])
        #expect(try await git.resolve("refs/tags/v1.1.0", in: clone) == request.commit)
    }

    @Test("If the remote refuses the tag, the branch is not public either, and there is no automatic retry")
    func refusedTag() async throws {
        let base = try await makeClone()
        try sandbox.folder.write(
            "#!/bin/sh\ncase $1 in refs/tags/*) echo 'tags are protected'; exit 1;; esac\n", to: "core.git/hooks/update"
        )
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: sandbox.folder.path + "/core.git/hooks/update")
        let request = try await release(base)
        let error = await #expect(throws: SourceControlError.self) { try await git.push(request) }
        #expect(error?.code == "git.rejected" && error?.retry == .never)
        #expect(error?.suggestions.first?.contains("change its rule; then: slipway run retry") == true)
        #expect(error?.reasons.contains { $0.contains("tags are protected") } == true)
        #expect(try await git.remoteReferences(of: clone, remote: "origin").branches == ["main": base])
    }

    @Test("A tag taken by someone else is reported, and the branch is not public")
    func takenTag() async throws {
        let base = try await makeClone()
        try await sandbox.git(["push", "--quiet", "origin", "main:refs/tags/v1.1.0"], in: "core")
        let request = try await release(base)
        await #expect(
            throws: SourceControlError.tagExists("v1.1.0", expected: request.commit, found: base, folder: clone)
        ) {
            try await git.push(request)
        }
        #expect(try await git.remoteReferences(of: clone, remote: "origin").branches == ["main": base])
    }

    @Test("A remote without atomic pushes gets only the branch")
    func notAtomic() async throws {
        let base = try await makeClone()
        try await sandbox.git(["config", "receive.advertiseAtomic", "false"], in: "core.git")
        let request = try await release(base)
        try await git.push(request)
        let there = try await git.remoteReferences(of: clone, remote: "origin")
        #expect(there.branches == ["main": request.commit] && there.tags.isEmpty)
    }

    @Test(
        "A remote with a different or several push addresses is refused with both addresses",
        arguments: [
            [["url./elsewhere/core.git.pushInsteadOf", "ORIGIN"]], [["remote.origin.pushurl", "/elsewhere/core.git"]],
            [["remote.origin.pushurl", "ORIGIN"], ["remote.origin.pushurl", "/elsewhere/core.git"]],
        ])
    func elsewhere(settings: [[String]]) async throws {
        _ = try await makeClone()
        let origin = sandbox.folder.path + "/core.git"
        for setting in settings {
            let words = setting.map { $0.replacing("ORIGIN", with: origin) }
            try await sandbox.git(["config", "--add"] + words, in: "core")
        }
        let error = await #expect(throws: SourceControlError.self) {
            try await git.checkPushAddress(of: clone, remote: "origin")
        }
        #expect(error?.code == "git.other-push-address")
        #expect(error?.reasons.joined().contains("/elsewhere/core.git") == true)
        #expect(error?.reasons.joined().contains(origin) == true)
    }

    @Test(
        "Another spelling of the same repository is the same address",
        arguments: ["url.file://ORIGIN.pushInsteadOf", "remote.origin.pushurl"])
    func sameElsewhere(key: String) async throws {
        _ = try await makeClone()
        let origin = sandbox.folder.path + "/core.git"
        let value = key.hasPrefix("url") ? origin : "file://\(origin)/"
        try await sandbox.git(["config", key.replacing("ORIGIN", with: origin), value], in: "core")
        try await git.checkPushAddress(of: clone, remote: "origin")
    }

    @Test("Only the requested references are fetched, whatever their names")
    func asked() async throws {
        let base = try await makeClone()
        for tag in ["v1.0.0", "v1.0.0-rc.1", "a/v1.0.0"] {
            try await sandbox.git(["tag", "-m", tag, tag], in: "core")
        }
        try await sandbox.git(["push", "--quiet", "origin", "main:a/main", "main:v1.0.0", "--tags"], in: "core")
        let one = try await git.remoteReferences(.tag("v1.0.0"), of: clone, remote: "origin")
        #expect(one.tags == ["v1.0.0": base] && one.branches.isEmpty)
        let branch = try await git.remoteReferences(.branch("main"), of: clone, remote: "origin")
        #expect(branch.branches["main"] == base && branch.tags.isEmpty)
        let both = try await git.remoteReferences(
            RemoteQuery(branches: ["v1.0.0"], tags: ["v1.0.0", "gone"]), of: clone, remote: "origin")
        #expect(both.branches == ["v1.0.0": base] && both.tags == ["v1.0.0": base])
    }

    @Test("A fetch removes no tag and no branch from the clone", arguments: ["fetch.prune", "fetch.pruneTags"])
    func prune(setting: String) async throws {
        let base = try await makeClone()
        try await sandbox.git(["config", "fetch.prune", "true"], in: "core")
        try await sandbox.git(["config", setting, "true"], in: "core")
        try await sandbox.git(["push", "--quiet", "origin", "main:refs/tags/v0.9.0"], in: "core")
        try await git.fetchTag("v0.9.0", in: clone, remote: "origin")
        #expect(try await git.resolve("refs/tags/v0.9.0", in: clone) == base)
        #expect(try await git.resolve("refs/tags/not-for-others", in: clone) == base)
    }
}
