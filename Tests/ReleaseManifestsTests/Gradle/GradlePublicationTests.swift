import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Versions of Gradle's publications")
struct GradlePublicationTests {
    private let gradle = GradleEcosystem()

    private func package(_ script: String, _ others: [String: String] = [:], kotlin: Bool = false) throws
        -> FoundPackage
    {
        let files = ["settings.gradle": "include ':winch'\n", "winch/build.gradle\(kotlin ? ".kts" : "")": script]
            .merging(others) { $1 }
        let own = gradle.own(among: files.mapValues { Array($0.utf8) })
        return try #require(gradle.read(own).packages.first { $0.path == "winch" })
    }

    private func edited(_ script: String, kotlin: Bool = false) throws -> String {
        let package = try package(script, kotlin: kotlin)
        #expect(package.versionFaults == [])
        let file = "winch/build.gradle\(kotlin ? ".kts" : "")"
        let edits = package.versionSources.map {
            FileEdit(ecosystem: .gradle, file: $0.place.file, key: $0.key, from: $0.value, to: "2.8.0")
        }
        return String(decoding: try gradle.apply(edits, to: file, bytes: Array(script.utf8)), as: UTF8.self)
    }

    @Test(
        "A publication's version follows",
        arguments: [
            "publishing { publications { release(MavenPublication) {\n  artifactId = 'winch'\n  version = '2.7.0'\n} } }\n",
            "afterEvaluate {\n publishing {\n  publications {\n   a(MavenPublication) { version '2.7.0' }\n   b(MavenPublication) { version = '2.7.0' }\n  }\n }\n}\n",
            "version = '2.7.0'\npublishing.publications.create('maven', MavenPublication) {\n version = '2.7.0'\n}\n",
            "def number = '2.7.0'\npublishing { publications { a(MavenPublication) {\n version = number\n} } }\n",
            "mavenPublishing {\n coordinates 'org.sea', 'winch', '2.7.0'\n}\n",
        ])
    func groovy(script: String) throws {
        #expect(try edited(script) == script.replacing("2.7.0", with: "2.8.0"))
    }

    @Test(
        "A publication's version follows in Kotlin",
        arguments: [
            "publishing { publications { create<MavenPublication>(\"maven\") {\n  version = \"2.7.0\"\n} } }\n",
            "publishing.publications.withType<MavenPublication> { version = \"2.7.0\" }\n",
            "mavenPublishing {\n  coordinates(\"org.sea\", \"winch\", \"2.7.0\")\n}\n",
            "mavenPublishing.coordinates(\n  \"org.sea\",\n  \"winch\",\n  \"2.7.0\",\n)\n",
            "mavenPublishing {\n  coordinates(version = \"2.7.0\", groupId = \"org.sea\", artifactId = \"winch\")\n}\n",
        ])
    func kotlin(script: String) throws {
        #expect(try edited(script, kotlin: true) == script.replacing("2.7.0", with: "2.8.0"))
    }

    @Test(
        "A publication's version that is put together is refused; the project's own is not",
        arguments: [
            ("publishing { publications { a(MavenPublication) { version = \"2.${n}\" } } }\n", true),
            (
                "version = '2.7.0'\npublishing { publications { a(MavenPublication) { version = p('N') ?: '2.7.0' } } }\n",
                true
            ),
            ("mavenPublishing { coordinates('org.sea', 'winch', \"${a}.${b}\") }\n", true),
            (
                "version = '2.7.0'\npublishing { publications { a(MavenPublication) { version = project.version } } }\n",
                false
            ),
            ("version = '2.7.0'\nmavenPublishing { coordinates('org.sea', 'winch', version.toString()) }\n", false),
            ("publishing { publications { a(MavenPublication) { version = System.getenv('V') } } }\n", false),
        ])
    func computed(script: String, isRefused: Bool) throws {
        #expect(try package(script).versionFaults.map(\.code) == (isRefused ? ["gradle.computed-version"] : []))
    }

    @Test("What a script says that the project applies, or that is around it, is the project's too")
    func elsewhere() throws {
        let publication = "publishing { publications { a(MavenPublication) { version = '2.7.0' } } }\n"
        let applied = try package("apply from: '../publish.gradle'\n", ["publish.gradle": publication])
        #expect(applied.versionSources.map(\.place.file) == ["publish.gradle"])
        let around = try package("", ["build.gradle": "subprojects {\n \(publication)}\n"])
        #expect(around.versionSources.map(\.place.file) == ["build.gradle"])
    }
}
