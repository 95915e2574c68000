import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("A release over many ecosystems", .heavy)
struct ManyEcosystemsTests {
    private static let files = [
        "rocks/Cargo.toml": "[package]\nname = \"rocks\"\nversion = \"0.3.0\"  # crate\n",
        "wheel/pyproject.toml":
            "[project]\nname = \"rocks-wheel\"\nversion = \"0.3.0\"\n[tool.maturin]\nmanifest-path = \"../rocks/Cargo.toml\"\n",
        "percolate/pyproject.toml": "[project]\nname = \"percolate\"\nversion = \"1.2.0\"\n",
        "percolate/Dockerfile":
            "FROM python:3.12\nRUN pip install rocks-wheel==0.3.0 && \\\n    true\nLABEL org.opencontainers.image.version=1.2.0\n",
        "chart/Chart.yaml": "name: percolate-chart\nversion: 2.0.0 # chart\nappVersion: \"1.2.0\"\n",
        "chart/values.yaml": "image:\n  repository: ghcr.io/p/percolate\n  tag: \"\"\n",
        "web/package.json": "{\"name\": \"web\", \"private\": true, \"workspaces\": [\"packages/*\"]}\n",
        "web/packages/a/package.json": "{\r\n\t\"name\": \"@x/a\",\r\n\t\"version\": \"1.0.0\"\r\n}\r\n",
        "web/packages/b/package.json":
            "{\"name\": \"@x/b\", \"version\": \"1.0.0\", \"dependencies\": {\"@x/a\": \"^1.0.0\"}}\n",
        "go/lib/go.mod": "module example.org/lib\n\ngo 1.19\n",
        "go/app/go.mod": "module example.org/app\n\ngo 1.19\n\nrequire example.org/lib v1.4.0 // kept\n",
        "jvm/pom.xml":
            "<project>\n  <groupId>g</groupId><artifactId>p</artifactId>\n  <version>1.0.0</version><!-- 1.0.0 -->\n</project>\n",
    ]

