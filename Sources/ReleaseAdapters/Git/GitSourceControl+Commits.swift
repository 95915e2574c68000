import Foundation
package import ReleaseModel
package import ReleasePorts

/// Commits that no branch has yet, and checkouts of them.
extension GitSourceControl {
    package func candidate(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? {
        let answer = try await run(
            ["rev-parse", "--verify", "--quiet", "refs/slipway/\(name)^{commit}"], in: folder)
        return answer.hasSucceeded ? CommitID(answer.text.trimmed) : nil
    }

    package func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID {
        var tree = request.base.text + "^{tree}"
        if !request.files.isEmpty || !request.removed.isEmpty { tree = try await self.tree(of: request) }
        let moment = "\(Int(request.date.timeIntervalSince1970)) +0000"
        let identity = [
            "GIT_AUTHOR_NAME": request.name, "GIT_AUTHOR_EMAIL": request.mail, "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_NAME": request.name, "GIT_COMMITTER_EMAIL": request.mail, "GIT_COMMITTER_DATE": moment,
        ]
        let made = try await ask(
            "make a commit", ["commit-tree", tree, "-p", request.base.text, "-F", "-"], in: request.folder,
            input: Array((request.message + "\n").utf8), environment: identity)
        let commit = CommitID(made.text.trimmed)
        try await syncObjects(of: commit, behind: request.base, in: request.folder)
        try await keep(commit, as: request.candidate, in: request.folder)
        return commit
    }

    /// Makes the names of new objects durable: git syncs their content, but not their folders.
    private func syncObjects(
        of commit: CommitID, behind base: CommitID, in folder: String
    ) async throws(SourceControlError) {
        let new = try await ask(
            "list new objects", ["rev-list", "--objects", "--no-object-names", commit.text, "^" + base.text], in: folder
        )
        let place = try await ask("find its objects", ["rev-parse", "--git-path", "objects"], in: folder).text.trimmed
        let objects = place.hasPrefix("/") ? place : folder + "/" + place
        let names = Set(new.text.split(separator: "\n").map { String($0.prefix(2)) }).sorted()
        try sync(names.map { objects + "/" + $0 } + [objects], "store \(commit.short)", in: folder)
    }

    /// - Parameter paths: Missing folders are ignored: git may keep the objects elsewhere.
    func sync(_ paths: [String], _ operation: String, in folder: String) throws(SourceControlError) {
        for path in paths {
            do { try syncFolder(path) } catch {
                if case .missing = error { continue }
                throw .failed(operation: operation, folder: folder, message: error.summary)
            }
        }
    }

    /// The base's tree with the given files replaced, added or removed, made in a separate index; only listed paths can
    /// change.
    private func tree(of request: CommitRequest) async throws(SourceControlError) -> String {
        let index = NSTemporaryDirectory() + "slipway-index-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: index) }
        let environment = ["GIT_INDEX_FILE": index]
        let entries = try await paths(in: request.folder, at: request.base)
        let modes = Dictionary(entries.map { ($0.path, $0.mode) }, uniquingKeysWith: { first, _ in first })
        _ = try await ask(
            "read the tree", ["read-tree", request.base.text], in: request.folder, environment: environment)
        var updates: [UInt8] = []
        for (path, bytes) in request.files.sorted(by: { $0.key < $1.key }) {
            let mode = modes[path] ?? "100644"
            if mode == "120000" {
                throw .failed(operation: "edit \(path)", folder: request.folder, message: "it is a symbolic link")
            }
            if modes[path] == nil, let taken = conflict(of: path, among: modes) {
                throw .failed(
                    operation: "add \(path)", folder: request.folder, message: "\(taken) is in its way")
            }
            let blob = try await ask(
                "store \(path)", ["hash-object", "-w", "--stdin", "--no-filters"], in: request.folder, input: bytes)
            updates += Array("\(mode) \(blob.text.trimmed)\t\(path)".utf8) + [0]
        }
        for path in request.removed.sorted() {
            guard modes[path] != nil else {
                throw .failed(operation: "remove \(path)", folder: request.folder, message: "there is no such file")
            }
            // Mode 0 removes, as git update-index --index-info says; an object id of the repository's length.
            updates += Array("0 \(String(repeating: "0", count: request.base.text.utf8.count))\t\(path)".utf8) + [0]
        }
        _ = try await ask(
            "stage files", ["update-index", "-z", "--index-info"], in: request.folder, input: updates,
            environment: environment)
        return try await ask("write the tree", ["write-tree"], in: request.folder, environment: environment).text
            .trimmed
    }

    /// A file of the tree that a new one would replace: one with the name of its folder, or one below it.
    private func conflict(of path: String, among modes: [String: String]) -> String? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        while parts.count > 1 {
            parts.removeLast()
            let folder = parts.joined(separator: "/")
            if modes[folder] != nil { return folder }
        }
        return modes.keys.filter { $0.hasPrefix(path + "/") }.min()
    }

