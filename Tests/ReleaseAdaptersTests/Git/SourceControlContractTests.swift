import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What every source control promises, for the fake and for git with either kind of object ids.
@Suite("Source control", .timeLimit(.minutes(20)))
struct SourceControlContractTests {
    enum Kind: CaseIterable { case memory, git, gitSHA256 }

    static let moment = Date(timeIntervalSince1970: 1_767_225_600)
    static let files = ["a.txt": "one\n", "dir/ü b.txt": "two\r\n", "-dash": "three"]

    /// A clone with one commit, wherever it is.
    struct Place {
        let control: any SourceControl
        let folder: String
        let base: CommitID
        let remote: String?

        func request(
            _ files: [String: String], base: CommitID? = nil, message: String = "chore: x", seconds: Double = 0
        ) -> CommitRequest {
            CommitRequest(
                folder: folder, base: base ?? self.base, files: files.mapValues { Array($0.utf8) }, message: message,
                name: "Bot", mail: "bot@example.org", date: SourceControlContractTests.moment + seconds,
                candidate: "r1/core")
        }

        func tag(_ tag: TagName, _ commit: CommitID, _ kind: TagKind) -> TagRequest {
            TagRequest(
                folder: folder, remote: remote, tag: tag, kind: kind, commit: commit, message: "Release", name: "Bot",
                mail: "bot@example.org", date: SourceControlContractTests.moment)
        }

        func head(_ branch: String = "main") async throws -> CommitID? {
            guard let remote else { return try await control.look(at: folder, branch: branch, remote: "origin")?.head }
            return try await control.remoteReferences(of: folder, remote: remote).branches[branch]
        }

        func tags() async throws -> [TagName: CommitID] {
            guard let remote else {
                let tags = try await control.look(at: folder, branch: nil, remote: "origin")?.tags ?? []
                return Dictionary(uniqueKeysWithValues: tags.map { ($0.name, $0.commit) })
            }
            return try await control.remoteReferences(of: folder, remote: remote).tags
        }

        func texts(at commit: CommitID) async throws -> [String: String] {
            let entries = try await control.paths(in: folder, at: commit)
            let contents = try await control.read(entries, in: folder)
            return Dictionary(
                uniqueKeysWithValues: zip(entries.map(\.path), contents.map { String(decoding: $0, as: UTF8.self) }))
        }
    }

    private let sandbox: GitSandbox

    init() throws { sandbox = try GitSandbox(runner: ProcessRunner()) }

    private func place(_ kind: Kind, hasRemote: Bool = true, name: String = "-a clone é") async throws -> Place {
        let files = SourceControlContractTests.files
        let remote = hasRemote ? "origin" : nil
        if kind == .memory {
            let control = MemorySourceControl(files: MemoryFiles())
            let base = control.makeClone("/w/\(name)", files: files, hasRemote: hasRemote)
            return Place(control: control, folder: "/w/\(name)", base: base, remote: remote)
        }
        let base = try await sandbox.makeClone(
            name, files: files, hasRemote: hasRemote, objects: kind == .git ? "sha1" : "sha256")
        return Place(
            control: GitSourceControl(runner: ProcessRunner()), folder: sandbox.folder.path + "/" + name, base: base,
            remote: remote)
    }

    @Test("Files are read as of a commit, and a missing file is nil", arguments: Kind.allCases)
    func filesAtCommits(kind: Kind) async throws {
        let place = try await place(kind)
        let next = try await place.control.commit(place.request(["a.txt": "1.1.0\n"]))
        let names = ["a.txt", "gone", "dir", "dir/ü b.txt", "line\nend"]
        for (commit, first) in [(place.base, "one\n"), (next, "1.1.0\n")] {
            let files = names.map { FileAtCommit(commit: commit, path: $0) }
            let found = try await place.control.read(files, in: place.folder)
            #expect(found.map { $0.map { String(decoding: $0, as: UTF8.self) } } == [first, nil, nil, "two\r\n", nil])
        }
    }

    @Test("The commits that changed a file are listed oldest first", arguments: Kind.allCases)
    func changes(kind: Kind) async throws {
        let place = try await place(kind)
        let second = try await place.control.commit(place.request(["a.txt": "two\n"], seconds: 1))
        let third = try await place.control.commit(place.request(["-dash": "x"], base: second, seconds: 2))
        let found = try await place.control.changes(of: ["a.txt", "-dash"], before: third, in: place.folder)
        #expect(found.filter { $0.path == "a.txt" }.map(\.commit) == [place.base, second])
        #expect(found.filter { $0.path == "-dash" }.map(\.commit) == [place.base, third])
        #expect(try await place.control.changes(of: [], before: third, in: place.folder) == [])
    }

