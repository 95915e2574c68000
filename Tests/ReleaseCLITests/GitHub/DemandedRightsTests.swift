import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Synchronization
import Testing
import _CryptoExtras

/// The rights that are listed are those that the forge demands: with them everything works, and without any of them it
/// does not. The repository is private, since what is public may be read without a right.
@Suite("Rights that are listed and rights that are demanded", .heavy)
struct DemandedRightsTests {
    private typealias Rights = [Permission: Level]

    private static var settings: RepositorySettings {
        var settings = RepositorySettings()
        settings.isPrivate = true
        settings.workflowsMayApprovePullRequests = true
        return settings
    }

    /// As the double knows them.
    private static func rights(_ rights: ForgeRights) -> Rights {
        var found: Rights = [.metadata: .read]
        for (area, level) in rights.levels {
            guard let permission = Permission(rawValue: area.rawValue) else { continue }
            found[permission] = level == .write ? .write : .read
        }
        return found
    }

    /// Each of the rights lowered by one level, the others as they are.
    private static func lowered(_ rights: Rights) -> [(permission: Permission, rights: Rights)] {
        rights.filter { $0.key != .metadata }.sorted { $0.key.rawValue < $1.key.rawValue }.map { permission, level in
            var less = rights
            less[permission] = level == .write ? .read : nil
            return (permission, less)
        }
    }

    /// A workflow's token with these rights.
    private func token(_ rights: Rights, _ scene: GitHubScene) async -> String {
        let token = "ghs_\(rights.map { "\($0.key)-\($0.value)" }.sorted().joined(separator: "_"))"
        await scene.github.double.addWorkflowToken(token, repository: scene.id, permissions: rights)
        return token
    }

    // MARK: Release pull requests

    private static let labels = ["autorelease: pending", "ours"]

    /// What a release pull request of the scene needs, as plans list it.
    private static func listed() throws -> RepositoryNeeds {
        let json = """
            {
              "repository": "core", "base": "main", "branch": "release-please--branches--main", "title": "release",
              "body": "", "labels": ["autorelease: pending", "ours"], "isDraft": false, "isAlwaysUpdated": false,
              "components": [], "edits": [], "reviewers": [], "teamReviewers": [], "message": "release"
            }
            """
        let request = try JSONDecoder().decode(ReleasePullRequest.self, from: Data(json.utf8))
        let place = RepositoryAtForge(id: "core", name: GitHubScene.repository, host: nil)
        return try #require(repositoryNeeds(of: [request], isPushed: false) { _ in place }.first)
    }

    private func releasePR(_ rights: Rights, _ scene: GitHubScene) async -> CommandScene.Answer {
        let token = await token(rights, scene)
        let folder = scene.scene.sandbox.folder.path + "/clone"
        return await scene.scene.plainly(
            [
                "-C", folder, "release-pr", "--api", scene.github.enterpriseAPI, "--config",
                folder + "/release-please-config.json", "--manifest", folder + "/.release-please-manifest.json",
            ], environment: ["GH_TOKEN": token])
    }

