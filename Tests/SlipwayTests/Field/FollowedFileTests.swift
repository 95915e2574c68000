import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// The tree of a tag says the tag's version, in whatever file the ecosystem finds it.
@Suite("Versions in other files, released", .heavy, .timeLimit(.minutes(20)))
struct FollowedFileTests {
    private static let gem =
        "Gem::Specification.new do |s|\n  s.name = 'winch'\n  s.version = File.read('VERSION').strip\nend\n"
    private static let mix =
        "defmodule Winch do\n  use Mix.Project\n  @version File.read!(\"VERSION\") |> String.trim()\n  def project, do: [app: :winch, version: @version]\nend\n"
    private static let setup =
        "from setuptools import setup\nsetup(name='winch', version=open('VERSION').read().strip())\n"

    private func link(_ path: String, to target: String, in fixture: Fixture) throws {
        let place = "\(fixture.workspace)/app/\(path)"
        try FileManager.default.createDirectory(
            atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: target)
    }

    /// A repository at 2.7.0 with a fix since.
    private func repository(
        _ files: [String: String], links: [String: String] = [:], tag: String = "v2.7.0", changed: String = "a.txt"
    ) async throws -> Fixture {
        let fixture = try Fixture()
        for (path, target) in links { try link(path, to: target, in: fixture) }
        try await fixture.repository("app", files, tag: tag)
        try await fixture.commit("fix: leak", [changed: "1\n"], in: "app")
        try await fixture.push("app")
        return fixture
    }

    @Test(
        "A version file that is a link is edited where it leads to, and stays a link",
        arguments: [("winch.gemspec", gem), ("mix.exs", mix), ("setup.py", setup)],
        [["VERSION": "etc/number"], ["VERSION": "other", "other": "etc/number"]])
    func linked(manifest: (String, String), links: [String: String]) async throws {
        let fixture = try await repository([manifest.0: manifest.1, "etc/number": "2.7.0\n"], links: links)
        defer { fixture.remove() }
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let remote = fixture.root + "/remotes/app.git"
        #expect(try await fixture.git("show", "v2.7.1:etc/number", in: remote) == "2.7.1\n")
        #expect(try await fixture.git("ls-tree", "v2.7.1", "VERSION", in: remote).hasPrefix("120000"))
    }

    @Test(
        "A version file that is a link to nothing in the repository makes a plan impossible",
        arguments: [("winch.gemspec", gem), ("mix.exs", mix), ("setup.py", setup)],
        ["nowhere", "../../VERSION", "/etc/hostname", "VERSION"])
    func lost(manifest: (String, String), target: String) async throws {
        let fixture = try await repository([manifest.0: manifest.1], links: ["VERSION": target])
        defer { fixture.remove() }
        let plan = try await fixture.slipway("plan")
        #expect(plan.end == .exited(78))
        #expect(plan.errorText.contains("VERSION:1:1") && plan.errorText.contains("[version-file.lost-link]"))
    }

    @Test("A linked folder and a linked file of properties are followed as well")
    func otherLinks() async throws {
        let fixture = try await repository(
            [
                "mix.exs": FollowedFileTests.mix.replacing("\"VERSION\"", with: "\"etc/VERSION\""),
                "conf/VERSION": "2.7.0\n",
                "net/Rope/Rope.csproj": "<Project Sdk=\"Microsoft.NET.Sdk\"/>\n",
                "conf/rope.props": "<Project><PropertyGroup><Version>2.7.0</Version></PropertyGroup></Project>\n",
            ], links: ["etc": "conf", "net/Directory.Build.props": "../conf/rope.props"])
        defer { fixture.remove() }
        try await fixture.commit("fix: knot", ["net/Rope/a.cs": "\n"], in: "app")
        try await fixture.push("app")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let remote = fixture.root + "/remotes/app.git"
        let tags = try await fixture.git("tag", in: remote).split(separator: "\n").filter { $0 != "v2.7.0" }
        #expect(!tags.isEmpty)
        let text = try await fixture.git("grep", "-h", "2\\.7\\.", String(tags[0]), in: remote)
        #expect(!text.contains("2.7.0"), "\(text)")
    }

    @Test("Packages that read one file above them are one version, whatever their tags")
    func shared() async throws {
        let rope = FollowedFileTests.setup.replacing("winch", with: "rope").replacing("'VERSION'", with: "'../VERSION'")
        let fixture = try await repository(
            [
                "winch/mix.exs": FollowedFileTests.mix.replacing("\"VERSION\"", with: "\"../VERSION\""),
                "rope/setup.py": rope, "drum/setup.cfg": "[metadata]\nname = drum\nversion = file: ../VERSION\n",
                "VERSION": "2.7.0\n",
            ], tag: "winch-v2.7.0", changed: "winch/a.ex")
        defer { fixture.remove() }
        for name in ["rope", "drum"] {
            try await fixture.git("tag", "\(name)-v2.7.0", "HEAD~1", in: fixture.workspace + "/app")
        }
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let remote = fixture.root + "/remotes/app.git"
        for tag in ["winch-v2.7.1", "rope-v2.7.1", "drum-v2.7.1"] {
            #expect(try await fixture.git("show", "\(tag):VERSION", in: remote) == "2.7.1\n")
        }
    }

    @Test("A version to which MSBuild adds a label of its own is not tagged without it")
    func composed() async throws {
        let fixture = try await repository(
            [
                "Winch.csproj":
                    "<Project><PropertyGroup><Version>$([System.IO.File]::ReadAllText('VERSION').Trim())-beta</Version></PropertyGroup></Project>\n",
                "VERSION": "2.7.0\n",
            ], tag: "v2.7.0-beta")
        defer { fixture.remove() }
        let plan = try await fixture.slipway("plan", "--set-version", "Winch=2.7.1")
        #expect(plan.end == .exited(78) && plan.errorText.contains("plan.version-not-carried"), "\(plan.errorText)")
    }

    @Test("self.version of a Composer package is neither edited nor refused")
    func selfVersion() async throws {
        let all =
            "{\"name\": \"sea/all\", \"version\": \"2.7.0\", \"replace\": {\"sea/winch\": \"self.version\"}, \"conflict\": {\"sea/old\": \"self.version\"}}\n"
        let rope = "{\"name\": \"sea/rope\", \"version\": \"2.7.0\", \"require\": {\"sea/all\": \"self.version\"}}\n"
        let fixture = try await repository(
            ["composer.json": all, "winch/composer.json": "{\"name\": \"sea/winch\"}\n", "rope/composer.json": rope],
            changed: "winch/a.php")
        defer { fixture.remove() }
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(0), "\(release.errorText)")
        let remote = fixture.root + "/remotes/app.git"
        let text = try await fixture.git("show", "v2.7.1:composer.json", in: remote)
        #expect(text == all.replacing("2.7.0", with: "2.7.1"))
        #expect(
            try await fixture.git("show", "v2.7.1:rope/composer.json", in: remote).contains(
                "\"sea/all\": \"self.version\""))
    }
}
