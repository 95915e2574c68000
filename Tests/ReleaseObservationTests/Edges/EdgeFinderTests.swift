import ReleaseManifests
import ReleaseModel
import ReleaseObservation
import Testing

@Suite("Requirements between components", .timeLimit(.minutes(20)))
struct EdgeFinderTests {
    private func observe(
        _ files: [String: String], _ configure: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) async throws -> ObservedWorkspace {
        let folder = try ObservedFolder()
        for (path, text) in files { try folder.write(text, to: path) }
        return try await folder.observe(.init(withHistory: false), configure)
    }

    private func edges(_ world: ObservedWorkspace) -> [String] {
        world.edges.map { "\($0.from) -> \($0.to) \($0.kind) \($0.requirement ?? "-") \($0.origin)" }
    }

    @Test("Every requirement on a sibling is an edge with its kind, its text and its place; strangers are none")
    func kinds() async throws {
        let world = try await observe([
            "core/Cargo.toml": manifest("core"),
            "app/Cargo.toml": """
            [package]
            name = "app"
            version = "1.0.0"

            [dependencies]
            core = "^1.0.0"
            serde = "1"

            [dev-dependencies]
            core = { version = "1.0", path = "../core" }

            [build-dependencies]
            core = "1"

            """,
        ])
        #expect(
            edges(world) == [
                "app -> core normal ^1.0.0 app/Cargo.toml:6:8",
                "app -> core dev 1.0 app/Cargo.toml:10:20",
                "app -> core build 1 app/Cargo.toml:13:8",
            ])
        #expect(world.edges.allSatisfy { $0.repository == "w" && $0.ecosystem == .cargo })
    }

    static let roots: [(file: String, text: String, member: String, manifest: String)] = [
        (
            "package.json", #"{"private": true, "workspaces": ["p/*"], "devDependencies": {"core": "^1.0.0"}}"#,
            "p/core/package.json", #"{"name": "core", "version": "1.0.0"}"#
        ),
        (
            "pyproject.toml", "[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\ncore = '^1.0.0'\n",
            "p/core/pyproject.toml", "[project]\nname = 'core'\nversion = '1.0.0'\n"
        ),
        (
            "pyproject.toml", "[tool.uv.workspace]\nmembers = ['p/*']\n[dependency-groups]\ndev = ['core>=1,<2']\n",
            "p/core/pyproject.toml", "[project]\nname = 'core'\nversion = '1.0.0'\n"
        ),
        (
            "pubspec.yaml", "name: all\npublish_to: none\ndependencies:\n  core: ^1.0.0\n",
            "p/core/pubspec.yaml", "name: core\nversion: 1.0.0\n"
        ),
    ]

    @Test(
        "What the root of a workspace requires of a package below it is known, though it is no component",
        arguments: roots)
    func ofRoots(file: String, text: String, member: String, manifest: String) async throws {
        let world = try await observe([file: text, member: manifest])
        #expect(world.components.map(\.id) == ["core"] && world.edges.isEmpty)
        let found = try #require(world.rootRequirements.first)
        #expect(found.from == "core" && found.to == "core" && found.origin.file == file && found.key != nil)
        // Beside the package, and not around it, it may be an example.
        let beside = try await observe(["other/" + file: text, member: manifest])
        #expect(beside.rootRequirements.isEmpty)
    }

    @Test("A requirement that is met by a folder alone is by path")
    func byPath() async throws {
        let world = try await observe([
            "core/Cargo.toml": manifest("core"),
            "app/Cargo.toml": manifest("app") + "[dependencies]\ncore = { path = \"../core\", version = \"1\" }\n",
            "lib/Cargo.toml": manifest("lib", requires: "core"),
            "p/pump/package.json": #"{"name": "pump", "version": "1.0.0"}"#,
            "p/house/package.json":
                #"{"name": "house", "version": "1.0.0", "dependencies": {"pump": "workspace:^1.0.0"}}"#,
            "p/shed/package.json": #"{"name": "shed", "version": "1.0.0", "dependencies": {"pump": "^1.0.0"}}"#,
            "q/base/pyproject.toml": "[project]\nname = 'base'\nversion = '1.0.0'\n",
            "q/top/pyproject.toml":
                "[project]\nname = 'top'\nversion = '1.0.0'\ndependencies = ['base>=1']\n[tool.uv.sources]\nbase = { workspace = true }\n",
        ])
        #expect(world.edges.filter { $0.isByPath == true }.map(\.from.text) == ["app", "house", "top"])
    }

    @Test("Across repositories, an edge's place is relative to the one that it lies in")
    func repositories() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.crate("app")
        try await folder.commit("feat: need it", ["Cargo.toml": manifest("app", requires: "core")], in: "app")
        let world = try await folder.observe(.init(withHistory: false))
        #expect(edges(world) == ["app -> core normal ^1.0.0 Cargo.toml:6:8"])
        #expect(world.edges.first?.repository == "app")
    }

    @Test("Names are compared as the ecosystem compares them")
    func names() async throws {
        let world = try await observe([
            "core/pyproject.toml": "[project]\nname = \"My.Core\"\nversion = \"1.0.0\"\n",
            "app/pyproject.toml":
                "[project]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\"my_core>=1,<2\"]\n",
        ])
        #expect(world.edges.map { "\($0.from) -> \($0.to) \($0.requirement ?? "-")" } == ["app -> My.Core >=1,<2"])
    }

    @Test("A package of another ecosystem with the same name is not meant")
    func otherEcosystem() async throws {
        let world = try await observe([
            "core/package.json": "{\"name\": \"core\", \"version\": \"1.0.0\"}\n",
            "app/Cargo.toml": manifest("app", requires: "core"),
        ])
        #expect(world.edges.isEmpty)
    }

    @Test("A component does not require itself")
    func itself() async throws {
        let text = manifest("core") + "\n[dev-dependencies]\ncore = { path = \".\" }\n"
        #expect(try await observe(["Cargo.toml": text]).edges.isEmpty)
    }

    @Test("A declared requirement is an edge with its place in the configuration, and differs where no manifest has it")
    func declared() async throws {
        let place = Place(file: "slipway.yaml", line: 4, column: 7)
        let world = try await observe(["core/Cargo.toml": manifest("core"), "app/Cargo.toml": manifest("app")]) {
            $0.components["app"] = ComponentConfiguration()
            $0.components["app"]?.requires = [DeclaredRequirement(component: "core", place: place)]
        }
        #expect(edges(world) == ["app -> core declared - slipway.yaml:4:7"])
        #expect(world.edges.first?.repository == nil)
        #expect(world.differences.map(\.kind) == [.declaredOnly])
        #expect(world.differences.first?.origin == place)
    }

    @Test("versions.toml and manifests are compared edge by edge")
    func differences() async throws {
        let world = try await observe([
            "core/Cargo.toml": manifest("core"), "other/Cargo.toml": manifest("other"),
            "app/Cargo.toml": manifest("app", requires: "core", "other"),
            "versions.toml": """
            [versions.core]
            version = "1.0.0"

            [versions.other]
            version = "1.0.0"

            [versions.app]
            version = "1.0.0"
            requires = ["core=2.0.0"]

            """,
        ])
        let found = world.differences.map { "\($0.kind.rawValue) \($0.from) -> \($0.to)" }
        #expect(found == ["requirement app -> core", "derived-only app -> other"])
        #expect(world.differences.first?.declared == "2.0.0")
        #expect(world.differences.first?.derived == "^1.0.0")
    }

    @Test("A declared name that no component has stays an edge, so that the graph refuses it")
    func unknown() async throws {
        let world = try await observe([
            "core/Cargo.toml": manifest("core"),
            "versions.toml": "[versions.core]\nversion = \"1.0.0\"\nrequires = [\"gone=1.0.0\"]\n",
        ])
        #expect(world.edges.map { "\($0.from) -> \($0.to) \($0.kind)" } == ["core -> gone declared"])
    }
}
