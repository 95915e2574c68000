import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// The double of GitHub, with the people and the CI that work there beside the programs under test.
///
/// What they do meets the double's faults as well, and is repeated until it is done.
final class GitHubSite: Sendable {
    /// Of ada, who maintains every repository; the programs use it too.
    static let token = "ghp_ada_secret"

    let fixture: Fixture
    let github: RunningGitHub
    private let forge: any ReleasePorts.Forge

    private init(fixture: Fixture, github: RunningGitHub) throws {
        self.fixture = fixture
        self.github = github
        forge = try github.client(token: GitHubSite.token, source: "the test")
    }

    static func run(
        _ settings: DoubleSettings = DoubleSettings(), _ body: @Sendable (GitHubSite) async throws -> Void
    ) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let folder = fixture.root + "/double"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let double = try GitHubDouble(settings.forSweeps, folder: folder, runner: ProcessRunner())
        await double.addUser("ada", name: "Ada")
        await double.addToken(token, of: "ada")
        let running = try await RunningGitHub(double)
        let site = try GitHubSite(fixture: fixture, github: running)
        try await running.serving { try await body(site) }
    }

    /// Adds a repository that records how often each of its references is written.
    @discardableResult
    func add(
        _ repository: ForgeRepository, _ settings: RepositorySettings = RepositorySettings(), from source: String
    ) async throws -> Int {
        await github.double.addUser(repository.owner, kind: .organization)
        var settings = settings
        settings.roles["ada"] = .admin
        settings.squashTitle = .pullRequestTitle
        let id = try await github.double.addRepository(repository.description, settings: settings, from: source)
        try await fixture.git("config", "core.logAllRefUpdates", "always", in: github.double.repositoryFolder(id))
        return id
    }

    /// As it is at the moment, whatever the double answers.
    func state(of repository: ForgeRepository) async throws -> Repository {
        guard let found = await github.double.forge.repository(named: repository.description) else {
            throw FixtureError(text: "there is no \(repository)")
        }
        return found
    }

    // MARK: People and CI

    /// Tries until an answer comes.
    @discardableResult
    func patiently<Answer: Sendable>(
        _ what: String, _ act: @Sendable () async throws -> Answer?
    ) async throws -> Answer {
        var last = ""
        for _ in 0..<100 {
            do { if let answer = try await act() { return answer } } catch { last = "\(error)" }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw FixtureError(text: "\(what): \(last)")
    }

    func clone(_ repository: ForgeRepository, to folder: String) async throws {
        let host = github.git.dropFirst("http://".count)
        try await patiently("clone \(repository)") { () -> String? in
            try? FileManager.default.removeItem(atPath: folder)
            return try await fixture.git(
                "clone", "--quiet", "http://x:\(GitHubSite.token)@\(host)/\(repository).git", folder, in: "/")
        }
    }

    /// Commits files to a branch of a new clone, and pushes it.
    func push(
        _ files: [String: String], _ message: String, to branch: String, in repository: ForgeRepository
    ) async throws {
        let name = "person-\(UUID().uuidString)"
        let folder = fixture.workspace + "/" + name
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await clone(repository, to: folder)
        let isThere = try await fixture.git("branch", "--remotes", "--list", "origin/\(branch)", in: folder)
        try await fixture.git(
            "checkout", "--quiet", "-B", branch, isThere.isEmpty ? "HEAD" : "origin/\(branch)", in: folder)
        try await fixture.commit(message, files, in: name)
        try await patiently("push \(branch)") { () -> String? in
            try await fixture.git("push", "--quiet", "origin", branch, in: folder)
        }
    }

    /// - Returns: The number of the pull request.
    func open(_ title: String, from branch: String, in repository: ForgeRepository) async throws -> Int {
        try await patiently("open \(branch)") { () -> Int? in
            if let found = try await state(of: repository).issues.values.first(where: { $0.pull?.headBranch == branch })
            {
                return found.number
            }
            return try await forge.open(
                NewPullRequest(title: title, body: "", branch: branch, base: "main"), in: repository
            ).number
        }
    }

    /// Reports a check of a commit as passed, unless that is reported already.
    func pass(_ check: String, on commit: String, in repository: ForgeRepository) async throws {
        let api = github.api
        try await patiently("report \(check)") { () -> Bool? in
            if try await state(of: repository).statuses.contains(where: { $0.commit == commit && $0.context == check })
            {
                return true
            }
            _ = try await HTTPClient().send(
                HTTPRequest(
                    "POST", api + "/repos/\(repository)/statuses/\(commit)",
                    fields: [
                        .init("Authorization", "Bearer \(GitHubSite.token)"), .init("User-Agent", "the test"),
                        .init("Content-Type", "application/json"),
                    ], body: .bytes(Array(#"{"state": "success", "context": "\#(check)"}"#.utf8))))
            return nil
        }
    }

    /// Squashes a pull request.
    func merge(_ number: Int, in repository: ForgeRepository) async throws {
        try await patiently("merge #\(number)") { () -> Bool? in
            guard let pull = try await state(of: repository).issues[number]?.pull else { return nil }
            if pull.mergedAt != nil { return true }
            _ = try await forge.merge(number, at: CommitID(pull.headCommit), by: .squash, in: repository)
            return nil
        }
    }

    /// What the forge answers to a merge that it refuses; nil: it has merged.
    func refusalOfMerge(_ number: Int, in repository: ForgeRepository) async throws -> String? {
        guard let pull = try await state(of: repository).issues[number]?.pull else { return "there is no #\(number)" }
        do throws(ForgeError) {
            _ = try await forge.merge(number, at: CommitID(pull.headCommit), by: .squash, in: repository)
            return nil
        } catch { return "\(error)" }
    }

    func approve(_ number: Int, by login: String, in repository: ForgeRepository) async throws {
        let id = try await state(of: repository).id
        await github.double.forge.update(id) { _ = $0.issues[number]?.pull?.approvals.insert(login) }
    }
}

extension DoubleSettings {
    /// All jobs of a sweep share one person's hourly limit, and a complete sweep sends far more than GitHub's 5,000
    /// requests. What a limit does to a release is the subject of other tests.
    var forSweeps: DoubleSettings {
        var settings = self
        settings.hourlyLimit = 10_000_000
        return settings
    }
}

/// Goes through all cases, several at once.
func atOnce<Case: Sendable>(
    _ cases: [Case], most: Int = 6, _ body: @escaping @Sendable (Case) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        var rest = cases[...]
        func begin() {
            guard let next = rest.popFirst() else { return }
            group.addTask { try await body(next) }
        }
        for _ in 0..<most { begin() }
        while try await group.next() != nil { begin() }
    }
}
