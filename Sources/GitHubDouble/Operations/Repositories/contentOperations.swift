import Foundation
import ReleaseModel

let contentOperations = [
    Operation("GET", "/repos/{owner}/{repo}/contents", "repos/get-content", needs: .may(.read, .contents)) { call in
        try await call.content()
    },
    Operation("GET", "/repos/{owner}/{repo}/contents/{path+}", "repos/get-content", needs: .may(.read, .contents)) {
        call in try await call.content()
    },
]

extension Call {
    /// A file, a folder with at most 1,000 entries, a link or a submodule.
    fileprivate func content() async throws -> Answer {
        let ref = query["ref"] ?? repository.settings.defaultBranch
        guard let commit = try await git.commit(ref, in: repository.id) else {
            throw Refusal(404, "No commit found for the ref \(ref)")
        }
        let path = text("path").trimmingCharacters(in: CharacterSet(charactersIn: "/"))
        let tree = try await git.commitObject(commit, in: repository.id).tree
        if path.isEmpty { return try await folder(tree, "", ref) }
        guard let entry = try await git.entry(path, of: tree, in: repository.id) else { throw Refusal.notFound }
        if entry.type == "tree" { return try await folder(entry.id, path + "/", ref) }
        return try await file(entry, ref)
    }

    private func folder(_ tree: String, _ prefix: String, _ ref: String) async throws -> Answer {
        let entries = try await git.entries(of: tree, in: repository.id) ?? []
        return .ok(
            .array(
                entries.prefix(1000).map { entry in
                    var entry = entry
                    entry.path = prefix + entry.path
                    return shared(entry, ref)
                }))
    }

    private func file(_ entry: TreeEntry, _ ref: String) async throws -> Answer {
        let accept = field("accept") ?? ""
        if entry.type == "commit" {
            return .ok(shared(entry, ref).adding(["type": "submodule", "submodule_git_url": ""]))
        }
        let bytes = try await git.object(entry.id, type: "blob", in: repository.id) ?? []
        if entry.mode == "120000" {
            return .ok(
                shared(entry, ref).adding([
                    "type": "symlink", "target": .string(String(decoding: bytes, as: UTF8.self)),
                ]))
        }
        if accept.contains("raw") {
            return Answer(status: 200, content: .bytes(bytes, type: "application/vnd.github.raw; charset=utf-8"))
        }
        // Above 1 MB only the raw form has the content; above 100 MB none.
        guard bytes.count <= 100 << 20 else {
            throw Refusal(
                403, "This API returns blobs up to 100 MB in size.",
                errors: [["resource": "Blob", "field": "data", "code": "too_large"]])
        }
        let isLarge = bytes.count > 1 << 20
        return .ok(
            shared(entry, ref).adding([
                "encoding": isLarge ? "none" : "base64", "content": .string(isLarge ? "" : wrappedBase64(bytes)),
            ]))
    }

    func shared(_ entry: TreeEntry, _ ref: String) -> JSON {
        let path = entry.path.split(separator: "/").map { percentEncoded(String($0)) }.joined(separator: "/")
        let url = place("/contents/\(path)?ref=\(percentEncoded(ref))")
        let isFolder = entry.type == "tree"
        let gitURL = place("/git/\(isFolder ? "trees" : "blobs")/\(entry.id)")
        let page = page("/\(isFolder ? "tree" : "blob")/\(ref)/\(path)")
        let type =
            switch (entry.type, entry.mode) {
            case ("tree", _): "dir"
            case ("commit", _): version == .of2026 ? "submodule" : "file"
            case (_, "120000"): "symlink"
            default: "file"
            }
        return [
            "type": .string(type), "size": .number(entry.size ?? 0),
            "name": .string(entry.path.split(separator: "/").last.map(String.init) ?? ""), "path": .string(entry.path),
            "sha": .string(entry.id), "url": .string(url), "git_url": .string(gitURL), "html_url": .string(page),
            "download_url": type == "file" ? .string(self.page("/raw/\(ref)/\(path)")) : nil,
            "_links": ["self": .string(url), "git": .string(gitURL), "html": .string(page)],
        ]
    }
}

/// Base64 in lines of 60 characters, as GitHub writes it.
func wrappedBase64(_ bytes: [UInt8]) -> String {
    let text = Array(Data(bytes).base64EncodedString())
    return stride(from: 0, to: text.count, by: 60)
        .map { String(text[$0..<min($0 + 60, text.count)]) + "\n" }.joined()
}
