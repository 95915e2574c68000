import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// A repository can ship a state folder, with a lock, a store and approvals in it.
@Suite("A state folder that came with a clone", .heavy)
struct TrackedStateTests {
    @Test(
        "A state folder that git tracks is refused by name before anything is written, and nothing in it changes",
        arguments: [
            ["release"], ["plan"], ["run", "list"], ["run", "approve"], ["run", "cancel"], ["run", "retry"],
            ["run", "resume"], ["engine"], ["build"], ["checkout"],
        ])
    func tracked(arguments: [String]) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        let clone = fixture.workspace + "/core"
        try fixture.write("theirs\n", to: "workspace/core/.slipway/state.db")
        try fixture.write("theirs\n", to: "workspace/core/.slipway/lock")
        try await fixture.git("add", "--force", ".slipway", in: clone)
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        let before = try await fixture.fingerprint(of: clone + "/.slipway")
        let variables = arguments == ["engine"] ? CommandEnvironmentTests.Kind.available.last?.variables ?? [:] : [:]
        let result =
            arguments.count == 1
            ? try await fixture.slipway(arguments[0], environment: variables, in: clone)
            : try await fixture.slipway(arguments[0], arguments[1], environment: variables, in: clone)
        #expect(result.end == .exited(78) && result.errorText.contains("state.tracked"), "\(result.errorText)")
        #expect(result.errorText.contains(".slipway/lock") && result.errorText.contains("rm -r --cached .slipway"))
        #expect(try await fixture.fingerprint(of: clone + "/.slipway") == before)
    }

    @Test("Where git does not say whether it tracks the state folder, the folder is not used")
    func unknown() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        let clone = fixture.workspace + "/core"
        #expect(try await fixture.slipway("build", in: clone).end == .exited(0))
        try fixture.write("not an index", to: "workspace/core/.git/index")
        let result = try await fixture.slipway("build", in: clone)
        #expect(result.end == .exited(1) && result.errorText.contains("tracked files"), "\(result.errorText)")
    }
}