    @Test(
        "The remote has pushed commits even if its branch was moved back, and no others",
        arguments: Kind.allCases)
    func isAtRemote(kind: Kind) async throws {
        let place = try await place(kind)
        let remote = try #require(place.remote)
        let commit = try await place.control.commit(place.request(["a.txt": "1.1.0\n"]))
        func isThere(_ commit: CommitID) async throws -> Bool? {
            try await place.control.isAtRemote(commit, of: place.folder, remote: remote)
        }
        #expect(try await isThere(place.base) == true)
        #expect(try await isThere(commit) == false)
        try await place.control.push(commit, to: "main", from: place.base, in: place.folder, remote: remote)
        #expect(try await isThere(commit) == true)
        try await place.control.setBranch("main", to: place.base, from: commit, in: place.folder, remote: remote)
        #expect(try await place.head() == place.base)
        #expect(try await isThere(commit) == true)
    }

    @Test("Lightweight tags are distinguished from annotated ones", arguments: Kind.allCases)
    func tagKinds(kind: Kind) async throws {
        let place = try await place(kind)
        let remote = try #require(place.remote)
        try await place.control.pushTag(place.tag("v1.0.0", place.base, .annotated))
        try await place.control.pushTag(place.tag("plain-1", place.base, .lightweight))
        let there = try await place.control.remoteReferences(of: place.folder, remote: remote)
        #expect(there.lightweightTags == ["plain-1"])
        #expect(there.tags == ["v1.0.0": place.base, "plain-1": place.base])
        let one = try await place.control.remoteReferences(.tag("v1.0.0"), of: place.folder, remote: remote)
        #expect(one.lightweightTags.isEmpty && one.tags == ["v1.0.0": place.base])
    }

    @Test("Our branch is created, moved anywhere, and refused if it is not where expected", arguments: Kind.allCases)
    func setBranch(kind: Kind) async throws {
        let place = try await place(kind)
        let first = try await place.control.commit(place.request(["a.txt": "1"]))
        let second = try await place.control.commit(place.request(["a.txt": "2"]))
        for remote in [nil, place.remote] {
            func set(_ commit: CommitID, from expected: CommitID?) async throws {
                try await place.control.setBranch(
                    "release/x", to: commit, from: expected, in: place.folder, remote: remote)
            }
            try await set(first, from: nil)
            try await set(second, from: first)
            let moved = SourceControlError.branchMoved(
                "release/x", expected: first, found: second, folder: place.folder)
            await #expect(throws: moved) { try await set(first, from: first) }
            let made = SourceControlError.branchMoved(
                "release/x", expected: first, found: second, folder: place.folder)
            await #expect(throws: made) { try await set(first, from: nil) }
        }
        #expect(try await place.head("release/x") == second)
        #expect(try await place.head() == place.base)
    }

    @Test("The authors of commits are listed, and a commit is kept by a reference", arguments: Kind.allCases)
    func signatures(kind: Kind) async throws {
        let place = try await place(kind)
        let first = try await place.control.commit(place.request(["a.txt": "1"], seconds: 1))
        let second = try await place.control.commit(place.request(["a.txt": "2"], base: first, seconds: 2))
        let query = HistoryQuery(head: second, excluding: [place.base], paths: .none)
        let found = try await place.control.signatures(query, in: place.folder, remote: place.remote)
        #expect(found.map(\.commit) == [second, first])
        #expect(found.map(\.author) == ["Bot <bot@example.org>", "Bot <bot@example.org>"])
        #expect(found.map(\.date) == [SourceControlContractTests.moment + 2, SourceControlContractTests.moment + 1])
        try await place.control.keep(first, as: "kept/x", in: place.folder)
        #expect(try await place.control.candidate("kept/x", in: place.folder) == first)
    }

