import Foundation
import ReleaseModel

let gitObjectOperations = [
    Operation("POST", "/repos/{owner}/{repo}/git/blobs", "git/create-blob", needs: .may(.write, .contents)) { call in
        let text = try call.required("content", of: "Blob")
        let bytes: [UInt8]
        if call.json["encoding"]?.text == "base64" {
            guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
                throw Refusal(422, "content is not valid Base64")
            }
            bytes = Array(data)
        } else {
            bytes = Array(text.utf8)
        }
        let id = try await call.git.write(bytes, type: "blob", in: call.repository.id)
        return .created(["url": .string(call.place("/git/blobs/\(id)")), "sha": .string(id)])
    },
    Operation("GET", "/repos/{owner}/{repo}/git/blobs/{file_sha}", "git/get-blob", needs: .may(.read, .contents)) {
        call in
        let id = call.text("file_sha")
        guard try await call.git.type(of: id, in: call.repository.id) == "blob",
            let bytes = try await call.git.object(id, type: "blob", in: call.repository.id)
        else { throw Refusal.notFound }
        if call.field("accept")?.contains("raw") == true {
            return Answer(status: 200, content: .bytes(bytes, type: "application/vnd.github.raw"))
        }
        return .ok([
            "content": .string(wrappedBase64(bytes)), "encoding": "base64",
            "url": .string(call.place("/git/blobs/\(id)")), "sha": .string(id), "size": .number(bytes.count),
            "node_id": .string(Data("Blob:\(id)".utf8).base64EncodedString()),
        ])
    },
    Operation("GET", "/repos/{owner}/{repo}/git/trees/{tree_sha+}", "git/get-tree", needs: .may(.read, .contents)) {
        call in
        let name = call.text("tree_sha")
        var tree = try await call.git.type(of: name, in: call.repository.id) == "tree" ? name : nil
        if tree == nil, let commit = try await call.git.commit(name, in: call.repository.id) {
            tree = try await call.git.commitObject(commit, in: call.repository.id).tree
        }
        let isRecursive = call.query["recursive"] != nil
        guard let tree,
            let entries = try await call.git.entries(of: tree, isRecursive: isRecursive, in: call.repository.id)
        else { throw Refusal.notFound }
        let most = isRecursive ? call.double.settings.mostTreeEntries : 100_000
        return .ok(call.render(tree: tree, entries.prefix(most), isTruncated: entries.count > most))
    },
    Operation("POST", "/repos/{owner}/{repo}/git/trees", "git/create-tree", needs: .may(.write, .contents)) { call in
        try await call.createTree()
    },
    Operation("POST", "/repos/{owner}/{repo}/git/commits", "git/create-commit", needs: .may(.write, .contents)) {
        call in try await call.createCommit()
    },
    Operation("GET", "/repos/{owner}/{repo}/git/commits/{commit_sha}", "git/get-commit", needs: .may(.read, .contents))
    {
        call in
        let id = call.text("commit_sha")
        guard try await call.git.type(of: id, in: call.repository.id) == "commit" else { throw Refusal.notFound }
        return .ok(call.renderGitCommit(try await call.git.commitObject(id, in: call.repository.id)))
    },
    Operation("POST", "/repos/{owner}/{repo}/git/tags", "git/create-tag", needs: .may(.write, .contents)) { call in
        try await call.createTag()
    },
    Operation("GET", "/repos/{owner}/{repo}/git/tags/{tag_sha}", "git/get-tag", needs: .may(.read, .contents)) { call in
        let id = call.text("tag_sha")
        guard try await call.git.type(of: id, in: call.repository.id) == "tag",
            let bytes = try await call.git.object(id, type: "tag", in: call.repository.id)
        else { throw Refusal.notFound }
        return .ok(call.render(TagObject(id: id, parsing: bytes)))
    },
]

extension Call {
    fileprivate func createTree() async throws -> Answer {
        guard let items = json["tree"]?.items, !items.isEmpty else { throw Refusal(422, "Invalid tree info") }
        var changes: [(path: String, mode: String, id: String?)] = []
        for item in items {
            // Files are 100644 unless the client says otherwise.
            guard let path = item["path"]?.text, !path.isEmpty, !path.hasPrefix("/") else {
                throw Refusal(422, "tree.path contains a malformed path component")
            }
            let mode = item["mode"]?.text ?? "100644"
            if let text = item["content"]?.text {
                changes.append((path, mode, try await git.write(Array(text.utf8), type: "blob", in: repository.id)))
            } else if let id = item["sha"]?.text {
                let isThere = try await git.type(of: id, in: repository.id) != nil
                guard isThere || mode == "160000" else {
                    throw Refusal(422, "tree.sha \(id) is not a valid object")
                }
                changes.append((path, mode, id))
            } else if item["sha"]?.isNull == true {
                changes.append((path, mode, nil))
            } else {
                throw Refusal(422, "Must supply either tree.sha or tree.content")
            }
        }
        let base = json["base_tree"]?.text
        if let base, try await git.type(of: base, in: repository.id) == nil { throw Refusal.notFound }
        do {
            let tree = try await git.writeTree(base: base, changes: changes, in: repository.id)
            let entries = try await git.entries(of: tree, in: repository.id) ?? []
            return .created(render(tree: tree, entries[...], isTruncated: false))
        } catch let error as GitStore.Failed {
            throw Refusal(422, "GitRPC::BadObjectState: \(error.output)")
        }
    }

