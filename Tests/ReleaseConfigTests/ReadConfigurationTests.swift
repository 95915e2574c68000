import Foundation
import ReleaseConfig
import ReleaseModel
import Testing

func configuration(_ text: String) throws -> WorkspaceConfiguration {
    try readConfiguration(Array(text.utf8), file: "slipway.yaml", publications: shapes).configuration
}

/// The errors of a text as `line:column code message → suggestion`.
func findings(_ text: String) -> [String] {
    do {
        return try readConfiguration(Array(text.utf8), file: "slipway.yaml", publications: shapes).warnings.map(
            describe)
    } catch {
        return error.diagnostics.map(describe)
    }
}

func describe(_ one: Diagnostic) -> String {
    "\(one.place.line):\(one.place.column) \(one.severity.rawValue) \(one.code) \(one.message)"
        + (one.suggestion.map { " → \($0)" } ?? "")
}

@Suite("What a configuration means")
struct ReadConfigurationTests {
    @Test("An empty file is the default configuration")
    func empty() throws {
        let reading = try readConfiguration([], file: "slipway.yaml", publications: shapes, workspace: "folder")
        #expect(reading.configuration == defaultConfiguration(workspace: "folder"))
    }

    @Test("The example from the design is read")
    func sketch() throws {
        let found = try configuration(
            """
            # yaml-language-server: $schema=./slipway.schema.json
            workspace: bitcoin-commons
            forge: { kind: git, root: ../repos }
            components:
              blvm-consensus: { repository: blvm-consensus, tag: "v{version}" }
              blvm-node:
                repository: blvm-node
                gates:
                  - { name: test, run: [cargo, test, --release], blocking: true }
                build: { run: [cargo, build, --release], artifacts: ["target/release/blvm-node"] }
                publish: [ { to: folder, path: ../public } ]
            groups: { core: { components: [blvm-consensus, blvm-protocol], versions: linked } }
            """)
        var node = ComponentConfiguration()
        node.repository = "blvm-node"
        node.gates = [GateConfiguration(name: "test", run: ["cargo", "test", "--release"])]
        node.build = BuildConfiguration(
            run: ["cargo", "build", "--release"], artifacts: [ArtifactConfiguration(path: "target/release/blvm-node")])
        node.publish = [PublishConfiguration(target: .init("folder", ["path": "../public"]))]
        #expect(found.workspace == "bitcoin-commons")
        #expect(found.repositoryRoot == "../repos")
        #expect(found.components["blvm-node"] == node)
        #expect(found.components["blvm-consensus"]?.tag == "v{version}")
        let group = GroupConfiguration(
            name: "core", components: ["blvm-consensus", "blvm-protocol"], versions: .linked)
        #expect(found.groups == [group])
    }

    @Test("A component's keys override the defaults, key by key, and a list of gates replaces theirs")
    func defaults() throws {
        let found = try configuration(
            """
            tag: "{component}-v{version}"
            defaults:
              tag-kind: lightweight
              gates: [ { name: a, run: [a] }, { name: b, run: [b] } ]
            components:
              x: { gates: [ { name: c, run: [c] } ] }
              y: { tag: "v{version}" }
              z:
            """)
        #expect(found.settings(of: "x").gates.map(\.name) == ["c"])
        #expect(found.settings(of: "x").tag == "{component}-v{version}")
        #expect(found.settings(of: "y").tag == "v{version}")
        #expect(found.settings(of: "y").tagKind == .lightweight)
        #expect(found.settings(of: "z") == found.defaults)
        #expect(found.settings(of: "unknown").gates.map(\.name) == ["a", "b"])
    }

    @Test("Every key of a gate is read")
    func gate() throws {
        let found = try configuration(
            """
            defaults:
              gates:
                - name: unit
                  run: [pytest, -n, 4, "{python}"]
                  blocking: false
                  matrix: { python: [3.10, 3.11], os: [debian] }
                  tests: required
                  environment: { CI: true, LEVEL: 1 }
                  secrets: [TOKEN]
                  folder: ../..
                  timeout: 10m
            """)
        let gate = GateConfiguration(
            name: "unit", run: ["pytest", "-n", "4", "{python}"], isBlocking: false,
            matrix: [
                MatrixAxis(name: "python", values: ["3.10", "3.11"]), MatrixAxis(name: "os", values: ["debian"]),
            ], tests: .required, environment: ["CI": "true", "LEVEL": "1"], secrets: ["TOKEN"], folder: "../..",
            timeout: 600)
        #expect(found.defaults.gates == [gate])
    }

