import Foundation
import ReleaseModel

let unsigned: JSON = [
    "verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil,
]

extension Call {
    /// Whether and why a commit counts as verified: by the forge's own signature, or one it carries.
    func verification(_ commit: CommitObject) -> JSON {
        if let date = repository.signedObjects[commit.id] {
            return [
                "verified": true, "reason": "valid", "signature": "-----BEGIN PGP SIGNATURE-----", "payload": "tree",
                "verified_at": JSON(date),
            ]
        }
        guard let signature = commit.signature else { return unsigned }
        return [
            "verified": false, "reason": "unknown_key", "signature": .string(signature), "payload": "tree",
            "verified_at": nil,
        ]
    }

    func renderCommit(_ id: String) async throws -> JSON {
        await render(try await git.commitObject(id, in: repository.id))
    }

    /// A commit with the accounts of those who made it.
    func render(_ commit: CommitObject) async -> JSON {
        [
            "url": .string(place("/commits/\(commit.id)")), "sha": .string(commit.id),
            "node_id": .string(Data("Commit:\(commit.id)".utf8).base64EncodedString()),
            "html_url": .string(page("/commit/\(commit.id)")),
            "comments_url": .string(place("/commits/\(commit.id)/comments")),
            "commit": [
                "url": .string(place("/git/commits/\(commit.id)")), "author": commit.author.json,
                "committer": commit.committer.json, "message": .string(commit.shownMessage), "comment_count": 0,
                "tree": ["sha": .string(commit.tree), "url": .string(place("/git/trees/\(commit.tree)"))],
                "verification": verification(commit),
            ], "author": await author(commit.author), "committer": await author(commit.committer),
            "parents": .array(
                commit.parents.map { parent in
                    [
                        "sha": .string(parent), "url": .string(place("/commits/\(parent)")),
                        "html_url": .string(page("/commit/\(parent)")),
                    ]
                }),
        ]
    }

    /// The account that an address of a commit belongs to; null where it is no one's.
    private func author(_ signature: Signature) async -> JSON {
        if signature.email == "noreply@github.com" { return await account("web-flow") }
        guard let account = await forge.account(email: signature.email) else { return .null }
        return render(account)
    }

    /// A commit as git has it.
    func renderGitCommit(_ commit: CommitObject) -> JSON {
        [
            "sha": .string(commit.id), "node_id": .string(Data("Commit:\(commit.id)".utf8).base64EncodedString()),
            "url": .string(place("/git/commits/\(commit.id)")), "author": commit.author.json,
            "committer": commit.committer.json, "message": .string(commit.shownMessage),
            "tree": ["sha": .string(commit.tree), "url": .string(place("/git/trees/\(commit.tree)"))],
            "parents": .array(
                commit.parents.map { parent in
                    [
                        "sha": .string(parent), "url": .string(place("/git/commits/\(parent)")),
                        "html_url": .string(page("/commit/\(parent)")),
                    ]
                }), "verification": verification(commit), "html_url": .string(page("/commit/\(commit.id)")),
        ]
    }

    func render(_ file: ChangedFile, at commit: String) -> JSON {
        let path = file.path.split(separator: "/").map { percentEncoded(String($0)) }.joined(separator: "/")
        var json: [String: JSON] = [
            "sha": JSON(file.blob), "filename": .string(file.path), "status": .string(file.status),
            "additions": .number(file.additions), "deletions": .number(file.deletions),
            "changes": .number(file.additions + file.deletions), "blob_url": .string(page("/blob/\(commit)/\(path)")),
            "raw_url": .string(page("/raw/\(commit)/\(path)")),
            "contents_url": .string(place("/contents/\(path)?ref=\(commit)")),
        ]
        if let former = file.formerPath { json["previous_filename"] = .string(former) }
        return .object(json)
    }
}
