import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePlease
import Testing

/// A repository as a plan sees it, written down in a few lines.
private struct Scene {
    var configuration: ReleasePleaseConfiguration
    /// Newest first.
    var commits: [ObservedCommit]
    var tags: [(name: TagName, commit: CommitID)] = []
    var members: [EcosystemName: [WorkspaceMember]] = [:]
    var compatibility = Compatibility.compat

    init(
        _ packages: [(path: String, type: ReleaseTypeName, version: String)],
        _ commits: [(message: String, paths: [String])]
    ) {
        let listed = packages.map { one in
            var package = ReleasePleasePackage(path: one.path, releaseType: one.type)
            if one.path != "." { package.component = one.path.split(separator: "/").last.map(String.init) }
            return package
        }
        configuration = ReleasePleaseConfiguration(packages: listed)
        let count = commits.count
        self.commits = commits.enumerated().map { index, one in
            ObservedCommit(
                id: Scene.id(count - index), parents: index + 1 < count ? [Scene.id(count - index - 1)] : [],
                message: one.message, paths: one.paths)
        }
        for one in packages {
            configuration.manifest[one.path] = one.version
            let component = one.path == "." ? "" : (one.path.split(separator: "/").last.map(String.init) ?? "") + "-"
            tags.append((TagName("\(component)v\(one.version)"), Scene.id(1)))
        }
    }

    /// The id of the nth commit, the oldest being 1.
    static func id(_ number: Int) -> CommitID {
        CommitID(String(repeating: "0", count: 38) + (number < 10 ? "0\(number)" : "\(number)"))
    }

    func plan(_ request: ReleaseRequest = ReleaseRequest()) throws -> ReleasePlan {
        let reachable = Set(commits.map(\.id))
        let repository = ObservedRepository(
            id: "r", folder: "/r", head: commits.first?.id, branch: "main",
            tags: tags.map { ObservedTag(name: $0.name, commit: $0.commit, isReachable: reachable.contains($0.commit)) }
        )
        let world = ReleasePleaseWorld(
            configuration: configuration, compatibility: compatibility, repository: repository, slug: "o/r",
            commits: commits, paths: [], packages: members)
        return try ReleasePleasePlanner(
            world: world, types: allReleaseTypes, date: ReleaseDate(year: 2026, month: 1, day: 2)
        )
        .plan(request, workspace: "w", moment: Date(timeIntervalSince1970: 0))
    }

    /// `path version` of what is released.
    func released() throws -> [String] {
        try plan().components.compactMap { one in one.nextVersion.map { "\(one.path) \($0)" } }
    }
}

@Suite("Plans of release-please")
struct ReleasePleasePlannerTests {
    private let begin = (message: "chore: begin", paths: ["x"])

    @Test("A file belongs to the deepest package, all to the root, and a commit without files to everybody")
    func paths() throws {
        let packages: [(path: String, type: ReleaseTypeName, version: String)] = [
            (".", "simple", "1.0.0"), ("a", "simple", "1.0.0"), ("a/deep", "simple", "1.0.0"),
            ("ab", "simple", "1.0.0"),
        ]
        func released(_ paths: [String]) throws -> [String] {
            try Scene(packages, [("fix: x", paths), begin]).released().map { String($0.prefix { $0 != " " }) }
        }
        #expect(try released(["a/deep/f"]) == [".", "a/deep"])
        #expect(try released(["a/f", "ab/f"]) == [".", "a", "ab"])
        #expect(try released(["f"]) == ["."])
        #expect(try released([]) == [".", "a", "a/deep", "ab"])
    }

    @Test("A commit is left out where all its files inside the package are excluded, or it has none there")
    func excluded() throws {
        var scene = Scene([("a", "simple", "1.0.0")], [("fix: x", ["a/docs/f"]), begin])
        scene.configuration.packages[0].excludedPaths = ["a/docs"]
        #expect(try scene.released() == [])
        scene.commits[0].paths.append("a/f")
        #expect(try scene.released() == ["a 1.0.1"])
        scene.commits[0].paths = []
        #expect(try scene.released() == [])
    }

    @Test("Only commits since the package's own release count, wherever the others are")
    func since() throws {
        var scene = Scene(
            [("a", "simple", "1.0.0"), ("b", "simple", "1.0.0")],
            [("fix: y", ["a/f", "b/f"]), ("feat: x", ["a/f", "b/f"]), begin])
        scene.tags[1].commit = Scene.id(2)
        #expect(try scene.released() == ["a 1.1.0", "b 1.0.1"])
    }

