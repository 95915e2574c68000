import Foundation
import ReleaseModel

extension Call {
    var mutationRoot: GraphObject {
        GraphObject(
            "Mutation", [:],
            [
                "createCommitOnBranch": { try await createCommitOnBranch($0["input"] ?? [:]) },
                "enablePullRequestAutoMerge": { try await setAutoMerge($0["input"] ?? [:], isOn: true) },
                "disablePullRequestAutoMerge": { try await setAutoMerge($0["input"] ?? [:], isOn: false) },
            ])
    }

    /// A commit that the forge signs, on top of a branch that is still where the client saw it.
    private func createCommitOnBranch(_ input: JSON) async throws -> GraphValue {
        let name = input["branch"]?["repositoryNameWithOwner"]?.text ?? ""
        guard let found = await forge.repository(named: name), identity.sees(found) else {
            throw GraphError(type: "NOT_FOUND", message: "Could not resolve to a Repository with the name '\(name)'.")
        }
        guard identity.may(.write, .contents, in: found) else {
            throw GraphError(type: "FORBIDDEN", message: "Resource not accessible by integration")
        }
        let call = within(found)
        let branch = (input["branch"]?["branchName"]?.text ?? "").replacing("refs/heads/", with: "")
        await forge.takeTurn(found.id)
        let result: Result<String, any Error>
        do { result = .success(try await call.commitOnBranch(branch, input)) } catch { result = .failure(error) }
        await forge.endTurn(found.id)
        let commit = try result.get()
        return .object(
            GraphObject(
                "CreateCommitOnBranchPayload", ["clientMutationId": input["clientMutationId"] ?? .null],
                [
                    "commit": { _ in
                        .object(
                            GraphObject(
                                "Commit", ["oid": .string(commit), "url": .string(call.page("/commit/\(commit)"))]))
                    },
                    "ref": { _ in .object(GraphObject("Ref", ["name": .string(branch)])) },
                ]))
    }

    private func commitOnBranch(_ branch: String, _ input: JSON) async throws -> String {
        guard let ref = try await git.ref("refs/heads/\(branch)", in: repository.id) else {
            throw GraphError(type: "NOT_FOUND", message: "No ref exists with the name \"\(branch)\".")
        }
        let expected = input["expectedHeadOid"]?.text ?? ""
        guard ref.object == expected else {
            throw GraphError(
                type: "STALE_DATA",
                message: "Expected branch to point to \"\(expected)\" but it did not. Pull and try again.")
        }
        var changes: [(path: String, mode: String, id: String?)] = []
        let tree = try await git.commitObject(ref.object, in: repository.id).tree
        for deletion in input["fileChanges"]?["deletions"]?.items ?? [] {
            guard let path = deletion["path"]?.text, try await git.entry(path, of: tree, in: repository.id) != nil
            else {
                throw GraphError(
                    type: "UNPROCESSABLE",
                    message: "A path was requested for deletion which does not exist as of commit oid `\(expected)`")
            }
            changes.append((path, "100644", nil))
        }
        for addition in input["fileChanges"]?["additions"]?.items ?? [] {
            guard let path = addition["path"]?.text, let contents = addition["contents"]?.text,
                let data = Data(base64Encoded: contents)
            else { throw GraphError(type: "BAD_REQUEST", message: "contents must be Base64") }
            // The mode can't be said: new files are ordinary ones, existing ones keep theirs.
            let mode = try await git.entry(path, of: tree, in: repository.id)?.mode ?? "100644"
            changes.append((path, mode, try await git.write(Array(data), type: "blob", in: repository.id)))
        }
        let made = try await git.writeTree(base: tree, changes: changes, in: repository.id)
        let headline = input["message"]?["headline"]?.text ?? ""
        let body = input["message"]?["body"]?.text ?? ""
        let own = await ownSignature()
        let commit = try await git.writeCommit(
            tree: made, parents: [ref.object], author: own, committer: webFlow,
            message: body.isEmpty ? headline : "\(headline)\n\n\(body)", in: repository.id)
        try await update { $0.signedObjects[commit] = now }
        try await apply(RefChange(ref: ref.name, old: ref.object, new: commit, origin: .api))
        return commit
    }

    private func setAutoMerge(_ input: JSON, isOn: Bool) async throws -> GraphValue {
        let wanted = input["pullRequestId"]?.text ?? ""
        for repository in await forge.allRepositories where identity.sees(repository) {
            guard
                let issue = repository.issues.values.first(where: {
                    $0.pull != nil && nodeID("PullRequest", $0.id) == wanted
                })
            else { continue }
            let call = within(repository)
            try await call.setAutoMerge(issue, input, isOn: isOn)
            let changed = try await call.currentIssue(issue.number)
            return .object(
                GraphObject(
                    "EnablePullRequestAutoMergePayload", [:], ["pullRequest": { _ in .object(call.graph(changed)) }]))
        }
        throw GraphError(type: "NOT_FOUND", message: "Could not resolve to a node with the global id of '\(wanted)'")
    }

    private func setAutoMerge(_ issue: Issue, _ input: JSON, isOn: Bool) async throws {
        guard isOn else {
            try await change(issue) { $0.pull?.autoMerge = nil }
            return
        }
        guard identity.may(.write, .pullRequests, in: repository) else {
            throw GraphError(type: "FORBIDDEN", message: "Resource not accessible by integration")
        }
        guard repository.settings.allowsAutoMerge else {
            throw GraphError(
                type: "UNPROCESSABLE", message: "Pull request Auto merge is not allowed for this repository")
        }
        let method = (input["mergeMethod"]?.text ?? "MERGE").lowercased()
        guard let base = issue.pull?.baseBranch,
            repository.mergeMethods(for: base, login: identity.login).contains(method)
        else {
            throw GraphError(type: "UNPROCESSABLE", message: "The merge method is not allowed for this repository")
        }
        // What could be merged at once needs no waiting.
        let state = try await mergeability(of: issue)
        guard state.name == "blocked" || state.name == "behind" else {
            throw GraphError(type: "UNPROCESSABLE", message: "Pull request is in \(state.name) status")
        }
        let auto = PullRequest.AutoMerge(
            by: identity, method: method, title: input["commitHeadline"]?.text,
            message: input["commitBody"]?.text)
        try await change(issue) { $0.pull?.autoMerge = auto }
    }
}
