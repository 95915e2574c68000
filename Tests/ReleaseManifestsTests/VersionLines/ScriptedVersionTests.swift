import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Versions that a script computes")
struct ScriptedVersionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var ecosystem: any Ecosystem
        var file: String
        var text: String
        var testDescription: String { "\(file): \(text)" }

        func package(with others: [String: String] = [:]) -> FoundPackage? {
            var files = others.merging([file: text]) { $1 }
            if file.hasPrefix("build.gradle") { files["settings.gradle"] = "rootProject.name = 'buoy'\n" }
            return ecosystem.read(files.mapValues { Array($0.utf8) }).packages.first
        }
    }

    private static func gradle(_ text: String, kotlin: Bool = false) -> Case {
        Case(ecosystem: GradleEcosystem(), file: kotlin ? "build.gradle.kts" : "build.gradle", text: text + "\n")
    }

    private static func mix(_ version: String, _ more: String = "", before: String = "") -> Case {
        Case(
            ecosystem: MixEcosystem(), file: "mix.exs",
            text: """
                defmodule Buoy do
                  use Mix.Project
                  \(before)
                  def project do
                    [app: :buoy, version: \(version), deps: []]
                  end
                  \(more)
                end

                """)
    }

    private static func gem(_ version: String) -> Case {
        Case(
            ecosystem: RubyEcosystem(), file: "buoy.gemspec",
            text: "Gem::Specification.new do |s|\n  s.name = 'buoy'\n  s.version = \(version)\nend\n")
    }

    private static func setup(_ version: String, _ before: String = "") -> Case {
        Case(
            ecosystem: PythonEcosystem(), file: "setup.py",
            text: "from setuptools import setup\n\(before)\nsetup(name='buoy', version=\(version))\n")
    }

    static let said = [
        gradle("version = project.findProperty('given') ?: '3.1.0'"),
        gradle("version = System.getenv('GIVEN') ?: '3.1.0-SNAPSHOT'"),
        gradle("val plain = \"3.1.0\"\nversion = plain + \"-dev\"", kotlin: true),
        gradle("version = if (hasProperty(\"final\")) \"3.1.0\" else \"3.1.0-dev\"", kotlin: true),
        gradle("def number() {\n  return '3.1.0'\n}\nversion = number()"),
        gradle("fun number() = \"3.1.0\"\nversion = number()", kotlin: true),
        mix("number()", "defp number, do: \"3.1.0\""),
        mix("@version", before: "@version File.read!(\"NUMBER\") |> String.trim()"),
        mix("System.get_env(\"GIVEN\") || \"3.1.0\""),
        gem("File.read(File.join(__dir__, 'NUMBER')).strip"), gem("Buoy::NUMBER::TEXT"), gem("[3, 1, 0].join('.')"),
        gem("ENV['GIVEN'] || '3.1.0'"), gem("File.read('../VERSION').strip"),
        mix("@version", before: "@version File.read!(\"../VERSION\") |> String.trim()"),
        setup("open('../VERSION').read().strip()"),
        setup("open(os.path.join(here, os.pardir, '..', 'VERSION')).read()", "import os"),
        setup("open('NUMBER').read().strip()"), setup("buoy.number()", "import buoy"),
        setup("os.environ.get('GIVEN', '3.1.0')", "import os"),
    ]

    @Test("What the repository says and is not followed makes a release impossible", arguments: said)
    func refused(_ one: Case) throws {
        let package = try #require(one.package())
        #expect(package.versionSources == [])
        #expect(package.versionFaults.map(\.severity) == [.error])
        #expect(package.versionFaults.first?.suggestion?.contains("extra-files") == true)
    }

    static let given = [
        gradle("version = gitVersion()"), gradle("version = System.getenv('GIVEN')"),
        gradle("version = project.findProperty('given') ?: '0.0.0'"), gradle("group = 'sea'"),
        mix("System.get_env(\"GIVEN\")"),
        mix("number()", "defp number, do: System.cmd(\"git\", [\"describe\"]) |> elem(0)"),
        mix("@version", before: "@version File.read!(\"VERSION\") |> String.trim()"),
        gem("ENV['GIVEN']"), gem("File.read('VERSION').strip"),
        setup("os.environ['GIVEN']", "import os"), setup("versioneer.get_version()", "import versioneer"),
        setup("open('VERSION').read().strip()"),
    ]

    @Test("What git, the environment or a VERSION file gives does not", arguments: given)
    func allowed(_ one: Case) throws {
        let package = try #require(one.package())
        #expect(package.versionFaults == [])
    }

    @Test("A version in a script that the build script applies is followed there")
    func applied() throws {
        for (path, applied) in [
            ("gradle/number.gradle", "apply from: 'gradle/number.gradle'"),
            ("number.gradle", "apply from: \"$rootDir/number.gradle\""),
        ] {
            let one = ScriptedVersionTests.gradle(applied)
            let manifests = ["build.gradle": Array(one.text.utf8)]
            #expect(one.ecosystem.companions(of: manifests, among: ["build.gradle", path, "other.gradle"]) == [path])
            let text = "version = '3.1.0'\n"
            let source = try #require(one.package(with: [path: text])?.versionSources.first)
            #expect(source.place.file == path)
            let edit = FileEdit(ecosystem: .gradle, file: path, key: source.key, from: "3.1.0", to: "3.2.0")
            let after = try one.ecosystem.apply([edit], to: path, bytes: Array(text.utf8))
            #expect(String(decoding: after, as: UTF8.self) == "version = '3.2.0'\n")
        }
    }

    private func pom(_ activation: String) -> FoundPackage? {
        let text = """
            <project><groupId>sea</groupId><artifactId>buoy</artifactId><version>${number}${rest}</version>
            <properties><number>3.1.0</number><rest></rest></properties>
            <profiles><profile><id>p</id><activation>\(activation)</activation>
            <properties><rest>-rc7</rest></properties></profile></profiles></project>

            """
        return MavenEcosystem().read(["pom.xml": Array(text.utf8)]).packages.first
    }

    @Test(
        "A Maven profile that may be active by itself may not set a part of the version",
        arguments: [
            ("<activeByDefault>true</activeByDefault>", true), ("<property><name>!final</name></property>", true),
            ("<jdk>[17,)</jdk>", true), ("<property><name>final</name></property>", false),
            ("<activeByDefault>false</activeByDefault>", false),
        ])
    func profile(activation: String, isRefused: Bool) throws {
        let faults = try #require(pom(activation)).versionFaults
        #expect(faults.map(\.code) == (isRefused ? ["maven.computed-version"] : []))
    }
}