    @Test("A clone has head, branch and remote; a folder without a repository has none", arguments: Kind.allCases)
    func look(kind: Kind) async throws {
        let place = try await place(kind)
        let state = try #require(try await place.control.look(at: place.folder, branch: nil, remote: "origin"))
        #expect(state.head == place.base)
        #expect(state.branch == "main")
        #expect(state.root == place.folder)
        #expect(state.remoteAddress != nil)
        #expect(!state.isDirty && !state.isShallow)
        #expect(try await place.control.look(at: sandbox.folder.path, branch: nil, remote: "origin") == nil)
    }

    @Test("Every path and byte of a commit is read, whatever the names", arguments: Kind.allCases)
    func read(kind: Kind) async throws {
        let place = try await place(kind)
        #expect(try await place.texts(at: place.base) == SourceControlContractTests.files)
        #expect(try await place.control.read([] as [TreeEntry], in: place.folder).isEmpty)
    }

    @Test("The same request makes the same commit; another date makes a different one", arguments: Kind.allCases)
    func deterministic(kind: Kind) async throws {
        let place = try await place(kind)
        let first = try await place.control.commit(place.request(["a.txt": "new\n"]))
        #expect(try await place.control.commit(place.request(["a.txt": "new\n"])) == first)
        #expect(try await place.control.commit(place.request(["a.txt": "new\n"], seconds: 1)) != first)
        #expect(try await place.control.commit(place.request(["a.txt": "new\n"], message: "chore: y")) != first)
    }

    @Test(
        "A commit removes exactly the requested files; a missing one is an error",
        arguments: Kind.allCases)
    func removed(kind: Kind) async throws {
        let place = try await place(kind)
        var request = place.request([:])
        request.removed = ["a.txt"]
        let commit = try await place.control.commit(request)
        var files = SourceControlContractTests.files
        files["a.txt"] = nil
        #expect(try await place.texts(at: commit) == files)
        request.removed = ["missing"]
        let wrong = request
        await #expect(throws: SourceControlError.self) { try await place.control.commit(wrong) }
    }

    @Test("A commit adds files missing from its base", arguments: Kind.allCases)
    func added(kind: Kind) async throws {
        let place = try await place(kind)
        let new = ["CHANGELOG.md": "# Changelog\n", "dir/new/-ü.md": "x", "a.txt": "new\n"]
        let commit = try await place.control.commit(place.request(new))
        let expected = SourceControlContractTests.files.merging(new) { $1 }
        #expect(try await place.texts(at: commit) == expected)
        let entries = try await place.control.paths(in: place.folder, at: commit)
        #expect(entries.filter { new[$0.path] != nil }.allSatisfy { $0.mode == "100644" })
        #expect(try await place.control.commit(place.request(new)) == commit)
    }

    @Test("A new file never replaces another or a folder", arguments: Kind.allCases, ["a.txt/new", "dir"])
    func inTheWay(kind: Kind, path: String) async throws {
        let place = try await place(kind)
        await #expect(throws: SourceControlError.self) { try await place.control.commit(place.request([path: "x"])) }
    }

    @Test("A commit changes the listed files only, and no branch", arguments: Kind.allCases)
    func listed(kind: Kind) async throws {
        let place = try await place(kind)
        let commit = try await place.control.commit(place.request(["dir/ü b.txt": "new\r\n"]))
        var expected = SourceControlContractTests.files
        expected["dir/ü b.txt"] = "new\r\n"
        #expect(try await place.texts(at: commit) == expected)
        #expect(try await place.head() == place.base)
        #expect(try await place.control.candidate("r1/core", in: place.folder) == commit)
        #expect(try await place.control.candidate("r2/core", in: place.folder) == nil)
    }

    @Test("A push moves only the branch, from the planned commit", arguments: Kind.allCases, [true, false])
    func push(kind: Kind, hasRemote: Bool) async throws {
        let place = try await place(kind, hasRemote: hasRemote)
        let commit = try await place.control.commit(place.request(["a.txt": "new\n"]))
        try await place.control.push(commit, to: "main", from: place.base, in: place.folder, remote: place.remote)
        #expect(try await place.head() == commit)
    }

