import ReleaseManifests
import ReleaseModel
import Testing

@Suite("All ecosystems")
struct AllEcosystemsTests {
    @Test(
        "Each ecosystem is found by its name",
        arguments: ["cargo", "python", "maven", "gradle", "nuget", "go", "version-file", "versions-toml"])
    func found(name: EcosystemName) {
        #expect(ecosystem(named: name)?.name == name)
    }

    @Test("No two ecosystems claim the same file")
    func disjoint() {
        for path in [
            "Cargo.toml", "a/Cargo.lock", "pyproject.toml", "VERSION", "version.txt", "versions.toml",
            "pom.xml", "a/build.gradle.kts", "settings.gradle", "gradle.properties", "gradle/libs.versions.toml",
            "a/b.csproj", "Directory.Build.props", "a.nuspec", "go.mod", "a/go.work",
        ] {
            #expect(allEcosystems.count { $0.isManifest(path: path) } == 1)
        }
    }

    @Test(
        "An edit of another file than the one at hand is refused",
        arguments: ["cargo", "python", "maven", "gradle", "nuget", "go", "version-file", "versions-toml"])
    func otherFile(name: EcosystemName) throws {
        let found = try #require(ecosystem(named: name))
        let edit = FileEdit(ecosystem: name, file: "other", key: "version", from: "1", to: "2")
        #expect(throws: EditError.notFound(file: "this", key: "version")) {
            try found.apply([edit], to: "this", bytes: Array("version = '1'".utf8))
        }
    }
}
