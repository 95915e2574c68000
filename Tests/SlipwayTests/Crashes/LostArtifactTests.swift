import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What was collected is looked at before anything is public, and taken again where the same bytes can be had.
@Suite("Artifacts lost from a set", .heavy, .timeLimit(.minutes(20)))
struct LostArtifactTests {
    /// A run that waits for an approval, with everything built and collected.
    private func waiting(build: String) async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("app", ["VERSION": "1.0.0\n", "a.txt": ""])
        try await fixture.commit("fix: leak", ["a.txt": "1\n"], in: "app")
        try await fixture.push("app")
        try fixture.write(
            """
            approvals: [{ name: release, roles: [lead] }]
            people: { \(NSUserName()): [lead] }
            components:
              app:
                build: { run: [sh, -c, "\(build) > out.bin"], artifacts: [out.bin] }
                publish: [{ to: folder, path: published }]

            """, to: "workspace/slipway.yaml")
        let release = try await fixture.slipway("release")
        #expect(release.end == .exited(77), "\(release.errorText)")
        return fixture
    }

    private func approve(_ fixture: Fixture) async throws -> CommandResult {
        _ = try await fixture.slipway("run", "approve")
        return try await fixture.slipway("run", "resume")
    }

    private func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

    @Test(
        "A missing or changed file is restored from the checkout or rebuilt, with the same bytes",
        arguments: ["gone", "changed", "gone with its checkout"])
    func again(what: String) async throws {
        let fixture = try await waiting(build: "echo $SLIPWAY_VERSION")
        defer { fixture.remove() }
        let file = fixture.folder(of: "r1") + "/artifacts/app-out.bin"
        try remove(file)
        if what == "changed" { try Data("other".utf8).write(to: URL(fileURLWithPath: file)) }
        if what == "gone with its checkout" { try remove(fixture.workspace + "/.slipway/work") }
        let resumed = try await approve(fixture)
        #expect(resumed.end == .exited(0), "\(resumed.errorText)")
        let published = try String(contentsOfFile: fixture.workspace + "/published/app-out.bin", encoding: .utf8)
        #expect(published == "1.0.1\n")
    }

    @Test("An artifact that can't be restored stops the release before anything is public")
    func lost() async throws {
        let fixture = try await waiting(build: "date +%s%N")
        defer { fixture.remove() }
        let file = fixture.folder(of: "r1") + "/artifacts/app-out.bin"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        try remove(file)
        try remove(fixture.workspace + "/.slipway/work")
        let resumed = try await approve(fixture)
        #expect(
            resumed.end != .exited(0) && (resumed.text + resumed.errorText).contains("artifacts.lost"),
            "\(resumed.text)")
        #expect(try await fixture.git("tag", in: fixture.root + "/remotes/app.git") == "v1.0.0\n")
        try bytes.write(to: URL(fileURLWithPath: file))
        let retry = try await fixture.slipway("run", "retry")
        #expect(retry.end == .exited(0), "\(retry.errorText)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: fixture.workspace + "/published/app-out.bin")) == bytes)
    }
}
