import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Boundaries before and after each act that changes a repository.
struct CrashingSourceControl: SourceControlAround {
    let inner: any SourceControl
    let boundaries: Boundaries

    func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID {
        let name = "commit \(request.folder.lastName)"
        boundaries.cross("before \(name)")
        let commit = try await inner.commit(request)
        boundaries.cross("after \(name)")
        return commit
    }

    func push(_ request: PushRequest) async throws(SourceControlError) {
        let name = "push \(request.folder.lastName) \(request.branch)"
        boundaries.cross("before \(name)")
        try await inner.push(request)
        boundaries.cross("after \(name)")
    }

    func setBranch(
        _ branch: String, to commit: CommitID, from expected: CommitID?, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        let name = "set \(folder.lastName) \(branch)"
        boundaries.cross("before \(name)")
        try await inner.setBranch(branch, to: commit, from: expected, in: folder, remote: remote)
        boundaries.cross("after \(name)")
    }

    func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        let name = "tag \(request.folder.lastName) \(request.tag)"
        boundaries.cross("before \(name)")
        try await inner.pushTag(request)
        boundaries.cross("after \(name)")
    }

    func moveTag(
        _ tag: TagName, to commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        let name = "move \(folder.lastName) \(tag)"
        boundaries.cross("before \(name)")
        try await inner.moveTag(tag, to: commit, in: folder, remote: remote)
        boundaries.cross("after \(name)")
    }

    func fastForward(_ branch: String, to commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool
    {
        let name = "fast-forward \(folder.lastName) \(branch)"
        boundaries.cross("before \(name)")
        let isThere = try await inner.fastForward(branch, to: commit, in: folder)
        boundaries.cross("after \(name)")
        return isThere
    }
}

extension String {
    /// The last part of a path.
    var lastName: String { String(split(separator: "/").last ?? "") }
}