    private func runReleasePlease(_ body: @Sendable (GitHubScene) async throws -> Void) async throws {
        try await GitHubScene.runReleasePlease(
            repository: Self.settings, package: #"{"release-type": "simple", "extra-label": "ours"}"#, body)
    }

    @Test("Release pull requests list contents, pull requests, and issues for labels that have to be made")
    func listedForRequests() throws {
        let rights = try Self.listed().rights
        #expect(rights.map(\.text).sorted() == ["contents: write", "issues: write", "pull_requests: write"])
        let purposes = rights.first { $0.area == .issues }?.purposes
        #expect(purposes?.first == "make the label 'autorelease: pending' where there is none")
    }

    @Test("B3: with the listed rights a pull request is opened with its labels")
    func requests() async throws {
        try await runReleasePlease { scene in
            let answer = await releasePR(Self.rights(try Self.listed().sum), scene)
            #expect(answer.code == 0 && !answer.output.contains("warning"), "\(answer.output)\(answer.messages)")
            let request = try #require(try await scene.open().first)
            #expect(request.labels == Self.labels)
        }
    }

    @Test("B3: without one of them it is not opened, or has no labels where those have to be made, and it is said")
    func fewerForRequests() async throws {
        for (permission, less) in Self.lowered(Self.rights(try Self.listed().sum)) {
            try await runReleasePlease { scene in
                let answer = await releasePR(less, scene)
                let text = answer.output + answer.messages
                let open = try await scene.open()
                guard permission == .issues else {
                    #expect(answer.code != 0 && open.isEmpty, "\(permission): \(text)")
                    #expect(text.contains("\(permission.rawValue)=write"), "\(permission): \(text)")
                    return
                }
                #expect(answer.code == 0 && open.first?.labels == [], "\(permission): \(text)")
                #expect(text.contains("has no labels") && text.contains("create labels"), "\(text)")
                // Once they are there, the right is not needed.
                _ = try await scene.forge.add(
                    labels: Self.labels, to: try #require(open.first).number, in: GitHubScene.repository)
                for label in Self.labels {
                    try await scene.forge.remove(
                        label: label, from: try #require(open.first).number, in: GitHubScene.repository)
                }
                let again = await releasePR(less, scene)
                #expect(again.code == 0, "\(again.output)\(again.messages)")
                #expect(try await scene.open().first?.labels == Self.labels)
            }
        }
    }

    @Test("B3: an app whose installation has not accepted the right for labels opens it without, and says so before")
    func installation() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let (pem, publicKey) = (key.pemRepresentation, key.publicKey.pemRepresentation)
        try await GitHubScene.runWithAssets { scene in
            try scene.scene.sandbox.folder.write(
                "forge: { kind: github, api: \"\(scene.github.enterpriseAPI)\", app: { id: 7, key-from: APP_KEY } }\n",
                to: "clone/slipway.yaml")
            try await scene.commit("ci: use an app", [:])
            await scene.github.double.addApp(
                7, slug: "releaser", owner: "acme", publicKey: publicKey,
                installations: [
                    .init(id: 70, account: "acme", permissions: [.contents: .write, .pullRequests: .write])
                ])
            let answer = await scene.scene.plainly(
                ["-C", scene.scene.sandbox.folder.path + "/clone", "release-pr"], environment: ["APP_KEY": pem])
            let text = answer.output + answer.messages
            #expect(answer.code == 0 && text.contains("lack issues: write in acme/core"), "\(text)")
            let open = try await scene.open()
            #expect(open.count == 1 && open.first?.labels == [])
        }
    }

    // MARK: Releases

    private func release(_ rights: Rights, _ scene: GitHubScene) async -> CommandScene.Answer {
        let token = await token(rights, scene)
        return await scene.scene.plainly(
            ["-C", scene.scene.sandbox.folder.path + "/clone", "release"], environment: ["GH_TOKEN": token])
    }

    /// What `slipway plan` lists.
    private func listed(_ scene: GitHubScene) async throws -> Rights {
        let plan = try await scene.slipway("plan", "--json").json()
        var rights = ForgeRights.reading
        for one in try #require(plan["rights"] as? [[String: Any]]) {
            let area = try #require((one["area"] as? String).flatMap(ForgeRights.Area.init))
            let level = try #require((one["level"] as? String).flatMap(ForgeRights.Level.init))
            rights = rights.union(ForgeRights([area: level]))
        }
        return Self.rights(rights)
    }

    @Test(
        "A release does what it lists, and begins nothing without one of the rights",
        arguments: ["", "commits: { via: pull-request }"])
    func releases(commits: String) async throws {
        func run(_ body: @Sendable (GitHubScene) async throws -> Void) async throws {
            try await GitHubScene.runWithAssets(repository: Self.settings, unified: commits, body)
        }
        let listed = Mutex<Rights?>(nil)
        try await run { scene in
            let rights = try await self.listed(scene)
            listed.withLock { $0 = rights }
            var answer = await release(rights, scene)
            if !commits.isEmpty {
                #expect(
                    answer.code == 77 && answer.output.contains("the merge of"), "\(answer.output)\(answer.messages)")
                try await scene.merge(try #require(try await scene.open().first))
                answer = await release(rights, scene)
            }
            #expect(answer.code == 0, "\(answer.output)\(answer.messages)")
            #expect(try await scene.releases().map(\.tag) == ["v1.1.0"])
        }
        let rights = try #require(listed.withLock { $0 })
        #expect(
            rights
                == (commits.isEmpty
                    ? [.metadata: .read, .contents: .write]
                    : [.metadata: .read, .contents: .write, .pullRequests: .write]))
        for (permission, less) in Self.lowered(rights) {
            try await run { scene in
                let answer = await release(less, scene)
                #expect(answer.code != 0, "\(permission): \(answer.output)\(answer.messages)")
                let (tag, open) = (try await scene.commitOf("v1.1.0"), try await scene.open())
                #expect(tag == nil && open.isEmpty, "\(permission)")
            }
        }
    }

    @Test(
        "Reading checks takes both of the rights that a merge lists for it", arguments: [Permission.checks, .statuses])
    func checks(missing: Permission) async throws {
        try await runReleasePlease { scene in
            let head = CommitID(try #require(try await scene.commitOf("main")))
            var rights: Rights = [.metadata: .read, .contents: .read, .checks: .read, .statuses: .read]
            func read(_ rights: Rights) async throws -> [ForgeCheck] {
                try await scene.github.client(token: await token(rights, scene), source: "the test").checks(
                    of: head, in: GitHubScene.repository)
            }
            let all = try await read(rights)
            #expect(all.isEmpty)
            rights[missing] = nil
            var isRefused = false
            do { _ = try await read(rights) } catch let error as ForgeError {
                if case .notAllowed = error { isRefused = true }
            }
            #expect(isRefused)
        }
    }
}
