import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Writes one repository's release branches with compare-and-set; never overwrites someone else's commits.
struct ReleaseBranchWriter {
    let git: any SourceControl
    let repository: ObservedRepository
    let base: CommitID
    let identity: CommitConfiguration
    /// nil: only the clone's own branch is written.
    let remote: String?
    let isForced: Bool

    /// A commit that is not public yet, and its branch's head when it was read.
    struct Prepared {
        var request: ReleasePullRequest
        var branch: Target
        /// Of the notes that do not fit into the body.
        var notes: Target?
        var kept: [String] = []
    }

    struct Target {
        var name: String
        var commit: CommitID
        /// What the commit is made of.
        var message: String
        var files: [String: [UInt8]]
        var removed: Set<String>
        /// nil where it is not there.
        var local: CommitID?
        var there: CommitID?
    }

    var folder: String { repository.folder }
    private var signature: String { "\(identity.name) <\(identity.mail)>" }

    /// Makes the commits and checks whether their branches may be written.
    func prepare(
        _ request: ReleasePullRequest, files: [String: [UInt8]], removed: Set<String> = []
    ) async throws -> Prepared {
        if try await isCheckedOut(request.branch) {
            throw ReleaseBranchError.checkedOut(branch: request.branch, folder: folder)
        }
        var prepared = Prepared(
            request: request, branch: try await target(request.branch, request.message, files, removed: removed))
        if let overflow = request.overflow {
            let files = [overflow.path: Array(overflow.text.utf8)]
            prepared.notes = try await target(overflow.branch, request.title, files)
        }
        for target in [prepared.branch, prepared.notes].compactMap(\.self) {
            prepared.kept += try await protect(target)
        }
        return prepared
    }

    /// Why these branches would not be written, found without making a commit.
    func refusals(of request: ReleasePullRequest) async throws -> [ReleaseBranchError] {
        var found: [ReleaseBranchError] = []
        if try await isCheckedOut(request.branch) {
            found.append(.checkedOut(branch: request.branch, folder: folder))
        }
        guard !isForced else { return found }
        for branch in [request.branch, request.overflow?.branch].compactMap(\.self) {
            let (local, there) = try await tips(of: branch)
            for tip in Set([local, there].compactMap(\.self)).sorted() {
                let foreign = try await foreignCommits(upTo: tip)
                guard !foreign.isEmpty else { continue }
                found.append(refusal(of: branch, foreign))
            }
        }
        return found
    }

    private func isCheckedOut(_ branch: String) async throws -> Bool {
        try await git.look(at: folder, branch: nil, remote: remote ?? "origin")?.branch == branch
    }

    private func tips(of branch: String) async throws -> (local: CommitID?, there: CommitID?) {
        let local = try await git.resolve("refs/heads/\(branch)", in: folder)
        guard let remote else { return (local, nil) }
        return (local, try await git.remoteReferences(.branch(branch), of: folder, remote: remote).branches[branch])
    }

    private func foreignCommits(upTo tip: CommitID) async throws -> [CommitSignature] {
        let query = HistoryQuery(head: tip, excluding: [base], paths: .none)
        let others = try await git.signatures(query, in: folder, remote: remote).filter {
            $0.author != signature || $0.committer != signature
        }
        guard others.contains(where: { ForgeCandidate.isForge($0.committer) }) else { return others }
        // The forge signs its commits with a name of its own; ours among them say which candidate they are.
        let ours = try await git.commits(query, in: folder).filter { ForgeCandidate.commit(in: $0.message) != nil }
        let ids = Set(ours.map(\.id))
        return others.filter { !ForgeCandidate.isForge($0.committer) || !ids.contains($0.commit) }
    }

    private func refusal(of branch: String, _ foreign: [CommitSignature]) -> ReleaseBranchError {
        .foreignCommits(branch: branch, commits: foreign.map(\.commit), authors: foreign.map(\.author))
    }

    /// The clone's own branch first, so that what the remote has can always be found here.
    func write(_ prepared: Prepared) async throws -> WrittenReleaseBranch {
        for target in [prepared.notes, prepared.branch].compactMap(\.self) {
            if target.local != target.commit {
                try await git.setBranch(
                    target.name, to: target.commit, from: target.local, in: folder, remote: nil)
            }
            if let remote, target.there != target.commit {
                try await git.setBranch(
                    target.name, to: target.commit, from: target.there, in: folder, remote: remote)
            }
        }
        let before = remote == nil ? prepared.branch.local : prepared.branch.there
        let commit = prepared.branch.commit
        return WrittenReleaseBranch(
            request: prepared.request, state: before == nil ? .created : before == commit ? .unchanged : .updated,
            commit: commit, kept: prepared.kept)
    }

    private func target(
        _ branch: String, _ message: String, _ files: [String: [UInt8]], removed: Set<String> = []
    ) async throws -> Target {
        let commit = try await commit(on: branch, message, files, removed: removed)
        var target = Target(name: branch, commit: commit, message: message, files: files, removed: removed)
        (target.local, target.there) = try await tips(of: branch)
        return target
    }

    /// Makes a branch's commit, with the base's date, so that equal content has one id.
    func commit(
        on branch: String, _ message: String, _ files: [String: [UInt8]], removed: Set<String>
    ) async throws -> CommitID {
        let query = HistoryQuery(head: base, paths: .none, limit: 1)
        let date = try await git.signatures(query, in: folder, remote: nil).first?.date
        return try await git.commit(
            CommitRequest(
                folder: folder, base: base, files: files, removed: removed, message: message, name: identity.name,
                mail: identity.mail,
                date: date ?? Date(timeIntervalSince1970: 0),
                candidate: "release-branches/\(branch.asReferencePart)"))
    }

    /// Refuses if a branch has others' commits, or keeps them if forced.
    ///
    /// - Returns: The references that keep them.
    private func protect(_ target: Target) async throws -> [String] {
        var kept: [String] = []
        for tip in Set([target.local, target.there].compactMap(\.self)).sorted() where tip != target.commit {
            let foreign = try await foreignCommits(upTo: tip)
            guard !foreign.isEmpty else { continue }
            guard isForced else { throw refusal(of: target.name, foreign) }
            let name = "kept/\(target.name.asReferencePart)/\(tip.short)"
            try await git.keep(tip, as: name, in: folder)
            kept.append("refs/slipway/" + name)
        }
        return kept
    }
}

extension String {
    /// One part of a reference's name.
    fileprivate var asReferencePart: String { replacing("/", with: "-") }
}
