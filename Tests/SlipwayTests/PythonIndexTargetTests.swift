import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("The real program, and a Python index as a target", .heavy)
struct PythonIndexTargetTests {
    private func fixture(_ publication: String, artifacts: String = "[out.txt]") async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["pyproject.toml": "[project]\nname = \"core\"\nversion = \"1.0.0\"\n"])
        try await fixture.commit("fix: correct a fault", ["core.py": "x = 1\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(
            """
            defaults:
              build: { run: [sh, -c, "echo {version} > out.txt"], artifacts: \(artifacts) }
              publish: [{ to: python-index, index: "http://127.0.0.1:9/", upload: "http://127.0.0.1:9/"\(publication) }]

            """, to: "workspace/slipway.yaml")
        return fixture
    }

    @Test(
        "A missing credential is reported before anything begins",
        .enabled(if: PypiServer.isInstalled, "needs pypiserver and uv"))
    func missingVariable() async throws {
        let fixture = try await fixture(", password-from: SLIPWAY_TEST_TOKEN")
        defer { fixture.remove() }
        let before = try await fixture.updates()
        let result = try await fixture.slipway("release", environment: ["PATH": PypiServer.path])
        #expect(result.end == .exited(1))
        #expect(result.errorText.contains("SLIPWAY_TEST_TOKEN is not set"), "\(result.errorText)")
        #expect(try await fixture.updates() == before)
        #expect(try await fixture.slipway("run", "list", "--json").text.filter { !$0.isWhitespace } == "[]")
    }

    @Test("Artifacts without any package stop the release before anything is public")
    func noPackage() async throws {
        let fixture = try await fixture("")
        defer { fixture.remove() }
        try fixture.write("#!/bin/sh\n", to: "bin/uv")
        chmod(fixture.root + "/bin/uv", 0o755)
        let before = try await fixture.updates()
        let path = "\(fixture.root)/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        let result = try await fixture.slipway("release", environment: ["PATH": path])
        #expect(result.end == .exited(65))
        #expect(result.text.contains("none of its artifacts is a wheel or a source distribution"))
        #expect(try await fixture.updates() == before)
    }

    @Test("A build without declared artifacts can't be planned for an index")
    func noArtifacts() async throws {
        let fixture = try await fixture("", artifacts: "[]")
        defer { fixture.remove() }
        let result = try await fixture.slipway("plan")
        #expect(result.end == .exited(78))
        #expect(result.errorText.contains("its build declares no artifacts"))
    }
}
