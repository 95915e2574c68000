import Foundation
import ReleaseModel

let commitOperations = [
    Operation("GET", "/repos/{owner}/{repo}/commits", "repos/list-commits", needs: .may(.read, .contents)) { call in
        let name = call.query["sha"] ?? call.repository.settings.defaultBranch
        guard let commit = try await call.git.commit(name, in: call.repository.id) else {
            if try await call.git.refs(["refs/heads"], in: call.repository.id).isEmpty {
                throw Refusal(409, "Git Repository is empty.")
            }
            throw Refusal.notFound
        }
        var options: [String] = []
        if let since = call.query["since"] { options.append("--since=\(since)") }
        if let until = call.query["until"] { options.append("--until=\(until)") }
        let ids = try await call.git.history(
            [commit], options: options, path: call.query["path"], in: call.repository.id)
        let (shown, links) = call.page(of: ids)
        var commits: [JSON] = []
        for commit in try await call.git.commitObjects(shown, in: call.repository.id) {
            commits.append(await call.render(commit))
        }
        return Answer(status: 200, fields: links, content: .json(.array(commits)))
    },
    Operation("GET", "/repos/{owner}/{repo}/commits/{ref+}", "repos/get-commit", needs: .may(.read, .contents)) {
        call in
        guard let id = try await call.git.commit(call.text("ref"), in: call.repository.id) else {
            throw Refusal(422, "No commit found for SHA: \(call.text("ref"))")
        }
        if call.field("accept")?.contains("sha") == true {
            return Answer(status: 200, content: .bytes(Array(id.utf8), type: "application/vnd.github.sha"))
        }
        let commit = try await call.git.commitObject(id, in: call.repository.id)
        let files = try await call.git.changes(
            from: commit.parents.first ?? emptyTree, to: id, in: call.repository.id)
        let (added, removed) = (files.map(\.additions).reduce(0, +), files.map(\.deletions).reduce(0, +))
        return .ok(
            await call.render(commit).adding([
                "stats": [
                    "additions": .number(added), "deletions": .number(removed), "total": .number(added + removed),
                ], "files": .array(files.prefix(300).map { call.render($0, at: id) }),
            ]))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/commits/{commit_sha}/pulls", "repos/list-pull-requests-associated-with-commit",
        needs: .may(.read, .pullRequests)
    ) { call in try await call.associatedPulls() },
    Operation(
        "GET", "/repos/{owner}/{repo}/compare/{basehead+}", "repos/compare-commits", needs: .may(.read, .contents)
    ) {
        call in try await call.comparison()
    },
]

/// The tree without entries, which every repository has.
let emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

extension Call {
    /// The merged request that brought a commit, and every open one whose branch has come to hold it; for a commit that is not
    /// on the default branch also merged ones whose branch has it.
    fileprivate func associatedPulls() async throws -> Answer {
        guard let commit = try await git.commit(text("commit_sha"), in: repository.id) else {
            throw Refusal(422, "No commit found for SHA: \(text("commit_sha"))")
        }
        let current = try await current()
        let mainHead = try await git.commit(current.settings.defaultBranch, in: repository.id)
        var isOnMain = false
        if let mainHead { isOnMain = try await git.isAncestor(commit, of: mainHead, in: repository.id) }
        var found: [Issue] = []
        for issue in current.issues.values.sorted(by: { $0.number > $1.number }) {
            guard let pull = issue.pull else { continue }
            let isMerge = pull.landed.contains(commit)
            var isOnBranch = issue.isOpen || pull.mergedAt != nil && !isOnMain
            if isOnBranch { isOnBranch = try await git.isAncestor(commit, of: pull.headCommit, in: repository.id) }
            if isOnBranch { isOnBranch = try await !git.isAncestor(commit, of: pull.openedOn, in: repository.id) }
            if isMerge || isOnBranch { found.append(issue) }
        }
        return try await list(found.filter(\.isOpen) + found.filter { !$0.isOpen }) { try await renderSimple($0) }
    }

    /// `base...head`: what head has and base has not, at most 250 commits on the first page.
    fileprivate func comparison() async throws -> Answer {
        let parts = text("basehead").components(separatedBy: "...")
        guard parts.count == 2 else { throw Refusal.notFound }
        guard let base = try await git.commit(branchName(parts[0]), in: repository.id),
            let head = try await git.commit(branchName(parts[1]), in: repository.id)
        else { throw Refusal.notFound }
        guard let mergeBase = try await git.mergeBase(base, head, in: repository.id) else {
            throw Refusal(404, "No common ancestor between \(parts[0]) and \(parts[1]).")
        }
        let ahead = try await git.history(
            [head, "^\(base)"], options: ["--topo-order", "--reverse"], in: repository.id)
        let behind = try await git.history([base, "^\(head)"], in: repository.id).count
        let isPaged = query["page"] != nil || query["per_page"] != nil
        // Without paging GitHub lists 250 commits, of which the last is the newest of all
        // ([compare two commits](https://docs.github.com/rest/commits/commits#compare-two-commits)).
        let (shown, links) = isPaged ? page(of: ahead) : (Array(ahead.suffix(250)), [])
        var commits: [JSON] = []
        for commit in try await git.commitObjects(shown, in: repository.id) { commits.append(await render(commit)) }
        let files = try await git.changes(from: mergeBase, to: head, in: repository.id)
        let status =
            switch (ahead.isEmpty, behind == 0) {
            case (true, true): "identical"
            case (false, true): "ahead"
            case (true, false): "behind"
            case (false, false): "diverged"
            }
        let name = text("basehead")
        return Answer(
            status: 200, fields: links,
            content: .json([
                "url": .string(place("/compare/\(name)")), "html_url": .string(page("/compare/\(name)")),
                "permalink_url": .string(page("/compare/\(base)...\(head)")),
                "diff_url": .string(page("/compare/\(name).diff")),
                "patch_url": .string(page("/compare/\(name).patch")),
                "base_commit": try await renderCommit(base), "merge_base_commit": try await renderCommit(mergeBase),
                "status": .string(status), "ahead_by": .number(ahead.count), "behind_by": .number(behind),
                "total_commits": .number(ahead.count), "commits": .array(commits),
                "files": .array(files.prefix(300).map { render($0, at: head) }),
            ]))
    }

    /// `owner:branch` names a branch of the owner's repository, which is this one.
    private func branchName(_ text: String) -> String {
        text.split(separator: ":", maxSplits: 1).last.map(String.init) ?? text
    }
}