    @Test("Every key of a build is read")
    func build() throws {
        let found = try configuration(
            """
            defaults:
              build:
                run: [make]
                artifacts: ["dist/*.whl", { path: "out/{component}", name: "{artifact}", optional: true }]
                environment: { A: b }
                secrets: [S]
                folder: src
                timeout: 1h
                clean: [make, clean]
                profiles: { dev: [DEBUG=1] }
                variants: { base: [], full: [--all] }
                tree: publish
            """)
        let build = BuildConfiguration(
            run: ["make"],
            artifacts: [
                ArtifactConfiguration(path: "dist/*.whl"),
                ArtifactConfiguration(path: "out/{component}", name: "{artifact}", isOptional: true),
            ], environment: ["A": "b"], secrets: ["S"], folder: "src", timeout: 3600, clean: ["make", "clean"],
            profiles: ["dev": ["DEBUG=1"]], variants: ["base": [], "full": ["--all"]], inPublishTree: true)
        #expect(found.defaults.build == build)
    }

    @Test("Every key of a component is read")
    func component() throws {
        let found = try configuration(
            """
            components:
              a:
                repository: r
                path: crates/a
                package: a-package
                aliases: [alpha]
                requires: [b]
                order: published
                cascade: never
                version-files: [VERSION]
                ignore: true
            """)
        var expected = ComponentConfiguration()
        expected.repository = "r"
        expected.path = "crates/a"
        expected.package = "a-package"
        expected.aliases = ["alpha"]
        let place = Place(file: "slipway.yaml", line: 7, column: 16)
        expected.requires = [DeclaredRequirement(component: "b", place: place)]
        expected.order = .published
        expected.cascade = .never
        expected.versionFiles = ["VERSION"]
        expected.isIgnored = true
        #expect(found.components["a"] == expected)
    }

