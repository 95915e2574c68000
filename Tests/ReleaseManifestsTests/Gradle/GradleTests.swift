import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// Gradle itself is judged by its documentation's rules here, since it can't be asked without its own downloads.
@Suite("Gradle builds")
struct GradleTests {
    private let ecosystem = GradleEcosystem()

    @Test("Versions are in Gradle's order")
    func order() throws {
        let ordered = [
            "1.0-dev", "1.0-alpha", "1.0-zeta", "1.0-rc", "1.0-snapshot", "1.0-final", "1.0-ga", "1.0-release",
            "1.0-sp",
            "1.0", "1.0.0", "1.0.1", "1.1", "1.1.0", "1.10", "2",
        ]
        for (low, high) in zip(ordered, ordered.dropFirst()) {
            let (low, high) = (try #require(GradleVersion(low)), try #require(GradleVersion(high)))
            #expect(low < high && !(high < low), "\(low.text) and \(high.text)")
        }
        #expect(GradleVersion("1.a.1") == GradleVersion("1-a+1"))
        #expect(GradleVersion("1a1") == GradleVersion("1.a.1"))
        #expect(GradleVersion("1.0-RC-1") == GradleVersion("1.0.rc.1"))
    }

    @Test(
        "A requirement accepts what Gradle's documentation says",
        arguments: [
            ("1.2.3", "1.2.3", true), ("1.2.3", "1.2.4", false), ("1.2.3!!", "1.2.3", true), ("1.+", "1.9.0", true),
            ("1.+", "10.0.0", false), ("+", "10.0.0", true), ("latest.release", "2.0.0", true),
            ("latest.release", "2.0.0-SNAPSHOT", false), ("latest.integration", "2.0.0-SNAPSHOT", true),
            ("[1.0,2.0[", "2.0.0-rc.1", false), ("[1.0,2.0)", "1.9.9", true), ("]1.0,2.0]", "2.0", true),
            ("]1.0,2.0]", "1.0", false), ("(,1.5]", "0.1.0", true), ("[1.5]", "1.5", true), ("(1.0,)", "9.0.0", true),
        ])
    func accepts(requirement: String, version: String, isAccepted: Bool) throws {
        #expect(ecosystem.accepts(requirement: requirement, version: try #require(Version(version))) == isAccepted)
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("1.2", "1.3.0", "1.3.0"), ("1.2!!", "1.3.0", "1.3.0!!"), ("1.+", "2.1.0", "2.+"),
            ("1.2.+", "2.1.0", "2.1.+"),
            ("[1.0,2.0[", "2.1.0", "[1.0,3.0["), ("[1.0,2.0)", "1.5.0", "[1.0,2.0)"), ("]1,2]", "3.1.0", "]1,3.1.0]"),
            ("[1.5]", "1.6.0", "[1.6.0]"), ("latest.release", "1.0.0", "latest.release"),
            ("[2,3)", "1.0.0", "[1.0.0,3)"),
            ("[1,2)", "2.0.0-rc.1", "[1,3)"),
        ])
    func rewritten(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: version) == expected)
        #expect(ecosystem.accepts(requirement: expected, version: version) == true)
    }

    @Test("A rewritten or new requirement accepts its version", arguments: 0..<20)
    func follows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let version = try #require(Version(RandomRequirement.semanticVersion(using: &random)))
            let range = RandomRequirement.mavenRange(using: &random)
            if let new = ecosystem.rewritten(requirement: range, toFollow: version) {
                #expect(ecosystem.accepts(requirement: new, version: version) == true, "\(range) → \(new)")
                #expect(ecosystem.rewritten(requirement: new, toFollow: version) == new)
            }
            for policy in RequirementPolicy.allCases {
                let new = GradleRequirement.written(policy, for: version)
                #expect(ecosystem.accepts(requirement: new, version: version) == true, "\(new)")
            }
        }
    }

    @Test(
        "An invalid requirement is not understood",
        arguments: ["", "[", "[1", "]1", "1 2", "$x", "latest.x", "[1,2],[3,4]"])
    func unknown(requirement: String) {
        #expect(ecosystem.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test(
        "Only a literal version counts",
        arguments: [
            "version = \"1.$patch\"", "version = '1' + x", "// version = '1'", "/* version = '1' */",
            "val s = \"\"\"\nversion = '1'\n\"\"\"",
            "task { version = '1' }", "version = \"1\\n\"", "version = \"1", "subproject.version = '1'",
        ])
    func computed(script: String) {
        let text = "group = 'g'\n\(script)\n"
        let reading = read(ecosystem, ["a/build.gradle.kts": text])
        #expect(reading.packages.map(\.name) == ["g:a"])
        #expect(reading.packages.flatMap(\.versionSources) == [])
    }

    @Test(
        "A project without a publishing plugin is not published where others of its build have one",
        arguments: [
            ("plugins { `java-library` }\n", "", "no plugin"), ("plugins { id(\"application\") }\n", "", "no plugin"),
            ("plugins { kotlin(\"jvm\") version \"2.0\" }\n", "", "no plugin"),
            ("apply(plugin = \"java\")\n", "", "no plugin"),
            // What is not known may publish.
            ("plugins { id(\"acme.conventions\") }\n", "", nil), ("plugins { alias(libs.plugins.lib) }\n", "", nil),
            ("", "", nil), ("plugins { java }\n", "subprojects { apply(plugin = \"acme.conventions\") }\n", nil),
            ("plugins { java }\n", "allprojects { apply(plugin = \"maven-publish\") }\n", nil),
            ("plugins { java; `maven-publish` }\n", "", nil),
        ] as [(String, String, String?)])
    func unpublished(script: String, root: String, reason: String?) {
        let reading = read(
            ecosystem,
            [
                "settings.gradle.kts": "include(\"lib\", \"app\")\n", "build.gradle.kts": root,
                "lib/build.gradle.kts": "plugins {\n  `maven-publish`\n}\ngroup = \"g\"\nversion = \"1.0\"\n",
                "app/build.gradle.kts": script + "group = \"g\"\nversion = \"1.0\"\n",
            ])
        #expect(reading.packages.first { $0.name == "g:lib" }?.unpublishedBy == nil)
        let found = reading.packages.first { $0.name == "g:app" }
        #expect(found != nil && found?.unpublishedBy?.prefix(9).description == reason, "\(found?.unpublishedBy ?? "")")
    }

    @Test("A build that is included for its plugins is not published, unless it says so")
    func pluginBuild() {
        func reason(_ script: String) -> String? {
            read(
                ecosystem,
                [
                    "settings.gradle.kts": "pluginManagement {\n  includeBuild(\"build-logic\")\n}\ninclude(\"lib\")\n",
                    "lib/build.gradle.kts": "group = \"g\"\nversion = \"1.0\"\n",
                    "build-logic/settings.gradle.kts": "rootProject.name = \"logic\"\n",
                    "build-logic/build.gradle.kts": "plugins { `kotlin-dsl` }\nversion = \"0.1.0\"\n" + script,
                ]
            ).packages.first { $0.path == "build-logic" }?.unpublishedBy
        }
        #expect(reason("")?.contains("pluginManagement") == true)
        #expect(reason("apply(plugin = \"com.gradle.plugin-publish\")\n") == nil)
    }

    @Test("An edit that would change how the script reads is refused", arguments: ["1\"", "\\", "$x", "1\" + \"2"])
    func refused(new: String) {
        #expect(throws: EditError.self) {
            try ecosystem.edited("version = \"1.0\"\n", file: "build.gradle", "version", from: "1.0", to: new)
        }
    }

    @Test(
        "What only the tests of a multiplatform project or a test suite require is a test requirement",
        arguments: [
            ("kotlin { sourceSets { val jvmTest by getting { DEPENDENCIES } } }", EdgeKind.dev),
            ("kotlin { sourceSets { commonTest { DEPENDENCIES } } }", .dev),
            ("kotlin { sourceSets { named(\"androidHostTest\") { DEPENDENCIES } } }", .dev),
            ("kotlin { sourceSets { getByName(\"test\") { DEPENDENCIES } } }", .dev),
            ("testing { suites { val integration by registering(JvmTestSuite::class) { DEPENDENCIES } } }", .dev),
            ("kotlin { sourceSets { val jvmMain by getting { DEPENDENCIES } } }", .normal),
            ("kotlin { sourceSets { testament { DEPENDENCIES } } }", .normal),
            ("DEPENDENCIES", .normal),
        ])
    func testSourceSets(script: String, kind: EdgeKind) {
        let script = script.replacing("DEPENDENCIES", with: "dependencies {\n implementation(\"g:core:1.0\")\n }")
        let reading = read(
            ecosystem, ["build.gradle.kts": script, "settings.gradle.kts": "rootProject.name = \"app\""])
        #expect(reading.packages.first?.requirements.first?.kind == kind)
    }

    @Test(
        "A project of the build is published as a requirement of its version, unless only compiling or tests need it",
        arguments: [
            ("implementation", "{version}"), ("api", "{version}"), ("compileOnly", nil), ("testImplementation", nil),
            ("kapt", nil),
        ] as [(String, String?)])
    func publishedProjects(configuration: String, expected: String?) throws {
        let files = [
            "settings.gradle": "include ':a', ':b'", "a/build.gradle": "version = '1.0.0'",
            "b/build.gradle": "version = '1.0.0'\ndependencies { \(configuration) project(':a') }",
        ]
        #expect(try #require(read(ecosystem, files).package("b")?.requirements.first).publishedAs == expected)
    }

    @Test("An unreadable catalogue is an error with its location")
    func catalogue() {
        let text = "[libraries]\na = { module = 'g:a', version.ref = 'b' }\nc = { version = '1' }\nd = 1\n"
        #expect(
            read(ecosystem, ["gradle/libs.versions.toml": text]).faults == [
                "gradle.undefined-version gradle/libs.versions.toml:2:23",
                "gradle.missing-coordinate gradle/libs.versions.toml:3:5",
                "gradle.wrong-type gradle/libs.versions.toml:4:5",
            ])
    }

    @Test("Scripts of only opening brackets, however many, have no version and no requirement")
    func size() {
        for piece in ["{", "\"${", "/*", "'", "a(", "\\", "dependencies{", "\"", "${\"", "include(\n"] {
            let text = String(repeating: piece, count: 50_000)
            let found = read(
                ecosystem, ["build.gradle.kts": text, "settings.gradle.kts": text, "gradle.properties": text]
            ).packages
            #expect(found.allSatisfy { $0.versionSources.isEmpty && $0.requirements.isEmpty }, "\(piece)")
        }
    }
}
