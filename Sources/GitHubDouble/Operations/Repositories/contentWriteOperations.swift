import Foundation
import ReleaseModel

let contentWriteOperations = [
    Operation(
        "PUT", "/repos/{owner}/{repo}/contents/{path+}", "repos/create-or-update-file-contents",
        needs: .may(.write, .contents)
    ) { call in
        guard let content = call.json["content"]?.text,
            let data = Data(base64Encoded: content, options: .ignoreUnknownCharacters)
        else { throw Refusal(422, "content is not valid Base64") }
        let blob = try await call.git.write(Array(data), type: "blob", in: call.repository.id)
        return try await call.commitFile(blob: blob)
    },
    Operation(
        "DELETE", "/repos/{owner}/{repo}/contents/{path+}", "repos/delete-file", needs: .may(.write, .contents)
    ) { call in try await call.commitFile(blob: nil) },
]

extension Call {
    /// A commit with one changed file on top of a branch.
    ///
    /// - Parameter blob: The new content; nil: the file is deleted.
    fileprivate func commitFile(blob: String?) async throws -> Answer {
        let message = try required("message", of: "Commit")
        let branch = json["branch"]?.text ?? repository.settings.defaultBranch
        let path = text("path")
        guard let ref = try await git.ref("refs/heads/\(branch)", in: repository.id) else {
            throw Refusal(404, "Branch \(branch) not found")
        }
        let tree = try await git.commitObject(ref.object, in: repository.id).tree
        let existing = try await git.entry(path, of: tree, in: repository.id)
        if blob == nil, existing == nil { throw Refusal.notFound }
        // The client has to have seen what it replaces.
        guard json["sha"]?.text == existing?.id else {
            if json["sha"] == nil { throw Refusal(422, "Invalid request.\n\n\"sha\" wasn't supplied.") }
            throw Refusal(409, "\(path) does not match \(json["sha"]?.text ?? "")")
        }
        let changed = try await git.writeTree(
            base: tree, changes: [(path, existing?.mode ?? "100644", blob)], in: repository.id)
        let own = await ownSignature()
        let author = signature(json["author"]) ?? own
        let commit = try await git.writeCommit(
            tree: changed, parents: [ref.object], author: author, committer: signature(json["committer"]) ?? webFlow,
            message: message, in: repository.id)
        if json["author"] == nil, json["committer"] == nil { try await update { $0.signedObjects[commit] = now } }
        try await apply(RefChange(ref: ref.name, old: ref.object, new: commit, origin: .api))
        var present = self
        present.found = try await current()
        let entry = try await git.entry(path, of: changed, in: repository.id)
        let made: JSON = [
            "content": entry.map { present.shared($0, branch) } ?? .null,
            "commit": present.renderGitCommit(try await git.commitObject(commit, in: repository.id)),
        ]
        return existing == nil ? .created(made) : .ok(made)
    }
}
