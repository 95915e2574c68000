import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Extra files in a release", .heavy)
struct ExtraFilesTests {
    private let configuration = """
        components:
          core:
            repository: core
            extra-files:
              - src/version.h
              - { type: yaml, path: /deploy/*.yaml, glob: true, jsonpath: "$.image.tag" }
        """

    private func fixture(_ files: [String: String]) async throws -> Fixture {
        let fixture = try Fixture()
        let manifest = ["Cargo.toml": "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"]
        try await fixture.repository("core", manifest.merging(files) { _, new in new })
        try await fixture.commit("feat: more", ["x": "y"], in: "core")
        try await fixture.push("core")
        try fixture.write(configuration, to: "workspace/slipway.yaml")
        return fixture
    }

    @Test("They get the version of the release, and nothing else in them changes")
    func released() async throws {
        let header = "#define VERSION \"1.0.0\" // x-slipway-version\n#define OTHER \"1.0.0\"\n"
        let fixture = try await fixture([
            "src/version.h": header, "deploy/a.yaml": "image: { tag: 1.0.0 } # a\n",
            "deploy/b.yaml": "image:\n  tag: '1.0.0'\n",
        ])
        defer { fixture.remove() }
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.errorText)")
        let remote = fixture.root + "/remotes/core.git"
        #expect(
            try await fixture.git("show", "v1.1.0:src/version.h", in: remote)
                == "#define VERSION \"1.1.0\" // x-slipway-version\n#define OTHER \"1.0.0\"\n")
        #expect(try await fixture.git("show", "v1.1.0:deploy/a.yaml", in: remote) == "image: { tag: 1.1.0 } # a\n")
        #expect(try await fixture.git("show", "v1.1.0:deploy/b.yaml", in: remote) == "image:\n  tag: '1.1.0'\n")
    }

    @Test("A symbolic link is reported as not followed, and a file's error is reported once")
    func linked() async throws {
        let broken = "image: { tag: 1.0.0\nx"
        let fixture = try await fixture(["deploy/a.yaml": broken, "src/real.h": "1.0.0 x-slipway-version\n"])
        defer { fixture.remove() }
        try FileManager.default.createSymbolicLink(
            atPath: fixture.workspace + "/core/src/version.h", withDestinationPath: "real.h")
        try await fixture.commit("fix: link", [:], in: "core")
        let text = configuration + "\n      - { type: yaml, path: /deploy/a.yaml, jsonpath: $.x }\n"
        try fixture.write(text, to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("plan")
        #expect(result.errorText.contains("which is a symbolic link; links are not followed"), "\(result.errorText)")
        let places = result.errorText.split(separator: "\n").filter { $0.contains("deploy/a.yaml:") }
        #expect(!places.isEmpty && Set(places).count == places.count, "\(result.errorText)")
    }

    @Test("One that is missing, has no version or another version stops planning, with its name")
    func refused() async throws {
        for (files, word) in [
            (["deploy/a.yaml": "image: { tag: 1.0.0 }\n"], "src/version.h"),
            (["src/version.h": "nothing", "deploy/a.yaml": "image: { tag: 1.0.0 }\n"], "src/version.h"),
            (
                ["src/version.h": "1.0.0 x-slipway-version", "deploy/a.yaml": "image: { tag: 0.9.0 }\n"],
                "deploy/a.yaml"
            ),
        ] as [([String: String], String)] {
            let fixture = try await fixture(files)
            defer { fixture.remove() }
            let result = try await fixture.slipway("plan")
            #expect(result.end != .exited(0) && result.errorText.contains(word), "\(result.errorText)")
        }
    }
}
