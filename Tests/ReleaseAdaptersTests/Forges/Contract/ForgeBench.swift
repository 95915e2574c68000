import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

/// One repository of a forge for one test, with names that no other test uses.
///
/// What a test makes is below `contract/<number>`, so that a scratch repository can be shared, and is removed afterwards.
final class ForgeBench: Sendable {
    let kind: ForgeKind
    let forge: any ReleasePorts.Forge
    /// Writes checks: at GitHub only apps and workflows may.
    let checks: any CheckKeeper
    let repository: ForgeRepository
    /// What the default branch is at.
    let start: CommitID
    /// A workflow of the default branch that can be started; nil: there may be none.
    let workflow: String?
    let folder: TemporaryFolder
    /// Sets rules and switches that only administrators have; nil: these credentials may not.
    let settings: Settings?
    private let number: String
    private let tags = Mutex<[TagName]>([])
    private let branches = Mutex<[String]>([])

    struct Settings: Sendable {
        /// Forbids to create tags that match `contract/forbidden*`.
        var forbidTags: @Sendable () async -> Void
        /// Forbids to push to a branch without a pull request.
        var requirePullRequests: @Sendable (String) async -> Void
        var lockReleases: @Sendable () async -> Void
        var rename: @Sendable (ForgeRepository) async -> Void
        /// Lets someone else review a pull request: approves it, or takes the approval back.
        var review: @Sendable (Int, String, _ approves: Bool) async throws -> Void
    }

    private init(
        _ kind: ForgeKind, _ forge: any ReleasePorts.Forge, checks: any CheckKeeper, _ repository: ForgeRepository,
        start: CommitID, workflow: String?, settings: Settings?
    ) throws {
        self.kind = kind
        self.forge = forge
        self.checks = checks
        self.repository = repository
        self.start = start
        self.workflow = workflow
        self.settings = settings
        folder = try TemporaryFolder()
        number = UUID().uuidString.prefix(8).lowercased()
    }

    /// Runs a test at a forge of this kind.
    static func run(_ kind: ForgeKind, _ body: @Sendable (ForgeBench) async throws -> Void) async throws {
        switch kind {
        case .memory: try await body(memory())
        case .github: try await runAtDouble(body)
        case .live: try await runLive(body)
        }
    }

    // MARK: Names

    /// A branch's name that belongs to this test.
    func branch(_ name: String = "branch") -> String {
        let name = "contract/\(number)/\(name)"
        branches.withLock { $0.append(name) }
        return name
    }

    func tag(_ name: String = "v1.0.0") -> TagName {
        let tag = TagName("contract/\(number)/\(name)")
        tags.withLock { $0.append(tag) }
        return tag
    }

    /// A commit that no repository has.
    static let unknown = CommitID(String(repeating: "a", count: 40))
    static let elsewhere = ForgeRepository(owner: "slipway-contract-none", name: "none")

    // MARK: What tests begin with

    /// A branch with a commit of its own on the default branch's.
    func branchWithCommit(_ name: String = "branch", message: String = "feat: a thing\n\nWith a body.") async throws
        -> (name: String, head: CommitID)
    {
        let name = branch(name)
        try await forge.create(branch: name, at: start, in: repository)
        let head = try await forge.commit(
            ForgeCommit(branch: name, parent: start, message: message, files: ["\(name).txt": Array("text\n".utf8)]),
            in: repository)
        return (name, head)
    }

    /// An open pull request into a branch that belongs to this test.
    func pullRequest(body: String = "words") async throws -> ForgePullRequest {
        let base = branch("base")
        try await forge.create(branch: base, at: start, in: repository)
        let (name, _) = try await branchWithCommit()
        return try await forge.open(
            NewPullRequest(title: "feat: a thing", body: body, branch: name, base: base), in: repository)
    }

    func release(
        _ tag: TagName, isDraft: Bool = true, title: String = "Title", notes: String = "Notes"
    ) -> NewForgeRelease {
        NewForgeRelease(
            tag: tag, commit: start, title: title, notes: notes, isDraft: isDraft, isPrerelease: false, latest: .no)
    }

