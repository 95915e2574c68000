import Foundation
package import ReleaseModel
package import ReleasePorts

/// git, through its program: the user's credentials, signing and configuration hold.
///
/// Names and addresses are always arguments behind `--` or full reference names, so none can pass for an option.
package struct GitSourceControl: SourceControl {
    private let runner: any CommandRunner
    private let cache: HistoryCache?
    private let longHistory: Int

    /// - Parameters:
    ///   - environment: Says where long histories are kept that were read before; without, nowhere.
    ///   - longHistory: From how many bytes on a history is long.
    package init(runner: any CommandRunner, environment: [String: String] = [:], longHistory: Int = 1 << 20) {
        self.runner = runner
        cache = HistoryCache(environment: environment)
        self.longHistory = longHistory
    }

    // MARK: Reading

    package func checkProgram() async throws(SourceControlError) {
        let answer = try await ask("tell its version", ["version"], in: "/")
        if let version = gitVersion(in: answer.text), version < oldestGit { throw .tooOld(version) }
    }

    package func look(
        at folder: String, branch: String?, remote: String
    ) async throws(SourceControlError) -> CloneState? {
        let plain = PlainClone(folder: folder, remote: remote)
        let root: String
        let isShallow: Bool
        if let plain {
            (root, isShallow) = (plain.root, plain.isShallow)
        } else {
            guard let about = try await self.about(folder) else { return nil }
            (root, isShallow) = about
        }
        let format = "%(refname)%00%(objectname)%00%(*objectname)%00%(HEAD)"
        let references = try await ask(
            "list references", ["for-each-ref", "--format=\(format)", "refs/heads", "refs/remotes", "refs/tags"],
            in: folder)
        let parsed = References(references.text)
        let wanted = branch ?? parsed.checkedOut
        var head = wanted.flatMap { parsed.branches[$0] }
        if branch == nil, parsed.checkedOut == nil {
            let detached = try await run(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], in: folder)
            if detached.hasSucceeded { head = CommitID(detached.text.trimmed) }
        }
        var address = plain?.remoteAddress
        if address == nil {
            let answer = try await run(["config", "--get", "remote.\(remote).url"], in: folder)
            address = answer.hasSucceeded ? answer.text.trimmed : nil
        }
        let status = try await run(
            ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"], in: folder)
        return CloneState(
            root: root, head: head, branch: wanted, tags: parsed.tags,
            remoteAddress: address, isShallow: isShallow, isDirty: !status.output.isEmpty,
            hasOtherBranches: !parsed.remoteBranches.union(parsed.branches.keys).subtracting([wanted ?? ""]).isEmpty)
    }

    /// The work tree's root and whether its history is cut off; nil for a folder that is not under git.
    private func about(_ folder: String) async throws(SourceControlError) -> (root: String, isShallow: Bool)? {
        let about = try await run(
            ["rev-parse", "--show-toplevel", "--is-shallow-repository", "--symbolic-full-name", "HEAD"], in: folder)
        let lines = about.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let root = lines.first, !root.isEmpty, lines.count >= 2 else {
            if about.hasSucceeded || about.errorText.contains("not a git repository") { return nil }
            if about.errorText.contains("must be run in a work tree") { return nil }
            throw failure("look at the repository", folder, about)
        }
        return (root, lines[1] == "true")
    }

    package func resolve(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? {
        let answer = try await run(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], in: folder)
        return answer.hasSucceeded ? CommitID(answer.text.trimmed) : nil
    }

    package func tags(before commit: CommitID, in folder: String) async throws(SourceControlError) -> Set<TagName> {
        let listing = try await ask(
            "list tags", ["for-each-ref", "--merged=\(commit)", "--format=%(refname:strip=2)", "refs/tags"], in: folder)
        return Set(listing.text.split(separator: "\n").map { TagName(String($0)) })
    }

    package func paths(in folder: String, at commit: CommitID) async throws(SourceControlError) -> [TreeEntry] {
        let listing = try await ask("list files", ["ls-tree", "-r", "-z", "--full-tree", commit.text], in: folder)
        return listing.output.split(separator: 0).compactMap { line in
            guard let tab = line.firstIndex(of: 9) else { return nil }
            let fields = line[..<tab].split(separator: 32)
            guard fields.count == 3, fields[1].elementsEqual("blob".utf8) else { return nil }
            return TreeEntry(
                path: String(decoding: line[(tab + 1)...], as: UTF8.self),
                object: String(decoding: fields[2], as: UTF8.self), mode: String(decoding: fields[0], as: UTF8.self))
        }
    }

    package func read(_ objects: [TreeEntry], in folder: String) async throws(SourceControlError) -> [[UInt8]] {
        guard !objects.isEmpty else { return [] }
        let input = objects.map { $0.object + "\n" }.joined()
        let answer = try await ask("read files", ["cat-file", "--batch"], in: folder, input: Array(input.utf8))
        var rest = answer.output[...]
        var contents: [[UInt8]] = []
        for object in objects {
            guard let end = rest.firstIndex(of: 10) else { break }
            let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            guard head.count == 3, let size = Int(head[2]), rest.distance(from: end, to: rest.endIndex) > size else {
                throw .failed(operation: "read \(object.path)", folder: folder, message: head.joined(separator: " "))
            }
            contents.append(Array(rest[(end + 1)..<(end + 1 + size)]))
            rest = rest[(end + 2 + size)...]
        }
        guard contents.count == objects.count else {
            throw .failed(operation: "read files", folder: folder, message: "the answer ended early")
        }
        return contents
    }

    package func read(_ files: [FileAtCommit], in folder: String) async throws(SourceControlError) -> [[UInt8]?] {
        // A line names one object, so a path with a line end can't be asked for.
        let asked = files.map { !$0.path.utf8.contains(10) }
        let input = zip(files, asked).filter(\.1).map { "\($0.0.commit):\($0.0.path)\n" }.joined()
        guard !input.isEmpty else { return files.map { _ in nil } }
        let answer = try await ask("read files", ["cat-file", "--batch"], in: folder, input: Array(input.utf8))
        let output = answer.output
        var position = 0
        var contents: [[UInt8]?] = []
        contents.reserveCapacity(files.count)
        for (file, isAsked) in zip(files, asked) {
            guard isAsked else {
                contents.append(nil)
                continue
            }
            guard let end = output[position...].firstIndex(of: 10) else {
                throw .failed(operation: "read \(file.path)", folder: folder, message: "the answer ended early")
            }
            let head = output[position..<end].split(separator: 32)
            position = end + 1
            guard head.count == 3, head[1].elementsEqual("blob".utf8),
                let size = Int(String(decoding: head[2], as: UTF8.self)), position + size < output.count
            else {
                // `COMMIT:PATH missing`, or a folder, whose bytes follow as well.
                if head.count == 3, let size = Int(String(decoding: head[2], as: UTF8.self)),
                    head[1].elementsEqual("tree".utf8)
                {
                    position = min(position + size + 1, output.count)
                }
                contents.append(nil)
                continue
            }
            contents.append(Array(output[position..<(position + size)]))
            position += size + 1
        }
        return contents
    }

    package func changes(
        of paths: [String], before head: CommitID, in folder: String
    ) async throws(SourceControlError) -> [FileAtCommit] {
        guard !paths.isEmpty else { return [] }
        let answer = try await ask(
            "read the history",
            [
                "log", "-z", "--first-parent", "-m", "--reverse", "--format=%x01%H%x00", "--name-only", "--no-renames",
                "--no-color", "--no-show-signature", head.text, "--",
            ] + paths.map { ":(top,literal)" + $0 }, in: folder)
        return answer.output.split(separator: 1).flatMap { record -> [FileAtCommit] in
            let fields = record.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard let id = fields.first else { return [] }
            return fields.dropFirst().map { $0.hasPrefix("\n") ? String($0.dropFirst()) : $0 }.filter { !$0.isEmpty }
                .map { FileAtCommit(commit: CommitID(id), path: $0) }
        }
    }

    package func commits(
        _ query: HistoryQuery, in folder: String
    ) async throws(SourceControlError) -> [ObservedCommit] {
        if let cache, let old = cache.answer(to: query, in: folder) {
            if old.head == query.head { return HistoryLog.commits(in: old.output) }
            if let commits = try await commits(query, after: old, in: folder) { return commits }
        }
        let output = try await log(query, in: folder)
        if let cache, query.limit == nil, output.count >= longHistory {
            cache.keep(output, for: query, in: folder)
        }
        return HistoryLog.commits(in: output)
    }

    /// What was read before with what has come since; nil where the old head is not in the new one's history, or too
    /// much has come.
    private func commits(
        _ query: HistoryQuery, after old: (head: CommitID, output: [UInt8]), in folder: String
    ) async throws(SourceControlError) -> [ObservedCommit]? {
        guard try await isAncestor(old.head, of: query.head, in: folder, remote: nil) else { return nil }
        var added = query
        added.excluded.append(old.head)
        let output = try await log(added, in: folder)
        guard output.count < max(longHistory, 1 << 20) else { return nil }
        let commits = HistoryLog.commits(in: output) + HistoryLog.commits(in: old.output)
        return historyOrder(commits, from: query.head)
    }

    private func log(_ query: HistoryQuery, in folder: String) async throws(SourceControlError) -> [UInt8] {
        let answer = try await run(HistoryLog.arguments(for: query), in: folder)
        // A clone without old files' contents can tell a rename only where nothing in the file changed.
        if !answer.hasSucceeded, query.paths == .asForge {
            return Array(
                try await ask("read the history", HistoryLog.arguments(for: query, exactRenames: true), in: folder)
                    .output)
        }
        guard answer.hasSucceeded else { throw failure("read the history", folder, answer) }
        return Array(answer.output)
    }

    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        if ancestor == commit { return true }
        let present = try await run(["cat-file", "-e", commit.text + "^{commit}"], in: folder)
        if !present.hasSucceeded, let remote {
            _ = try await ask(
                "fetch", ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote, commit.text],
                in: folder, isRemote: true)
        }
        let answer = try await run(["merge-base", "--is-ancestor", ancestor.text, commit.text], in: folder)
        switch answer.end {
        case .exited(0): return true
        case .exited(1): return false
        default: throw failure("compare commits", folder, answer)
        }
    }

    package func commonAncestor(
        of commits: [CommitID], in folder: String
    ) async throws(SourceControlError) -> CommitID? {
        let answer = try await run(["merge-base", "--octopus"] + commits.map(\.text), in: folder)
        switch answer.end {
        case .exited(0): return CommitID(answer.text.trimmed)
        case .exited(1): return nil
        default: throw failure("compare commits", folder, answer)
        }
    }

    // MARK: Commits

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
        _ = try await ask(
            "keep a commit", ["update-ref", "refs/slipway/\(request.candidate)", commit.text], in: request.folder)
        return commit
    }

    /// The base's tree with the given files replaced, added or removed, made in an index of its own; only listed paths can change.
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

    /// A file of the tree that a new one would replace: one that is named as its folder is, or lies below it.
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
        // Only what was made here is ever overwritten: a person's clone may lie at the same place.
        let mark = "/.git/slipway-checkout"
        if files.fileExists(atPath: target), !files.fileExists(atPath: target + mark) {
            throw .failed(
                operation: "check out", folder: target,
                message: "the folder is there already and was not made by slipway; nothing in it was touched")
        }
        if !files.fileExists(atPath: target) {
            let part = target + ".part"
            try? files.removeItem(atPath: part)
            _ = try await ask(
                "clone", ["clone", "--quiet", "--shared", "--no-checkout", "--no-tags", "--", folder, part], in: "/")
            guard files.createFile(atPath: part + mark, contents: Data()), rename(part, target) == 0 else {
                throw .failed(operation: "check out", folder: target, message: "\(SystemError(number: errno))")
            }
        }
        // The objects are shared with the clone, also those that no branch of it reaches.
        _ = try await ask("check out", ["checkout", "--quiet", "--force", "--detach", commit.text], in: target)
        _ = try await ask("clean the checkout", ["clean", "-ffdxq"], in: target)
    }

    // MARK: The remote

    package func remoteReferences(of folder: String, remote: String) async throws(SourceControlError)
        -> RemoteReferences
    {
        let answer = try await ask(
            "ask the remote",
            ["ls-remote", "--quiet", "--symref", "--", remote, "HEAD", "refs/heads/*", "refs/tags/*"],
            in: folder, isRemote: true)
        var branches: [String: CommitID] = [:]
        var tags: [TagName: CommitID] = [:]
        var defaultBranch: String?
        for line in answer.text.split(separator: "\n") {
            let fields = line.split(separator: "\t", maxSplits: 1).map(String.init)
            guard fields.count == 2 else { continue }
            if fields[1] == "HEAD", fields[0].hasPrefix("ref: refs/heads/") {
                defaultBranch = String(fields[0].dropFirst(16))
            } else if fields[0].hasPrefix("ref: ") {
                // Another symbolic reference; its commit comes on a line of its own.
                continue
            } else if fields[1].hasPrefix("refs/heads/") {
                branches[String(fields[1].dropFirst(11))] = CommitID(fields[0])
            } else if fields[1].hasSuffix("^{}") {
                tags[TagName(String(fields[1].dropFirst(10).dropLast(3)))] = CommitID(fields[0])
            } else if fields[1].hasPrefix("refs/tags/") {
                // A peeled line follows for annotated tags and replaces this one.
                tags[TagName(String(fields[1].dropFirst(10)))] = CommitID(fields[0])
            }
        }
        return RemoteReferences(branches: branches, tags: tags, defaultBranch: defaultBranch)
    }

    package func push(
        _ commit: CommitID, to branch: String, from base: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) {
        guard let remote else {
            guard try await fastForward(branch, to: commit, in: folder) else {
                throw .failed(
                    operation: "move \(branch)", folder: folder,
                    message: "uncommitted changes stand in the way of the release commit")
            }
            return
        }
        let answer = try await run(
            [
                "push", "--porcelain", "--force-with-lease=refs/heads/\(branch):\(base.text)", "--", remote,
                "\(commit.text):refs/heads/\(branch)",
            ], in: folder, isRemote: true)
        guard !answer.hasSucceeded else { return }
        // Whatever git says of it: if the branch is elsewhere by now, somebody was first.
        if answer.end != .timedOut, let now = try? await remoteReferences(of: folder, remote: remote),
            now.branches[branch] != base
        {
            throw .branchMoved(branch, expected: base, found: now.branches[branch])
        }
        throw failure("push \(branch)", folder, answer, isRemote: true)
    }

    package func pushTag(_ request: TagRequest) async throws(SourceControlError) {
        var object = request.commit.text
        if request.kind == .annotated {
            let moment = Int(request.date.timeIntervalSince1970)
            let text =
                "object \(request.commit)\ntype commit\ntag \(request.tag)\n"
                + "tagger \(request.name) <\(request.mail)> \(moment) +0000\n\n\(request.message)\n"
            object = try await ask("make a tag", ["mktag"], in: request.folder, input: Array(text.utf8)).text.trimmed
        }
        let reference = "refs/tags/\(request.tag)"
        if let remote = request.remote {
            // Without force: a tag that is there makes git refuse.
            let answer = try await run(
                ["push", "--porcelain", "--", remote, "\(object):\(reference)"], in: request.folder, isRemote: true)
            if !answer.hasSucceeded {
                if let found = try await remoteReferences(of: request.folder, remote: remote).tags[request.tag] {
                    throw .tagExists(request.tag, expected: request.commit, found: found)
                }
                throw failure("push the tag \(request.tag)", request.folder, answer, isRemote: true)
            }
        }
        let zero = String(repeating: "0", count: object.count)
        let local = try await run(["update-ref", reference, object, zero], in: request.folder)
        if !local.hasSucceeded, request.remote == nil {
            throw failure("make the tag \(request.tag)", request.folder, local)
        }
    }

    package func fetchTag(_ tag: TagName, in folder: String, remote: String) async throws(SourceControlError) {
        let reference = "refs/tags/\(tag)"
        let local = try await run(["rev-parse", "--verify", "--quiet", reference], in: folder)
        guard !local.hasSucceeded else { return }
        _ = try await ask(
            "fetch the tag \(tag)",
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", remote, "\(reference):\(reference)"],
            in: folder, isRemote: true)
    }

    package func fastForward(
        _ branch: String, to commit: CommitID, in folder: String
    ) async throws(SourceControlError) -> Bool {
        let current = try await run(["symbolic-ref", "--quiet", "HEAD"], in: folder)
        if current.hasSucceeded, current.text.trimmed == "refs/heads/\(branch)" {
            let merged = try await run(["merge", "--quiet", "--ff-only", "--no-autostash", commit.text], in: folder)
            return merged.hasSucceeded
        }
        let old = try await run(["rev-parse", "--verify", "--quiet", "refs/heads/\(branch)"], in: folder)
        guard old.hasSucceeded else { return false }
        let isForward = try await isAncestor(CommitID(old.text.trimmed), of: commit, in: folder, remote: nil)
        guard isForward else { return false }
        let moved = try await run(
            ["update-ref", "refs/heads/\(branch)", commit.text, old.text.trimmed], in: folder)
        return moved.hasSucceeded
    }

    // MARK: Calling git

    func run(
        _ arguments: [String], in folder: String, input: [UInt8] = [], environment: [String: String] = [:],
        isRemote: Bool = false
    ) async throws(SourceControlError) -> CommandResult {
        var settings: [String: String?] = [
            "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_DIR": nil, "GIT_WORK_TREE": nil,
            "GIT_INDEX_FILE": nil,
        ]
        for (key, value) in environment { settings[key] = value }
        let command = Command(
            ["git", "-C", folder, "-c", "advice.detachedHead=false", "-c", "gc.auto=0"] + arguments,
            environment: settings, input: input, timeout: isRemote ? .seconds(300) : .seconds(120))
        do { return try await runner.run(command) } catch {
            if case .notFound(let program) = error { throw .missingProgram(program) }
            throw .failed(operation: "run", folder: folder, message: error.summary)
        }
    }

    func ask(
        _ operation: String, _ arguments: [String], in folder: String, input: [UInt8] = [],
        environment: [String: String] = [:], isRemote: Bool = false
    ) async throws(SourceControlError) -> CommandResult {
        let answer = try await run(arguments, in: folder, input: input, environment: environment, isRemote: isRemote)
        guard answer.hasSucceeded else { throw failure(operation, folder, answer, isRemote: isRemote) }
        return answer
    }

    func failure(
        _ operation: String, _ folder: String, _ answer: CommandResult, isRemote: Bool = false
    ) -> SourceControlError {
        let message = withoutCredentials(answer.errorText + answer.text)
        let isTransient =
            answer.end == .timedOut
            || (isRemote
                && ["Could not resolve", "Connection", "timed out", "unable to access", "index.lock"].contains(
                    where: message.contains))
        return isTransient
            ? .unreachable(operation: operation, folder: folder, message: message)
            : .failed(operation: operation, folder: folder, message: message)
    }
}

/// `https://user:token@host/` loses what stands before the `@`.
private func withoutCredentials(_ text: String) -> String {
    text.replacing(/:\/\/[^\/@\s]+@/, with: "://***@")
}

/// The answer of `for-each-ref`.
private struct References {
    var branches: [String: CommitID] = [:]
    var tags: [ObservedTag] = []
    /// Without the remotes' names.
    var remoteBranches: Set<String> = []
    var checkedOut: String?

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4 else { continue }
            if fields[0].hasPrefix("refs/heads/") {
                let name = String(fields[0].dropFirst(11))
                branches[name] = CommitID(fields[1])
                if fields[3] == "*" { checkedOut = name }
            } else if fields[0].hasPrefix("refs/remotes/") {
                let name = fields[0].dropFirst(13).drop { $0 != "/" }.dropFirst()
                if name != "HEAD" { remoteBranches.insert(String(name)) }
            } else {
                let commit = fields[2].isEmpty ? fields[1] : fields[2]
                tags.append(ObservedTag(name: TagName(String(fields[0].dropFirst(10))), commit: CommitID(commit)))
            }
        }
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