    @Test(
        "The first search stops at bootstrap-sha, every search at last-release-sha; an unknown one is reported"
    )
    func stops() throws {
        var scene = Scene([(".", "simple", "1.0.0")], [("fix: y", ["f"]), ("feat: x", ["f"]), begin])
        scene.configuration.bootstrapCommit = Scene.id(2).text
        #expect(try scene.released() == [". 1.1.0"], "it has a release")
        scene.tags = []
        #expect(try scene.released() == [". 1.0.1"])
        scene.configuration.bootstrapCommit = "abc"
        #expect(try scene.plan().warnings.contains { $0.hasPrefix("bootstrap-sha: none of") })
        scene = Scene([(".", "simple", "1.0.0")], [("fix: y", ["f"]), ("feat: x", ["f"]), begin])
        scene.configuration.lastReleaseCommit = Scene.id(2).text
        #expect(try scene.released() == [". 1.0.1"])
        scene.compatibility = .strict
        scene.configuration.lastReleaseCommit = "abc"
        #expect(throws: ReleasePleaseError.noSuchCommit("abc", key: "last-release-sha")) { try scene.plan() }
    }

    @Test("The link uses the existing tag, whatever the style of new ones; a first release has none")
    func links() throws {
        var scene = Scene([("a", "simple", "1.0.0")], [("fix: y", ["a/f"]), begin])
        scene.configuration.packages[0].tagSeparator = "/"
        let changelog = try #require(try scene.plan().components.first?.changelog)
        #expect(changelog.hasPrefix("## [1.0.1](https://github.com/o/r/compare/a-v1.0.0...a/v1.0.1) (2026-01-02)\n"))
        scene.configuration.manifest = [:]
        let first = try #require(try scene.plan().components.first)
        #expect(first.changelog.hasPrefix("## 1.0.0 (2026-01-02)\n"))
        #expect(first.bump == .initial && first.currentVersion == nil)
    }

    @Test("Linked packages take the highest version; one without changes gets a commit that says so")
    func linked() throws {
        var scene = Scene(
            [("a", "simple", "1.0.0"), ("b", "simple", "1.0.0"), ("c", "simple", "1.0.0")],
            [("feat: x", ["a/f"]), ("fix: y", ["c/f"]), begin])
        scene.configuration.plugins = [.linkedVersions(group: "g", components: ["a", "b", "gone"], merge: true)]
        #expect(try scene.released() == ["a 1.1.0", "b 1.1.0", "c 1.0.1"])
        let plan = try scene.plan()
        #expect(plan.components[1].changelog.contains("### Miscellaneous Chores\n\n* **b:** Synchronize g versions"))
        #expect(plan.warnings.contains { $0.contains("names 'gone'") })
    }

    @Test("A group lowers a member only where release-please does, with a warning")
    func lowered() throws {
        var scene = Scene([("a", "simple", "1.0.0"), ("b", "simple", "3.2.0")], [("feat: x", ["a/f"]), begin])
        scene.configuration.plugins = [.linkedVersions(group: "g", components: ["a", "b"], merge: true)]
        #expect(try scene.released() == ["a 1.1.0", "b 1.1.0"])
        #expect(try scene.plan().warnings.contains("package 'b': 1.1.0 is below 3.2.0, which is released."))
        scene.compatibility = .strict
        #expect(try scene.released() == ["a 3.2.1", "b 3.2.1"])
    }

    private func member(_ name: String, _ version: String, _ requirements: [(String, String, String)])
        -> WorkspaceMember
    {
        WorkspaceMember(
            name: name, path: name, file: "\(name)/m", version: version,
            requirements: requirements.map {
                .init(section: $0.0, name: $0.1, requirement: $0.2, key: $0.2.contains(":") ? nil : "k.\($0.1)")
            })
    }

