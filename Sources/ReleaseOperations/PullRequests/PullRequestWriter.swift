import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Writes one release pull request: its branch, then what the forge shows of it.
struct PullRequestWriter {
    let forge: any Forge
    let repository: ForgeRepository
    let writer: ReleaseBranchWriter
    /// Whether titles are overwritten, as release-please does.
    let isCompatible: Bool
    let commits: PullRequestOptions.Commits
    /// What all pull requests of the repository were made from, see ``PullRequestInputs``.
    let inputs: String

    /// - Parameter open: The one that is open for the branch.
    func write(
        _ prepared: ReleaseBranchWriter.Prepared, over open: ForgePullRequest?
    ) async throws -> WrittenPullRequest {
        let request = prepared.request
        var written = WrittenPullRequest(
            request: request, state: .unchanged, repository: repository, kept: prepared.kept)
        // What was written last is on the branch: a title that differs from it was changed by a person.
        let lastTitle = try await title(of: prepared.branch)
        for target in [prepared.notes, prepared.branch].compactMap(\.self) {
            let (commit, isChanged) = try await write(target, &written)
            guard target.name == request.branch else { continue }
            written.commit = commit
            if isChanged { written.state = .updated }
        }
        guard let open else { return try await opened(request, written) }
        written.number = open.number
        written.address = open.address
        var change = PullRequestChange()
        if open.title != request.title {
            if !isCompatible, let lastTitle, open.title != lastTitle {
                written.notices.append("The title of #\(open.number) was changed by hand and is kept: \(open.title)")
            } else {
                change.title = request.title
            }
        }
        if open.body.normalizedLineEnds != request.body || (request.isAlwaysUpdated && written.state == .updated) {
            change.body = request.body
        }
        if !change.isEmpty {
            _ = try await forge.change(open.number, change, in: repository)
            written.state = .updated
        }
        await label(open.number, request.labels.filter { !open.labels.contains($0) }, &written)
        return written
    }

    private func opened(
        _ request: ReleasePullRequest, _ branch: WrittenPullRequest
    ) async throws -> WrittenPullRequest {
        var written = branch
        let new = NewPullRequest(
            title: request.title, body: request.body, branch: request.branch, base: request.base,
            isDraft: request.isDraft)
        let made: ForgePullRequest
        do throws(ForgeError) { made = try await forge.open(new, in: repository) } catch {
            // Made by another run, or by this one, and the answer is lost.
            guard error.mayHaveHappened,
                let found = try await forge.openPullRequests(from: request.branch, into: request.base, in: repository)
                    .first
            else { throw error }
            made = found
            if found.body.normalizedLineEnds != request.body || found.title != request.title {
                _ = try await forge.change(
                    found.number, PullRequestChange(title: request.title, body: request.body), in: repository)
            }
        }
        written.state = .created
        written.number = made.number
        written.address = made.address
        await label(made.number, request.labels.filter { !made.labels.contains($0) }, &written)
        await requestReviews(made, request, &written)
        return written
    }

    /// Labels are for people: a release does not fail for them.
    private func label(_ number: Int, _ labels: [String], _ written: inout WrittenPullRequest) async {
        guard !labels.isEmpty else { return }
        do throws(ForgeError) { try await forge.add(labels: labels, to: number, in: repository) } catch {
            written.notices.append("#\(number) has no labels: \(error.sentence)")
        }
    }

    private func requestReviews(
        _ made: ForgePullRequest, _ request: ReleasePullRequest, _ written: inout WrittenPullRequest
    ) async {
        do throws(ForgeError) {
            if !request.reviewers.isEmpty || !request.teamReviewers.isEmpty {
                try await forge.requestReviews(
                    of: request.reviewers, teams: request.teamReviewers, on: made.number, in: repository)
            }
        } catch { written.notices.append("No review of #\(made.number) was requested: \(error.sentence)") }
        do throws(ForgeError) {
            if let method = request.autoMerge { try await forge.mergeWhenReady(made, by: method, in: repository) }
        } catch { written.notices.append("#\(made.number) will not merge by itself: \(error.sentence)") }
    }

    // MARK: The branch

    private func title(of target: ReleaseBranchWriter.Target) async throws -> String? {
        guard let tip = target.there else { return nil }
        _ = try await writer.git.isAncestor(
            writer.base, of: tip, in: writer.folder, remote: writer.repository.remote)
        return try await writer.git.commits(HistoryQuery(head: tip, paths: .none, limit: 1), in: writer.folder).first?
            .subject
    }

    private func write(
        _ target: ReleaseBranchWriter.Target, _ written: inout WrittenPullRequest
    ) async throws -> (CommitID, isChanged: Bool) {
        if commits == .forge {
            let branch = ForgeBranchWriter(
                forge: forge, repository: repository, writer: writer,
                inputs: target.name == written.request.branch
                    ? "\(inputs)-\(contentDigest(written.request.body.normalizedLineEnds))" : "")
            switch try await branch.write(target) {
            case .unchanged(let commit): return (commit, false)
            case .created(let commit), .updated(let commit): return (commit, true)
            case .impossible:
                written.notices.append(
                    "\(target.name) was pushed by git, so the forge does not sign the commit: it can't keep the modes of "
                        + "all files, or a rule forbids the branch on which it makes commits.")
            }
        }
        guard let remote = writer.repository.remote, target.there != target.commit else {
            return (target.commit, false)
        }
        try await writer.git.setBranch(
            target.name, to: target.commit, from: target.there, in: writer.folder, remote: remote)
        return (target.commit, true)
    }
}

extension ForgeError {
    /// What failed, and what the forge says about it.
    var sentence: String { ([summary] + reasons).joined(separator: " ") }
}
