package import Foundation
package import ReleaseModel

/// Reads git repositories: only from commits, never from a work tree, and without changing anything but the objects that a
/// clone has.
package protocol CloneReader: Sendable {
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

    /// Whether the history of any branch has this commit: of the clone, or of a remote as it was last seen.
    func isOnBranch(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool

    /// The message of an annotated tag; nil for a lightweight one, or where there is none of this name.
    func message(of tag: TagName, in folder: String) async throws(SourceControlError) -> String?

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

    /// The files that a commit renamed, as git detects it by their contents; none for a merge.
    func renames(by commit: CommitID, in folder: String) async throws(SourceControlError) -> [FileRename]

    /// The newest commit that all of these have in common; nil where there is none.
    func commonAncestor(of commits: [CommitID], in folder: String) async throws(SourceControlError) -> CommitID?

    /// Whether `ancestor` is `commit` or before it; fetches the commit from the remote if the clone lacks it.
    func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool

    /// What identifies the files of a commit: two with the same are equal in every byte and mode.
    func tree(of commit: CommitID, in folder: String) async throws(SourceControlError) -> String

    /// The id that a commit would have without its signature; its own where it has none.
    func unsigned(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> CommitID

    /// Who made the commits of a query and when, in its order; fetches the head from the remote if the clone lacks it.
    func signatures(
        _ query: HistoryQuery, in folder: String, remote: String?
    ) async throws(SourceControlError) -> [CommitSignature]
}

extension CloneReader {
    /// Whether two commits have the same files, in every byte and mode.
    package func haveSameFiles(
        _ one: CommitID, _ other: CommitID, in folder: String
    ) async throws(SourceControlError) -> Bool {
        try await tree(of: one, in: folder) == tree(of: other, in: folder)
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

/// A file that has another path after a commit than before it.
package struct FileRename: Sendable, Hashable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
        self.from = from
        self.to = to
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
