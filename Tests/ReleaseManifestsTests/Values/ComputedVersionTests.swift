import Foundation
import ReleaseManifests
import ReleaseModel
import Testing

/// The version that an ecosystem computes of several values, and how these follow another one.
@Suite("Versions in parts")
struct ComputedVersionTests {
    /// Makes every edit that a version calls for, reads the files again, and answers what they say then.
    private func released(
        _ ecosystem: some Ecosystem, _ files: [String: String], _ version: String, package: String? = nil
    ) throws -> (computed: String?, files: [String: String]) {
        var bytes = files.mapValues { Array($0.utf8) }
        func found() throws -> FoundPackage {
            let packages = ecosystem.read(bytes).packages
            return try #require(package.flatMap { name in packages.first { $0.name == name } } ?? packages.first)
        }
        let before = try found()
        try #require(before.versionFaults == [])
        let next = try #require(Version(version))
        let edits = (before.versionParts + before.versionSources).compactMap { source -> FileEdit? in
            let text = source.text(for: next, at: .distantPast)
            guard text != source.value else { return nil }
            return FileEdit(
                ecosystem: source.ecosystem, file: source.place.file, key: source.key, from: source.value, to: text)
        }
        for (file, edits) in Dictionary(grouping: edits, by: \.file) {
            bytes[file] = try ecosystem.apply(edits, to: file, bytes: bytes[file] ?? [])
        }
        let after = try found()
        return (
            after.versionSources.first.map { $0.computed ?? $0.value },
            bytes.mapValues { String(decoding: $0, as: UTF8.self) }
        )
    }

    private func pom(_ version: String, _ properties: String) -> [String: String] {
        [
            "pom.xml":
                "<project><groupId>g</groupId><artifactId>a</artifactId><version>\(version)</version><properties>\(properties)</properties></project>"
        ]
    }

    @Test(
        "Every property of Maven's version follows, also to and from empty",
        arguments: [
            ("${revision}${changelist}", "<revision>2.3.0</revision><changelist>-SNAPSHOT</changelist>", "2.3.0"),
            (
                "${revision}${sha1}${changelist}",
                "<revision>2.3.0</revision><sha1></sha1><changelist>-SNAPSHOT</changelist>", "2.3.0"
            ),
            ("${revision}${changelist}", "<revision>2.3.0</revision><changelist></changelist>", "2.4.0-rc.1"),
            ("${revision}", "<revision>2.3.0-SNAPSHOT</revision>", "2.3.0"),
            ("${major}.${minor}.${patch}", "<major>2</major><minor>3</minor><patch>9</patch>", "3.0.0"),
            ("${n}-${q}", "<n>2.3.0</n><q>beta.1</q>", "2.3.0-beta.2"),
        ])
    func maven(version: String, properties: String, next: String) throws {
        #expect(try released(MavenEcosystem(), pom(version, properties), next).computed == next)
    }

    @Test("The version is what Maven would compute, snapshots included")
    func mavenSnapshot() throws {
        let reading = read(
            MavenEcosystem(),
            pom("${revision}${changelist}", "<revision>2.3.0</revision><changelist>-SNAPSHOT</changelist>"))
        #expect(reading.packages.first?.versionSources.first?.version == Version("2.3.0-SNAPSHOT"))
    }

    @Test("Text between the properties that rules out the version is noticed when the edits are read back")
    func mavenLiteral() throws {
        let after = try released(MavenEcosystem(), pom("${revision}-SNAPSHOT", "<revision>2.3.0</revision>"), "2.3.0")
        #expect(after.computed == "2.3.0-SNAPSHOT")
    }

