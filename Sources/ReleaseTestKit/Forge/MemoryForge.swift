package import Foundation
package import ReleaseModel
package import ReleasePorts
package import Synchronization

/// A forge in memory: pull requests, releases, checks and branches, without git.
///
/// It keeps what real ones enforce: the contract of forges is a suite of tests that it passes as GitHub's adapter does.
package final class MemoryForge: Forge {
    package struct State: Sendable {
        /// Every repository that there is.
        package var facts: [ForgeRepository: RepositoryFacts] = [:]
        /// New names of repositories by former ones; reads follow, writes don't.
        package var moved: [ForgeRepository: ForgeRepository] = [:]
        package var rules: [String: ReferenceRules] = [:]
        package var pullRequests: [Int: ForgePullRequest] = [:]
        package var comments: [Int: [ForgeComment]] = [:]
        /// Paths that pull requests change, by number.
        package var files: [Int: [String]] = [:]
        /// Of the commits of pull requests, by number.
        package var messages: [Int: [String]] = [:]
        package var reviewers: [Int: [String]] = [:]
        package var autoMerged: Set<Int> = []
        /// By path, of every branch.
        package var workflowFiles: [String: [UInt8]] = [:]
        /// By pull request.
        package var approvals: [Int: Set<String>] = [:]
        package var releases: [Int: ForgeRelease] = [:]
        package var contents: [Int: [UInt8]] = [:]
        package var checks: [CommitID: [ForgeCheck]] = [:]
        package var branches: [String: CommitID] = [:]
        /// Commits that were made here, by id.
        package var commits: [CommitID: ForgeCommit] = [:]
        /// Workflows of the default branch that can be started, by file name.
        package var workflows: Set<String> = []
        package var allowsAutoMerge = true
        /// Whether these credentials may write checks: at some forges only apps may.
        package var mayWriteChecks = true
        /// Whom reviews may be asked of; nil: of anyone.
        package var reviewersThere: Set<String>?
        package var events: [String] = []
        package var isImmutable = false
        /// Whether the credentials may read the repository's settings.
        package var showsSettings = true
        /// Whether assets show their digests.
        package var showsDigests = true
        /// The next calls that fail, by the name of their operation.
        package var failures: [String: [ForgeError]] = [:]
        /// The next calls that do their work and lose the answer.
        package var lostAnswers: [String: Int] = [:]
        /// How many more calls are answered; nil: all.
        package var endsAfter: Int?
        package var calls: [String] = []
        /// Looks at what readers see, after each call.
        package var watch: (@Sendable (State) -> Void)?
        fileprivate var last = 0

        fileprivate mutating func next() -> Int {
            last += 1
            return last
        }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Date

    package init(_ state: State = State(), now: @escaping @Sendable () -> Date = { Date(timeIntervalSince1970: 0) }) {
        self.state = Mutex(state)
        self.now = now
    }

    package var current: State { state.withLock { $0 } }

    package func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// One operation: counted, perhaps failing before it or losing its answer.
    private func operation<Answer>(
        _ name: String, in repository: ForgeRepository, writes: Bool = false,
        _ body: (inout State) throws(ForgeError) -> Answer
    ) throws(ForgeError) -> Answer {
        let result: Result<Answer, ForgeError> = state.withLock { state in
            state.calls.append(name)
            if let left = state.endsAfter {
                guard left > 0 else {
                    return .failure(.unreachable(request(name, repository), reason: "the forge is down"))
                }
                state.endsAfter = left - 1
            }
            if var failures = state.failures[name], !failures.isEmpty {
                let failure = failures.removeFirst()
                state.failures[name] = failures
                return .failure(failure)
            }
            defer { state.watch?(state) }
            do throws(ForgeError) {
                if state.facts[repository] == nil {
                    guard let new = state.moved[repository] else { throw .missing(request(name, repository)) }
                    if writes { throw .moved(request(name, repository), to: "https://memory/\(new)") }
                }
                let answer = try body(&state)
                if let lost = state.lostAnswers[name], lost > 0 {
                    state.lostAnswers[name] = lost - 1
                    return .failure(.unreachable(request(name, repository), reason: "the answer was lost"))
                }
                return .success(answer)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The same for what may be asked for and not be there.
    private func search<Answer>(
        _ name: String, in repository: ForgeRepository, _ body: (inout State) throws(ForgeError) -> Answer?
    ) throws(ForgeError) -> Answer? {
        do throws(ForgeError) { return try operation(name, in: repository, body) } catch {
            if case .missing = error { return nil }
            throw error
        }
    }

    private func request(_ name: String, _ repository: ForgeRepository) -> ForgeRequest {
        ForgeRequest(host: "memory", purpose: "\(name) in \(repository)")
    }

    // MARK: Repositories

    package func facts(of repository: ForgeRepository) async throws(ForgeError) -> RepositoryFacts {
        try operation("facts", in: repository) { state throws(ForgeError) in
            let name = state.moved[repository] ?? repository
            guard let facts = state.facts[name] else { throw .missing(request("facts", repository)) }
            return facts
        }
    }

    package func rules(
        forBranch branch: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ReferenceRules {
        try operation("rules", in: repository) { $0.rules["refs/heads/" + branch] ?? ReferenceRules() }
    }

    package func rules(
        forTag tag: TagName, in repository: ForgeRepository
    ) async throws(ForgeError) -> ReferenceRules {
        try operation("rules", in: repository) { $0.rules["refs/tags/" + tag.text] ?? ReferenceRules() }
    }

    package func locksReleases(in repository: ForgeRepository) async throws(ForgeError) -> Bool? {
        try operation("locksReleases", in: repository) { $0.showsSettings ? $0.isImmutable : nil }
    }

    // MARK: Pull requests

    package func openPullRequests(
        from branch: String?, into base: String?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest] {
        try operation("openPullRequests", in: repository) { state in
            state.pullRequests.values.filter {
                $0.state == .open && (branch == nil || $0.branch == branch) && (base == nil || $0.base == base)
            }.sorted { $0.number > $1.number }
        }
    }

    package func closedPullRequests(
        into base: String, since: Date?, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgePullRequest] {
        try operation("closedPullRequests", in: repository) { state in
            state.pullRequests.values.filter {
                $0.state != .open && $0.base == base && $0.updated >= since ?? $0.updated
            }
            .sorted { ($0.updated, $0.number) > ($1.updated, $1.number) }
        }
    }

    package func pullRequest(
        _ number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try operation("pullRequest", in: repository) { state throws(ForgeError) in
            try pullRequest(number, state, repository)
        }
    }

    private func pullRequest(
        _ number: Int, _ state: State, _ repository: ForgeRepository
    ) throws(ForgeError) -> ForgePullRequest {
        guard let found = state.pullRequests[number] else {
            throw .missing(request("read pull request \(number)", repository))
        }
        return found
    }

    package func messages(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try operation("messages", in: repository) { state throws(ForgeError) in
            let found = try pullRequest(number, state, repository)
            return state.messages[number] ?? state.commits(of: found).map(\.message)
        }
    }

    package func files(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        try operation("files", in: repository) { state throws(ForgeError) in
            let found = try pullRequest(number, state, repository)
            return state.files[number]
                ?? Set(state.commits(of: found).flatMap { Array($0.files.keys) + $0.removed }).sorted()
        }
    }

    package func open(
        _ new: NewPullRequest, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try operation("open", in: repository, writes: true) { state throws(ForgeError) in
            let asked = request("open", repository)
            if state.pullRequests.values.contains(where: {
                $0.state == .open && $0.branch == new.branch && $0.base == new.base
            }) {
                throw .exists(asked, reason: "A pull request already exists for \(new.branch).")
            }
            guard new.body.unicodeScalars.count <= 65_536 else {
                throw .invalid(asked, status: 422, reason: "body is too long")
            }
            guard let head = state.branches[new.branch], let base = state.branches[new.base] else {
                throw .invalid(asked, status: 422, reason: "there is no such branch")
            }
            guard head != base else {
                throw .invalid(asked, status: 422, reason: "No commits between \(new.base) and \(new.branch)")
            }
            let number = state.next()
            let made = ForgePullRequest(
                number: number, node: "PR_\(number)", state: .open, title: new.title, body: new.body,
                isDraft: new.isDraft, base: new.base, branch: new.branch, source: repository,
                head: head, author: "slipway",
                updated: now(), address: "https://memory/\(repository)/pull/\(number)")
            state.pullRequests[number] = made
            return made
        }
    }

    package func change(
        _ number: Int, _ change: PullRequestChange, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgePullRequest {
        try operation("change", in: repository, writes: true) { state throws(ForgeError) in
            guard var found = state.pullRequests[number] else { throw .missing(request("change", repository)) }
            found.title = change.title ?? found.title
            found.body = change.body ?? found.body
            if let isOpen = change.isOpen { found.state = isOpen ? .open : .closed }
            found.updated = now()
            state.pullRequests[number] = found
            return found
        }
    }

    package func add(labels: [String], to number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("addLabels", in: repository, writes: true) { state throws(ForgeError) in
            let known = try pullRequest(number, state, repository).labels
            state.pullRequests[number]?.labels = known + labels.filter { !known.contains($0) }
        }
    }

    package func remove(label: String, from number: Int, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("removeLabel", in: repository, writes: true) { state in
            state.pullRequests[number]?.labels.removeAll { $0 == label }
        }
    }

    package func comment(
        marked mark: String, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment? {
        try operation("comment", in: repository) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            return state.comments[number]?.first { $0.text.contains(mark) }
        }
    }

    package func write(
        _ text: String, replacing id: Int?, on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeComment {
        try operation("writeComment", in: repository, writes: true) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            var comments = state.comments[number] ?? []
            let comment = ForgeComment(
                id: id ?? state.next(), text: text, address: "https://memory/\(repository)/pull/\(number)#comment")
            if let id {
                guard let index = comments.firstIndex(where: { $0.id == id }) else {
                    throw .missing(request("writeComment", repository))
                }
                comments[index] = comment
            } else {
                comments.append(comment)
            }
            state.comments[number] = comments
            return comment
        }
    }

    package func requestReviews(
        of users: [String], teams: [String], on number: Int, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try operation("requestReviews", in: repository, writes: true) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            if let there = state.reviewersThere, !there.isSuperset(of: users) {
                throw .invalid(
                    request("requestReviews", repository), status: 422,
                    reason: "Reviews may only be requested from collaborators.")
            }
            state.reviewers[number, default: []] += users + teams
        }
    }

    package func approvals(of number: Int, in repository: ForgeRepository) async throws(ForgeError) -> Set<String> {
        try operation("approvals", in: repository) { state throws(ForgeError) in
            _ = try pullRequest(number, state, repository)
            return state.approvals[number] ?? []
        }
    }

    package func mergeWhenReady(
        _ request: ForgePullRequest, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try operation("mergeWhenReady", in: repository, writes: true) { state throws(ForgeError) in
            guard state.allowsAutoMerge else {
                throw .invalid(
                    self.request("mergeWhenReady", repository), status: 200, reason: "Auto merge is not allowed")
            }
            state.autoMerged.insert(request.number)
        }
    }

    package func merge(
        _ number: Int, at head: CommitID, by method: MergeMethod, in repository: ForgeRepository
    ) async throws(ForgeError) -> CommitID {
        try operation("merge", in: repository, writes: true) { state throws(ForgeError) in
            var found = try pullRequest(number, state, repository)
            guard found.state == .open else {
                throw .conflict(request("merge", repository), reason: "it is not open")
            }
            guard found.head == head else { throw .conflict(request("merge", repository), reason: "the head moved") }
            found.state = .merged
            found.mergeCommit = head
            found.merged = now()
            found.updated = now()
            state.pullRequests[number] = found
            state.branches[found.base] = head
            return head
        }
    }

    // MARK: Releases

    package func releases(in repository: ForgeRepository) async throws(ForgeError) -> [ForgeRelease] {
        try operation("releases", in: repository) { $0.releases.values.sorted { $0.id > $1.id } }
    }

    package func release(
        tagged tag: TagName, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease? {
        try search("releaseTagged", in: repository) { state in
            state.releases.values.first { $0.tag == tag && !$0.isDraft }
        }
    }

    package func release(_ id: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRelease? {
        try search("release", in: repository) { $0.releases[id] }
    }

    package func create(
        _ release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        try operation("createRelease", in: repository, writes: true) { state throws(ForgeError) in
            let isTaken = state.releases.values.contains { $0.tag == release.tag && !$0.isDraft }
            guard !isTaken || release.isDraft else {
                throw .exists(request("createRelease", repository), reason: "tag_name: already_exists")
            }
            let id = state.next()
            let made = stored(release, id: id, assets: [], state, repository)
            state.releases[id] = made
            return made
        }
    }

    private func stored(
        _ release: NewForgeRelease, id: Int, assets: [ForgeAsset], _ state: State, _ repository: ForgeRepository
    ) -> ForgeRelease {
        ForgeRelease(
            id: id, tag: release.tag, target: release.commit.text, title: release.title, notes: release.notes,
            isDraft: release.isDraft, isPrerelease: release.isPrerelease,
            isImmutable: state.isImmutable && !release.isDraft, assets: assets,
            address: "https://memory/\(repository)/releases/\(id)", uploadAddress: "memory:\(id)")
    }

    package func change(
        _ id: Int, to release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        try operation("changeRelease", in: repository, writes: true) { state throws(ForgeError) in
            guard let old = state.releases[id] else { throw .missing(request("changeRelease", repository)) }
            // Its title and its notes may be changed.
            guard !old.isImmutable || (release.tag == old.tag && !release.isDraft) else {
                throw .rule(request("changeRelease", repository), reason: "the release is immutable")
            }
            let others = state.releases.values.filter { $0.id != id && $0.tag == release.tag && !$0.isDraft }
            guard release.isDraft || others.isEmpty else {
                throw .exists(request("changeRelease", repository), reason: "tag_name: already_exists")
            }
            let changed = stored(release, id: id, assets: old.assets, state, repository)
            state.releases[id] = changed
            return changed
        }
    }

    package func generatedNotes(
        of tag: TagName, at commit: CommitID, since previous: TagName?, in repository: ForgeRepository
    ) async throws(ForgeError) -> String {
        try operation("generatedNotes", in: repository) { _ in "What changed since \(previous?.text ?? "the beginning")"
        }
    }

    package func remove(_ release: ForgeRelease, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("removeRelease", in: repository) { state in state.releases[release.id] = nil }
    }

    package func assets(of id: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeAsset] {
        try operation("assets", in: repository) { state throws(ForgeError) in
            guard let found = state.releases[id] else { throw .missing(request("assets", repository)) }
            return found.assets
        }
    }

    package func upload(
        _ path: String, as name: String, to release: ForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        let bytes = try read(path)
        return try operation("upload", in: repository, writes: true) { state throws(ForgeError) in
            let asked = request("upload", repository)
            guard var found = state.releases[release.id] else { throw .missing(asked) }
            guard !found.isImmutable else { throw .rule(asked, reason: "the release is immutable") }
            let stored = assetName(name)
            guard !found.assets.contains(where: { $0.name == stored }) else {
                throw .exists(asked, reason: "name: already_exists")
            }
            let id = state.next()
            let asset = ForgeAsset(
                id: id, name: stored, size: bytes.count, state: .uploaded,
                digest: state.showsDigests ? MemoryFiles.digest(bytes) : nil, address: "https://memory/assets/\(id)")
            found.assets.append(asset)
            state.releases[release.id] = found
            state.contents[id] = bytes
            return asset
        }
    }

    /// Where files live; real ones, unless a test has its own.
    package let files = Mutex<(read: @Sendable (String) -> [UInt8]?, write: @Sendable ([UInt8], String) -> Void)>(
        (
            { path in FileManager.default.contents(atPath: path).map(Array.init) },
            { bytes, path in _ = FileManager.default.createFile(atPath: path, contents: Data(bytes)) }
        ))

    private func read(_ path: String) throws(ForgeError) -> [UInt8] {
        guard let bytes = files.withLock({ $0.read })(path) else { throw .file(path, reason: "it does not exist") }
        return bytes
    }

    package func rename(
        _ asset: ForgeAsset, to name: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        try operation("renameAsset", in: repository, writes: true) { state throws(ForgeError) in
            for (id, release) in state.releases {
                guard let index = release.assets.firstIndex(where: { $0.id == asset.id }) else { continue }
                guard !release.assets.contains(where: { $0.name == name && $0.id != asset.id }) else {
                    throw .exists(request("renameAsset", repository), reason: "name: already_exists")
                }
                state.releases[id]?.assets[index].name = name
                return state.releases[id]?.assets[index] ?? asset
            }
            throw .missing(request("renameAsset", repository))
        }
    }

    package func remove(_ asset: ForgeAsset, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("removeAsset", in: repository, writes: true) { state in
            for id in state.releases.keys { state.releases[id]?.assets.removeAll { $0.id == asset.id } }
            state.contents[asset.id] = nil
        }
    }

    package func download(
        _ asset: ForgeAsset, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> Digest {
        let bytes = try operation("download", in: repository) { state throws(ForgeError) in
            guard let bytes = state.contents[asset.id] else { throw .missing(request("download", repository)) }
            return bytes
        }
        files.withLock { $0.write }(bytes, path)
        return MemoryFiles.digest(bytes)
    }

    // MARK: Checks and workflows

    package func checks(
        of commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeCheck] {
        try operation("checks", in: repository) { state throws(ForgeError) in
            try checkKnown(commit, state, request("checks", repository))
            return state.checks[commit] ?? []
        }
    }

    package func write(
        _ check: NewForgeCheck, on commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeCheck {
        try operation("writeCheck", in: repository, writes: true) { state throws(ForgeError) in
            let asked = request("writeCheck", repository)
            guard state.mayWriteChecks else { throw .notAllowed(asked, needed: "checks: write", reason: "") }
            try checkKnown(commit, state, asked)
            let result: ForgeCheck.Result =
                switch check.conclusion {
                case .success: .success
                case .failure: .failed("failure")
                case .neutral: .neutral
                }
            let known = state.checks[commit]?.first { $0.name == check.name }?.id
            let written = ForgeCheck(
                id: known ?? state.next(), name: check.name, result: result, address: "https://memory/checks")
            state.checks[commit, default: []].removeAll { $0.name == check.name }
            state.checks[commit, default: []].append(written)
            return written
        }
    }

    package func workflows(
        at branch: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> [String: [UInt8]] {
        try operation("workflows", in: repository) { state throws(ForgeError) in state.workflowFiles }
    }

    package func dispatch(
        event: String, payload: [String: String], in repository: ForgeRepository
    ) async throws(ForgeError) {
        try operation("dispatch", in: repository, writes: true) { state throws(ForgeError) in
            guard payload.count <= 10 else {
                throw .invalid(
                    request("dispatch", repository), status: 422, reason: "No more than 10 properties are allowed")
            }
            state.events.append("\(repository): \(event)")
        }
    }

    package func start(
        workflow: String, at reference: String, inputs: [String: String], in repository: ForgeRepository
    ) async throws(ForgeError) -> Int? {
        try operation("start", in: repository, writes: true) { state throws(ForgeError) in
            let asked = request("start", repository)
            guard state.workflows.contains(workflow) else { throw .missing(asked) }
            guard state.branches[reference] != nil else {
                throw .invalid(asked, status: 422, reason: "No ref found for: \(reference)")
            }
            state.events.append("\(repository): \(workflow) at \(reference)")
            return state.next()
        }
    }

    // MARK: Branches

    package func head(of branch: String, in repository: ForgeRepository) async throws(ForgeError) -> CommitID? {
        try search("head", in: repository) { $0.branches[branch] }
    }

    package func create(
        branch: String, at commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try operation("createBranch", in: repository, writes: true) { state throws(ForgeError) in
            guard state.branches[branch] == nil else {
                throw .exists(request("createBranch", repository), reason: "Reference already exists")
            }
            try checkKnown(commit, state, request("createBranch", repository))
            state.branches[branch] = commit
        }
    }

    /// A commit is one that was made here, or that a branch is at.
    private func checkKnown(_ commit: CommitID, _ state: State, _ asked: ForgeRequest) throws(ForgeError) {
        guard state.commits[commit] != nil || state.branches.values.contains(commit) || state.checks[commit] != nil
        else { throw .invalid(asked, status: 422, reason: "No commit found for SHA: \(commit)") }
    }

    package func move(
        branch: String, from expected: CommitID, to commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) {
        try operation("moveBranch", in: repository, writes: true) { state throws(ForgeError) in
            guard state.branches[branch] == expected || state.branches[branch] == commit else {
                throw .conflict(request("moveBranch", repository), reason: "it moved")
            }
            try checkKnown(commit, state, request("moveBranch", repository))
            state.branches[branch] = commit
        }
    }

    package func remove(branch: String, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("removeBranch", in: repository, writes: true) { state in state.branches[branch] = nil }
    }

    package func commit(
        _ commit: ForgeCommit, in repository: ForgeRepository
    ) async throws(ForgeError) -> CommitID {
        try operation("commit", in: repository, writes: true) { state throws(ForgeError) in
            guard let head = state.branches[commit.branch] else { throw .missing(request("commit", repository)) }
            guard head == commit.parent else {
                throw .conflict(request("commit", repository), reason: "the branch moved")
            }
            let digest = MemoryFiles.digest(Array("\(commit.parent)\(commit.message)\(state.commits.count)".utf8))
            let id = CommitID(String(digest.text.prefix(40)))
            state.commits[id] = commit
            for (number, one) in state.pullRequests where one.state == .open && one.branch == commit.branch {
                state.pullRequests[number]?.head = id
            }
            state.branches[commit.branch] = id
            return id
        }
    }
}

extension MemoryForge.State {
    /// Those that a pull request brings, oldest first.
    fileprivate func commits(of request: ForgePullRequest) -> [ForgeCommit] {
        var found: [ForgeCommit] = []
        var next: CommitID? = request.head
        while let id = next, let commit = commits[id], branches[request.base] != id {
            found.insert(commit, at: 0)
            next = commit.parent
        }
        return found
    }
}
