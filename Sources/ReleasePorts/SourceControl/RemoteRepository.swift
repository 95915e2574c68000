package import Foundation
package import ReleaseModel

/// Reads and moves what others see: a remote's branches and tags. Safe to do twice: references are moved with
/// compare-and-set, and tags never.
package protocol RemoteRepository: Sendable {
    /// The remote's branches and tags right now; where the query names some, at least those of them that are there.
    func remoteReferences(
        _ query: RemoteQuery, of folder: String, remote: String
    ) async throws(SourceControlError) -> RemoteReferences

    /// Refuses a remote that pushes to a different address than it reads from, or to several.
    func checkPushAddress(of folder: String, remote: String) async throws(SourceControlError)

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

    /// Makes the tag there unless it exists; an existing tag is never moved.
    func pushTag(_ request: TagRequest) async throws(SourceControlError)

    /// Moves a tag that was declared to move, from wherever it is now, or makes it; refuses if it moves meanwhile. It is
    /// lightweight then.
    ///
    /// - Parameter remote: nil: the clone's own tag. The clone's tag stays where the remote's is moved.
    func moveTag(
        _ tag: TagName, to commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError)

    /// Removes a tag from the remote and from the clone, unless it points to another commit. One that is gone is not an
    /// error.
    ///
    /// - Parameters:
    ///   - commit: Which it points to, directly or by its own object.
    ///   - remote: nil: the clone itself is where tags are.
    /// - Returns: Whether it is gone; false: it points elsewhere, and stays.
    func removeTag(
        _ tag: TagName, at commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool

    /// The candidate that the remote shows under ``candidateReference(_:)``; nil: none.
    func offered(_ name: String, of folder: String, remote: String) async throws(SourceControlError) -> CommitID?

    /// Lets the remote show a candidate under ``candidateReference(_:)``, instead of the one that it shows now.
    ///
    /// - Parameter commit: nil: none any more.
    func offer(
        _ commit: CommitID?, as name: String, in folder: String, remote: String
    ) async throws(SourceControlError)

    /// Lets the clone know what a branch of the remote is at now.
    func follow(_ branch: String, in folder: String, remote: String) async throws(SourceControlError)

    /// Lets the clone know all branches and tags of the remote; a tag that moved there moves here too.
    func followAll(in folder: String, remote: String) async throws(SourceControlError)

    /// Fetches a tag into the clone; an existing tag of the clone stays as it is.
    func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError)
}

extension RemoteRepository {
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
    /// The same of branches.
    package var branchPrefixes: Set<String>

    package init(
        branches: Set<String>?, tags: Set<TagName>?, tagPrefixes: Set<String> = [], branchPrefixes: Set<String> = []
    ) {
        self.branches = branches
        self.tags = tags
        self.tagPrefixes = tagPrefixes
        self.branchPrefixes = branchPrefixes
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
    /// Where the branch must be. If it is the commit, the branch is left alone, wherever it is by now, and the tags are
    /// pushed.
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
