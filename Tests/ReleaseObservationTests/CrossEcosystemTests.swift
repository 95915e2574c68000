import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseObservation
import ReleaseTestKit
import Testing

/// Edges that lead from one ecosystem into another, in a folder as it lies there.
@Suite("Edges between ecosystems", .timeLimit(.minutes(20)))
struct CrossEcosystemTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func observe(
        _ files: [String: String], components: [ComponentID: ComponentConfiguration] = [:]
    ) async throws -> ObservedWorkspace {
        for (path, text) in files { try folder.write(text, to: path) }
        let runner = ProcessRunner()
        var configuration = WorkspaceConfiguration(workspace: "w")
        configuration.components = components
        return try await WorkspaceObserver(
            sourceControl: GitSourceControl(runner: runner), files: LocalFiles(), ecosystems: allEcosystems
        ).observe(
            folder.path, configuration: configuration, options: .init(withHistory: false))
    }

    @Test("A crate, its wheel, the image that installs it and the chart that deploys it are one chain")
    func chain() async throws {
        let world = try await observe([
            "rocks/Cargo.toml": "[package]\nname = \"percolate-rocks\"\nversion = \"0.3.0\"\n",
            "wheel/pyproject.toml": """
            [project]
            name = "rocks-wheel"
            version = "0.3.0"
            [tool.maturin]
            manifest-path = "../rocks/Cargo.toml"
            """,
            "percolate/pyproject.toml": "[project]\nname = \"percolate\"\nversion = \"1.2.0\"\n",
            "percolate/Dockerfile": "FROM python:3.12\nRUN pip install rocks-wheel==0.3.0\nCOPY . /app\n",
            "reading/Dockerfile": """
            FROM ghcr.io/percolation/percolate:1.2.0
            LABEL org.opencontainers.image.version="0.9.0"
            """,
            "charts/app/Chart.yaml": "name: percolate-chart\nversion: 2.0.0\nappVersion: 1.2.0\n",
            "charts/app/values.yaml": """
            image:
              repository: ghcr.io/percolation/percolate
              tag: ""
            reading: { repository: ghcr.io/percolation/reading, tag: v0.9.0 }
            """,
        ])
        let edges = world.edges.map { "\($0.from) -> \($0.to) \($0.kind) \($0.requirement ?? "-") \($0.origin)" }
        let root = world.repositories[0].id
        #expect(
            edges == [
                "percolate -> rocks-wheel build 0.3.0 percolate/Dockerfile:2:30",
                "percolate-chart -> percolate normal 1.2.0 charts/app/Chart.yaml:3:13",
                "percolate-chart -> reading normal v0.9.0 charts/app/values.yaml:4:58",
                "reading -> percolate build 1.2.0 reading/Dockerfile:1:36",
                "rocks-wheel -> percolate-rocks build - wheel/pyproject.toml:5:17",
            ], "\(root)")
        #expect(
            world.components.map(\.id.text) == [
                "percolate", "percolate-chart", "percolate-rocks", "reading", "rocks-wheel",
            ])
        #expect(world.component("reading")?.version == Version(0, 9, 0))
    }

    @Test("An official image is not a component, whatever its name")
    func officialImages() async throws {
        let world = try await observe([
            "node/Cargo.toml": "[package]\nname = \"node\"\nversion = \"1.0.0\"\n",
            "web/Cargo.toml": "[package]\nname = \"web\"\nversion = \"1.0.0\"\n",
            "web/Dockerfile": "FROM node:20\n",
        ])
        #expect(world.edges.isEmpty)
    }

    @Test("An image that copies from another component's folder requires that component")
    func copies() async throws {
        let world = try await observe([
            "core/Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n",
            "web/Cargo.toml": "[package]\nname = \"web\"\nversion = \"1.0.0\"\n",
            "web/docker/Dockerfile": "FROM scratch\nCOPY core/target/core /core\nCOPY --from=build core /x\n",
        ])
        #expect(world.edges.map { "\($0.from) -> \($0.to) \($0.kind)" } == ["web -> core build"])
    }

    @Test("A Dockerfile alone, without a version, makes no component")
    func noComponent() async throws {
        let world = try await observe([
            "a/Cargo.toml": "[package]\nname = \"a\"\nversion = \"1.0.0\"\n",
            "Dockerfile": "FROM ghcr.io/o/a:1.0.0\n", "ci/Dockerfile": "FROM debian:12\nRUN cargo install a@1.0.0\n",
        ])
        #expect(world.components.map(\.id.text) == ["a"])
    }

    @Test("An image label beside a manifest is one of the version sources")
    func labels() async throws {
        let world = try await observe([
            "Cargo.toml": "[package]\nname = \"a\"\nversion = \"1.0.0\"\n",
            "Dockerfile": "FROM debian:12\nLABEL org.opencontainers.image.version=1.0.0\n",
        ])
        #expect(
            world.component("a")?.versionSources.map { "\($0.place.file) \($0.key) \($0.value)" } == [
                "Cargo.toml package.version 1.0.0", "Dockerfile LABEL.'org.opencontainers.image.version' 1.0.0",
            ])
    }

    @Test("A folder with manifests of several ecosystems is one component if the names agree, ignoring scopes")
    func twins() async throws {
        let world = try await observe([
            "core/Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n",
            "core/package.json": "{\"name\": \"@x/core\", \"version\": \"1.0.0\"}",
            "core/pom.xml":
                "<project><groupId>g</groupId><artifactId>core</artifactId><version>1.0.0</version></project>",
            "core/build.gradle": "version = '1.0.0'\n",
        ])
        #expect(world.components.map(\.id.text) == ["core"])
        #expect(Set(world.components[0].versionSources.map(\.ecosystem.text)) == ["cargo", "npm", "maven", "gradle"])
    }

    @Test("An overlay outside every component's folder is reported, and follows once its folder is a component")
    func ownerless() async throws {
        let files = [
            "app/Cargo.toml": "[package]\nname = \"app\"\nversion = \"1.0.0\"\n",
            "lib/Cargo.toml": "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n",
            "deploy/prod/kustomization.yaml": "images:\n- name: ghcr.io/o/app\n  newTag: 1.0.0\n",
        ]
        let world = try await observe(files)
        #expect(world.warnings.map(\.code) == ["component.no-owner"])
        var prod = ComponentConfiguration()
        prod.path = "deploy/prod"
        let owned = try await observe(files, components: ["prod": prod])
        #expect(owned.warnings.isEmpty)
        #expect(owned.edges.map { "\($0.from) -> \($0.to) \($0.requirement ?? "-")" } == ["prod -> app 1.0.0"])
    }
}