    @Test("Every key of the workspace is read")
    func workspace() throws {
        let found = try configuration(
            """
            version: 1
            repositories: { r: { path: ../r, remote: upstream, branch: main }, s: }
            cascade: always
            edges: [ { from: a, to: b, policy: never } ]
            scope: { chain: [b, a] }
            commits: { message: "up {component} to {version}", name: Bot, mail: bot@example.org }
            tag-kind: lightweight
            parallelism: 3
            secrets: [TOKEN]
            set: all
            """)
        #expect(found.repositories["r"] == RepositoryConfiguration(folder: "../r", remote: "upstream", branch: "main"))
        #expect(found.repositories["s"] == RepositoryConfiguration())
        #expect(found.defaults.cascade == .always)
        #expect(found.edgePolicies == [EdgePolicy(from: "a", to: "b", policy: .never)])
        #expect(found.scope == .chain(["b", "a"]))
        #expect(
            found.commits
                == CommitConfiguration(
                    message: .template("up {component} to {version}"), name: "Bot", mail: "bot@example.org"))
        #expect(found.defaults.tagKind == .lightweight)
        #expect(found.parallelism == 3)
        #expect(found.secrets == ["TOKEN"])
        #expect(found.setContent == .all)
    }

    @Test("Every key of a component's versioning, changelog and paths is read")
    func changes() throws {
        let found = try configuration(
            """
            defaults:
              versioning:
                strategy: prerelease
                bump-minor-pre-major: true
                bump-patch-for-minor-pre-major: true
                prerelease: true
                prerelease-type: rc.1
                release-as: 2.0.0
                initial-version: 0.1.0
              changelog:
                path: /NEWS.md
                skip: true
                type: github
                sections: [{ type: deps, section: Dependencies }, { type: chore, hidden: true }]
                host: https://git.example.org/
                date-format: "%d.%m.%Y"
                authors: true
              include-paths: [shared/]
              exclude-paths: [./docs]
            """)
        var versioning = VersioningConfiguration()
        versioning.strategy = .prerelease
        versioning.bumpsMinorBeforeMajor = true
        versioning.bumpsPatchForMinorBeforeMajor = true
        versioning.isPrerelease = true
        versioning.prereleaseType = "rc.1"
        versioning.releaseAs = "2.0.0"
        versioning.releaseAsPlace = found.defaults.versioning.releaseAsPlace
        #expect(versioning.releaseAsPlace?.column == 17)
        versioning.initialVersion = "0.1.0"
        #expect(found.defaults.versioning == versioning)
        var changelog = ChangelogConfiguration()
        changelog.path = "/NEWS.md"
        changelog.isSkipped = true
        changelog.kind = .github
        changelog.sections = [
            ChangelogSection(type: "deps", title: "Dependencies"),
            ChangelogSection(type: "chore", title: "Miscellaneous Chores", isHidden: true),
        ]
        changelog.host = "https://git.example.org"
        changelog.dateFormat = "%d.%m.%Y"
        changelog.includesAuthors = true
        #expect(found.defaults.changelog == changelog)
        #expect(found.defaults.includedPaths == ["shared"])
        #expect(found.defaults.excludedPaths == ["docs"])
    }

    @Test("A component's versioning and changelog only replace the keys that they name")
    func inheritedKeys() throws {
        let found = try configuration(
            """
            defaults:
              versioning: { strategy: calver, format: YYYY.0M.MICRO, release-as: 2.0.0 }
              changelog: { path: NEWS.md, authors: true }
            components:
              a: { versioning: { release-as: '' }, changelog: { path: LOG.md } }
              b: { versioning: always-bump-minor }
              c:
            """)
        #expect(found.settings(of: "a").versioning.strategy == .calver)
        #expect(found.settings(of: "a").versioning.format == "YYYY.0M.MICRO")
        #expect(found.settings(of: "a").versioning.releaseAs == "")
        #expect(found.settings(of: "a").changelog.path == "LOG.md" && found.settings(of: "a").changelog.includesAuthors)
        #expect(found.settings(of: "b").versioning.strategy == .alwaysBumpMinor)
        #expect(found.settings(of: "b").versioning.format == nil)
        #expect(found.settings(of: "c").versioning == found.defaults.versioning)
    }

    @Test("Every key that says how changes become releases is read")
    func releases() throws {
        let found = try configuration(
            """
            compatibility: compat
            pull-request:
              separate: true
              title: "chore: release ${component} ${version}"
              group-title: "chore: releases"
              header: Above
              footer: Below
              draft: true
              labels: [a]
              release-labels: [b]
              extra-labels: [c]
              signoff: "A <a@example.org>"
            change-files: .changes/
            bootstrap-commit: 1234567
            last-release-commit: "89abcdef01"
            commit-search-depth: 100
            """)
        var request = PullRequestConfiguration()
        request.isSeparate = true
        request.title = "chore: release ${component} ${version}"
        request.groupTitle = "chore: releases"
        request.header = "Above"
        request.footer = "Below"
        request.isDraft = true
        request.labels = ["a"]
        request.releaseLabels = ["b"]
        request.extraLabels = ["c"]
        request.signoff = "A <a@example.org>"
        #expect(found.pullRequest == request)
        #expect(found.compatibility == .compat)
        #expect(found.changeFiles == ".changes")
        #expect(found.bootstrapCommit == "1234567" && found.lastReleaseCommit == "89abcdef01")
        #expect(found.commitSearchDepth == 100)
    }

    @Test("By default, release-please's bugs are fixed and all commits count")
    func strictByDefault() throws {
        let found = try configuration("workspace: w")
        #expect(found.compatibility == .strict && found.commitSearchDepth == nil)
        #expect(found.pullRequest == PullRequestConfiguration())
        #expect(found.defaults.versioning == VersioningConfiguration())
    }

    @Test(
        "`dependencies` and `release` are predefined forms of the message",
        arguments: [
            ("release", CommitConfiguration.MessageForm.release), ("dependencies", .dependencies),
        ])
    func messages(text: String, form: CommitConfiguration.MessageForm) throws {
        #expect(try configuration("commits: { message: \(text) }").commits.message == form)
    }

    @Test("The variables that a Python index needs are secrets, each once")
    func pythonIndex() throws {
        let target = "to: python-index, index: https://i/simple/, upload: https://i/"
        let found = try configuration(
            """
            secrets: [OTHER, TOKEN]
            defaults: { publish: [ { \(target), username-from: NAME, password-from: TOKEN } ] }
            components: { core: { publish: [ { \(target) } ] } }
            """)
        #expect(
            found.defaults.publish == [
                PublishConfiguration(
                    target: PublicationTarget(
                        "python-index",
                        ["index": "https://i/simple/", "upload": "https://i/", "username": "NAME", "password": "TOKEN"])
                )
            ])
        #expect(found.components["core"]?.publish.first?.target["password"] == nil)
        #expect(found.secrets == ["OTHER", "TOKEN", "NAME"])
    }

    @Test("An image's lists are kept in order, and what is not written has its default")
    func image() throws {
        let found = try configuration(
            """
            components:
              core:
                publish:
                  - to: image
                    image: ghcr.io/acme/{component}
                    platforms: [linux/amd64, linux/arm64]
                    rolling-tags: [latest, edge]
                    password-from: TOKEN
            """)
        #expect(
            found.components["core"]?.publish.first?.target
                == PublicationTarget(
                    "image",
                    [
                        "image": "ghcr.io/acme/{component}", "platforms": "linux/amd64 linux/arm64",
                        "rolling": "latest edge", "tag": "{version}", "from": "*.oci.tar", "password": "TOKEN",
                    ]))
        #expect(found.secrets == ["TOKEN"])
    }

    @Test("Top-level keys with `x-` hold anchors")
    func anchors() throws {
        let found = try configuration("x-gate: &g { name: t, run: [t] }\ndefaults: { gates: [*g] }\n")
        #expect(found.defaults.gates.map(\.name) == ["t"])
    }

    @Test("Unknown component names are reported with the nearest one")
    func references() throws {
        let reading = try readConfiguration(
            Array(
                """
                components: { core: { requires: [cli], aliases: [kernel] } }
                groups: { g: { components: [core, cor, '*'], versions: fixed } }
                edges: [ { from: kernel, to: nothing, policy: always } ]
                scope: { chain: [core, cli] }
                """.utf8), file: "slipway.yaml", publications: shapes)
        #expect(
            check(reading, against: ["core", "cli2"]).map(describe) == [
                "1:34 error config.unknown-component `cli`, which `requires` of `core` names, is not a component of this workspace. → Did you mean `cli2`? Components here: `cli2`, `core`, `kernel`.",
                "2:35 error config.unknown-component `cor`, which the group `g` names, is not a component of this workspace. → Did you mean `core`? Components here: `cli2`, `core`, `kernel`.",
                "3:30 error config.unknown-component `nothing`, which an edge names, is not a component of this workspace. → Components here: `cli2`, `core`, `kernel`. If the repository of `nothing` is not cloned here, clone it into the workspace: git clone ADDRESS",
                "4:24 error config.unknown-component `cli`, which the chain names, is not a component of this workspace. → Did you mean `cli2`? Components here: `cli2`, `core`, `kernel`.",
            ])
    }

    @Test("Triggers are read with their defaults")
    func triggers() throws {
        let text = """
            triggers:
              - on: tag
              - { on: push, branches: [main, "1.*"] }
              - { on: workflow, workflow: ci.yml, start: release, repositories: [core] }
              - { on: dispatch, types: ["build_{component}"], components: [core] }
              - { on: schedule, cron: "0 2 * * *", time-zone: Europe/Berlin, overlap: queue }
            """
        let found = try readConfiguration(Array(text.utf8), file: "slipway.yaml", publications: shapes).configuration
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let schedule = try CronSchedule("0 2 * * *", timeZone: zone)
        #expect(
            found.triggers == [
                TriggerConfiguration(on: .tag, start: .release),
                TriggerConfiguration(on: .push(branches: ["main", "1.*"]), start: .releasePullRequests),
                TriggerConfiguration(
                    on: .workflow(name: "ci.yml", branches: nil), start: .release, repositories: ["core"]),
                TriggerConfiguration(
                    on: .dispatch(types: ["build_{component}"]), start: .release, components: ["core"]),
                TriggerConfiguration(on: .schedule(schedule, overlap: .queue), start: .release),
            ])
    }
}