    @Test("Dependents of a released node package follow with a patch, however far away; peers only on request")
    func node() throws {
        var scene = Scene(
            [("a", "node", "1.0.0"), ("b", "node", "1.0.0"), ("c", "node", "1.0.0"), ("d", "node", "1.0.0")],
            [("feat: x", ["a/f"]), begin])
        scene.members["npm"] = [
            member("a", "1.0.0", []), member("b", "1.0.0", [("dependencies", "a", "^1.0.0")]),
            member("c", "1.0.0", [("devDependencies", "b", "workspace:*")]),
            member("d", "1.0.0", [("peerDependencies", "a", "~1.0.0")]),
        ]
        scene.configuration.plugins = [.nodeWorkspace(updatesPeers: false, alwaysLinksLocal: true, merge: nil)]
        #expect(try scene.released() == ["a 1.1.0", "b 1.0.1", "c 1.0.1"])
        let plan = try scene.plan()
        let line = "* The following workspace dependencies were updated\n"
        #expect(
            plan.components[1].changelog.hasSuffix(
                "### Dependencies\n\n\(line)  * dependencies\n    * a bumped from ^1.0.0 to ^1.1.0"))
        #expect(plan.components[2].changelog.hasSuffix("\(line)  * devDependencies\n    * b bumped to 1.0.1"))
        scene.configuration.plugins = [.nodeWorkspace(updatesPeers: true, alwaysLinksLocal: true, merge: nil)]
        #expect(try scene.released().last == "d 1.0.1")
    }

    @Test("A workspace plugin's packages come last, by package name; in a strict plan all are in the configured order")
    func listed() throws {
        var scene = Scene(
            [("z", "node", "1.0.0"), ("quiet", "simple", "1.0.0"), ("b", "node", "1.0.0"), ("s", "simple", "1.0.0")],
            [("feat: x", ["z/f", "b/f", "s/f"]), begin])
        var first = member("a-name", "1.0.0", [])
        first.path = "z"
        scene.members["npm"] = [first, member("b", "1.0.0", [])]
        scene.configuration.plugins = [.nodeWorkspace(updatesPeers: false, alwaysLinksLocal: true, merge: nil)]
        #expect(try scene.released() == ["s 1.1.0", "z 1.1.0", "b 1.1.0"])
        scene.configuration.packages.swapAt(0, 2)
        #expect(try scene.released() == ["s 1.1.0", "z 1.1.0", "b 1.1.0"])
        scene.compatibility = .strict
        #expect(try scene.released() == ["b 1.1.0", "z 1.1.0", "s 1.1.0"])
    }

    @Test("Dependents of a released crate follow; one that is not a member is left out, with a warning")
    func cargo() throws {
        var scene = Scene(
            [("a", "rust", "0.2.0"), ("b", "rust", "0.3.0"), ("z", "rust", "0.1.0")],
            [("fix: x", ["a/f", "z/f"]), begin])
        scene.members["cargo"] = [
            member("a", "0.2.0", []), member("b", "0.3.0", [("dependencies", "a", "0.2.0")]),
        ]
        scene.configuration.plugins = [.cargoWorkspace(merge: nil)]
        #expect(try scene.released() == ["a 0.2.1", "b 0.3.1"])
        let plan = try scene.plan()
        #expect(plan.warnings.contains("package 'z': the plugin cargo-workspace leaves it out."))
        scene.commits[0].paths = ["z/f"]
        #expect(try scene.plan().commits?.first?.fate == .leftOut)
        scene.compatibility = .strict
        #expect(try scene.released() == ["z 0.1.1"])
    }

    @Test("Packages that require each other in a cycle are an error that names them")
    func cycle() throws {
        var scene = Scene([("a", "node", "1.0.0"), ("b", "node", "1.0.0")], [("fix: x", ["a/f"]), begin])
        scene.members["npm"] = [
            member("a", "1.0.0", [("dependencies", "b", "1.0.0")]),
            member("b", "1.0.0", [("dependencies", "a", "1.0.0")]),
        ]
        scene.configuration.plugins = [.nodeWorkspace(updatesPeers: false, alwaysLinksLocal: true, merge: nil)]
        #expect { try scene.plan() } throws: { error in
            (error as? ReleasePleaseError)?.reasons.first == "a → b → a"
                || (error as? ReleasePleaseError)?.reasons.first == "b → a → b"
        }
    }

    @Test("An artifact below a package is that package's, and lines of moved requirements end with commas")
    func maven() throws {
        var scene = Scene([("a", "maven", "1.0.0"), ("b", "maven", "1.0.0")], [("fix: x", ["a/f"]), begin])
        scene.configuration.packages[0].isSnapshotSkipped = true
        scene.configuration.packages[1].isSnapshotSkipped = true
        var part = member("g:part", "1.0.0", [])
        part.path = "a/part"
        var one = member("g:a", "1.0.0", [])
        one.path = "a"
        var other = member("g:b", "1.0.0", [("dependencies", "g:part", "1.0.0"), ("dependencies", "g:a", "1.0.0")])
        other.path = "b"
        // Names with a colon are no protocols here.
        other.requirements = other.requirements.map {
            .init(section: $0.section, name: $0.name, requirement: $0.requirement, key: "k")
        }
        scene.members["maven"] = [one, part, other]
        scene.configuration.plugins = [.mavenWorkspace(considersAllArtifacts: true, merge: nil)]
        #expect(try scene.released() == ["a 1.0.1", "b 1.0.1"])
        #expect(
            try scene.plan().components[1].changelog.hasSuffix(
                "    * g:part bumped to 1.0.1,\n    * g:a bumped to 1.0.1"))
    }

    @Test("After a release Java's files get the next snapshot version; then the next release follows")
    func snapshot() throws {
        var scene = Scene([(".", "java", "1.2.3")], [("feat: x", ["f"]), begin])
        #expect(try scene.released() == [". 1.2.4-SNAPSHOT"])
        scene.commits.insert(
            ObservedCommit(
                id: Scene.id(9), parents: [Scene.id(2)], message: "chore(main): release 1.2.4-SNAPSHOT (#9)",
                paths: ["f"]),
            at: 0)
        #expect(try scene.released() == [". 1.3.0"])
        scene.configuration.packages[0].pullRequest.title = "chore${scope}: version ${version}"
        scene.commits[0].message = "chore(main): version 1.2.4-SNAPSHOT (#9)"
        #expect(try scene.released() == [". 1.3.0"])
        scene.commits[0].message = "fix: do not release 1.2.4-SNAPSHOT"
        #expect(try scene.released() == [". 1.2.4-SNAPSHOT"])
    }

    @Test("After a prerelease Java's files get its next snapshot version")
    func prereleaseSnapshot() throws {
        let scene = Scene([(".", "java", "1.0.0-rc.1")], [("feat: x", ["f"]), begin])
        #expect(try scene.released() == [". 1.0.1-rc.1-SNAPSHOT"])
        let maven = Scene([("m", "maven", "2.0.0-beta")], [("feat: x", ["m/f"]), begin])
        #expect(try maven.released() == ["m 2.0.1-beta-SNAPSHOT"])
        let snapshot = Scene([(".", "java", "1.0.1-rc.1-SNAPSHOT")], [("feat: x", ["f"]), begin])
        #expect(try snapshot.released().allSatisfy { !$0.hasSuffix("SNAPSHOT-SNAPSHOT") })
    }

    @Test("A section with a scope takes only commits of that scope; the first matching section wins")
    func scopedSections() throws {
        var scene = Scene(
            [(".", "simple", "1.0.0")],
            [
                ("chore(deps): raise zlib", ["f"]), ("chore: tidy", ["f"]), ("fix(ui): paint", ["f"]),
                ("fix: oil", ["f"]), begin,
            ])
        scene.configuration.packages[0].changelog.sections = [
            ChangelogSection(type: "chore", title: "Requirements", scope: "deps"),
            ChangelogSection(type: "chore", title: "Chores", isHidden: true),
            ChangelogSection(type: "fix", title: "Fixes"),
            ChangelogSection(type: "fix", title: "Paint", scope: "ui"),
        ]
        let text = try #require(try scene.plan().components.first?.changelog)
        let shape = text.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "(" && $0 != "[" } }
        #expect(
            shape == ["### Requirements", "* **deps:** raise zlib ", "### Fixes", "* oil ", "* **ui:** paint "],
            "\(text)")
    }

    @Test("Only hidden by its scope, a commit releases nothing")
    func hiddenScope() throws {
        var scene = Scene([(".", "simple", "1.0.0")], [("chore(deps): raise zlib", ["f"]), begin])
        scene.configuration.packages[0].changelog.sections = [
            ChangelogSection(type: "chore", title: "Requirements", isHidden: true, scope: "deps"),
            ChangelogSection(type: "chore", title: "Chores"),
        ]
        #expect(try scene.released() == [])
        scene.commits[0].message = "chore(ci): raise zlib"
        #expect(try scene.released() == [". 1.0.1"])
    }

    @Test("Where the last tag is missing, an entry compares with the configuration's separator, ruby's own not")
    func rubyCompare() throws {
        var scene = Scene([("gem", "ruby", "0.1.0")], [("fix: x", ["gem/f"]), begin])
        scene.tags = []
        let component = try #require(try scene.plan().components.first)
        #expect(component.changelog.contains("/compare/gem-v0.1.0...gem/v0.1.1"), "\(component.changelog)")
        scene.tags = [("gem/v0.1.0", Scene.id(1))]
        #expect(try scene.plan().components.first?.changelog.contains("/compare/gem/v0.1.0...gem/v0.1.1") == true)
    }

    @Test("Requesting one package searches only for that package")
    func narrowed() throws {
        var scene = Scene(
            [("a", "simple", "1.0.0"), ("b", "simple", "1.0.0")],
            [("fix: new", ["a/f"]), ("chore: release b", ["b/f"]), ("fix: old", ["a/f"]), begin])
        scene.tags = [("a-v1.0.0", Scene.id(3)), ("b-v1.0.0", Scene.id(3))]
        // The last release of b is older: a search for both goes on to it.
        scene.tags[1].commit = Scene.id(1)
        let alone = try scene.plan(ReleaseRequest(components: ["a"]))
        #expect(alone.components.first { $0.path == "a" }?.reasons.count == 1)
        #expect(alone.released.map(\.path) == ["a"])
    }

    @Test("A commit without files, which every package has, is named")
    func emptyCommits() throws {
        let scene = Scene(
            [("a", "simple", "1.0.0"), ("b", "simple", "1.0.0")], [("fix: x", []), ("chore: y", []), begin])
        let warnings = try scene.plan().warnings.filter { $0.contains("changes no file") }
        #expect(warnings.count == 1 && warnings[0].contains("fix: x"), "\(warnings)")
    }

    @Test("Subjects get a capital, unless their first word is special")
    func sentenceCase() throws {
        var scene = Scene([(".", "simple", "1.0.0")], [("fix: read it", ["f"]), ("fix: gRPC too", ["f"]), begin])
        scene.configuration.plugins = [.sentenceCase(specialWords: ["gRPC"])]
        let changelog = try #require(try scene.plan().components.first?.changelog)
        #expect(changelog.contains("* gRPC too (") && changelog.contains("* Read it ("))
    }

    @Test("release-as is used; an already released one is reported, and ignored in a strict plan")
    func releaseAs() throws {
        var scene = Scene([(".", "simple", "1.0.0")], [("fix: x", ["f"]), begin])
        scene.configuration.packages[0].versioning.releaseAs = "2.0.0"
        #expect(try scene.released() == [". 2.0.0"])
        scene.configuration.packages[0].versioning.releaseAs = "1.0.0"
        #expect(try scene.released() == [". 1.0.0"])
        #expect(try scene.plan().warnings.contains { $0.contains("release-as 1.0.0 is stale") })
        scene.compatibility = .strict
        #expect(try scene.released() == [". 1.0.1"])
        scene.configuration.packages[0].versioning.releaseAs = nil
        scene.commits[0].message = "fix: x\n\nRelease-As: soon"
        #expect(throws: ReleasePleaseError.badReleaseAs("soon", package: ".", commit: Scene.id(2))) { try scene.plan() }
    }

    @Test("An existing tag, or one that two packages would get, is a warning, and an error in a strict plan")
    func tags() throws {
        var scene = Scene([(".", "simple", "1.0.0")], [("feat: x", ["f"]), begin])
        scene.tags.append(("v1.1.0", Scene.id(2)))
        #expect(try scene.plan().warnings.contains("package '.': the tag 'v1.1.0' exists already."))
        scene.compatibility = .strict
        #expect(throws: ReleasePleaseError.tagExists("v1.1.0", package: ".")) { try scene.plan() }
        var twins = Scene([("a", "simple", "1.0.0"), ("b", "simple", "1.0.0")], [("fix: x", ["a/f", "b/f"]), begin])
        for index in 0..<2 { twins.configuration.packages[index].includesComponentInTag = false }
        twins.tags = [("v1.0.0", Scene.id(1))]
        #expect(try twins.plan().warnings.contains("a and b would both get the tag 'v1.0.1'."))
        twins.compatibility = .strict
        #expect(throws: ReleasePleaseError.sameTag("v1.0.1", packages: ["a", "b"])) { try twins.plan() }
    }

    @Test("A chosen version needs no commit")
    func chosen() throws {
        let scene = Scene([("a", "simple", "1.0.0"), ("b", "simple", "1.0.0")], [("fix: x", ["a/f"]), begin])
        let plan = try scene.plan(ReleaseRequest(versions: ["b": Version(2, 0, 0)]))
        #expect(plan.released.map { "\($0.path) \($0.nextVersion?.text ?? "")" } == ["b 2.0.0"])
    }
}