    func file(_ text: String, _ name: String = "file") throws -> String {
        try folder.write(text, to: name)
        return folder.path + "/" + name
    }

    /// Looks until an answer is as it should be: what was just written may be seen later.
    func eventually<Value: Sendable>(
        _ read: () async throws -> Value, _ isRight: (Value) -> Bool
    ) async throws -> Value {
        var value = try await read()
        for _ in 0..<(kind == .live ? 30 : 0) where !isRight(value) {
            try await Task.sleep(for: .seconds(1))
            value = try await read()
        }
        return value
    }

    // MARK: Kinds

    private static func memory() throws -> ForgeBench {
        let repository = ForgeRepository(owner: "acme", name: "core")
        let start = CommitID(String(repeating: "1", count: 40))
        let forge = MemoryForge()
        forge.change { state in
            state.facts[repository] = RepositoryFacts(
                id: 1, repository: repository, defaultBranch: "main", canPush: true,
                address: "https://memory/acme/core")
            state.branches["main"] = start
            state.workflows = ["contract.yml"]
            state.workflowFiles = [workflowPath: Array(workflowText.utf8)]
            state.allowsAutoMerge = false
            state.reviewersThere = []
        }
        let settings = Settings(
            forbidTags: {
                forge.change {
                    $0.rules["refs/tags/contract/forbidden"] = ReferenceRules([
                        .init(kind: .creation, level: "the repository acme/core", bypass: .refused)
                    ])
                }
            },
            requirePullRequests: { branch in
                forge.change {
                    $0.rules["refs/heads/" + branch] = ReferenceRules([
                        .init(kind: .pullRequest, level: "the repository acme/core", bypass: .refused)
                    ])
                }
            }, lockReleases: { forge.change { $0.isImmutable = true } },
            rename: { new in
                forge.change { state in
                    state.facts[new] = state.facts.removeValue(forKey: repository)
                    state.facts[new]?.repository = new
                    state.facts[new]?.address = "https://memory/\(new)"
                    state.moved[repository] = new
                }
            },
            review: { number, login, approves in
                forge.change { state in
                    if approves {
                        state.approvals[number, default: []].insert(login)
                    } else {
                        state.approvals[number]?.remove(login)
                    }
                }
            })
        return try ForgeBench(
            .memory, forge, checks: forge, repository, start: start, workflow: "contract.yml", settings: settings)
    }

    static let workflowPath = ".github/workflows/contract.yml"
    static let workflowText = """
        on: { workflow_dispatch: { inputs: { word: { type: string } } } }
        jobs: { one: { runs-on: ubuntu-latest, steps: [{ run: "true" }] } }

        """

    private static func runAtDouble(_ body: @Sendable (ForgeBench) async throws -> Void) async throws {
        let sandbox = try GitSandbox(runner: ProcessRunner())
        let folder = sandbox.folder.path + "/double"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let github = try GitHubDouble(folder: folder, runner: ProcessRunner())
        await github.addUser("acme", kind: .organization)
        await github.addToken("ghp_ada", of: "ada")
        _ = try await sandbox.makeClone(
            "source", files: ["README.md": "core\n", workflowPath: workflowText], hasRemote: false)
        var settings = RepositorySettings()
        settings.roles["ada"] = .admin
        let id = try await github.addRepository(
            "acme/core", settings: settings, from: sandbox.folder.path + "/source")
        await github.addWorkflowToken("ghs_workflow", repository: id, permissions: [.checks: .write, .contents: .read])
        let start = try #require(try await github.commit("main", in: id))
        let running = try await RunningGitHub(github)
        func client(_ token: Secret) throws -> GitHub {
            GitHub(
                GitHubClient(
                    try GitHubPlace(api: running.enterpriseAPI), tokens: FixedToken(token, source: "a test"),
                    http: HTTPClient(), time: .init(writeInterval: .zero)))
        }
        let bench = try ForgeBench(
            .github, client("ghp_ada"), checks: client("ghs_workflow"), ForgeRepository(owner: "acme", name: "core"),
            start: CommitID(start), workflow: "contract.yml", settings: doubled(github, id, running))
        try await running.serving { try await body(bench) }
    }