    @Test("A branch that moved meanwhile is left where it is", arguments: Kind.allCases)
    func moved(kind: Kind) async throws {
        let place = try await place(kind)
        let ours = try await place.control.commit(place.request(["a.txt": "ours\n"]))
        let theirs = try await place.control.commit(place.request(["a.txt": "theirs\n"]))
        try await place.control.push(theirs, to: "main", from: place.base, in: place.folder, remote: place.remote)
        let refusal = SourceControlError.branchMoved("main", expected: place.base, found: theirs, folder: place.folder)
        await #expect(throws: refusal) {
            try await place.control.push(ours, to: "main", from: place.base, in: place.folder, remote: place.remote)
        }
        #expect(try await place.head() == theirs)
    }

    @Test("A tag names its commit, of either kind, with and without a remote", arguments: Kind.allCases, [true, false])
    func tag(kind: Kind, hasRemote: Bool) async throws {
        let place = try await place(kind, hasRemote: hasRemote)
        for (name, tagKind) in [("v1.0.0", TagKind.annotated), ("core@1.0.0", .lightweight), ("a/b-v1", .annotated)] {
            try await place.control.pushTag(place.tag(TagName(name), place.base, tagKind))
            #expect(try await place.tags()[TagName(name)] == place.base)
        }
    }

    @Test("Only an annotated tag of exactly this name has a message", arguments: Kind.allCases)
    func tagMessage(kind: Kind) async throws {
        let place = try await place(kind)
        for (name, tagKind) in [("v1.0.0", TagKind.annotated), ("plain", .lightweight), ("core/v1", .annotated)] {
            try await place.control.pushTag(place.tag(TagName(name), place.base, tagKind))
        }
        let message = try await place.control.message(of: "v1.0.0", in: place.folder)
        #expect(message?.hasPrefix("Release") == true)
        for name in ["plain", "core", "absent"] {
            let none = try await place.control.message(of: TagName(name), in: place.folder)
            #expect(none == nil, "\(name)")
        }
    }

    @Test("An existing tag is never moved", arguments: Kind.allCases, TagKind.allCases)
    func tagStays(kind: Kind, tagKind: TagKind) async throws {
        let place = try await place(kind)
        try await place.control.pushTag(place.tag("v1", place.base, tagKind))
        let other = try await place.control.commit(place.request(["a.txt": "new\n"]))
        let refusal = SourceControlError.tagExists("v1", expected: other, found: place.base, folder: place.folder)
        await #expect(throws: refusal) {
            try await place.control.pushTag(place.tag("v1", other, tagKind))
        }
        #expect(try await place.tags()["v1"] == place.base)
    }

    @Test(
        "A tag that is declared to move is made, and moved from wherever it is", arguments: Kind.allCases,
        [true, false])
    func movingTag(kind: Kind, hasRemote: Bool) async throws {
        let place = try await place(kind, hasRemote: hasRemote)
        let other = try await place.control.commit(place.request(["a.txt": "new\n"]))
        for commit in [place.base, other, other, place.base] {
            try await place.control.moveTag("nightly", to: commit, in: place.folder, remote: place.remote)
            #expect(try await place.tags()["nightly"] == commit)
        }
        try await place.control.pushTag(place.tag("weekly", place.base, .annotated))
        try await place.control.moveTag("weekly", to: other, in: place.folder, remote: place.remote)
        #expect(try await place.tags()["weekly"] == other)
        #expect(try await place.head() == place.base)
    }

    @Test(
        "A tag is removed where it points to the expected commit, however often, and stays where it points elsewhere",
        arguments: Kind.allCases, [TagKind.annotated, .lightweight])
    func removedTag(kind: Kind, tagKind: TagKind) async throws {
        let place = try await place(kind)
        let other = try await place.control.commit(place.request(["a.txt": "new\n"]))
        try await place.control.pushTag(place.tag("v1", place.base, tagKind))
        let isGone = try await place.control.removeTag("v1", at: other, in: place.folder, remote: place.remote)
        let kept = try await place.tags()["v1"]
        #expect(!isGone && kept == place.base)
        for _ in 1...2 {
            let isGone = try await place.control.removeTag(
                "v1", at: place.base, in: place.folder, remote: place.remote)
            let left = try await place.tags()["v1"]
            #expect(isGone && left == nil)
        }
    }

    @Test(
        "History runs from newest to oldest, without what is excluded, with the paths changed", arguments: Kind.allCases
    )
    func history(kind: Kind) async throws {
        let place = try await place(kind)
        let first = try await place.control.commit(place.request(["dir/ü b.txt": "x"], message: "feat: x\n\nbody é"))
        let second = try await place.control.commit(place.request(["a.txt": "y"], base: first, message: "fix: y"))
        let all = try await place.control.commits(HistoryQuery(head: second), in: place.folder)
        #expect(all.map(\.id) == [second, first, place.base])
        let some = try await place.control.commits(
            HistoryQuery(head: second, excluding: [place.base]), in: place.folder)
        #expect(some.map(\.paths) == [["a.txt"], ["dir/ü b.txt"]])
        #expect(some.map(\.parents) == [[first], [place.base]])
        #expect(some.last?.subject == "feat: x")
        #expect(try await place.control.isAncestor(place.base, of: second, in: place.folder, remote: nil))
        #expect(try await !place.control.isAncestor(second, of: first, in: place.folder, remote: nil))
        #expect(try await place.control.commonAncestor(of: [second, first], in: place.folder) == first)
    }

    @Test("A tag that the remote lacks can't be fetched", arguments: Kind.allCases)
    func fetchTag(kind: Kind) async throws {
        let place = try await place(kind)
        await #expect(throws: SourceControlError.self) {
            try await place.control.fetchTag("v9", in: place.folder, remote: "origin")
        }
        try await place.control.pushTag(place.tag("v1", place.base, .annotated))
        try await place.control.fetchTag("v1", in: place.folder, remote: "origin")
        #expect(try await place.control.resolve("v1", in: place.folder) == place.base)
    }

    @Test("A name is resolved to its commit; an unknown one, or an option, to nothing", arguments: Kind.allCases)
    func resolve(kind: Kind) async throws {
        let place = try await place(kind)
        #expect(try await place.control.resolve("main", in: place.folder) == place.base)
        #expect(try await place.control.resolve(String(place.base.text.prefix(10)), in: place.folder) == place.base)
        for name in ["nonsense", "--all", "-h"] {
            #expect(try await place.control.resolve(name, in: place.folder) == nil)
        }
    }
}

