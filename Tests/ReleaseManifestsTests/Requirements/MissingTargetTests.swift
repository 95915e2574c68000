import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Folders that packages are taken from")
struct MissingTargetTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var ecosystem: any Ecosystem
        /// Takes a package from `parts/kite`.
        var manifest: String
        var text: String
        var target: String
        var targetText: String
        var testDescription: String { manifest }
    }

    static let cases = [
        Case(
            ecosystem: CargoEcosystem(), manifest: "Cargo.toml",
            text: "[package]\nname = \"wind\"\nversion = \"1.0.0\"\n[dependencies]\nkite = { path = \"parts/kite\" }\n",
            target: "parts/kite/Cargo.toml", targetText: "[package]\nname = \"kite\"\nversion = \"1.0.0\"\n"),
        Case(
            ecosystem: PubEcosystem(), manifest: "pubspec.yaml",
            text: "name: wind\ndependencies:\n  kite: {path: parts/kite}\n", target: "parts/kite/pubspec.yaml",
            targetText: "name: kite\n"),
        Case(
            ecosystem: NuGetEcosystem(), manifest: "wind/Wind.csproj",
            text:
                "<Project><ItemGroup><ProjectReference Include=\"..\\parts\\kite\\Kite.fsproj\"/></ItemGroup></Project>",
            target: "parts/kite/Kite.fsproj", targetText: "<Project/>"),
        Case(
            ecosystem: ComposerEcosystem(), manifest: "composer.json",
            text: "{\"name\": \"w/wind\", \"repositories\": [{\"type\": \"path\", \"url\": \"parts/kite\"}]}",
            target: "parts/kite/composer.json", targetText: "{\"name\": \"w/kite\"}"),
        Case(
            ecosystem: GoEcosystem(), manifest: "go.mod",
            text: "module e.org/wind\n\nrequire e.org/kite v0.0.0\n\nreplace e.org/kite => ./parts/kite\n",
            target: "parts/kite/go.mod", targetText: "module e.org/kite\n"),
        Case(
            ecosystem: PythonEcosystem(), manifest: "pyproject.toml",
            text:
                "[project]\nname = \"wind\"\nversion = \"1.0.0\"\ndependencies = [\"kite\"]\n[tool.uv.sources]\nkite = { path = \"parts/kite\" }\n",
            target: "parts/kite/setup.py", targetText: ""),
        Case(
            ecosystem: MixEcosystem(), manifest: "mix.exs",
            text:
                "defmodule W do\n  def project, do: [app: :wind, version: \"1.0.0\", deps: [{:kite, path: \"parts/kite\"}]]\nend\n",
            target: "parts/kite/mix.exs", targetText: "defmodule K do\nend\n"),
        Case(
            ecosystem: HelmEcosystem(), manifest: "Chart.yaml",
            text:
                "name: wind\nversion: 1.0.0\ndependencies:\n- {name: kite, version: 1.x, repository: 'file://parts/kite'}\n",
            target: "parts/kite/Chart.yaml", targetText: "name: kite\nversion: 1.0.0\n"),
        Case(
            ecosystem: SwiftEcosystem(), manifest: "Package.swift",
            text:
                "import PackageDescription\nlet package = Package(name: \"wind\", dependencies: [.package(path: \"parts/kite\")])\n",
            target: "parts/kite/Package.swift",
            targetText: "import PackageDescription\nlet package = Package(name: \"kite\")\n"),
    ]

    private func missing(_ one: Case, _ more: [String: String] = [:]) -> [MissingTarget] {
        let files = [one.manifest: one.text].merging(more) { $1 }
        return one.ecosystem.missingTargets(in: files.mapValues { Array($0.utf8) })
    }

    @Test("A folder without a package is reported where it is named", arguments: cases)
    func reported(_ one: Case) {
        let found = missing(one)
        #expect(found.map(\.folder) == ["parts/kite"])
        #expect(found.map(\.diagnostic.place.file) == [one.manifest])
        #expect(found.map(\.diagnostic.code) == ["\(one.ecosystem.name).missing-path"])
        #expect(found.map(\.diagnostic.severity) == [.error])
    }

    @Test("A folder with its package is right", arguments: cases)
    func complete(_ one: Case) {
        #expect(missing(one, [one.target: one.targetText]) == [])
    }

    @Test("A pattern, a packed package and what is only there under a condition may be missing")
    func tolerated() {
        func count(_ ecosystem: some Ecosystem, _ file: String, _ text: String) -> Int {
            ecosystem.missingTargets(in: [file: Array(text.utf8)]).count
        }
        let pattern = "{\"name\": \"w/wind\", \"repositories\": [{\"type\": \"path\", \"url\": \"parts/*\"}]}"
        #expect(count(ComposerEcosystem(), "composer.json", pattern) == 0)
        let wheel =
            "[tool.poetry]\nname = \"wind\"\nversion = \"1.0.0\"\n[tool.poetry.dependencies]\nkite = { path = \"kite-1.0-py3-none-any.whl\" }\n"
        #expect(count(PythonEcosystem(), "pyproject.toml", wheel) == 0)
        let optional =
            "<Project><ItemGroup Condition=\"$(X)\"><ProjectReference Include=\"k/K.csproj\"/></ItemGroup></Project>"
        #expect(count(NuGetEcosystem(), "Wind.csproj", optional) == 0)
        let chart = "name: wind\nversion: 1.0.0\ndependencies:\n- {name: kite, version: 1.x, repository: ''}\n"
        #expect(count(HelmEcosystem(), "Chart.yaml", chart) == 0)
    }

    @Test("A member that a pub workspace lists and that does not exist is an error")
    func pubMember() {
        let files = ["pubspec.yaml": Array("name: root\nworkspace:\n- parts/kite\n- parts/*\n".utf8)]
        #expect(PubEcosystem().missingMembers(in: files).map(\.code) == ["pub.missing-member"])
    }

    @Test("A Gradle project of which nothing is there is a warning")
    func gradle() {
        let files = [
            "settings.gradle": Array("rootProject.name = 'wind'\ninclude ':kite', ':reel'\n".utf8),
            "build.gradle": Array("version = '1.0.0'\n".utf8),
        ]
        let found = GradleEcosystem().inspect(files, paths: ["settings.gradle", "kite/src/A.java"])
        #expect(found.map(\.code) == ["gradle.missing-path"])
        #expect(found.first?.message.contains("reel") == true && found.first?.severity == .warning)
    }

    @Test("What lies in a submodule, behind a link, in an ignored folder or outside is not known to be missing")
    func unknown() {
        var repository = ObservedRepository(id: "r", folder: "/w/r")
        repository.submodules = ["sub/kite"]
        repository.links = ["link": "elsewhere"]
        for folder in ["sub/kite", "sub/kite/inner", "link/kite", "gen/kite", "../kite", "/kite"] {
            #expect(!repository.knows(folder, ignoring: ["gen"]), "\(folder)")
        }
        #expect(repository.knows("sub", ignoring: ["gen"]))
    }
}