    private static func doubled(_ double: GitHubDouble, _ id: Int, _ running: RunningGitHub) -> Settings {
        @Sendable func add(_ target: Ruleset.Target, _ include: String, _ rule: String) async {
            await double.forge.update(id) { repository in
                var rules = Ruleset()
                rules.id = 900
                rules.target = target
                rules.include = [include]
                rules.rules = [.init(rule)]
                repository.settings.rulesets.append(rules)
            }
        }
        return Settings(
            forbidTags: { await add(.tag, "refs/tags/contract/forbidden*", "creation") },
            requirePullRequests: { await add(.branch, "refs/heads/" + $0, "pull_request") },
            lockReleases: { await double.forge.update(id) { $0.settings.releasesAreImmutable = true } },
            rename: { await double.forge.rename(id, to: $0.name) },
            review: { number, login, approves in
                let token = "ghp_" + login
                await double.addToken(token, of: login)
                await double.forge.update(id) { $0.settings.roles[login] = .write }
                let answer = try await HTTPClient().send(
                    HTTPRequest(
                        "POST", "\(running.enterpriseAPI)/repos/acme/core/pulls/\(number)/reviews",
                        fields: [.init("Authorization", "Bearer \(token)")],
                        body: .bytes(Array(#"{"event": "\#(approves ? "APPROVE" : "REQUEST_CHANGES")"}"#.utf8))))
                #expect(answer.status == 200, "\(answer.text)")
            })
    }

    private static func runLive(_ body: @Sendable (ForgeBench) async throws -> Void) async throws {
        let live = try #require(LiveGitHub.settings)
        let client = GitHubClient(
            try GitHubPlace(api: live.api), tokens: FixedToken(live.token, source: "SLIPWAY_LIVE_TOKEN"),
            http: HTTPClient())
        let forge = GitHub(client)
        let facts = try await forge.facts(of: live.repository)
        let start = try #require(
            try await forge.head(of: facts.defaultBranch, in: live.repository), "the repository has no commit")
        let bench = try ForgeBench(
            .live, forge, checks: forge, facts.repository, start: start,
            workflow: ProcessInfo.processInfo.environment["SLIPWAY_LIVE_WORKFLOW"], settings: nil)
        let result: Result<Void, any Error>
        do { result = .success(try await body(bench)) } catch { result = .failure(error) }
        try await bench.cleanUp(live)
        try result.get()
    }

    /// Removes what this test made in the scratch repository.
    private func cleanUp(_ live: LiveGitHub) async throws {
        let tags = Set(tags.withLock { $0 })
        let http = HTTPClient()
        let place = try GitHubPlace(api: live.api)
        func delete(_ path: String) async throws {
            _ = try await http.send(
                HTTPRequest(
                    "DELETE", "\(place.api)/repos/\(repository)\(path)",
                    fields: [.init("Authorization", "Bearer \(live.token.reveal())")]))
        }
        for release in try await forge.releases(in: repository) where tags.contains(release.tag) {
            try await delete("/releases/\(release.id)")
        }
        for tag in tags { try await delete("/git/refs/tags/\(tag)") }
        for branch in branches.withLock({ $0 }) { try await forge.remove(branch: branch, in: repository) }
    }
}

/// What kind of refusal an error is, without its words.
enum Refusal: String, Sendable, Equatable {
    case missing, exists, conflict, invalid, notAllowed, rule, file, moved, other

    init(_ error: ForgeError) {
        self =
            switch error {
            case .missing: .missing
            case .exists: .exists
            case .conflict: .conflict
            case .invalid: .invalid
            case .notAllowed: .notAllowed
            case .rule: .rule
            case .file: .file
            case .moved: .moved
            default: .other
            }
    }
}

/// Expects a kind of refusal; nil: that it is carried out.
func expect(
    _ expected: Refusal?, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Sendable
) async throws {
    #expect(try await refusal(body) == expected, sourceLocation: sourceLocation)
}

/// The kind of refusal that something meets; nil: it is carried out.
func refusal(_ body: () async throws -> some Sendable) async throws -> Refusal? {
    do { _ = try await body() } catch let error as ForgeError { return Refusal(error) }
    return nil
}