    @Test("An undefined property makes a version that can't be updated, with its location")
    func mavenUndefined() throws {
        let package = try #require(
            read(MavenEcosystem(), pom("${revision}${changelist}", "<revision>1.0.0</revision>")).packages.first)
        #expect(package.versionFaults.map(\.code) == ["maven.computed-version"])
        #expect(package.versionFaults.first?.message.contains("changelist") == true)
    }

    private func project(_ properties: String) -> [String: String] {
        ["a.csproj": "<Project><PropertyGroup>\(properties)</PropertyGroup></Project>"]
    }

    @Test(
        "Prefix and suffix of a .NET project follow together",
        arguments: [
            (
                "<VersionPrefix>2.0.0</VersionPrefix><VersionSuffix>rc.1</VersionSuffix>", "2.0.0-rc.2",
                "<VersionPrefix>2.0.0</VersionPrefix><VersionSuffix>rc.2</VersionSuffix>"
            ),
            (
                "<VersionPrefix>2.0.0</VersionPrefix><VersionSuffix>rc.1</VersionSuffix>", "2.0.0",
                "<VersionPrefix>2.0.0</VersionPrefix><VersionSuffix></VersionSuffix>"
            ),
            (
                "<VersionPrefix>2.0.0</VersionPrefix><VersionSuffix></VersionSuffix>", "2.1.0-rc.1",
                "<VersionPrefix>2.1.0</VersionPrefix><VersionSuffix>rc.1</VersionSuffix>"
            ),
            ("<VersionPrefix>2.0.0</VersionPrefix>", "2.1.0", "<VersionPrefix>2.1.0</VersionPrefix>"),
            ("<P>2.0.0</P><Version>$(P)</Version>", "2.1.0", "<P>2.1.0</P><Version>$(P)</Version>"),
        ])
    func prefixes(properties: String, next: String, expected: String) throws {
        let after = try released(NuGetEcosystem(), project(properties), next)
        #expect(after.computed == next)
        #expect(after.files["a.csproj"]?.contains(expected) == true)
    }

    @Test("Versions of assemblies follow where they mirror the version, and stay where they do not")
    func assemblies() throws {
        let text =
            "<Version>2.0.0</Version><AssemblyVersion>2.0.0.0</AssemblyVersion><FileVersion>2.0.0</FileVersion><InformationalVersion>2.0.0</InformationalVersion>"
        let after = try released(NuGetEcosystem(), project(text), "2.1.0-rc.1").files["a.csproj"] ?? ""
        #expect(
            after.contains(
                "<Version>2.1.0-rc.1</Version><AssemblyVersion>2.1.0.0</AssemblyVersion><FileVersion>2.1.0</FileVersion><InformationalVersion>2.1.0-rc.1</InformationalVersion>"
            ))
        let pinned = project("<Version>2.0.0</Version><AssemblyVersion>1.0.0.0</AssemblyVersion>")
        #expect(try released(NuGetEcosystem(), pinned, "2.1.0").files["a.csproj"]?.contains(">1.0.0.0<") == true)
    }

    @Test("A suffix set only by a build server is not part of the version")
    func conditionalSuffix() throws {
        let files = project(
            "<VersionPrefix>2.0.0</VersionPrefix><VersionSuffix Condition=\"'$(CI)' == 'true'\">ci</VersionSuffix>")
        let after = try released(NuGetEcosystem(), files, "2.1.0")
        #expect(after.computed == "2.1.0")
        #expect(after.files["a.csproj"]?.contains(">ci<") == true)
    }

    @Test("A version that comes partly from outside can't be updated")
    func halfWritten() throws {
        let files = project("<Prefix>2.0.0</Prefix><Version>$(Prefix)$(BuildLabel)</Version>")
        #expect(read(NuGetEcosystem(), files).packages.first?.versionFaults.map(\.code) == ["nuget.computed-version"])
        // One that comes from outside altogether is the tag's.
        #expect(read(NuGetEcosystem(), project("<Version>$(TagVersion)</Version>")).packages.first?.versionFaults == [])
    }

    @Test(
        "A Gradle build's version is found in the property that it refers to, or that publishing plugins read",
        arguments: [
            "version = property(\"VERSION_NAME\")", "version = VERSION_NAME", "version = \"$VERSION_NAME\"",
            "version = providers.gradleProperty(\"VERSION_NAME\").get()", "group = 'g'",
        ])
    func gradle(script: String) throws {
        let files = [
            "build.gradle": script + "\n", "gradle.properties": "VERSION_NAME=1.4.0-SNAPSHOT\nVERSION_CODE=7\n",
        ]
        let after = try released(GradleEcosystem(), files, "1.4.0")
        #expect(after.computed == "1.4.0")
        #expect(after.files["gradle.properties"] == "VERSION_NAME=1.4.0\nVERSION_CODE=8\n")
    }

    @Test("Every place of a Gradle project that repeats its version follows, and the store's number counts up")
    func gradlePlaces() throws {
        let groovy = "android {\n  defaultConfig {\n    versionCode 41\n    versionName '2.0.0'\n  }\n}\n"
        let app = try released(GradleEcosystem(), ["app/build.gradle": groovy], "2.1.0")
        #expect(app.computed == "2.1.0")
        #expect(
            app.files["app/build.gradle"]
                == groovy.replacing("41", with: "42").replacing("2.0.0", with: "2.1.0"))
        let kotlin = "android {\n  defaultConfig {\n    versionCode = 41; versionName = \"2.0.0\"\n  }\n}\n"
        let files = [
            "build.gradle.kts": "version = \"2.0.0\"\n" + kotlin,
            "gradle.properties": "version=2.0.0\nVERSION_NAME=2.0.0\n",
        ]
        let after = try released(GradleEcosystem(), files, "2.1.0").files
        #expect(
            after["build.gradle.kts"]
                == "version = \"2.1.0\"\n" + kotlin.replacing("41", with: "42").replacing("2.0.0", with: "2.1.0"))
        #expect(after["gradle.properties"] == "version=2.1.0\nVERSION_NAME=2.1.0\n")
    }

    @Test("A version that an Android app inherits does not conflict with the one that it shows")
    func gradleInherited() throws {
        let files = [
            "settings.gradle": "include ':app'\n", "gradle.properties": "version=9.0.0\n",
            "app/build.gradle": "android { defaultConfig { versionName '2.0.0' } }\n",
        ]
        let app = read(GradleEcosystem(), files).packages.first { $0.path == "app" }
        #expect(app?.versionSources.map(\.value) == ["2.0.0"])
    }

    @Test(
        "A Gradle version is followed to the variable or property that it names",
        arguments: [
            "version = appVersion", "version appVersion", "version = project.appVersion",
            "version = rootProject.ext.appVersion", "allprojects {\n  version = appVersion\n}",
            "val appVersion: String by project\nversion = appVersion",
        ])
    func gradleNames(script: String) throws {
        let byProperty = try released(
            GradleEcosystem(),
            [
                "settings.gradle": "rootProject.name = 'a'\n", "build.gradle": script + "\n",
                "gradle.properties": "appVersion=1.2.0\n",
            ],
            "1.3.0")
        #expect(byProperty.files["gradle.properties"] == "appVersion=1.3.0\n")
        for definition in [
            "def appVersion = '1.2.0'", "val appVersion = '1.2.0'", "ext.appVersion = '1.2.0'",
            "ext {\n  appVersion = '1.2.0'\n}",
        ]
        where !script.contains("by project") {
            let text = definition + "\n" + script + "\n"
            let after = try released(
                GradleEcosystem(), ["settings.gradle": "rootProject.name = 'a'\n", "build.gradle": text], "1.3.0")
            #expect(after.files["build.gradle"] == text.replacing("1.2.0", with: "1.3.0"), "\(definition)")
        }
    }

    @Test(
        "A Gradle version made of other values can't be updated; one from outside comes from the tag",
        arguments: [
            ("version = file('VERSION').text.trim()", true), ("version = \"${a}.${b}\"", true),
            ("version = libs.versions.app.get()", true), ("def v = major + '.0'\nversion = v", true),
            ("android { defaultConfig { versionName \"${a}.${b}\" } }", true), ("version = gitVersion()", false),
            ("version = scmVersion.version", false), ("version = System.getenv('V')", false),
            ("version = findProperty('v') ?: 'dev'", false), ("version = rootProject.version", false),
        ])
    func gradleElsewhere(script: String, isFault: Bool) {
        let files = ["settings.gradle": "rootProject.name = 'a'\n", "build.gradle": script + "\n"]
        let faults = read(GradleEcosystem(), files).packages.first?.versionFaults.map(\.code)
        #expect(faults == (isFault ? ["gradle.computed-version"] : []))
    }

    @Test("The version codes of Android flavours increase, and equal versions follow")
    func flavours() throws {
        let script =
            "android {\n defaultConfig { versionCode 7; versionName '1.0.0' }\n productFlavors {\n  free { versionCode 1007 }\n  create('paid') { versionName '1.0.0' }\n  beta { versionName '9.0.0' }\n }\n}\n"
        let after = try released(GradleEcosystem(), ["app/build.gradle": script], "1.1.0")
        #expect(
            after.files["app/build.gradle"]
                == script.replacing("versionCode 7;", with: "versionCode 8;").replacing("1007", with: "1008")
                .replacing("1.0.0", with: "1.1.0"))
    }

    @Test("A setup.py whose version is a computed attribute can't be updated")
    func attributeOfModule() {
        let script = "from setuptools import setup\nimport acme\nsetup(name='acme', version=acme.__version__)\n"
        func faults(_ module: String) -> [String]? {
            read(PythonEcosystem(), ["setup.py": script, "acme/__init__.py": module]).packages.first?.versionFaults.map(
                \.code)
        }
        #expect(
            faults("VERSION = (1, 2, 0)\n__version__ = '.'.join(map(str, VERSION))\n") == ["python.computed-version"])
        #expect(faults("__version__ = '1.2.0'\n") == [])
        let called = script.replacing("acme.__version__", with: "versioneer.get_version()")
        #expect(read(PythonEcosystem(), ["setup.py": called]).packages.first?.versionFaults == [])
    }

    @Test("A chart whose image and application share a version keeps them equal")
    func chartApplication() {
        func keys(_ application: String) -> [String]? {
            read(
                HelmEcosystem(),
                [
                    "Chart.yaml": "name: c\nversion: 0.5.0\nappVersion: \"\(application)\"\n",
                    "values.yaml": "image:\n  repository: ghcr.io/x/app\n  tag: 1.0.0\n",
                ]
            ).packages.first?.requirements.compactMap(\.key).sorted()
        }
        #expect(keys("1.0.0") == ["appVersion", "image.tag"])
        #expect(keys("0.9.0") == ["image.tag"])
    }

    @Test(
        "A chart's application and its image follow with and without a v, each as it is written",
        arguments: [("2.7.0", "v2.7.0"), ("v2.7.0", "2.7.0"), ("v2.7.0", "v2.7.0")])
    func chartLetter(application: String, tag: String) throws {
        let found =
            read(
                HelmEcosystem(),
                [
                    "Chart.yaml": "name: c\nversion: 0.5.0\nappVersion: \"\(application)\"\n",
                    "values.yaml": "image:\n  repository: ghcr.io/x/app\n  tag: \(tag)\n",
                ]
            ).packages.first?.requirements ?? []
        let texts = Dictionary(found.map { ($0.key, $0.requirement) }, uniquingKeysWith: { first, _ in first })
        #expect(texts == ["appVersion": application, "image.tag": tag])
        for text in [application, tag] {
            let next = text.replacing("2.7.0", with: "2.8.0")
            #expect(DockerEcosystem().rewritten(requirement: text, toFollow: try #require(Version("2.8.0"))) == next)
        }
    }

    @Test("A crate that only replaces a registry crate is released only on request")
    func patched() {
        let files = [
            "Cargo.toml":
                "[package]\nname = \"app\"\nversion = \"1.0.0\"\n[dependencies]\nitoa = \"1\"\n[patch.crates-io]\nitoa = { path = \"third_party/itoa\" }\n",
            "third_party/itoa/Cargo.toml": "[package]\nname = \"itoa\"\nversion = \"1.0.9\"\n",
        ]
        let packages = read(CargoEcosystem(), files).packages
        #expect(packages.filter { $0.unpublishedBy != nil }.map(\.name) == ["itoa"])
    }

    @Test("A Gradle version of a property plus text can't be updated")
    func gradleComputed() {
        let files = ["build.gradle": "version = \"${base}-SNAPSHOT\"\n", "gradle.properties": "base=1.0.0\n"]
        let package = read(GradleEcosystem(), files.merging(["settings.gradle": "rootProject.name = 'a'\n"]) { $1 })
            .packages.first
        #expect(package?.versionFaults.map(\.code) == ["gradle.computed-version"])
    }

    @Test("The build number of a Flutter application counts up")
    func flutter() throws {
        let after = try released(PubEcosystem(), ["pubspec.yaml": "name: a\nversion: 2.0.0+41\n"], "2.1.0")
        #expect(after.files["pubspec.yaml"] == "name: a\nversion: 2.1.0+42\n")
    }
}
