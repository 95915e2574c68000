import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Gradle versions in other files")
struct GradleFileVersionTests {
    private static let settings = ["settings.gradle": "rootProject.name = 'winch'\n"]
    private static let load =
        "def props = new Properties()\nprops.load(file('number.properties').newDataInputStream())\n"
    private static let number = ["number.properties": "# kept\nnumber = 2.7.0\n"]
    private static let plain = ["VERSION": "2.7.0\n"]

    private func package(_ files: [String: String], named name: String = "winch") throws -> FoundPackage {
        let ecosystem = GradleEcosystem()
        let own = ecosystem.own(among: files.mapValues { Array($0.utf8) })
        return try #require(ecosystem.read(own).packages.first { $0.name == name })
    }

    static let followed: [(script: String, files: [String: String])] = [
        (load + "version = props['number']", number), (load + "version = props.number", number),
        (load + "version = props.getProperty('number').trim()", number),
        (load + "version = System.getenv('N') ?: props['number']", number),
        (load + "version = \"${props.number}\"", number),
        ("version = file('VERSION').text.trim()", plain),
        ("version = new File(projectDir, 'VERSION').text.trim()", plain),
        ("version = providers.fileContents(layout.projectDirectory.file('VERSION')).asText.get().trim()", plain),
        ("def text() {\n  return rootProject.file('VERSION').text.trim()\n}\nversion = text()", plain),
        ("def text = file('VERSION').text.trim()\nversion = text", plain),
        ("apply from: 'number.gradle'\nversion = ext.number", ["number.gradle": "ext.number = '2.7.0'\n"]),
        (
            "apply from: rootProject.file('number.gradle')",
            ["number.gradle": load + "project.version = props.number\n"].merging(number) { $1 }
        ),
        (
            "version = libs.versions.winch.cli.get()",
            ["gradle/libs.versions.toml": "[versions]\nother = \"1.0\"\nwinch-cli = \"2.7.0\" # kept\n"]
        ),
        ("plugins { id 'sea.number' }", ["buildSrc/src/main/groovy/sea.number.gradle": "version = '2.7.0'\n"]),
        (
            "version = Numbers.winch",
            ["buildSrc/src/main/kotlin/N.kt": "object Numbers {\n  const val winch = \"2.7.0\"\n}\n"]
        ),
        (
            "version = sea.Numbers.WINCH",
            [
                "buildSrc/src/main/java/sea/Numbers.java":
                    "public final class Numbers {\n  public static final String WINCH = \"2.7.0\";\n}\n"
            ]
        ),
    ]

    @Test("A version in a file that a script reads or applies follows there", arguments: followed)
    func follows(script: String, files: [String: String]) throws {
        let all = files.merging(GradleFileVersionTests.settings) { $1 }.merging(["build.gradle": script + "\n"]) { $1 }
        let package = try package(all)
        #expect(package.versionFaults == [])
        let source = try #require(package.versionSources.first)
        #expect(source.value == "2.7.0" && source.place.file != "build.gradle")
        let owner = try #require(ecosystem(named: source.ecosystem))
        let before = try #require(all[source.place.file])
        let edit = FileEdit(
            ecosystem: source.ecosystem, file: source.place.file, key: source.key, from: "2.7.0", to: "2.8.0")
        let after = try owner.apply([edit], to: source.place.file, bytes: Array(before.utf8))
        #expect(String(decoding: after, as: UTF8.self) == before.replacing("2.7.0", with: "2.8.0"))
    }

    static let refused: [(script: String, files: [String: String])] = [
        (load + "version = \"${props.major}.${props.minor}\"", ["number.properties": "major=2\nminor=7\n"]),
        (load + "version = props['other']", number),
        ("version = file('VERSION').text.trim() + '-SNAPSHOT'", plain),
        ("version = file('VERSION').text.trim()", ["VERSION": "winch 2.7.0\n"]),
        (
            "version = new groovy.json.JsonSlurper().parse(file('n.json')).version",
            ["n.json": "{\"version\":\"2.7.0\"}\n"]
        ),
        ("ext.numbers = [winch: '2.7.0']\nversion = numbers.winch", [:]),
        (
            "version = Numbers.WINCH",
            ["buildSrc/src/main/java/Numbers.java": "class Numbers {\n  static final String WINCH = \"2.\" + 7;\n}\n"]
        ),
        (
            "plugins { id 'java' }",
            ["settings.gradle": "rootProject.name = 'winch'\ngradle.beforeProject { it.version = '2.7.0' }\n"]
        ),
    ]

    @Test("What a script makes of such a file makes a release impossible", arguments: refused)
    func refuses(script: String, files: [String: String]) throws {
        let all = GradleFileVersionTests.settings.merging(files) { $1 }.merging(["build.gradle": script + "\n"]) { $1 }
        let package = try package(all)
        #expect(package.versionSources == [])
        #expect(package.versionFaults.map(\.code) == ["gradle.computed-version"])
    }

    @Test("Projects that read one file of the root have one version")
    func shared() throws {
        for script in [
            "subprojects { version = rootProject.file('VERSION').text.trim() }",
            "def text = file('VERSION').text.trim()\nallprojects { version = text }",
        ] {
            let files = [
                "settings.gradle": "rootProject.name = 'winch'\ninclude 'drum', 'rope'\n",
                "build.gradle": script + "\n",
                "drum/build.gradle": "plugins { id 'java' }\n", "rope/build.gradle": "plugins { id 'java' }\n",
                "VERSION": "2.7.0\n",
            ]
            let places = try ["drum", "rope"].map { try package(files, named: $0).versionSources.map(\.place) }
            #expect(places[0] == places[1] && places[0].map(\.file) == ["VERSION"], "\(script)")
        }
    }

    @Test("What git gives stays outside, also through a variable or a function")
    func git() throws {
        for script in [
            "def text = 'git describe'.execute().text.trim()\nversion = text",
            "def text() {\n  exec { commandLine 'git', 'describe'; workingDir = file('.') }\n}\nversion = text()",
        ] {
            let package = try package(GradleFileVersionTests.settings.merging(["build.gradle": script + "\n"]) { $1 })
            #expect(package.versionFaults == [] && package.versionSources == [], "\(script)")
        }
    }
}