    @Test("An upstream's release reaches its dependents across ecosystems, and only the versions change")
    func cascade() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("mono", ManyEcosystemsTests.files, tag: nil)
        let clone = fixture.workspace + "/mono"
        for tag in [
            "rocks-v0.3.0", "rocks-wheel-v0.3.0", "percolate-v1.2.0", "percolate-chart-v2.0.0", "@x/a-v1.0.0",
            "@x/b-v1.0.0", "go/lib/v1.4.0", "go/app/v0.2.0", "p-v1.0.0",
        ] {
            try await fixture.git("tag", tag, in: clone)
        }
        try await fixture.commit("feat!: rocks", ["rocks/x": "1"], in: "mono")
        try await fixture.commit("feat!: a", ["web/packages/a/x": "1"], in: "mono")
        try await fixture.commit("feat: lib", ["go/lib/x": "1"], in: "mono")
        try await fixture.commit("fix: p", ["jvm/x": "1"], in: "mono")
        try await fixture.push("mono")
        try fixture.write(
            "cascade: always\n", to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let tags = try await fixture.git("tag", "--points-at", "HEAD", in: clone).split(separator: "\n").map(
            String.init)
        #expect(
            tags.sorted() == [
                "@x/a-v2.0.0", "@x/b-v1.0.1", "go/app/v0.2.1", "go/lib/v1.5.0", "p-v1.0.1", "percolate-chart-v2.0.1",
                "percolate-v1.2.1", "rocks-v1.0.0", "rocks-wheel-v0.3.1",
            ])
        let expected = [
            "rocks/Cargo.toml": [("0.3.0", "1.0.0")], "wheel/pyproject.toml": [("0.3.0", "0.3.1")],
            "percolate/pyproject.toml": [("1.2.0", "1.2.1")],
            "percolate/Dockerfile": [("0.3.0", "0.3.1"), ("1.2.0", "1.2.1")],
            "chart/Chart.yaml": [("2.0.0", "2.0.1"), ("1.2.0", "1.2.1")],
            "web/packages/a/package.json": [("1.0.0", "2.0.0")],
            "web/packages/b/package.json": [("\"1.0.0\"", "\"1.0.1\""), ("^1.0.0", "^2.0.0")],
            "go/app/go.mod": [("v1.4.0", "v1.5.0")], "jvm/pom.xml": [("<version>1.0.0<", "<version>1.0.1<")],
        ]
        for (file, text) in ManyEcosystemsTests.files {
            let after = (expected[file] ?? []).reduce(text) { $0.replacing($1.0, with: $1.1) }
            #expect(try await fixture.git("show", "HEAD:\(file)", in: clone) == after, "\(file)")
        }
        let doctor = try await fixture.slipway("doctor", "--json", "--quiet")
        #expect(!doctor.text.contains("tag.version-differs") && !doctor.text.contains("requirement.refuses"))
    }

    @Test("A component with two names has its lock entries edited under each")
    func twoNames() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "core",
            [
                "Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n",
                "Cargo.lock": "version = 4\n\n[[package]]\nname = \"core\"\nversion = \"1.0.0\"\n",
                "package.json": "{\"name\": \"@x/core\", \"version\": \"1.0.0\"}\n",
                "package-lock.json":
                    "{\"name\": \"@x/core\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"@x/core\", \"version\": \"1.0.0\"}}}\n",
            ])
        try await fixture.commit("fix: x", ["x": "1"], in: "core")
        try await fixture.push("core")
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.errorText)")
        for file in ["Cargo.toml", "Cargo.lock", "package.json", "package-lock.json"] {
            let text = try await fixture.git("show", "v1.0.1:\(file)", in: fixture.workspace + "/core")
            #expect(text.contains("1.0.1") && !text.contains("1.0.0"), "\(file): \(text)")
        }
    }

    @Test("Components that share one version keep their one tag, and their history is found")
    func lockstep() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let member = "version.workspace = true\n"
        try await fixture.repository(
            "mono",
            [
                "Cargo.toml": "[workspace]\nmembers = [\"a\", \"b\"]\n[workspace.package]\nversion = \"1.2.0\"\n",
                "a/Cargo.toml": "[package]\nname = \"lk-a\"\n" + member,
                "b/Cargo.toml": "[package]\nname = \"lk-b\"\n" + member
                    + "[dependencies]\nlk-a = { path = \"../a\", version = \"1.2\" }\n",
            ], tag: "v1.2.0")
        try await fixture.commit("fix: a", ["a/x": "1"], in: "mono")
        try await fixture.push("mono")
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.text)")
        let remote = fixture.root + "/remotes/mono.git"
        #expect(try await fixture.git("tag", in: remote) == "v1.2.0\nv1.2.1\n")
        #expect(try await fixture.git("show", "v1.2.1:Cargo.toml", in: remote).contains("version = \"1.2.1\""))
        #expect(try await fixture.slipway("plan").text.contains("Nothing to release"))
        #expect(try await !fixture.slipway("doctor", "--json").text.contains("tag."))
    }

    @Test("Packages with the same version are grouped by init if the tags are nameless")
    func grouped() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository(
            "web",
            [
                "package.json": "{\"name\": \"root\", \"private\": true, \"workspaces\": [\"packages/*\"]}",
                "packages/x/package.json": "{\"name\": \"@l/x\", \"version\": \"2.0.0\"}",
                "packages/y/package.json": "{\"name\": \"@l/y\", \"version\": \"2.0.0\"}",
            ], tag: "v2.0.0")
        try await fixture.commit("fix: x", ["packages/x/z": "1"], in: "web")
        try await fixture.push("web")
        #expect(try await fixture.slipway("init").end == .exited(0))
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.text)")
        #expect(try await fixture.git("tag", in: fixture.root + "/remotes/web.git") == "v2.0.0\nv2.0.1\n")
    }
}
