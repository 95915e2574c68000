import Foundation
import ReleaseManifests
import ReleaseModel
import Testing

/// Versions that are made of properties: the whole version that MSBuild or Maven computes follows, or can't be released.
@Suite("Versions made of properties")
struct PropertyVersionTests {
    private func package(_ ecosystem: some Ecosystem, _ files: [String: String]) throws -> FoundPackage {
        try #require(ecosystem.read(files.mapValues { Array($0.utf8) }).packages.first)
    }

    /// The files after a release as this version, and what they say then.
    private func released(
        _ ecosystem: some Ecosystem, _ files: [String: String], _ version: String
    ) throws -> (package: FoundPackage, files: [String: String]) {
        let before = try package(ecosystem, files)
        try #require(before.versionFaults == [])
        let next = try #require(Version(version))
        var after = files
        let edits = (before.versionParts + before.versionSources).compactMap { source -> FileEdit? in
            let text = source.text(for: next, at: .distantPast)
            return text == source.value
                ? nil
                : FileEdit(
                    ecosystem: source.ecosystem, file: source.place.file, key: source.key, from: source.value, to: text)
        }
        for (file, edits) in Dictionary(grouping: edits, by: \.file) {
            let bytes = try ecosystem.apply(edits, to: file, bytes: Array((files[file] ?? "").utf8))
            after[file] = String(decoding: bytes, as: UTF8.self)
        }
        return (try package(ecosystem, after), after)
    }

    private func project(_ properties: String) -> [String: String] {
        ["a.csproj": "<Project><PropertyGroup>\(properties)</PropertyGroup></Project>"]
    }

    @Test(
        "Every property that a .NET version is made of follows, through as many properties as it takes",
        arguments: [
            (
                "<A>3</A><B>2</B><C>1</C><VersionPrefix>$(A).$(B).$(C)</VersionPrefix><VersionSuffix>beta.4</VersionSuffix>",
                "4.0.0-rc.1", "<A>4</A><B>0</B><C>0</C>"
            ),
            (
                "<A>3</A><B>2</B><C>1</C><VersionPrefix>$(A).$(B).$(C)</VersionPrefix><VersionSuffix></VersionSuffix>",
                "3.2.2", "<A>3</A><B>2</B><C>2</C>"
            ),
            (
                "<A>3</A><B>2</B><C>1</C><N>$(A).$(B).$(C)</N><Version>$(N)</Version>", "3.3.0",
                "<A>3</A><B>3</B><C>0</C>"
            ),
            (
                "<P>3.2.1</P><VersionPrefix>$(P)</VersionPrefix><L>beta.1</L><VersionSuffix>$(L)</VersionSuffix>",
                "3.2.1-beta.2", "<P>3.2.1</P>"
            ),
            (
                "<P>3.2.1</P><VersionPrefix>$(P)</VersionPrefix><PackageVersion>$(Version)</PackageVersion>", "3.2.2",
                "<P>3.2.2</P>"
            ),
        ])
    func followed(properties: String, next: String, expected: String) throws {
        let after = try released(NuGetEcosystem(), project(properties), next)
        #expect(after.package.versionSources.first?.version == Version(next))
        #expect(after.files["a.csproj"]?.contains(expected) == true)
    }

    @Test(
        "A .NET version that can't follow is a fault, and never one that another property says",
        arguments: [
            "<A>3</A><VersionPrefix>$(A).2.1</VersionPrefix>",
            "<A>3</A><VersionPrefix>$(A).2.1</VersionPrefix><VersionSuffix>beta.1</VersionSuffix>",
            "<A>3</A><B>2</B><VersionPrefix>$(A).$(B).1</VersionPrefix>",
            "<VersionPrefix>3.2.1</VersionPrefix><VersionSuffix>$(Label).1</VersionSuffix>",
            "<VersionPrefix>3.2.1</VersionPrefix><L>beta</L><VersionSuffix>$(L).1</VersionSuffix>",
            "<Version>3.2.$(Count)</Version>", "<VersionSuffix>beta.1</VersionSuffix>",
            "<VersionPrefix>$(Given)</VersionPrefix><VersionSuffix>beta.1</VersionSuffix>",
            "<V>$(W)</V><W>$(V)</W><Version>$(V).1</Version>",
            "<Version>3.2.1</Version><InformationalVersion>3.2.1+5f0c</InformationalVersion>",
            "<VersionPrefix>3.2.1</VersionPrefix><VersionSuffix></VersionSuffix><InformationalVersion>$(VersionPrefix)-$(VersionSuffix)+x</InformationalVersion>",
        ])
    func refused(properties: String) throws {
        let faults = try package(NuGetEcosystem(), project(properties)).versionFaults
        #expect(faults.map(\.code) == ["nuget.computed-version"])
    }

