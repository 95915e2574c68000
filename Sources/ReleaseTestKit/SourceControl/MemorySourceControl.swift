import Foundation
package import ReleaseModel
package import ReleasePorts
import Synchronization

/// git in memory: clones by folder, each with the remote that it was made from, and a list of what was pushed.
package final class MemorySourceControl: SourceControl {
    /// A change that others can see, in the order in which they happened.
    package enum Effect: Sendable, Hashable {
        case branch(String, String, CommitID)
        case tag(String, TagName, CommitID)
    }

    /// Whether the remotes can take a branch and tags all or nothing.
    package let isAtomic: Bool

    struct Commit {
        var parents: [CommitID]
        var tree: [String: TreeEntry]
        var message: String
        var author = ""
        var date = 0.0
    }

    struct Clone {
        var branch: String
        var branches: [String: CommitID]
        var tags: [TagName: CommitID] = [:]
        var candidates: [String: CommitID] = [:]
        var remote: RemoteReferences?
        var otherPushAddress: String?
        /// Every commit ever pushed to the remote, even if no longer reachable.
        var pushed: Set<CommitID> = []
        /// Candidates that the remote shows, by name.
        var offered: [String: CommitID] = [:]
        /// Lost commits, as after a new clone.
        var lost: Set<CommitID> = []
    }

    struct World {
        var commits: [CommitID: Commit] = [:]
        var objects: [String: [UInt8]] = [:]
        var clones: [String: Clone] = [:]
        var effects: [Effect] = []
        /// Of annotated tags that were pushed, by clone and name.
        var tagMessages: [String: String] = [:]
        /// What was checked out last, by clone.
        var checkedOut: [String: CommitID] = [:]
    }

    let world = Mutex(World())
    let files: MemoryFiles
    let mayAct: @Sendable () -> Bool

    /// - Parameters:
    ///   - files: Where checkouts go.
    ///   - isAtomic: Whether the remotes can take a branch and tags all or nothing.
    ///   - mayAct: Whether the process still lives; a dead one changes nothing.
    package init(
        files: MemoryFiles, isAtomic: Bool = true, mayAct: @escaping @Sendable () -> Bool = { true }
    ) {
        self.files = files
        self.isAtomic = isAtomic
        self.mayAct = mayAct
    }

    package var effects: [Effect] { world.withLock { $0.effects } }

    /// What was checked out of a clone last; nil: nothing yet.
    package func checkedOut(of folder: String) -> CommitID? { world.withLock { $0.checkedOut[folder] } }

    // MARK: Telling what is there

    /// Makes a clone with one commit.
    @discardableResult
    package func makeClone(
        _ folder: String, files: [String: String], branch: String = "main", hasRemote: Bool = true
    ) -> CommitID {
        world.withLock { world in
            var tree: [String: TreeEntry] = [:]
            for (path, text) in files { tree[path] = store(Array(text.utf8), at: path, mode: "100644", in: &world) }
            let id = store(Commit(parents: [], tree: tree, message: "feat: begin"), date: 0, in: &world)
            world.clones[folder] = Clone(
                branch: branch, branches: [branch: id],
                remote: hasRemote ? RemoteReferences(branches: [branch: id], tags: [:]) : nil)
            return id
        }
    }

    /// Someone else pushes a commit with one more file.
    @discardableResult
    package func pushByAnother(_ folder: String, branch: String = "main", path: String, text: String) -> CommitID {
        world.withLock { world in
            guard let clone = world.clones[folder],
                let head = clone.remote?.branches[branch] ?? clone.branches[branch], let base = world.commits[head]
            else { preconditionFailure("there is no clone in \(folder)") }
            var tree = base.tree
            tree[path] = store(Array(text.utf8), at: path, mode: "100644", in: &world)
            let id = store(Commit(parents: [head], tree: tree, message: "fix: \(path)"), date: 0, in: &world)
            if clone.remote == nil {
                world.clones[folder]?.branches[branch] = id
            } else {
                world.clones[folder]?.remote?.branches[branch] = id
            }
            return id
        }
    }

    /// The files of a commit as texts.
    package func texts(at commit: CommitID) -> [String: String] {
        world.withLock { world in
            (world.commits[commit]?.tree ?? [:]).mapValues {
                String(decoding: world.objects[$0.object] ?? [], as: UTF8.self)
            }
        }
    }

    /// Someone else takes a tag.
    package func tagByAnother(
        _ folder: String, _ tag: TagName, at commit: CommitID, kind: TagKind = .annotated
    ) {
        world.withLock { world in
            world.clones[folder]?.remote?.tags[tag] = commit
            if kind == .lightweight { world.clones[folder]?.remote?.lightweightTags.insert(tag) }
        }
    }

    /// Another person moves a branch of the remote, back for example, and takes tags away.
    package func resetByAnother(
        _ folder: String, branch: String = "main", to commit: CommitID, removing: [TagName] = []
    ) {
        world.withLock { world in
            world.clones[folder]?.remote?.branches[branch] = commit
            for tag in removing { world.clones[folder]?.remote?.tags[tag] = nil }
        }
    }

    /// Someone recreates the clone: commits on no branch or tag of the remote are gone.
    package func recreateClone(_ folder: String) {
        world.withLock { world in
            let gone = world.clones[folder]?.candidates.values.map { $0 } ?? []
            world.clones[folder]?.candidates = [:]
            world.clones[folder]?.lost.formUnion(gone)
        }
    }

    /// Pushes of a clone go elsewhere from now on.
    package func redirectPushes(of folder: String, to address: String) {
        world.withLock { $0.clones[folder]?.otherPushAddress = address }
    }

    // MARK: SourceControl

    package func checkProgram() async throws(SourceControlError) {}

    package func look(
        at folder: String, branch: String?, remote: String
    ) async throws(SourceControlError) -> CloneState? {
        world.withLock { world in
            guard let clone = world.clones[folder] else { return nil }
            let wanted = branch ?? clone.branch
            let tags = clone.tags.map { ObservedTag(name: $0.key, commit: $0.value) }.sorted { $0.name < $1.name }
            return CloneState(
                root: folder, head: clone.branches[wanted], branch: wanted, tags: tags,
                remoteAddress: clone.remote == nil ? nil : "memory:\(folder)", isShallow: false, isDirty: false)
        }
    }

    package func resolve(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? {
        world.withLock { world in
            let clone = world.clones[folder]
            if let known = clone?.branches[name] ?? clone?.tags[TagName(name)] { return known }
            let fitting = world.commits.keys.filter {
                name.count >= 4 && $0.text.hasPrefix(name) && clone?.lost.contains($0) != true
            }
            return fitting.count == 1 ? fitting.first : nil
        }
    }

    package func tags(before commit: CommitID, in folder: String) async throws(SourceControlError) -> Set<TagName> {
        world.withLock { world in
            var seen: Set<CommitID> = []
            var open = [commit]
            while let next = open.popLast() {
                if seen.insert(next).inserted { open += world.commits[next]?.parents ?? [] }
            }
            return Set((world.clones[folder]?.tags ?? [:]).filter { seen.contains($0.value) }.keys)
        }
    }

    package func isOnBranch(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> Bool {
        world.withLock { world in
            var seen: Set<CommitID> = []
            var open = Array((world.clones[folder]?.branches ?? [:]).values)
            while let next = open.popLast() {
                if seen.insert(next).inserted { open += world.commits[next]?.parents ?? [] }
            }
            return seen.contains(commit)
        }
    }

    package func paths(in folder: String, at commit: CommitID) async throws(SourceControlError) -> [TreeEntry] {
        try entries(of: commit, in: folder).values.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    package func tree(of commit: CommitID, in folder: String) async throws(SourceControlError) -> String {
        let entries = try await paths(in: folder, at: commit)
        return entries.map { "\($0.mode) \($0.object) \($0.path)" }.joined(separator: "\n")
    }

    /// Commits of this fake have no signatures.
    package func unsigned(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> CommitID { commit }

    package func signed(
        _ commit: CommitID, as candidate: String, in folder: String
    ) async throws(SourceControlError) -> CommitID { commit }

    package func checkSigning(_ trial: SigningTrial, in folder: String) async throws(SourceControlError) {}

    package func read(_ objects: [TreeEntry], in folder: String) async throws(SourceControlError) -> [[UInt8]] {
        let found = world.withLock { world in objects.compactMap { world.objects[$0.object] } }
        guard found.count == objects.count else { throw failed("read files", folder, "missing") }
        return found
    }

    package func read(_ files: [FileAtCommit], in folder: String) async throws(SourceControlError) -> [[UInt8]?] {
        world.withLock { world in
            files.map { file in world.commits[file.commit]?.tree[file.path].flatMap { world.objects[$0.object] } }
        }
    }

    package func changes(
        of paths: [String], before head: CommitID, in folder: String
    ) async throws(SourceControlError) -> [FileAtCommit] {
        world.withLock { world in
            var found: [FileAtCommit] = []
            var next: CommitID? = head
            while let id = next, let commit = world.commits[id] {
                let before = commit.parents.first.flatMap { world.commits[$0] }
                for path in paths where commit.tree[path]?.object != before?.tree[path]?.object {
                    found.append(FileAtCommit(commit: id, path: path))
                }
                next = commit.parents.first
            }
            return found.reversed()
        }
    }

    package func commits(
        _ query: HistoryQuery, in folder: String
    ) async throws(SourceControlError) -> [ObservedCommit] {
        world.withLock { world in
            let hidden = query.excluded.reduce(into: Set<CommitID>()) { $0.formUnion(history(of: $1, in: world)) }
            let all = history(of: query.head, in: world).filter { !hidden.contains($0) }
            return all.prefix(query.limit ?? all.count).compactMap { id in
                guard let commit = world.commits[id] else { return nil }
                let before = commit.parents.first.flatMap { world.commits[$0] }?.tree ?? [:]
                let shown = query.paths == .asForge || (query.paths == .changed && commit.parents.count < 2)
                let changed = Set(commit.tree.keys).union(before.keys).filter { commit.tree[$0] != before[$0] }
                return ObservedCommit(
                    id: id, parents: commit.parents, message: commit.message,
                    paths: shown ? changed.sorted() : [])
            }
        }
    }

    /// Only files with equal contents.
    package func renames(by commit: CommitID, in folder: String) async throws(SourceControlError) -> [FileRename] {
        world.withLock { world in
            guard let made = world.commits[commit], made.parents.count == 1, let parent = made.parents.first else {
                return []
            }
            let before = world.commits[parent]?.tree ?? [:]
            var gone = before.keys.filter { made.tree[$0] == nil }.sorted()
            return made.tree.keys.filter { before[$0] == nil }.sorted().compactMap { new in
                guard let index = gone.firstIndex(where: { before[$0]?.object == made.tree[new]?.object }) else {
                    return nil
                }
                return FileRename(from: gone.remove(at: index), to: new)
            }
        }
    }

    package func commonAncestor(
        of commits: [CommitID], in folder: String
    ) async throws(SourceControlError) -> CommitID? {
        world.withLock { world in
            let histories = commits.map { history(of: $0, in: world) }
            return histories.first?.first { id in histories.allSatisfy { $0.contains(id) } }
        }
    }

    package func commit(_ request: CommitRequest) async throws(SourceControlError) -> CommitID {
        try checkAlive(request.folder)
        var tree = try entries(of: request.base, in: request.folder)
        for (path, bytes) in request.files {
            let mode = tree[path]?.mode ?? "100644"
            if mode == "120000" { throw failed("edit \(path)", request.folder, "it is a symbolic link") }
            let isTaken = tree.keys.contains { $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") }
            if isTaken { throw failed("add \(path)", request.folder, "a file is in its way") }
            tree[path] = world.withLock { store(bytes, at: path, mode: mode, in: &$0) }
        }
        for path in request.removed {
            guard tree[path] != nil else { throw failed("remove \(path)", request.folder, "there is no such file") }
            tree[path] = nil
        }
        let made = tree
        return world.withLock { world in
            let commit = Commit(
                parents: [request.base], tree: made, message: request.message,
                author: "\(request.name) <\(request.mail)>", date: request.date.timeIntervalSince1970)
            let id = store(
                commit, date: request.date.timeIntervalSince1970, by: "\(request.name) <\(request.mail)>", in: &world)
            world.clones[request.folder]?.candidates[request.candidate] = id
            world.clones[request.folder]?.lost.remove(id)
            return id
        }
    }

    package func candidate(_ name: String, in folder: String) async throws(SourceControlError) -> CommitID? {
        world.withLock { $0.clones[folder]?.candidates[name] }
    }

    package func checkOut(
        _ commit: CommitID, of folder: String, into target: String
    ) async throws(SourceControlError) {
        try checkAlive(folder)
        let tree = try entries(of: commit, in: folder)
        let contents = world.withLock { world in
            world.checkedOut[folder] = commit
            return tree.mapValues { world.objects[$0.object] ?? [] }
        }
        files.replace(folder: target, with: contents)
    }

    package func isCheckedOut(_ commit: CommitID, in target: String) async -> Bool {
        let tree = world.withLock { $0.commits[commit]?.tree } ?? [:]
        return tree.keys.contains { files.text(target + "/" + $0) != nil }
    }

    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in folder: String, remote: String?
    ) async throws(SourceControlError) -> Bool {
        world.withLock { world in history(of: commit, in: world).contains(ancestor) }
    }

    package func keep(
        _ commit: CommitID, as candidate: String, in folder: String
    ) async throws(SourceControlError) {
        try checkAlive(folder)
        world.withLock { $0.clones[folder]?.candidates[candidate] = commit }
    }

    package func signatures(
        _ query: HistoryQuery, in folder: String, remote: String?
    ) async throws(SourceControlError) -> [CommitSignature] {
        world.withLock { world in
            let hidden = query.excluded.reduce(into: Set<CommitID>()) { $0.formUnion(history(of: $1, in: world)) }
            let all = history(of: query.head, in: world).filter { !hidden.contains($0) }
            return all.prefix(query.limit ?? all.count).compactMap { id in
                world.commits[id].map {
                    CommitSignature(
                        commit: id, author: $0.author, committer: $0.author,
                        date: Date(timeIntervalSince1970: $0.date))
                }
            }
        }
    }

    package func message(of tag: TagName, in folder: String) async throws(SourceControlError) -> String? {
        world.withLock { $0.tagMessages["\(folder) \(tag)"] }
    }

    package func fastForward(
        _ branch: String, to commit: CommitID, in folder: String
    ) async throws(SourceControlError) -> Bool {
        try checkAlive(folder)
        return world.withLock { world in
            guard let old = world.clones[folder]?.branches[branch], history(of: commit, in: world).contains(old) else {
                return false
            }
            world.clones[folder]?.branches[branch] = commit
            return true
        }
    }

    // MARK: Objects

    func checkAlive(_ folder: String) throws(SourceControlError) {
        if !mayAct() { throw failed("act", folder, "the process has ended") }
    }

    func failed(_ operation: String, _ folder: String, _ message: String) -> SourceControlError {
        .failed(operation: operation, folder: folder, message: message)
    }

    func entries(of commit: CommitID, in folder: String) throws(SourceControlError) -> [String: TreeEntry] {
        guard let tree = world.withLock({ $0.commits[commit]?.tree }) else {
            throw failed("list files", folder, "no commit \(commit)")
        }
        return tree
    }

    func store(_ bytes: [UInt8], at path: String, mode: String, in world: inout World) -> TreeEntry {
        let object = String(MemoryFiles.digest(bytes).text.prefix(40))
        world.objects[object] = bytes
        return TreeEntry(path: path, object: object, mode: mode)
    }

    func store(_ commit: Commit, date: Double, by author: String = "", in world: inout World) -> CommitID {
        let tree = commit.tree.values.map { "\($0.mode) \($0.object) \($0.path)" }.sorted()
        let text = (commit.parents.map(\.text) + tree + [commit.message, "\(date)", author]).joined(separator: "\n")
        let id = CommitID(String(MemoryFiles.digest(Array(text.utf8)).text.prefix(40)))
        world.commits[id] = commit
        return id
    }

    /// A commit and all before it, nearest first.
    func history(of commit: CommitID, in world: World) -> [CommitID] {
        var order: [CommitID] = []
        var seen: Set<CommitID> = []
        var open = [commit]
        while !open.isEmpty {
            let next = open.removeFirst()
            guard seen.insert(next).inserted, let found = world.commits[next] else { continue }
            order.append(next)
            open += found.parents
        }
        return order
    }
}