@Suite("git", .timeLimit(.minutes(20)))
struct GitSourceControlTests {
    private let sandbox: GitSandbox
    private let control = GitSourceControl(runner: ProcessRunner())

    init() throws { sandbox = try GitSandbox(runner: ProcessRunner()) }

    private func request(_ base: CommitID, _ files: [String: String]) -> CommitRequest {
        CommitRequest(
            folder: sandbox.folder.path + "/core", base: base, files: files.mapValues { Array($0.utf8) }, message: "x",
            name: "Bot", mail: "bot@example.org", date: SourceControlContractTests.moment, candidate: "r1/core")
    }

    @Test("An edited program stays a program, and a symbolic link is not edited")
    func modes() async throws {
        _ = try await sandbox.makeClone("core", files: ["run.sh": "old"])
        try await sandbox.git(["update-index", "--chmod=+x", "run.sh"], in: "core")
        try FileManager.default.createSymbolicLink(
            atPath: sandbox.folder.path + "/core/link", withDestinationPath: "run.sh")
        try await sandbox.git(["add", "link"], in: "core")
        try await sandbox.git(["commit", "--quiet", "-m", "modes"], in: "core")
        let base = CommitID(try await sandbox.git(["rev-parse", "HEAD"], in: "core"))
        let commit = try await control.commit(request(base, ["run.sh": "new"]))
        let modes = try await control.paths(in: sandbox.folder.path + "/core", at: commit).map {
            "\($0.mode) \($0.path)"
        }
        #expect(modes == ["120000 link", "100755 run.sh"])
        await #expect(throws: SourceControlError.self) { try await control.commit(request(base, ["link": "x"])) }
    }

    @Test("Uncommitted work, the index and the work tree are left alone")
    func untouched() async throws {
        let base = try await sandbox.makeClone("core", files: ["a": "old", "b": "old"])
        try sandbox.folder.write("staged", to: "core/a")
        try await sandbox.git(["add", "a"], in: "core")
        try sandbox.folder.write("unstaged", to: "core/b")
        let before = try await sandbox.git(["status", "--porcelain"], in: "core")
        let commit = try await control.commit(request(base, ["a": "new"]))
        try await control.checkOut(
            commit, of: sandbox.folder.path + "/core", into: sandbox.folder.path + "/candidate")
        #expect(try await sandbox.git(["status", "--porcelain"], in: "core") == before)
        #expect(try sandbox.folder.text("core/b") == "unstaged")
        #expect(try sandbox.folder.text("candidate/a") == "new")
        #expect(try sandbox.folder.text("candidate/b") == "old")
    }

