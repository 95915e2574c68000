import Foundation
import ReleasePorts

extension GitStore {
    func object(_ object: String, type: String, in id: Int) async throws -> [UInt8]? {
        let result = try await result(["cat-file", type, object], in: id)
        return result.hasSucceeded ? result.output : nil
    }

    func commitObject(_ commit: String, in id: Int) async throws -> CommitObject {
        guard let bytes = try await object(commit, type: "commit", in: id) else { throw Refusal.notFound }
        return CommitObject(id: commit, parsing: bytes)
    }

    /// Many at once, in the given order.
    func commitObjects(_ commits: [String], in id: Int) async throws -> [CommitObject] {
        guard !commits.isEmpty else { return [] }
        let input = commits.map { $0 + "\n" }.joined()
        let output = try await result(["cat-file", "--batch"], in: id, input: Array(input.utf8)).output
        var rest = output[...]
        var found: [CommitObject] = []
        while let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let head = String(decoding: rest[..<lineEnd], as: UTF8.self).split(separator: " ")
            rest = rest[rest.index(after: lineEnd)...]
            guard head.count == 3, let size = Int(head[2]) else { continue }
            found.append(CommitObject(id: String(head[0]), parsing: rest.prefix(size)))
            rest = rest.dropFirst(size + 1)
        }
        return found
    }

    /// Ids of commits, newest first.
    func history(_ range: [String], options: [String] = [], path: String? = nil, in id: Int) async throws -> [String] {
        let text = try await run(
            ["rev-list"] + options + range + ["--"] + (path.map { [":(literal)" + $0] } ?? []), in: id)
        return text.split(separator: "\n").map(String.init)
    }

    func write(_ bytes: [UInt8], type: String, in id: Int) async throws -> String {
        try await run(["hash-object", "-w", "-t", type, "--stdin"], in: id, input: bytes)
    }

    func writeCommit(
        tree: String, parents: [String], author: Signature, committer: Signature, message: String, in id: Int
    ) async throws -> String {
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        text += "author \(author.line)\ncommitter \(committer.line)\n\n\(message)"
        return try await write(Array(text.utf8), type: "commit", in: id)
    }

    /// The entries of a tree, also of those below it where asked for.
    func entries(of tree: String, isRecursive: Bool = false, in id: Int) async throws -> [TreeEntry]? {
        let arguments = ["ls-tree", "-z", "--long"] + (isRecursive ? ["-r", "-t"] : []) + [tree]
        let result = try await result(arguments, in: id)
        guard result.hasSucceeded else { return nil }
        return result.output.split(separator: 0).compactMap { line in
            guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
            let head = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
            guard head.count == 4 else { return nil }
            return TreeEntry(
                mode: String(head[0]), type: String(head[1]), id: String(head[2]), size: Int(head[3]),
                path: String(decoding: line[line.index(after: tab)...], as: UTF8.self))
        }
    }

    /// One entry by its path; nil where the tree has none.
    func entry(_ path: String, of tree: String, in id: Int) async throws -> TreeEntry? {
        guard !path.isEmpty else { return nil }
        let result = try await result(["--literal-pathspecs", "ls-tree", "-z", "--long", tree, "--", path], in: id)
        guard result.hasSucceeded, let line = result.output.split(separator: 0).first,
            let tab = line.firstIndex(of: UInt8(ascii: "\t"))
        else { return nil }
        let head = String(decoding: line[..<tab], as: UTF8.self).split(separator: " ")
        return TreeEntry(
            mode: String(head[0]), type: String(head[1]), id: String(head[2]), size: Int(head[3]), path: path)
    }

    /// A tree with changed entries: an entry without an id is removed.
    func writeTree(base: String?, changes: [(path: String, mode: String, id: String?)], in id: Int) async throws
        -> String
    {
        let index = folder(id) + "/index-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: index) }
        let environment = ["GIT_INDEX_FILE": index]
        try await run(["read-tree"] + (base.map { [$0] } ?? ["--empty"]), in: id, environment: environment)
        let zero = String(repeating: "0", count: 40)
        let input = changes.map { "\($0.id == nil ? "0" : $0.mode) \($0.id ?? zero)\t\($0.path)\0" }.joined()
        try await run(
            ["update-index", "-z", "--index-info"], in: id, input: Array(input.utf8), environment: environment)
        return try await run(["write-tree"], in: id, environment: environment)
    }

    /// What differs between two trees or commits, with renames.
    func changes(from old: String, to new: String, in id: Int) async throws -> [ChangedFile] {
        let fields = try await result(["diff-tree", "-r", "-z", "-M", "--raw", "--numstat", old, new], in: id).output
            .split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        var files: [ChangedFile] = []
        var counts: [String: (Int, Int)] = [:]
        var place = 0
        while place < fields.count {
            let field = fields[place]
            place += 1
            if field.hasPrefix(":") {
                let parts = field.split(separator: " ")
                guard parts.count == 5, place < fields.count else { break }
                let isRename = parts[4].hasPrefix("R") || parts[4].hasPrefix("C")
                let former = isRename ? fields[place] : nil
                if isRename { place += 1 }
                let blob = parts[3].allSatisfy { $0 == "0" } ? nil : String(parts[3])
                files.append(
                    ChangedFile(
                        path: fields[place], formerPath: former, status: changeName(parts[4]), blob: blob, additions: 0,
                        deletions: 0))
                place += 1
            } else {
                let parts = field.split(separator: "\t", omittingEmptySubsequences: false)
                guard parts.count == 3 else { continue }
                var path = String(parts[2])
                // With -z the two paths of a renamed file are fields of their own, behind an empty one
                // ([git](https://git-scm.com/docs/git-diff#_other_diff_formats)).
                if path.isEmpty, place + 1 < fields.count {
                    path = fields[place + 1]
                    place += 2
                }
                // Binary files have `-` for both numbers.
                counts[path] = (Int(parts[0]) ?? 0, Int(parts[1]) ?? 0)
            }
        }
        for index in files.indices {
            (files[index].additions, files[index].deletions) = counts[files[index].path] ?? (0, 0)
        }
        return files
    }

    private func changeName(_ letter: Substring) -> String {
        switch letter.first {
        case "A": "added"
        case "D": "removed"
        case "R": "renamed"
        case "C": "copied"
        case "T": "changed"
        default: "modified"
        }
    }

    /// The tree of merging two commits; nil where they conflict.
    func mergedTree(_ ours: String, _ theirs: String, in id: Int) async throws -> String? {
        let result = try await result(["merge-tree", "--write-tree", "--no-messages", ours, theirs], in: id)
        return result.hasSucceeded ? result.text.split(separator: "\n").first.map(String.init) : nil
    }

    func mergeBase(_ one: String, _ other: String, in id: Int) async throws -> String? {
        try await answer(["merge-base", one, other], in: id)
    }

    /// Applies commits on top of another one, each as a new commit; nil where one conflicts.
    func rebased(
        _ commits: [String], onto base: String, committer: Signature, in id: Int
    ) async throws -> String? {
        let work = root + "/rebase-\(UUID().uuidString)"
        try await run(["worktree", "add", "--quiet", "--detach", work, base], in: id)
        let environment = [
            "GIT_COMMITTER_NAME": committer.name, "GIT_COMMITTER_EMAIL": committer.email,
            "GIT_COMMITTER_DATE": "\(Int(committer.date.timeIntervalSince1970)) +0000",
        ]
        let picked = try await result(
            ["cherry-pick", "--allow-empty", "--keep-redundant-commits"] + commits, in: nil, environment: environment,
            folder: work)
        let head = picked.hasSucceeded ? try await run(["rev-parse", "HEAD"], in: nil, folder: work) : nil
        try await run(["worktree", "remove", "--force", work], in: id)
        return head
    }
}
