package import Foundation
package import ReleaseModel

/// Reads and writes git repositories.
///
/// Reads only from commits, never from a work tree. Every write is safe to do twice: equal input makes equal objects,
/// and references are moved with compare-and-set.
package protocol SourceControl: Sendable {
    /// Whether the program is there and new enough; asked once before anything else.
    func checkProgram() async throws(SourceControlError)

    /// Head, branch, tags and remote of a local clone; nil if the folder is in no repository.
    ///
    /// - Parameter branch: Read this branch's head; nil: what is checked out.
    func look(at folder: String, branch: String?, remote: String) async throws(SourceControlError) -> CloneState?

    /// The commit of a revision (`v1.2.0`, `main~3`, an abbreviated id); nil if there is none.
    func resolve(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID?

    /// The tags whose commits are in the history of this one.
    func tags(before commit: CommitID, in folder: String) async throws(SourceControlError) -> Set<TagName>

    /// All paths of a commit's tree with their object ids; submodules left out.
    func paths(in folder: String, at commit: CommitID) async throws(SourceControlError) -> [TreeEntry]

    /// The bytes of these objects, in the same order.
    func read(_ objects: [TreeEntry], in folder: String) async throws(SourceControlError) -> [[UInt8]]

    /// The bytes of files as they were at commits, in the same order; nil where a commit has no such file. A single git
    /// call, however many files.
    func read(_ files: [FileAtCommit], in folder: String) async throws(SourceControlError) -> [[UInt8]?]

    /// Which commits on the first-parent line up to `head` changed any of these files, oldest first.
    func changes(
        of paths: [String], before head: CommitID, in folder: String
    ) async throws(SourceControlError) -> [FileAtCommit]

    /// Commits reachable from the query's head and from none that it excludes, newest first by date.
    func commits(_ query: HistoryQuery, in folder: String) async throws(SourceControlError) -> [ObservedCommit]

    /// The newest commit that all of these have in common; nil where there is none.
    func commonAncestor(of commits: [CommitID], in folder: String) async throws(SourceControlError) -> CommitID?

    /// Makes a commit from a base with some files replaced, without touching any branch, index or work tree.
    func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID

    /// The target of one of our private references; nil if there is none.
    func candidate(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID?

    /// A fresh checkout of one commit in a separate folder; replaces an existing one.
    func checkOut(_ commit: CommitID, of folder: String, into target: String) async throws(SourceControlError)

    /// Whether a checkout that was made here is still there with this commit and its files.
    func isCheckedOut(_ commit: CommitID, in target: String) async -> Bool

    /// The remote's branches and tags right now; where the query names some, at least those of them that are there.
    func remoteReferences(
        _ query: RemoteQuery, of folder: String, remote: String
    ) async throws(SourceControlError) -> RemoteReferences

    /// Refuses a remote that pushes to a different address than it reads from, or to several.
    func checkPushAddress(of folder: String, remote: String) async throws(SourceControlError)

    /// Whether `ancestor` is `commit` or before it; fetches the commit from the remote if the clone lacks it.
    func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool

    /// Whether the remote has a commit, even if none of its branches and tags reach it; nil if unknown.
    func isAtRemote(
        _ commit: CommitID, of folder: String, remote: String
    ) async throws(SourceControlError) -> Bool?

    /// Moves the remote's branch from its planned position, or refuses if it has moved.
    ///
    /// The request's tags are pushed with it atomically if the remote supports that; otherwise they are left to
    /// ``pushTag(_:)``. Nothing else becomes public, whatever the user's configuration and hooks say.
    func push(_ request: PushRequest) async throws(SourceControlError)

    /// Moves a branch from its last seen position to a commit, in any direction, or creates it; refuses if it has
    /// moved.
    ///
    /// - Parameters:
    ///   - expected: Where it was seen; nil: it is not there.
    ///   - remote: nil: the clone's own branch.
    func setBranch(
        _ branch: String, to commit: CommitID, from expected: CommitID?, in folder: String, remote: String?
    ) async throws(SourceControlError)

    /// Keeps a commit reachable by a private reference: `refs/slipway/{candidate}`.
    func keep(_ commit: CommitID, as candidate: String, in folder: String) async throws(SourceControlError)

    /// Who made the commits of a query and when, in its order; fetches the head from the remote if the clone lacks it.
    func signatures(
        _ query: HistoryQuery, in folder: String, remote: String?
    ) async throws(SourceControlError) -> [CommitSignature]

    /// Makes the tag there unless it exists; an existing tag is never moved.
    func pushTag(_ request: TagRequest) async throws(SourceControlError)

    /// Fetches a tag into the clone; an existing tag of the clone stays as it is.
    func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError)

    /// Moves the clone's own branch to a commit of the remote, if its work tree is clean enough.
    ///
    /// - Returns: Whether it is there now.
    func fastForward(_ branch: String, to commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool
}

extension SourceControl {
    /// All branches and tags of the remote.
    package func remoteReferences(of folder: String, remote: String) async throws(SourceControlError)
        -> RemoteReferences
    {
        try await remoteReferences(.all, of: folder, remote: remote)
    }

    /// A branch alone.
    package func push(
        _ commit: CommitID, to branch: String, from base: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        try await push(PushRequest(folder: folder, remote: remote, branch: branch, base: base, commit: commit))
    }
}

/// Which of a remote's references are requested.
package struct RemoteQuery: Sendable, Hashable {
    /// nil: all.
    package var branches: Set<String>?
    package var tags: Set<TagName>?
    /// Tags whose names begin like this are requested too.
    package var tagPrefixes: Set<String>

    package init(branches: Set<String>?, tags: Set<TagName>?, tagPrefixes: Set<String> = []) {
        self.branches = branches
        self.tags = tags
        self.tagPrefixes = tagPrefixes
    }

    package static let all = RemoteQuery(branches: nil, tags: nil)
    package static func branch(_ name: String) -> RemoteQuery { RemoteQuery(branches: [name], tags: []) }
    package static func tag(_ name: TagName) -> RemoteQuery { RemoteQuery(branches: [], tags: [name]) }
}

/// A release commit to push, with its tags.
package struct PushRequest: Sendable {
    package var folder: String
    /// nil: the clone's own branch is moved; tags are left alone.
    package var remote: String?
    package var branch: String
    /// Where the branch must be.
    package var base: CommitID
    package var commit: CommitID
    package var tags: [TagRequest]

    package init(
        folder: String, remote: String?, branch: String, base: CommitID, commit: CommitID, tags: [TagRequest] = []
    ) {
        self.folder = folder
        self.remote = remote
        self.branch = branch
        self.base = base
        self.commit = commit
        self.tags = tags
    }
}

/// Who made a commit, and when.
package struct CommitSignature: Sendable, Hashable {
    package var commit: CommitID
    /// `Name <mail>`.
    package var author: String
    package var committer: String
    /// The committer's, in full seconds.
    package var date: Date

    package init(commit: CommitID, author: String, committer: String, date: Date) {
        self.commit = commit
        self.author = author
        self.committer = committer
        self.date = date
    }
}

/// Which commits are requested.
package struct HistoryQuery: Sendable, Hashable {
    /// Which paths come with each commit.
    package enum Paths: Sendable, Hashable {
        case none
        /// All that it changed, a renamed file under both names; none for a merge.
        case changed
        /// As a forge lists them: a renamed file under its new name, a merge with all that it brings.
        case asForge
    }

    package var head: CommitID
    package var excluded: [CommitID]
    package var paths: Paths
    /// At most so many, the newest; nil: all.
    package var limit: Int?

    package init(head: CommitID, excluding excluded: [CommitID] = [], paths: Paths = .changed, limit: Int? = nil) {
        self.head = head
        self.excluded = excluded
        self.paths = paths
        self.limit = limit
    }
}

/// The oldest git that Slipway works with.
package let oldestGit = Version(2, 30, 0)

/// The version in `git version 2.39.5 (…)`; nil where there is none.
package func gitVersion(in text: String) -> Version? {
    let words = text.split { $0 == " " || $0 == "\n" }
    guard words.count >= 3, words[0] == "git" else { return nil }
    let numbers = words[2].split(separator: ".").prefix(3).map { Int($0) ?? 0 }
    return numbers.count >= 2 ? Version(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0) : nil
}

package struct CloneState: Sendable {
    /// The repository's root folder, absolute.
    package var root: String
    package var head: CommitID?
    /// nil when detached and none was requested.
    package var branch: String?
    package var tags: [ObservedTag]
    /// nil where the clone has no such remote.
    package var remoteAddress: String?
    /// The remotes of the clone, if the requested one is not among them.
    package var otherRemotes: [String]
    /// The repository that the remote's address names; nil where there is none.
    package var remoteIdentity: RemoteIdentity?
    package var isShallow: Bool
    package var isDirty: Bool
    /// Whether there are branches beside the one that was looked at, here or as seen at a remote.
    package var hasOtherBranches: Bool

    package init(
        root: String, head: CommitID?, branch: String?, tags: [ObservedTag], remoteAddress: String?, isShallow: Bool,
        isDirty: Bool, hasOtherBranches: Bool = false, remoteIdentity: RemoteIdentity? = nil,
        otherRemotes: [String] = []
    ) {
        self.otherRemotes = otherRemotes
        self.remoteIdentity = remoteIdentity
        self.hasOtherBranches = hasOtherBranches
        self.root = root
        self.head = head
        self.branch = branch
        self.tags = tags
        self.remoteAddress = remoteAddress
        self.isShallow = isShallow
        self.isDirty = isDirty
    }
}

package struct TreeEntry: Sendable, Hashable {
    package var path: String
    /// The blob's object id.
    package var object: String
    /// `100644`, `100755` or `120000`.
    package var mode: String

    package init(path: String, object: String, mode: String = "100644") {
        self.path = path
        self.object = object
        self.mode = mode
    }
}

/// A file as it was at a commit.
package struct FileAtCommit: Sendable, Hashable {
    package var commit: CommitID
    package var path: String

    package init(commit: CommitID, path: String) {
        self.commit = commit
        self.path = path
    }
}

package struct CommitRequest: Sendable {
    package var folder: String
    package var base: CommitID
    /// New bytes of files that the base has.
    package var files: [String: [UInt8]]
    /// Files of the base that the commit does not have any more.
    package var removed: Set<String>
    package var message: String
    package var name: String
    package var mail: String
    package var date: Date
    /// A private reference that keeps the commit and finds it again: `refs/slipway/{candidate}`.
    package var candidate: String

    package init(
        folder: String, base: CommitID, files: [String: [UInt8]], removed: Set<String> = [], message: String,
        name: String, mail: String, date: Date, candidate: String
    ) {
        self.folder = folder
        self.base = base
        self.files = files
        self.removed = removed
        self.message = message
        self.name = name
        self.mail = mail
        self.date = date
        self.candidate = candidate
    }
}

package struct TagRequest: Sendable {
    package var folder: String
    /// nil: the clone itself is where tags are made.
    package var remote: String?
    package var tag: TagName
    package var kind: TagKind
    package var commit: CommitID
    package var message: String
    package var name: String
    package var mail: String
    package var date: Date

    package init(
        folder: String, remote: String?, tag: TagName, kind: TagKind, commit: CommitID, message: String, name: String,
        mail: String, date: Date
    ) {
        self.folder = folder
        self.remote = remote
        self.tag = tag
        self.kind = kind
        self.commit = commit
        self.message = message
        self.name = name
        self.mail = mail
        self.date = date
    }
}

package struct RemoteReferences: Sendable, Hashable {
    package var branches: [String: CommitID]
    /// To the commits that they finally point to.
    package var tags: [TagName: CommitID]
    /// Those of the tags that are references alone, without an object that says who made them and when.
    package var lightweightTags: Set<TagName> = []
    /// The branch that a fresh clone checks out; nil where the remote doesn't say.
    package var defaultBranch: String?

    package init(branches: [String: CommitID], tags: [TagName: CommitID], defaultBranch: String? = nil) {
        self.defaultBranch = defaultBranch
        self.branches = branches
        self.tags = tags
    }
}

/// Why git did not fulfil a request.
package enum SourceControlError: UserFacingError, Equatable {
    case missingProgram(String)
    /// The program is older than ``oldestGit``.
    case tooOld(Version)
    /// git failed; its output, without credentials in addresses.
    case failed(operation: String, folder: String, message: String)
    /// Someone moved the branch first.
    case branchMoved(String, expected: CommitID, found: CommitID?)
    case tagExists(TagName, expected: CommitID, found: CommitID)
    /// A person moved the branch back from a commit that an earlier attempt had pushed.
    case takenBack(String, CommitID, found: CommitID?, folder: String, remote: String)
    /// The push address differs from the fetch address; shown without credentials.
    case otherPushAddress(remote: String, folder: String, fetch: String, push: [String])
    /// Waiting may help: the network, a lock.
    case unreachable(operation: String, folder: String, message: String)

    package var code: String {
        switch self {
        case .missingProgram: "git.missing"
        case .tooOld: "git.too-old"
        case .failed: "git.failed"
        case .branchMoved: "git.branch-moved"
        case .tagExists: "git.tag-exists"
        case .takenBack: "git.taken-back"
        case .otherPushAddress: "git.other-push-address"
        case .unreachable: "git.unreachable"
        }
    }

    package var summary: String {
        switch self {
        case .missingProgram(let program): "The program '\(program)' is not installed, or not in PATH."
        case .tooOld(let version): "git is \(version), and Slipway needs \(oldestGit) or newer."
        case .failed(let operation, let folder, _): "git could not \(operation) in \(folder)."
        case .branchMoved(let branch, let expected, let found):
            "The branch \(branch) is at \(found?.short ?? "no commit") instead of \(expected.short): someone pushed."
        case .tagExists(let tag, let expected, let found):
            "The tag \(tag) points to \(found.short), not to \(expected.short); tags are never moved."
        case .takenBack(let branch, let commit, _, _, _):
            "The branch \(branch) was moved back from the release commit \(commit.short); it is not pushed again automatically."
        case .otherPushAddress(let remote, let folder, _, _):
            "Pushes to the remote '\(remote)' of \(folder) go elsewhere than where its branches and tags are read."
        case .unreachable(let operation, let folder, _): "git could not \(operation) in \(folder) for now."
        }
    }

    package var reasons: [String] {
        switch self {
        case .failed(_, _, let message), .unreachable(_, _, let message):
            message.split(whereSeparator: \.isNewline).suffix(8).map(String.init)
        case .otherPushAddress(_, _, let fetch, let push):
            ["It is read from \(fetch).", "It is pushed to \(push.joined(separator: " and "))."]
        case .takenBack(let branch, let commit, let found, _, _):
            [
                "An earlier attempt pushed \(commit.short): the remote has it, and what became of the attempt was not recorded.",
                "\(branch) is at \(found?.short ?? "no commit") now.",
            ]
        case .missingProgram, .tooOld, .branchMoved, .tagExists: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .missingProgram(let program): ["Install \(program) \(oldestGit) or newer."]
        case .tooOld: ["Install a newer git, or put one first in PATH."]
        case .branchMoved: ["Bring the clone up to date (git pull), then: slipway run retry"]
        case .takenBack(let branch, let commit, _, let folder, let remote):
            [
                "If the release is to continue, put it back: git -C \(folder) push \(remote) \(commit):refs/heads/\(branch); then: slipway run retry",
                "If not, give the release up: slipway run cancel",
            ]
        case .tagExists:
            ["If the tag is right, release another version: slipway run cancel, git fetch --tags, slipway release"]
        case .otherPushAddress(_, let folder, _, let push):
            [
                "Add a remote with one address: git -C \(folder) remote add release \(push.first ?? "ADDRESS")",
                "Name it in slipway.yaml: repositories: { \(folder.split(separator: "/").last ?? ""): { remote: release } }",
            ]
        case .unreachable: ["Try again; where a run has begun: slipway run retry"]
        case .failed(_, let folder, _):
            ["See what git says of it: git -C \(folder) status; git -C \(folder) remote -v"]
        }
    }

    package var exitCode: ExitCode { if case .unreachable = self { .tryLater } else { .failed } }

    /// Whether a retry without a change may help.
    package var retry: RetryAdvice { if case .unreachable = self { .later } else { .never } }
}