    @Test("A recreated checkout has nothing left from the earlier one")
    func checkOutAgain() async throws {
        let base = try await sandbox.makeClone("core", files: ["a": "old"])
        let target = sandbox.folder.path + "/candidate"
        try await control.checkOut(base, of: sandbox.folder.path + "/core", into: target)
        try sandbox.folder.write("left over", to: "candidate/out/file")
        try sandbox.folder.write("changed", to: "candidate/a")
        try await control.checkOut(base, of: sandbox.folder.path + "/core", into: target)
        #expect(try sandbox.folder.text("candidate/a") == "old")
        #expect(!FileManager.default.fileExists(atPath: target + "/out"))
    }

    @Test("A user's folder is never overwritten by a checkout")
    func checkOutOverOthers() async throws {
        let base = try await sandbox.makeClone("core", files: ["a": "old"])
        _ = try await sandbox.makeClone("other", files: ["a": "theirs"])
        try sandbox.folder.write("unfinished", to: "other/a")
        await #expect(throws: SourceControlError.self) {
            try await control.checkOut(
                base, of: sandbox.folder.path + "/core", into: sandbox.folder.path + "/other")
        }
        #expect(try sandbox.folder.text("other/a") == "unfinished")
    }

    @Test("A dirty work tree does not follow, and says so")
    func fastForward() async throws {
        let base = try await sandbox.makeClone("core", files: ["a": "old"])
        let folder = sandbox.folder.path + "/core"
        let commit = try await control.commit(request(base, ["a": "new"]))
        try sandbox.folder.write("mine", to: "core/a")
        #expect(try await !control.fastForward("main", to: commit, in: folder))
        #expect(try sandbox.folder.text("core/a") == "mine")
        try sandbox.folder.write("old", to: "core/a")
        #expect(try await control.fastForward("main", to: commit, in: folder))
        #expect(try sandbox.folder.text("core/a") == "new")
    }

    @Test("Line endings that git would convert stay as they are in the commit")
    func lineEndings() async throws {
        _ = try await sandbox.makeClone("core", files: [".gitattributes": "* text=auto eol=lf\n", "a": "x\n"])
        let base = CommitID(try await sandbox.git(["rev-parse", "HEAD"], in: "core"))
        let commit = try await control.commit(request(base, ["a": "x\r\ny\r\n"]))
        let entries = try await control.paths(in: sandbox.folder.path + "/core", at: commit).filter { $0.path == "a" }
        #expect(try await control.read(entries, in: sandbox.folder.path + "/core") == [Array("x\r\ny\r\n".utf8)])
    }

    @Test("Git's encoding settings affect neither commits nor reading them")
    func encodings() async throws {
        _ = try await sandbox.makeClone("core", files: ["a": "x"])
        let base = try await sandbox.commit("feat: größer", files: ["a": "y"], in: "core")
        var changed = request(base, ["a": "z"])
        changed.message = "chore: für alle"
        let before = try await control.commit(changed)
        for key in ["i18n.commitEncoding", "i18n.logOutputEncoding"] {
            try await sandbox.git(["config", key, "ISO-8859-1"], in: "core")
        }
        #expect(try await control.commit(changed) == before)
        let folder = sandbox.folder.path + "/core"
        let read = try await control.commits(HistoryQuery(head: before, limit: 2), in: folder)
        #expect(read.map(\.subject) == ["chore: für alle", "feat: größer"])
    }

    @Test("An aliased remote address is reported as git resolves it, without credentials")
    func alias() async throws {
        _ = try await sandbox.makeClone("core", files: ["a": "x"])
        let rule = "url.https://ada:token@git.example.org/.insteadOf"
        try await sandbox.git(["config", rule, "work:"], in: "core")
        try await sandbox.git(["config", "--add", rule, "https://git.example.org/"], in: "core")
        for (address, told) in [
            ("work:team/core", "https://git.example.org/team/core"),
            ("https://git.example.org/team/core", "https://git.example.org/team/core"),
            ("git@git.example.org:team/core", "git@git.example.org:team/core"),
        ] {
            try await sandbox.git(["remote", "set-url", "origin", address], in: "core")
            let state = try await control.look(at: sandbox.folder.path + "/core", branch: nil, remote: "origin")
            #expect(state?.remoteAddress == told)
            let same = RemoteIdentity("git@git.example.org:team/core.git", in: "/")
            #expect(state?.remoteIdentity?.isSame(as: same) == true)
        }
    }
}