    fileprivate func render(tree: String, _ entries: ArraySlice<TreeEntry>, isTruncated: Bool) -> JSON {
        [
            "sha": .string(tree), "url": .string(place("/git/trees/\(tree)")), "truncated": .bool(isTruncated),
            "tree": .array(
                entries.map { entry in
                    let kind = entry.type == "tree" ? "trees" : "blobs"
                    var json: [String: JSON] = [
                        "path": .string(entry.path), "mode": .string(entry.mode), "type": .string(entry.type),
                        "sha": .string(entry.id),
                    ]
                    if let size = entry.size { json["size"] = .number(size) }
                    if entry.type != "commit" { json["url"] = .string(place("/git/\(kind)/\(entry.id)")) }
                    return .object(json)
                }),
        ]
    }

    /// A commit that the forge signs, unless the client names author or committer.
    fileprivate func createCommit() async throws -> Answer {
        let message = try required("message", of: "Commit")
        let tree = try required("tree", of: "Commit")
        guard try await git.type(of: tree, in: repository.id) == "tree" else {
            throw Refusal(422, "Tree SHA does not exist")
        }
        let parents = (json["parents"]?.items ?? []).compactMap(\.text)
        for parent in parents where try await git.type(of: parent, in: repository.id) != "commit" {
            throw Refusal(422, "Parent SHA does not exist or is not a commit object")
        }
        let own = await ownSignature()
        let author = signature(json["author"]) ?? own
        let committer = signature(json["committer"]) ?? signature(json["author"]) ?? own
        let id = try await git.writeCommit(
            tree: tree, parents: parents, author: author, committer: committer, message: message, in: repository.id)
        let isOwn = json["author"] == nil && json["committer"] == nil && json["signature"] == nil
        if isOwn, identity.isApp { try await update { $0.signedObjects[id] = now } }
        var signed = self
        signed.found = try await current()
        return .created(signed.renderGitCommit(try await git.commitObject(id, in: repository.id)))
    }

    fileprivate func createTag() async throws -> Answer {
        let name = try required("tag", of: "Tag")
        let message = try required("message", of: "Tag")
        let object = try required("object", of: "Tag")
        let type = try required("type", of: "Tag")
        guard try await git.type(of: object, in: repository.id) == type else {
            throw Refusal(422, "Object does not exist or is not a \(type)")
        }
        let own = await ownSignature()
        let tagger = signature(json["tagger"]) ?? own
        let text = "object \(object)\ntype \(type)\ntag \(name)\ntagger \(tagger.line)\n\n\(message)"
        let id = try await git.write(Array(text.utf8), type: "tag", in: repository.id)
        return .created(render(TagObject(id: id, parsing: Array(text.utf8))))
    }

    fileprivate func render(_ tag: TagObject) -> JSON {
        [
            "node_id": .string(Data("Tag:\(tag.id)".utf8).base64EncodedString()), "tag": .string(tag.name),
            "sha": .string(tag.id), "url": .string(place("/git/tags/\(tag.id)")), "message": .string(tag.message),
            "tagger": tag.tagger.json,
            "object": [
                "type": .string(tag.type), "sha": .string(tag.object),
                "url": .string(place("/git/\(tag.type)s/\(tag.object)")),
            ], "verification": unsigned,
        ]
    }

    /// Name and address that commits of whoever asks get.
    func ownSignature() async -> Signature {
        let account = await forge.knownAccount(identity.login)
        return Signature(name: account.name ?? account.login, email: account.commitEmail, date: now)
    }

    /// A person whom the client named completely; nil otherwise.
    func signature(_ json: JSON?) -> Signature? {
        guard let json, let name = json["name"]?.text, let email = json["email"]?.text else { return nil }
        let date = json["date"]?.text.flatMap { try? Date($0, strategy: .iso8601) }
        return Signature(name: name, email: email, date: date ?? now)
    }
}
