import ReleaseManifests
import ReleaseModel
import Testing

/// One rule for every ecosystem: where a package lies says whether it is a product of its repository.
@Suite("Folders of tests, examples and templates")
struct DoubtfulFolderTests {
    private static let manifests: [(ecosystem: EcosystemName, file: String, text: String)] = [
        ("cargo", "Cargo.toml", "[package]\nname = \"aid\"\nversion = \"1.0.0\"\n"),
        ("npm", "package.json", #"{"name": "aid", "version": "1.0.0"}"#),
        ("python", "pyproject.toml", "[project]\nname = \"aid\"\nversion = \"1.0.0\"\n"),
        ("go", "go.mod", "module example.org/aid\n\ngo 1.22\n"),
        (
            "maven", "pom.xml",
            "<project><groupId>g</groupId><artifactId>aid</artifactId><version>1.0.0</version></project>"
        ),
        ("composer", "composer.json", #"{"name": "acme/aid", "version": "1.0.0"}"#),
        ("pub", "pubspec.yaml", "name: aid\nversion: 1.0.0\n"),
        ("helm", "Chart.yaml", "apiVersion: v2\nname: aid\nversion: 1.0.0\n"),
        ("ruby", "aid.gemspec", "Gem::Specification.new do |s|\n  s.name = \"aid\"\n  s.version = \"1.0.0\"\nend\n"),
    ]

    private func package(_ index: Int, in folder: String) throws -> FoundPackage? {
        let one = DoubtfulFolderTests.manifests[index]
        let ecosystem = try #require(allEcosystems.first { $0.name == one.ecosystem })
        let path = folder == "." ? one.file : folder + "/" + one.file
        return ecosystem.read([path: Array(one.text.utf8)]).packages.first
    }

    @Test(
        "A package in such a folder is withheld, and says for which",
        arguments: DoubtfulFolderTests.manifests.indices,
        [
            "testing", "load_fixtures", "contract-tests", "spec/broken_gem", "smoke", "perf", "fuzzing", "cypress",
            "mocks",
            ".ci/actions", "starters/basic", "tutorials", "demo-template", "stub-server",
        ])
    func withheld(index: Int, folder: String) throws {
        let found = try package(index, in: folder)
        #expect(
            found?.isSample == true || found?.unpublishedBy?.hasPrefix("it lies in ") == true,
            "\(String(describing: found))")
    }

    @Test(
        "Other folders say nothing", arguments: DoubtfulFolderTests.manifests.indices,
        [".", "packages/core", "contest", "latest", "attestation", "perform", "specialist", "demolition", "tools"])
    func released(index: Int, folder: String) throws {
        let found = try #require(try package(index, in: folder))
        #expect(!found.isSample && found.unpublishedBy == nil, "\(found)")
    }

    @Test(
        "What Maven's invoker builds, and what archetypes are made of, is material",
        arguments: ["src/it/plain", "a/src/it/x", "src/main/resources/archetype-resources"])
    func invoker(folder: String) throws {
        #expect(try package(4, in: folder)?.isSample == true)
    }

    @Test("A workspace's member and what a released package is built from are released")
    func used() throws {
        let npm = NpmEcosystem()
        func read(_ files: [String: String]) -> [FoundPackage] { npm.read(files.mapValues { Array($0.utf8) }).packages }
        let listed = read([
            "package.json": #"{"name": "all", "private": true, "workspaces": ["packages/*"]}"#,
            "packages/testing/package.json": #"{"name": "testing", "version": "1.0.0"}"#,
        ])
        #expect(listed.first { $0.name == "testing" }?.unpublishedBy == nil)
        for kind in ["dependencies", "devDependencies"] {
            let required = read([
                "core/package.json": #"{"name": "core", "version": "1.0.0", "\#(kind)": {"mocks": "file:../mocks"}}"#,
                "mocks/package.json": #"{"name": "mocks", "version": "1.0.0"}"#,
            ])
            #expect((required.first { $0.name == "mocks" }?.unpublishedBy == nil) == (kind == "dependencies"))
        }
    }

    @Test(
        "A placeholder as a name means a template",
        arguments: ["<%= title %>", "{{ title }}", "${title}", "__TITLE__", "@acme/{{title}}", "[[title]]"])
    func placeholder(name: String) {
        let packages = NpmEcosystem().read([
            "gen/package.json": Array(#"{"name": "\#(name)", "version": "1.0.0"}"#.utf8)
        ]).packages
        #expect(packages.filter { !$0.isSample }.isEmpty)
    }
}
