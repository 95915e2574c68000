import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization

/// Release jobs of a repository at the double of GitHub, each on a disk of its own. No build is like another one, so that
/// a mix of two shows.
final class LostJobSite: Sendable {
    private static let token = "ghp_ada_secret"
    private let fixture: Fixture
    private let github: RunningGitHub
    private let forge: any ReleasePorts.Forge
    private let count = Mutex((repositories: 0, jobs: 0))

    /// Whether one of the packages is left out, so that there is a single tag.
    private let isSingle: Bool

    private init(fixture: Fixture, github: RunningGitHub, isSingle: Bool) throws {
        self.isSingle = isSingle
        self.fixture = fixture
        self.github = github
        forge = try github.client(token: LostJobSite.token, source: "the test")
    }

    static func run(
        isSingle: Bool = false, _ body: @Sendable (LostJobSite) async throws -> Void
    ) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let folder = fixture.root + "/double"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let double = try GitHubDouble(DoubleSettings().forSweeps, folder: folder, runner: ProcessRunner())
        await double.addUser("ada", name: "Ada")
        await double.addToken(token, of: "ada")
        let running = try await RunningGitHub(double)
        let site = try LostJobSite(fixture: fixture, github: running, isSingle: isSingle)
        try await site.prepare()
        try await running.serving { try await body(site) }
    }

    /// Two packages whose release pull request was merged: the manifests say the next versions.
    private func prepare() async throws {
        func manifest(_ name: String, _ version: String, _ rest: String = "") -> String {
            "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\npublish = false\n\(rest)"
        }
        func needs(_ version: String) -> String {
            "\n[dependencies]\ncore = { path = \"../core\", version = \"\(version)\" }\n"
        }
        try await fixture.repository(
            "source",
            [
                "Cargo.toml": "[workspace]\nmembers = [\"core\", \"tool\"]\n",
                "core/Cargo.toml": manifest("core", "1.0.0"),
                "tool/Cargo.toml": manifest("tool", "2.0.0", needs("1.0.0")),
                "slipway.yaml": configuration,
            ], tag: "core-v1.0.0")
        let source = fixture.workspace + "/source"
        try await fixture.git("tag", "tool-v2.0.0", in: source)
        try await fixture.commit("feat: a new thing", ["core/thing.txt": "thing\n"], in: "source")
        try await fixture.commit(
            "chore: release main",
            [
                "core/Cargo.toml": manifest("core", "1.1.0"),
                "tool/Cargo.toml": manifest("tool", "2.0.1", needs("1.1.0")),
            ], in: "source")
    }

    private var configuration: String {
        """
        forge: { kind: github, api: "\(github.enterpriseAPI)" }
        defaults:
          cascade: always
          build:
            run: [bash, -c, "mkdir -p out && head -c 600 /dev/urandom > out/$SLIPWAY_COMPONENT.bin && echo made > out/$SLIPWAY_COMPONENT.txt"]
            artifacts: ["out/*.bin", "out/*.txt"]
          gates:
            - { name: test, run: [bash, -c, "echo 'test result: ok. 1 passed; 0 failed'"] }
          publish: [{ to: forge-release }]
        \(isSingle ? "components: { tool: { ignore: true } }" : "")

        """
    }

    /// A new repository in this state.
    func repository() async throws -> ForgeRepository {
        let number = count.withLock { count in
            count.repositories += 1
            return count.repositories
        }
        let repository = ForgeRepository(owner: "acme\(number)", name: "core")
        await github.double.addUser(repository.owner, kind: .organization)
        var settings = RepositorySettings()
        settings.roles["ada"] = .admin
        try await github.double.addRepository(
            repository.description, settings: settings, from: fixture.workspace + "/source")
        return repository
    }

    /// A job from its clone to its end; its disk is gone then.
    func job(
        _ repository: ForgeRepository, isDry: Bool = false, killedAt boundary: String? = nil,
        listing list: String? = nil
    ) async throws -> CommandResult {
        let number = count.withLock { count in
            count.jobs += 1
            return count.jobs
        }
        // The clone's name is in the names of boundaries.
        let folder = fixture.root + "/job-\(number)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let host = github.git.dropFirst("http://".count)
        try await fixture.git(
            "clone", "--quiet", "http://x:\(LostJobSite.token)@\(host)/\(repository).git", folder + "/job", in: "/")
        var environment = ["GH_TOKEN": LostJobSite.token]
        environment["SLIPWAY_CRASH_AT"] = boundary
        environment["SLIPWAY_CRASH_LIST"] = list
        if isDry {
            return try await fixture.slipway("release", "--dry-run", environment: environment, in: folder + "/job")
        }
        return try await fixture.slipway(
            "release", program: boundary == nil && list == nil ? "slipway" : "slipway-crash",
            environment: environment, in: folder + "/job")
    }

    /// Those that an undisturbed job crosses.
    func boundaries() async throws -> [String] {
        let list = fixture.root + "/boundaries"
        let result = try await job(try await repository(), listing: list)
        guard result.hasSucceeded else { throw FixtureError(text: result.text + result.errorText) }
        let text = try String(contentsOfFile: list, encoding: .utf8)
        return text.split(separator: "\n").map { String($0.drop { $0 != " " }.dropFirst()) }
    }

    func releases(_ repository: ForgeRepository) async throws -> [ForgeRelease] {
        try await forge.releases(in: repository).sorted { $0.id < $1.id }
    }

    /// How many requests all jobs have sent, and how many are left within the hour.
    func requests() async -> (sent: Int, left: Int) {
        let left = await github.double.remainingRequests(of: "ada")
        return (github.double.settings.hourlyLimit - left, left)
    }

    /// What is wrong with the releases of both packages.
    func problems(_ repository: ForgeRepository) async throws -> [String] {
        let releases = try await releases(repository)
        var problems: [String] = []
        if releases.map(\.tag.text).sorted() != (isSingle ? ["core-v1.1.0"] : ["core-v1.1.0", "tool-v2.0.1"]) {
            problems.append("releases: \(releases.map { "\($0.tag) \($0.isDraft ? "draft" : "")" })")
        }
        for release in releases {
            let path = "\(fixture.root)/download-\(repository.owner)"
            var found: [String: Digest] = [:]
            var listed = ""
            for asset in release.assets {
                found[asset.name] = try await forge.download(asset, to: path, in: repository)
                if asset.name == "SHA256SUMS" { listed = try String(contentsOfFile: path, encoding: .utf8) }
            }
            let sums = found.removeValue(forKey: "SHA256SUMS")
            let wanted = found.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }.joined()
            if sums == nil || listed != wanted || found.count != 2 {
                problems.append("\(release.tag): \(release.assets.map(\.name)) don't fit their checksums:\n\(listed)")
            }
            if release.isDraft || release.notes.contains("slipway:staged") {
                problems.append("\(release.tag) is a draft, or its notes have a mark")
            }
        }
        return problems
    }
}
