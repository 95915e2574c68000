import Foundation

extension GitHubDouble {
    /// What follows from one changed ref.
    func noteChange(_ change: RefChange, in id: Int, by identity: Identity, at now: Date) async throws {
        try await notePush([change], in: id, by: identity, at: now)
    }

    /// What follows from a push: pull requests get their new head, releases lose their tag, workflows start.
    func notePush(_ changes: [RefChange], in id: Int, by identity: Identity, at now: Date) async throws {
        guard !changes.isEmpty else { return }
        var merged: [Int: String] = [:]
        if let repository = await forge.repository(id) {
            for (number, issue) in repository.issues {
                guard let pull = issue.pull, issue.isOpen,
                    let base = changes.first(where: { $0.branch == pull.baseBranch }),
                    let new = base.new, pull.headCommit != pull.baseCommit,
                    try await git.isAncestor(pull.headCommit, of: new, in: id)
                else { continue }
                merged[number] = new
            }
        }
        let arrived = merged
        await forge.update(id) { repository in
            repository.pushedAt = now
            for change in changes {
                if let branch = change.branch { repository.moveHeads(of: branch, in: id, to: change.new, at: now) }
                if let tag = change.tag, change.new == nil { repository.makeDrafts(tag) }
            }
            // A branch whose commits arrive in its base some other way counts as merged.
            for (number, commit) in arrived {
                repository.issues[number]?.isOpen = false
                repository.issues[number]?.closedAt = now
                repository.issues[number]?.pull?.mergedAt = now
                repository.issues[number]?.pull?.mergedBy = identity.login
                repository.issues[number]?.pull?.mergeCommit = commit
            }
        }
        try await startWorkflows(for: changes, in: id, by: identity, at: now)
    }
}

extension Repository {
    /// Open pull requests follow their branch, and are closed when it goes.
    fileprivate mutating func moveHeads(of branch: String, in repository: Int, to commit: String?, at now: Date) {
        for (number, issue) in issues where issue.isOpen {
            guard var pull = issue.pull else { continue }
            if pull.headBranch == branch, pull.headRepository == repository {
                if let commit {
                    pull.headCommit = commit
                    let dismisses = protection(of: pull.baseBranch)?.dismissesStaleReviews ?? false
                    if dismisses {
                        pull.approvals = []
                        for index in pull.reviews.indices where pull.reviews[index].state == "APPROVED" {
                            pull.reviews[index].state = "DISMISSED"
                        }
                    }
                } else {
                    issues[number]?.isOpen = false
                    issues[number]?.closedAt = now
                }
                issues[number]?.updatedAt = now
            }
            if pull.baseBranch == branch, let commit { pull.baseCommit = commit }
            issues[number]?.pull = pull
        }
    }

    /// A published release without its tag becomes a draft.
    fileprivate mutating func makeDrafts(_ tag: String) {
        for release in releases where release.tag == tag && !release.isDraft {
            updateRelease(release.id) { $0.isDraft = true }
        }
    }
}
