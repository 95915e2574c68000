import ReleaseManifests
import ReleaseModel
import ReleasePlease
import Testing

@Suite("All release types")
struct AllReleaseTypesTests {
    /// Those of release-please 17.11.
    private static let known =
        """
        bazel dart dotnet-yoshi elixir expo go go-yoshi go-librarian helm java java-yoshi java-yoshi-mono-repo \
        java-backport java-bom java-lts krm-blueprint maven node node-librarian ocaml php php-yoshi php-librarian python \
        python-librarian r ruby ruby-yoshi ruby-librarian rust salesforce sfdx simple terraform-module
        """
        .split(separator: " ").map(String.init)

    @Test("Every release type of release-please exists", arguments: known)
    func isThere(name: String) { #expect(releaseType(named: ReleaseTypeName(name))?.name.text == name) }

    @Test("No two release types have the same name")
    func unique() { #expect(Set(allReleaseTypes.map(\.name)).count == allReleaseTypes.count) }

    @Test("Every release type has a test case for its edits", arguments: allReleaseTypes.map(\.name))
    func hasCase(name: ReleaseTypeName) { #expect(releaseTypeCases.contains { $0.type == name }) }

    @Test("An unknown name is not a release type")
    func unknown() { #expect(releaseType(named: "crystal") == nil) }

    @Test("A first release is 1.0.0 except for types that begin at 0.1.0")
    func initialVersions() {
        let early = allReleaseTypes.filter { $0.initialVersion == "0.1.0" }.map(\.name.text)
        #expect(
            early == [
                "java-yoshi", "java-yoshi-mono-repo", "java-backport", "java-bom", "java-lts", "krm-blueprint",
                "python",
                "python-librarian", "r", "rust", "terraform-module",
            ])
        #expect(allReleaseTypes.allSatisfy { ["0.1.0", "1.0.0"].contains($0.initialVersion) })
        let fixed = allReleaseTypes.filter(\.ignoresConfiguredInitialVersion).map(\.name.text)
        #expect(fixed == ["python", "python-librarian", "rust", "terraform-module"])
    }

    @Test(
        "Dependencies and documentation are shown for Java, Python and R, chores for PHP, the usual sections otherwise")
    func sections() throws {
        func shown(_ name: ReleaseTypeName) -> [String] {
            releaseType(named: name)?.sections.filter { !$0.isHidden }.map(\.type) ?? []
        }
        for name: ReleaseTypeName in ["java", "maven", "java-yoshi", "python", "r"] {
            #expect(shown(name) == ["feat", "fix", "perf", "deps", "revert", "docs"])
        }
        #expect(shown("php") == ["feat", "fix", "perf", "revert", "chore"])
        #expect(shown("node") == ["feat", "feature", "fix", "perf", "revert"])
        #expect(shown("dotnet-yoshi") == ["feat", "fix", "perf", "revert", "docs"])
        let titles = try #require(releaseType(named: "r")).sections.map(\.title)
        #expect(titles.prefix(6).suffix(3) == ["Dependencies", "Reverts", "Documentation"])
    }

    @Test("Tags of Ruby have a slash; strategies belong to backports and long-term support")
    func others() {
        #expect(
            allReleaseTypes.filter { $0.tagSeparator == "/" }.map(\.name.text) == [
                "ruby", "ruby-yoshi", "ruby-librarian",
            ])
        let strategies = allReleaseTypes.compactMap { type in type.strategy.map { "\(type.name) \($0.rawValue)" } }
        #expect(strategies == ["java-backport always-bump-patch", "java-lts service-pack"])
        let changelogs = allReleaseTypes.filter { $0.changelogPath != "CHANGELOG.md" }
            .map { "\($0.name) \($0.changelogPath)" }
        #expect(
            changelogs == [
                "dotnet-yoshi docs/history.md", "go-yoshi CHANGES.md", "go-librarian CHANGES.md", "r NEWS.md",
            ])
    }

    @Test(
        "Only some types take the package's name from its file",
        arguments: [
            ("node", "package.json", #"{"name": "@s/x"}"#, "@s/x", "x"),
            ("expo", "package.json", #"{"name": "x"}"#, "x", "x"),
            ("node-librarian", "package.json", #"{"name": "@s/x/y"}"#, "@s/x/y", "x"),
            ("rust", "Cargo.toml", "[package]\nname = \"x_y\"\n", "x_y", "x_y"),
            ("helm", "Chart.yaml", "name: web\n", "web", "web"),
            ("dart", "pubspec.yaml", "name: app\n", "app", "app"),
            ("sfdx", "sfdx-project.json", #"{"name": "p"}"#, "p", "p"),
            ("deno", "deno.jsonc", "{\"name\": \"@s/x\", /* */}", "@s/x", "x"),
        ])
    func names(type: String, file: String, text: String, name: String, component: String) throws {
        let type = try #require(releaseType(named: ReleaseTypeName(type)))
        let package = ReleasePleasePackage(path: "a", releaseType: type.name)
        #expect(type.packageName(of: package, in: ["a/" + file: Array(text.utf8), file: []]) == name)
        #expect(type.component(ofPackageNamed: name) == component)
    }

    @Test("The other types leave the component to the configuration")
    func nameless() {
        let files = [
            "pyproject.toml": "[project]\nname = \"x\"\n", "composer.json": #"{"name": "v/x"}"#, "mix.exs": "app: :x",
            "package.json": #"{"name": "x"}"#, "Cargo.toml": "[package]\nname = \"x\"", "Chart.yaml": "name: x",
            "pubspec.yaml": "name: x", "deno.json": #"{"name": "x"}"#, "sfdx-project.json": #"{"name": "x"}"#,
        ]
        .mapValues { Array($0.utf8) }
        let named = allReleaseTypes.filter { type in
            type.packageName(of: ReleasePleasePackage(path: ".", releaseType: type.name), in: files) != nil
        }
        #expect(
            named.map(\.name.text) == [
                "dart", "expo", "helm", "node", "node-librarian", "rust", "salesforce", "sfdx", "deno",
            ])
    }
}
