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
        /// By path, of every branch; commits that are made here change those of theirs.
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
        /// Their runs by number, with what they were sent.
        package var runs: [Int: MemoryRun] = [:]
        /// Whether the answer to a start names the run.
        package var namesRuns = true
        package var allowsAutoMerge = true
        /// Whether these credentials may write checks: at some forges only apps may.
        package var mayWriteChecks = true
        /// Who asks; nil: these credentials are not told.
        package var account: String? = "slipway"
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
        var last = 0

        mutating func next() -> Int {
            last += 1
            return last
        }
    }

    let state: Mutex<State>
    let now: @Sendable () -> Date
    /// Where files live; real ones, unless a test has its own.
    package let files = Mutex<(read: @Sendable (String) -> [UInt8]?, write: @Sendable ([UInt8], String) -> Void)>(
        (
            { path in FileManager.default.contents(atPath: path).map(Array.init) },
            { bytes, path in _ = FileManager.default.createFile(atPath: path, contents: Data(bytes)) }
        ))

    package init(_ state: State = State(), now: @escaping @Sendable () -> Date = { Date(timeIntervalSince1970: 0) }) {
        self.state = Mutex(state)
        self.now = now
    }

    package var current: State { state.withLock { $0 } }

    package func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// One operation: counted, perhaps failing before it or losing its answer.
    func operation<Answer>(
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
                    // A write must not follow to wherever the old name leads.
                    if writes { throw .moved(request(name, repository), to: "https://memory/\(new)") }
                }
                // Done, whether or not the answer arrives: only a look shows it.
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
    func search<Answer>(
        _ name: String, in repository: ForgeRepository, _ body: (inout State) throws(ForgeError) -> Answer?
    ) throws(ForgeError) -> Answer? {
        do throws(ForgeError) { return try operation(name, in: repository, body) } catch {
            if case .missing = error { return nil }
            throw error
        }
    }

    func request(_ name: String, _ repository: ForgeRepository) -> ForgeRequest {
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

    package func account(in repository: ForgeRepository) async throws(ForgeError) -> String? {
        try operation("account", in: repository) { $0.account }
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
        try operation("workflows", in: repository) { state throws(ForgeError) in
            var files = state.workflowFiles
            for commit in state.line(to: state.branches[branch]) {
                files.merge(commit.files) { $1 }
                for path in commit.removed { files[path] = nil }
            }
            return files.filter { path, _ in
                path.hasPrefix(".github/workflows/") && (path.hasSuffix(".yml") || path.hasSuffix(".yaml"))
            }
        }
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
            let files = state.workflowFiles.filter { String(decoding: $0.value, as: UTF8.self).contains(event) }
            for _ in files { state.startRun(of: "repository_dispatch", payload, at: now()) }
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
            let number = state.startRun(of: "workflow_dispatch", inputs, at: now())
            return state.namesRuns ? number : nil
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
