package import Foundation
import ReleaseHTTPServer
import Synchronization
package import ReleasePorts

/// GitHub for tests and rehearsals: its API, its uploads, its storage and its git over HTTP, on this machine.
package final class GitHubDouble: Sendable {
    package let settings: DoubleSettings
    package let forge = Forge()
    package let clock: DoubleClock
    package let recorder: Recorder
    package let gauge = RequestGauge()
    let git: GitStore
    let faults: FaultPlan
    let stale = StaleAnswers()
    /// Where repositories, assets and bodies lie; removed by whoever made it.
    let folder: String
    private let places = Mutex<(uploads: String, storage: String)>(("", ""))

    /// - Parameter folder: An empty folder of its own.
    package init(
        _ settings: DoubleSettings = DoubleSettings(), folder: String, runner: any CommandRunner,
        clock: DoubleClock = DoubleClock(), recording: String? = nil
    ) throws {
        self.settings = settings
        self.clock = clock
        self.folder = folder
        recorder = try Recorder(file: recording)
        faults = FaultPlan(settings.faults, seed: settings.seed)
        git = GitStore(root: folder + "/git", runner: runner)
        for part in ["git", "assets", "bodies", "artifacts"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
    }

    var origins: (uploads: String, storage: String) {
        get { places.withLock { $0 } }
        set { places.withLock { $0 = newValue } }
    }

    // MARK: What a test sets up

    /// A repository with an initial commit, or with everything of another one.
    ///
    /// - Parameter source: A folder with a repository to copy; nil: an empty one.
    @discardableResult
    package func addRepository(
        _ name: String, settings: RepositorySettings = RepositorySettings(), from source: String? = nil
    ) async throws -> Int {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.count == 2 else { throw SettingsError.invalid("'\(name)' is not OWNER/NAME") }
        let id = await forge.makeID()
        var settings = settings
        for index in settings.rulesets.indices where settings.rulesets[index].id == 0 {
            settings.rulesets[index].id = await forge.makeID()
        }
        try await git.create(id, defaultBranch: settings.defaultBranch, from: source)
        await forge.add(
            Repository(
                id: id, owner: parts[0], name: parts[1], settings: settings, createdAt: clock.now, pushedAt: clock.now))
        return id
    }

    package func addUser(_ login: String, kind: Account.Kind = .user, name: String? = nil) async {
        await forge.add(Account(id: forge.makeID(), login: login, kind: kind, name: name))
    }

    /// A personal token.
    package func addToken(
        _ token: String, of login: String, scopes: [String] = ["repo", "workflow"], expiresAt: Date? = nil
    ) async {
        _ = await forge.knownAccount(login)
        await forge.add(Identity(kind: .user(scopes: scopes), login: login, expiresAt: expiresAt), token: token)
    }

    /// The token that a workflow gets in a repository.
    package func addWorkflowToken(
        _ token: String, repository: Int, permissions: [Permission: Level]? = nil, expiresAt: Date? = nil
    ) async {
        let level = await forge.repository(repository)?.settings.workflowPermissions ?? .read
        let usual = Dictionary(
            uniqueKeysWithValues: Permission.allCases.filter { $0 != .administration && $0 != .workflows }
                .map { ($0, level) })
        await forge.add(
            Identity(
                kind: .workflow(repository: repository), login: "github-actions[bot]",
                permissions: permissions ?? usual, repositories: [repository], expiresAt: expiresAt), token: token)
    }

    package func addApp(
        _ id: Int, slug: String, owner: String, publicKey: String, installations: [App.Installation]
    ) async {
        for installation in installations { _ = await forge.knownAccount(installation.account) }
        await forge.add(
            App(
                id: id, slug: slug, clientID: "Iv1.\(slug)", owner: owner, publicKey: publicKey,
                installations: installations))
    }

    /// The next request to an operation, by its name in GitHub's description, meets this fault.
    package func plan(_ fault: FaultKind, for operation: String) { faults.plan(fault, for: operation) }

    /// How often each kind of fault has struck.
    package var struckFaults: [FaultKind: Int] { faults.met }

    /// What the hourly limit leaves to someone.
    package func remainingRequests(of login: String) async -> Int {
        await forge.budget(of: login, resource: "core", limit: settings.hourlyLimit, now: clock.now).remaining
    }

    /// The commit of a branch or a tag.
    package func commit(_ name: String, in repository: Int) async throws -> String? {
        try await git.commit(name, in: repository)
    }

    /// Where a repository lies, for tests that look at it with git.
    package func repositoryFolder(_ id: Int) -> String { git.folder(id) }
}