    package func checkOut(
        _ commit: CommitID, of folder: String, into target: String
    ) async throws(SourceControlError) {
        let files = FileManager.default
        // Only checkouts made here are ever overwritten: a user's clone may be at the same path.
        let mark = GitSourceControl.checkoutMark
        if files.fileExists(atPath: target), !files.fileExists(atPath: target + mark) {
            // A command that deleted its own checkout leaves an empty folder.
            guard isEmpty(target), rmdir(target) == 0 else {
                throw .failed(
                    operation: "check out", folder: target,
                    message: "the folder exists already and was not made by slipway; nothing in it was touched")
            }
        }
        if !sharesObjects(of: folder, target) { try? files.removeItem(atPath: target) }
        if !files.fileExists(atPath: target) {
            // No name of a repository ends like this.
            let part = target + "~part"
            try? files.removeItem(atPath: part)
            try? files.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            do throws(SourceControlError) {
                _ = try await ask(
                    "clone", ["clone", "--quiet", "--shared", "--no-checkout", "--no-tags", "--", folder, part], in: "/"
                )
            } catch {
                guard case .failed(_, _, let message) = error else { throw error }
                throw .notCloned(folder: folder, target: part, message: message)
            }
            guard files.createFile(atPath: part + mark, contents: Data()), rename(part, target) == 0 else {
                throw .failed(operation: "check out", folder: target, message: "\(SystemError(number: errno))")
            }
        }
        removeLocks(ofCheckout: target)
        // The objects are shared with the clone, also those that no branch of it reaches.
        _ = try await ask("check out", ["checkout", "--quiet", "--force", "--detach", commit.text], in: target)
        _ = try await ask("clean the checkout", ["clean", "-ffdxq"], in: target)
        _ = files.createFile(atPath: target + mark, contents: Data(machineStart().utf8))
    }

    package func isCheckedOut(_ commit: CommitID, in target: String) async -> Bool {
        let files = FileManager.default
        // Its files and build products are not synced: after a restart of the machine they may be truncated.
        guard let mark = files.contents(atPath: target + GitSourceControl.checkoutMark),
            String(decoding: mark, as: UTF8.self) == machineStart(),
            let head = files.contents(atPath: target + "/.git/HEAD"),
            String(decoding: head, as: UTF8.self).trimmed == commit.text,
            let names = try? files.contentsOfDirectory(atPath: target)
        else { return false }
        // A command always leaves something in its checkout, unless it deletes it.
        return names.count > 1
    }

    private static let checkoutMark = "/.git/slipway-checkout"

    private func isEmpty(_ folder: String) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return false }
        return names.isEmpty
    }

    /// Whether the checkout's objects are those of this clone, and can be found; a clone may have been moved or made anew.
    private func sharesObjects(of folder: String, _ target: String) -> Bool {
        let files = FileManager.default
        guard let data = files.contents(atPath: target + "/.git/objects/info/alternates") else { return false }
        let place = String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        guard files.fileExists(atPath: place) else { return false }
        let objects = folder + "/.git/objects"
        // A clone whose git folder is elsewhere says where.
        guard files.fileExists(atPath: objects) else { return true }
        return URL(fileURLWithPath: place).resolvingSymlinksInPath()
            == URL(fileURLWithPath: objects).resolvingSymlinksInPath()
    }
}

/// The identity of this boot; empty if the system does not provide it.
private func machineStart() -> String {
    let data = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data()
    return String(decoding: data, as: UTF8.self).trimmed
}