    @Test("A .NET version that can't follow is known all the same")
    func known() throws {
        let files = project("<A>3</A><VersionPrefix>$(A).2.1</VersionPrefix><VersionSuffix>beta.1</VersionSuffix>")
        #expect(try package(NuGetEcosystem(), files).versionSources.map(\.version) == [Version("3.2.1-beta.1")])
    }

    @Test("Text that a .NET package adds to its version is part of it, so that no release leaves it out")
    func packageVersion() throws {
        let files = project("<Version>3.2.1</Version><PackageVersion>$(Version)-alpha</PackageVersion>")
        let before = try package(NuGetEcosystem(), files).versionSources
        #expect(before.first?.version == Version("3.2.1-alpha"))
        let after = try released(NuGetEcosystem(), files, "3.2.1").package.versionSources
        #expect(after.contains { !$0.carries(Version(3, 2, 1)) })
    }

    @Test("What only the build server gives is not part of a .NET version", arguments: ["$(Label)", ""])
    func fromOutside(suffix: String) throws {
        let files = project("<VersionPrefix>3.2.1</VersionPrefix><VersionSuffix>\(suffix)</VersionSuffix>")
        #expect(
            try released(NuGetEcosystem(), files, "3.3.0").package.versionSources.first?.version == Version(3, 3, 0))
        let given = try package(NuGetEcosystem(), project("<Version>$(Given)</Version>"))
        #expect(given.versionFaults == [] && given.versionSources == [])
    }

    private let attributes = """
        // [assembly: AssemblyInformationalVersion("9.9.9")]
        /* AssemblyVersion("9.9.9") */
        [assembly: System.Reflection.AssemblyVersion("3.2.1.0")]
        [assembly: AssemblyFileVersionAttribute( "3.2.1" )]
        [assembly: AssemblyInformationalVersion("3.2.1")]

        """

    @Test("Attributes in sources follow the version of their project")
    func attributesFollow() throws {
        var files = project("<Version>3.2.1</Version>")
        files["Properties/AssemblyInfo.cs"] = attributes
        let after = try released(NuGetEcosystem(), files, "3.3.0-rc.1").files["Properties/AssemblyInfo.cs"]
        let expected = attributes.replacing("\"3.2.1.0\"", with: "\"3.3.0.0\"")
            .replacing("( \"3.2.1\" )", with: "( \"3.3.0\" )").replacing("(\"3.2.1\")", with: "(\"3.3.0-rc.1\")")
        #expect(after == expected)
    }

    @Test("An attribute that states the version alone is the version; sources that a project names count too")
    func attributesAlone() throws {
        var files = [
            "p/a.csproj":
                "<Project><ItemGroup><Compile Include=\"..\\Shared\\CommonAssemblyInfo.cs\"/></ItemGroup></Project>"
        ]
        files["Shared/CommonAssemblyInfo.cs"] = attributes
        let ecosystem = NuGetEcosystem()
        #expect(
            ecosystem.companions(
                of: ["p/a.csproj": Array((files["p/a.csproj"] ?? "").utf8)],
                among: ["Shared/CommonAssemblyInfo.cs", "other/AssemblyInfo.cs"]) == ["Shared/CommonAssemblyInfo.cs"])
        let after = try released(ecosystem, files, "4.0.0")
        #expect(after.package.versionSources.first?.version == Version(4, 0, 0))
        #expect(after.files["Shared/CommonAssemblyInfo.cs"]?.contains("(\"4.0.0.0\")") == true)
    }

    @Test("An attribute that states another version is reported")
    func attributesDiffer() {
        var files = project("<Version>3.2.0</Version>")
        files["AssemblyInfo.cs"] = attributes
        let reading = NuGetEcosystem().read(files.mapValues { Array($0.utf8) })
        #expect(reading.diagnostics.map(\.code) == ["version.undeclared-constant"])
        #expect(reading.diagnostics.first?.place.file == "AssemblyInfo.cs")
    }

    @Test(
        "A Maven property that is itself put together is followed to its parts, or refused",
        arguments: [
            ("<major>3</major><minor>2</minor><patch>1</patch><revision>${major}.${minor}.${patch}</revision>", true),
            ("<major>3</major><revision>${major}.2.1</revision>", false),
            ("<revision>3.2.${count}</revision>", false),
        ])
    func maven(properties: String, isFollowed: Bool) throws {
        let files = [
            "pom.xml":
                "<project><groupId>g</groupId><artifactId>a</artifactId><version>${revision}</version><properties>\(properties)</properties></project>"
        ]
        guard isFollowed else {
            #expect(try package(MavenEcosystem(), files).versionFaults.map(\.code) == ["maven.computed-version"])
            return
        }
        #expect(
            try released(MavenEcosystem(), files, "3.3.0").package.versionSources.first?.version == Version(3, 3, 0))
    }
}
