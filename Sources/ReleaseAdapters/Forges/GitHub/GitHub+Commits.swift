import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitHub {
    package func head(of branch: String, in repository: ForgeRepository) async throws(ForgeError) -> CommitID? {
        let found: GitHubReference? = try await client.optional(
            GitHubRequest(
                "GET", repository.path("/git/ref/heads/\(branch.asPath)"),
                purpose: "read the branch \(branch) of \(repository)", in: repository))
        return found.map { CommitID($0.object.sha) }
    }

    package func create(
        branch: String, at commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) {
        struct Body: Encodable { var ref, sha: String }
        _ = try await client.send(
            try GitHubRequest(
                "POST", repository.path("/git/refs"), Body(ref: "refs/heads/" + branch, sha: commit.text),
                purpose: "create the branch \(branch) in \(repository)", in: repository))
    }

    /// GitHub can't compare and set, so the time between looking and moving is as short as it can be.
    package func move(
        branch: String, from expected: CommitID, to commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) {
        struct Body: Encodable {
            var sha: String
            var force = true
        }
        let purpose = "move the branch \(branch) in \(repository)"
        let found = try await head(of: branch, in: repository)
        if found == commit { return }
        guard found == expected else {
            throw .conflict(
                ForgeRequest(host: client.place.shown, purpose: purpose),
                reason: "It was at \(expected.short) and is now \(found.map { "at \($0.short)" } ?? "gone").")
        }
        _ = try await client.send(
            try GitHubRequest(
                "PATCH", repository.path("/git/refs/heads/\(branch.asPath)"), Body(sha: commit.text), purpose: purpose,
                in: repository))
    }

    package func remove(branch: String, in repository: ForgeRepository) async throws(ForgeError) {
        do throws(ForgeError) {
            _ = try await client.send(
                GitHubRequest(
                    "DELETE", repository.path("/git/refs/heads/\(branch.asPath)"),
                    purpose: "remove the branch \(branch) from \(repository)", in: repository))
        } catch {
            switch error {
            // 422: "Reference does not exist".
            case .missing, .invalid(_, status: 422, _): return
            default: throw error
            }
        }
    }

    /// By the mutation that signs. It makes plain files only, so callers check modes first.
    package func commit(
        _ commit: ForgeCommit, in repository: ForgeRepository
    ) async throws(ForgeError) -> CommitID {
        let lines = commit.message.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let body = lines.count > 1 ? String(lines[1].drop { $0 == "\n" }) : ""
        let input = CommitInput(
            branch: .init(repositoryNameWithOwner: repository.description, branchName: commit.branch),
            message: .init(headline: String(lines.first ?? ""), body: body), expectedHeadOid: commit.parent.text,
            fileChanges: .init(
                additions: commit.files.sorted { $0.key < $1.key }.map {
                    .init(path: $0.key, contents: Data($0.value).base64EncodedString())
                },
                deletions: commit.removed.sorted().map { .init(path: $0) }))
        let made: CommitAnswer = try await client.graphQL(
            """
            mutation($input: CreateCommitOnBranchInput!) {
              createCommitOnBranch(input: $input) { commit { oid } }
            }
            """, CommitVariables(input: input), purpose: "commit to the branch \(commit.branch) of \(repository)",
            in: repository)
        return CommitID(made.createCommitOnBranch.commit.oid)
    }
}

private struct GitHubReference: Decodable {
    struct Object: Decodable { var sha: String }
    var object: Object
}

private struct CommitVariables: Encodable { var input: CommitInput }

private struct CommitInput: Encodable {
    struct Branch: Encodable { var repositoryNameWithOwner, branchName: String }
    struct Message: Encodable { var headline, body: String }
    struct Changes: Encodable {
        struct Addition: Encodable { var path, contents: String }
        struct Deletion: Encodable { var path: String }
        var additions: [Addition]
        var deletions: [Deletion]
    }

    var branch: Branch
    var message: Message
    var expectedHeadOid: String
    var fileChanges: Changes
}

private struct CommitAnswer: Decodable {
    struct Made: Decodable {
        struct Commit: Decodable { var oid: String }
        var commit: Commit
    }
    var createCommitOnBranch: Made
}
