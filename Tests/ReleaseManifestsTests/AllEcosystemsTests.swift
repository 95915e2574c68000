import ReleaseManifests
import ReleaseModel
import Testing

@Suite("All ecosystems")
struct AllEcosystemsTests {
    @Test(
        "Each ecosystem is found by its name",
        arguments: allEcosystems.map(\.name))
    func found(name: EcosystemName) {
        #expect(ecosystem(named: name)?.name == name)
    }

    @Test("No two ecosystems claim the same file")
    func disjoint() {
        for path in [
            "Cargo.toml", "a/Cargo.lock", "pyproject.toml", "VERSION", "version.txt", "versions.toml", "package.json",
            "a/package-lock.json", "npm-shrinkwrap.json", "yarn.lock",
            "composer.json", "Package.swift", "Package@swift-5.9.swift", "pnpm-lock.yaml", "pnpm-workspace.yaml",
            "pom.xml", "Chart.yaml", "Dockerfile", "kustomization.yaml", "pubspec.yaml", "mix.exs", "setup.cfg",
            "uv.lock", "a/build.gradle.kts", "settings.gradle", "gradle.properties", "gradle/libs.versions.toml",
            "a/b.csproj", "Directory.Build.props", "a.nuspec", "go.mod", "a/go.work", "Gemfile", "a/b.gemspec",
            "Gemfile.lock",
        ] {
            #expect(allEcosystems.count { $0.isManifest(path: path) } == 1)
        }
    }

    @Test(
        "An edit of another file than the one at hand is refused",
        arguments: allEcosystems.map(\.name))
    func otherFile(name: EcosystemName) throws {
        let found = try #require(ecosystem(named: name))
        let edit = FileEdit(ecosystem: name, file: "other", key: "version", from: "1", to: "2")
        #expect(throws: EditError.notFound(file: "this", key: "version")) {
            try found.apply([edit], to: "this", bytes: Array("version = '1'".utf8))
        }
    }
}
