import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Versions of .NET in other files")
struct NuGetFileVersionTests {
    private static func properties(_ text: String, before: String = "") -> String {
        "<Project>\(before)<PropertyGroup>\(text)</PropertyGroup></Project>\n"
    }

    private func package(_ files: [String: String]) throws -> FoundPackage {
        let ecosystem = NuGetEcosystem()
        let own = ecosystem.own(among: files.mapValues { Array($0.utf8) })
        return try #require(ecosystem.read(own).packages.first { $0.name == "Winch" })
    }

    private static let version = properties("<Version>2.7.0</Version>")
    private static let read = "$([System.IO.File]::ReadAllText("

    static let followed: [(project: String, files: [String: String], source: String)] = [
        (
            "",
            [
                "Directory.Build.props": properties(
                    "<Version>\(read)\"$(MSBuildThisFileDirectory)VERSION\").Trim())</Version>"), "VERSION": "2.7.0\n",
            ], "VERSION"
        ),
        (properties("<Version>\(read)'../../VERSION'))</Version>"), ["VERSION": "2.7.0\n"], "VERSION"),
        (
            properties(
                "<File>$(MSBuildProjectDirectory)\\..\\..\\version.txt</File><Version>\(read)$(File)).TrimEnd())</Version>"
            ),
            ["version.txt": "2.7.0\n"], "version.txt"
        ),
        ("", ["Directory.Build.targets": version], "Directory.Build.targets"),
        (properties("<Version>0.1.0</Version>"), ["Directory.Build.targets": version], "Directory.Build.targets"),
        (
            properties("", before: "<Import Project=\"..\\..\\Version.props\"/>"), ["Version.props": version],
            "Version.props"
        ),
        (
            properties("", before: "<Import Project=\"$(MSBuildThisFileDirectory)../../eng/All.props\"/>"),
            [
                "eng/All.props": "<Project><Import Project=\"Version.props\"/></Project>\n",
                "eng/Version.props": version,
            ], "eng/Version.props"
        ),
        (
            "",
            [
                "Directory.Build.props": properties("<Root>$(MSBuildThisFileDirectory)</Root>").replacing(
                    "</Project>", with: "<Import Project=\"$(Root)eng/Version.props\"/></Project>"),
                "eng/Version.props": version,
            ],
            "eng/Version.props"
        ),
        (
            properties("", before: "<Import Project=\"$(SolutionDir)Version.props\"/>"), ["Version.props": version],
            "Version.props"
        ),
        (
            properties(
                "",
                before:
                    "<Import Project=\"$([MSBuild]::GetDirectoryNameOfFileAbove($(MSBuildThisFileDirectory), a.txt))/Version.props\"/>"
            ),
            ["Version.props": version], "Version.props"
        ),
        (
            "<Project><PropertyGroup><Version>0.1.0</Version></PropertyGroup><Import Project=\"../../Version.targets\"/></Project>\n",
            ["Version.targets": version], "Version.targets"
        ),
    ]

    @Test("The version is what MSBuild computes, in whatever file it stands", arguments: followed)
    func follows(project: String, files: [String: String], source: String) throws {
        var all = files
        all["src/Winch/Winch.csproj"] = project.isEmpty ? "<Project Sdk=\"Microsoft.NET.Sdk\"/>\n" : project
        let package = try package(all)
        #expect(package.versionFaults == [])
        #expect(package.versionSources.first.map { [$0.place.file, $0.value] } == [source, "2.7.0"])
        let first = try #require(package.versionSources.first)
        let edit = FileEdit(ecosystem: first.ecosystem, file: source, key: first.key, from: "2.7.0", to: "2.8.0")
        let owner = try #require(ecosystem(named: first.ecosystem))
        let after = try owner.apply([edit], to: source, bytes: Array((all[source] ?? "").utf8))
        #expect(String(decoding: after, as: UTF8.self) == all[source]?.replacing("2.7.0", with: "2.8.0"))
    }

    static let refused: [(project: String, files: [String: String])] = [
        (properties("<Version>\(read)'VERSION').Split(':')[1])</Version>"), ["src/Winch/VERSION": "v:2.7.0\n"]),
        (properties("<Version>\(read)'VERSION').Trim())</Version>"), ["src/Winch/VERSION": "winch 2.7.0\n"]),
        (properties(""), ["Directory.Build.rsp": "-nologo\n-p:Version=2.7.0\n"]),
        (
            properties("", before: "<Import Project=\"$(EngDir)Version.props\"/>"),
            ["a/Version.props": version, "b/Version.props": version]
        ),
    ]

    @Test("What can't be told makes a release impossible", arguments: refused)
    func refuses(project: String, files: [String: String]) throws {
        let package = try package(files.merging(["src/Winch/Winch.csproj": project]) { $1 })
        #expect(package.versionFaults.map(\.code) == ["nuget.computed-version"])
    }
}
