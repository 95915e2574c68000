import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePlease
import Testing

@Suite("Release pull requests")
struct ReleasePullRequestTests {
    private func component(
        _ name: String, path: String? = nil, version: String = "1.1.0", group: String? = nil
    ) -> PlannedComponent {
        let file = PlannedEdit(
            repository: "repo",
            edit: FileEdit(
                ecosystem: "version-file", file: "\(path ?? name)/version.txt", key: "version", from: "1.0.0",
                to: version))
        var component = PlannedComponent(
            name: ComponentID(name), path: path ?? name, repository: "repo", currentVersion: Version(1, 0, 0),
            nextVersion: Version(version), tag: TagName("\(name)-v\(version)"), bump: .minor, reasons: [],
            changelog: "## \(version)\n\n* x", edits: [file], level: 1)
        component.component = name
        component.group = group
        return component
    }

    private func requests(
        _ components: [PlannedComponent], branch: String? = "main", limit: Int = PullRequestOverflow.limit,
        _ change: (inout ReleasePleaseConfiguration) -> Void = { _ in }
    ) throws -> [ReleasePullRequest] {
        let plan = ReleasePlan(
            createdAt: Date(timeIntervalSince1970: 0), workspace: "w", request: ReleaseRequest(),
            repositories: [PlannedRepository(id: "repo", branch: branch, base: "abc")], components: components,
            steps: [], warnings: [], nothingToRelease: nil)
        var configuration = ReleasePleaseConfiguration(
            packages: components.map { ReleasePleasePackage(path: $0.path, releaseType: "node") })
        change(&configuration)
        return try releasePullRequests(
            from: plan, rules: PullRequestRules(configuration, compatibility: .compat),
            repositories: ["repo": "https://example.org/a/b"], bodyLimit: limit)
    }

    @Test("A single package has its own; several share one unless they are separate")
    func split() throws {
        let one = try requests([component("core")])
        #expect(one.map(\.title) == ["chore(main): release core 1.1.0"])
        #expect(one.map(\.branch) == ["release-please--branches--main--components--core"])
        #expect(one.first?.body.contains("<details>") == false)
        let all = try requests([component("core"), component("cli")])
        #expect(all.map(\.title) == ["chore: release main"] && all.first?.edits.count == 2)
        #expect(all.map(\.branch) == ["release-please--branches--main"])
        let separate = try requests([component("core"), component("cli")]) { $0.pullRequest.isSeparate = true }
        #expect(separate.map { $0.components.map(\.name) } == [["core"], ["cli"]])
    }

    @Test("One package of several is released in the shared pull request, with a summary")
    func oneOfSeveral() throws {
        var quiet = component("cli")
        quiet.nextVersion = nil
        let all = try requests([component("core"), quiet])
        #expect(all.map(\.title) == ["chore: release main"])
        #expect(all.first?.body.contains("<details><summary>core: 1.1.0</summary>") == true)
    }

    @Test("A package configured as separate stays out of the shared pull request")
    func ownWay() throws {
        let some = try requests([component("core"), component("cli"), component("lib")]) {
            $0.packages[1].pullRequest.isSeparate = true
        }
        #expect(some.map { $0.components.map(\.name) } == [["core", "lib"], ["cli"]])
    }

    @Test("The members of a linked group share a branch and a title where the others are separate")
    func groups() throws {
        let members = [component("a", group: "my group"), component("b"), component("c", group: "my group")]
        let plugin = ReleasePleasePlugin.linkedVersions(group: "my group", components: ["a", "c"], merge: true)
        let some = try requests(members) {
            $0.pullRequest.isSeparate = true
            $0.plugins = [plugin]
        }
        #expect(some.map { $0.components.map(\.name) } == [["a", "c"], ["b"]])
        #expect(some.first?.title == "chore(main): release my group libraries")
        #expect(some.first?.branch == "release-please--branches--main--groups--my-group")
        #expect(try requests(members) { $0.plugins = [plugin] }.count == 1)
    }

    @Test("Packages merged by a workspace plugin share one, although the others are separate")
    func merged() throws {
        let some = try requests([component("a"), component("b"), component("c")]) {
            $0.pullRequest.isSeparate = true
            $0.packages[2].releaseType = "simple"
            $0.plugins = [.nodeWorkspace(updatesPeers: false, alwaysLinksLocal: true, merge: true)]
        }
        #expect(some.map { $0.components.map(\.name) } == [["a", "b"], ["c"]])
        #expect(some.first?.title == "chore: release main")
    }

    @Test("A root package gives the shared pull request its version, if the pattern has one")
    func rootVersion() throws {
        let some = try requests([component("root", path: "."), component("cli")]) {
            $0.pullRequest.groupTitle = "release${component} ${version}"
        }
        #expect(some.map(\.title) == ["release root 1.1.0"])
    }

    @Test("Labels, draft and sign-off are as configured; a snapshot has labels of its own")
    func labels() throws {
        let some = try requests([component("a"), component("b", version: "1.1.1-SNAPSHOT")]) {
            $0.pullRequest.isSeparate = true
            $0.pullRequest.signoff = "Ada <ada@example.org>"
            for index in 0..<2 {
                $0.packages[index].pullRequest.extraLabels = ["team"]
                $0.packages[index].pullRequest.isDraft = index == 0
            }
        }
        #expect(some.map(\.labels) == [["autorelease: pending", "team"], ["autorelease: snapshot", "team"]])
        #expect(some.map(\.isDraft) == [true, false])
        #expect(some.first?.message == "chore(main): release a 1.1.0\n\nSigned-off-by: Ada <ada@example.org>")
    }

    @Test("The shared pull request has each component's labels once, including a snapshot's")
    func sharedLabels() throws {
        let some = try requests([component("a"), component("b", version: "1.1.1-SNAPSHOT")])
        #expect(some.map(\.labels) == [["autorelease: pending", "autorelease: snapshot"]])
    }

    @Test(
        "Group and branch of a component round-trip through a plan, and are omitted if absent")
    func planned() throws {
        let grouped = component("a", group: "g")
        #expect(try decodeJSON(PlannedComponent.self, from: encodeJSON(grouped)) == grouped)
        #expect(!String(decoding: try encodeJSON(component("a")), as: UTF8.self).contains("group"))
    }

    @Test("Overlong notes go into a file that the body links to")
    func overflow() throws {
        let request = try #require(try requests([component("core")], limit: 100).first)
        let overflow = try #require(request.overflow)
        #expect(overflow.branch == request.branch + "--release-notes" && overflow.text.contains("* x"))
        #expect(request.body.hasSuffix("https://example.org/a/b/blob/\(overflow.branch)/release-notes.md"))
    }

    @Test("A component with nothing to edit has none: only its tag is missing")
    func nothingToEdit() throws {
        var merged = component("core")
        merged.edits = []
        #expect(try requests([merged]).isEmpty)
    }

    @Test("A detached head, or a name that git rejects, is an error that says what to do")
    func refused() {
        #expect(throws: PullRequestError.detached("repo")) { try requests([component("core")], branch: nil) }
        let name = "release-please--branches--main--components--a b"
        #expect(throws: PullRequestError.badBranch(name, "repo")) { try requests([component("a b")]) }
    }
}
