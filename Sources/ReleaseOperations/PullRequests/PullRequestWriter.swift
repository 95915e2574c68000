import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Writes one release pull request: its branch, then what the forge shows of it.
struct PullRequestWriter {
    let forge: any Forge
    let facts: RepositoryFacts
    let writer: ReleaseBranchWriter
    /// Whether titles are overwritten, as release-please does.
    let isCompatible: Bool
    let commits: PullRequestOptions.Commits
    /// What all pull requests of the repository were made from, see ``PullRequestInputs``.
    let inputs: String
    /// When the last of the merged pull requests that were read was changed; nil: there is none.
    let newest: Date?
    private var repository: ForgeRepository { facts.repository }

    /// - Parameter open: The one that is open for the branch.
    func write(
        _ prepared: ReleaseBranchWriter.Prepared, over open: ForgePullRequest?
    ) async throws -> WrittenPullRequest {
        let request = prepared.request
        var written = WrittenPullRequest(
            request: request, state: .unchanged, repository: repository, kept: prepared.kept)
        if let open { try await describe(open, prepared, &written) }
        let approvals = try await approvals(of: open, before: prepared.branch)
        for target in [prepared.notes, prepared.branch].compactMap(\.self) {
            let (commit, isChanged) = try await write(target, &written)
            guard target.name == request.branch else { continue }
            written.commit = commit
            if isChanged { written.state = .updated }
        }
        if let open { await renew(approvals, of: open.number, &written) }
        guard let open else { return try await opened(request, written) }
        if request.isAlwaysUpdated, written.state == .updated, open.body.normalizedLineEnds == request.body {
            _ = try await forge.change(open.number, PullRequestChange(body: request.body), in: repository)
        }
        await label(open.number, request.labels.filter { !open.labels.contains($0) }, &written)
        return written
    }

    /// Changes title and text where they differ, before the branch moves: what is lost after that leaves a branch on another
    /// base, which the next run moves. The other way around, a branch that is up to date would hide a text that is not.
    private func describe(
        _ open: ForgePullRequest, _ prepared: ReleaseBranchWriter.Prepared, _ written: inout WrittenPullRequest
    ) async throws {
        let request = prepared.request
        written.number = open.number
        written.address = open.address
        var change = PullRequestChange()
        if open.title != request.title {
            // What was written last is on the branch: a title that differs from it was changed by a person, unless only
            // its version does, which a run wrote that was lost before it moved the branch.
            if !isCompatible, let last = try await title(of: prepared.branch), open.title != last,
                open.title.withoutVersions != request.title.withoutVersions
            {
                written.notices.append("The title of #\(open.number) was changed by hand and is kept: \(open.title)")
            } else {
                change.title = request.title
            }
        }
        if open.body.normalizedLineEnds != request.body { change.body = request.body }
        guard !change.isEmpty else { return }
        _ = try await forge.change(open.number, change, in: repository)
        written.state = .updated
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
            guard let method = request.autoMerge else { return }
            let allowed = try await mergeMethods(into: request.base)
            guard allowed.contains(method) else {
                written.notices.append(
                    "#\(made.number) will not merge by itself: " + refusal(of: method, allowed, into: request.base))
                return
            }
            try await forge.mergeWhenReady(made, by: method, in: repository)
        } catch { written.notices.append("#\(made.number) will not merge by itself: \(error.sentence)") }
    }

    // MARK: What the rules allow

    /// The ways of merging that the repository and the rules of the base allow.
    private func mergeMethods(into base: String) async throws(ForgeError) -> [MergeMethod] {
        let rules = try await forge.rules(forBranch: base, in: repository).rules
        let isLinear = rules.contains { $0.kind == .linearHistory }
        return MergeMethod.allCases.filter { facts.mergeMethods.contains($0) && !(isLinear && $0 == .merge) }
    }

    private func refusal(of method: MergeMethod, _ allowed: [MergeMethod], into base: String) -> String {
        let names = allowed.map(\.rawValue).joined(separator: " and ")
        guard !allowed.isEmpty else { return "\(repository) allows no way of merging into \(base)." }
        return "\(repository) allows \(names) into \(base), not \(method.rawValue). "
            + "Choose one of them as auto-merge, under pull-request in slipway.yaml."
    }

    /// Who approves a pull request now, if its branch is going to be moved; else nothing is asked.
    private func approvals(
        of open: ForgePullRequest?, before target: ReleaseBranchWriter.Target
    ) async throws -> Set<String> {
        guard let open, target.there != target.commit else { return [] }
        if commits == .forge, try await branch(for: target).isStanding(target) { return [] }
        // Reviews are for people: a release request does not wait for them.
        do throws(ForgeError) { return try await forge.approvals(of: open.number, in: repository) } catch { return [] }
    }

    /// Asks again whoever's approval the push took away, and tells.
    private func renew(_ before: Set<String>, of number: Int, _ written: inout WrittenPullRequest) async {
        guard !before.isEmpty else { return }
        do throws(ForgeError) {
            let lapsed = before.subtracting(try await forge.approvals(of: number, in: repository)).sorted()
            guard !lapsed.isEmpty else { return }
            let names = lapsed.joined(separator: " and ")
            let notice =
                "The new commit took the approval of \(names) away from #\(number), as the rules of the base say"
            do throws(ForgeError) {
                try await forge.requestReviews(of: lapsed, teams: [], on: number, in: repository)
                written.notices.append("\(notice). Their review was requested again.")
            } catch { written.notices.append("\(notice). No review was requested again: \(error.sentence)") }
        } catch { written.notices.append("Whether #\(number) is still approved was not read: \(error.sentence)") }
    }

    // MARK: The branch

    private func title(of target: ReleaseBranchWriter.Target) async throws -> String? {
        guard let tip = target.there else { return nil }
        _ = try await writer.git.isAncestor(
            writer.base, of: tip, in: writer.folder, remote: writer.repository.remote)
        return try await writer.git.commits(HistoryQuery(head: tip, paths: .none, limit: 1), in: writer.folder).first?
            .subject
    }

    /// What a branch was made from, for the next run: inputs, text, and how far merged pull requests were read.
    private func trailer(of request: ReleasePullRequest) -> String {
        let seen = newest.map { "-\(Int($0.timeIntervalSince1970))" } ?? ""
        return "\(inputs)-\(contentDigest(request.body.normalizedLineEnds))\(seen)"
    }

    private func branch(for target: ReleaseBranchWriter.Target, inputs: String = "") -> ForgeBranchWriter {
        ForgeBranchWriter(forge: forge, repository: repository, writer: writer, inputs: inputs)
    }

    private func write(
        _ target: ReleaseBranchWriter.Target, _ written: inout WrittenPullRequest
    ) async throws -> (CommitID, isChanged: Bool) {
        if commits == .forge {
            let isShown = target.name == written.request.branch
            let branch = branch(for: target, inputs: isShown ? trailer(of: written.request) : "")
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

extension String {
    /// With every version in it replaced by the same word.
    fileprivate var withoutVersions: String {
        replacing(/[0-9]+(\.[0-9]+)+([-+.]?[0-9A-Za-z]+)*/, with: "version")
    }
}

extension ForgeError {
    /// What failed, and what the forge says about it.
    var sentence: String { ([summary] + reasons).joined(separator: " ") }
}
