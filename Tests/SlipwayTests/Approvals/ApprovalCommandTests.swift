import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// An approval is for what was looked at, by the real program.
@Suite("Approvals are bound to what was approved", .heavy, .timeLimit(.minutes(20)))
struct ApprovalCommandTests {
    private let person = NSUserName()

    /// core and other, which have nothing to do with each other; both wait for a lead.
    private func fixture(_ kind: CommandEnvironmentTests.Kind) async throws -> Fixture {
        let fixture = try Fixture()
        for name in ["core", "other"] {
            try await fixture.repository(name, ["VERSION": "1.0.0\n"])
            try await fixture.commit("fix: more", ["more.txt": "x\n"], in: name)
            try await fixture.push(name)
        }
        try fixture.write(
            """
            workspace: approvals-\(UUID().uuidString.lowercased())
            people: { \(person): [lead], berta: [lead] }
            approvals: [{ name: release, roles: [lead], quorum: 2, passed-on-by: [\(person)] }]
            defaults:
              gates: [{ name: test, run: [sh, -c, "test ! -e $SLIPWAY_STATE/../broken && echo 1..1"] }]
              build: { run: [sh, -c, "cat more.txt > {component}.txt"], artifacts: ["{component}.txt"] }

            """, to: "workspace/slipway.yaml")
        return fixture
    }

    private func tags(_ fixture: Fixture) async throws -> String {
        try await fixture.git("tag", in: fixture.root + "/remotes/core.git")
    }

    @Test("A part can't be approved before its gates pass", arguments: CommandEnvironmentTests.Kind.available)
    func unproven(kind: CommandEnvironmentTests.Kind) async throws {
        let fixture = try await fixture(kind)
        defer { fixture.remove() }
        try fixture.write("", to: "workspace/broken")
        #expect(try await fixture.slipway("release", environment: kind.variables).end == .exited(65))
        let refused = try await fixture.slipway("run", "approve", environment: kind.variables)
        #expect(refused.end == .exited(75) && refused.errorText.contains("run.not-proven"), "\(refused.errorText)")
        #expect(refused.errorText.contains("gate:core/test has failed"))
    }

    @Test(
        "Other commits void an approval; only a new approval allows publication",
        arguments: CommandEnvironmentTests.Kind.available)
    func otherCommits(kind: CommandEnvironmentTests.Kind) async throws {
        let fixture = try await fixture(kind)
        defer { fixture.remove() }
        let variables = kind.variables
        #expect(try await fixture.slipway("release", environment: variables).end == .exited(77))
        for by in [person, "berta"] {
            #expect(try await fixture.slipway("run", "approve", "--by", by, environment: variables).end == .exited(0))
        }
        try await fixture.commit("fix: another thing", ["more.txt": "not looked at\n"], in: "core")
        try await fixture.push("core")
        let retried = try await fixture.slipway("run", "retry", environment: variables)
        #expect(retried.end == .exited(77), "\(retried.errorText)")
        #expect(try await tags(fixture) == "v1.0.0\n", "nothing of core is public")
        #expect(
            try await fixture.git("tag", in: fixture.root + "/remotes/other.git").contains("v1.0.1"),
            "the approvals of the other part still count")
        let shown = try await fixture.slipway("run", "show", environment: variables).text
        #expect(shown.contains("the approval of approval:release/core by berta is void"), "\(shown)")
        #expect(!shown.contains("approval of approval:release/other"), "\(shown)")
        let audit = try await fixture.slipway("audit", "list", environment: variables).text
        let amended = try #require(audit.split(separator: "\n").first { $0.contains("amended the plan") })
        #expect(amended.contains(person) && !amended.contains("/"), "the person who retried, and no engine: \(amended)")
        #expect(audit.contains("berta") && audit.contains("approval of approval:release/core became void"))
        for by in [person, "berta"] {
            #expect(try await fixture.slipway("run", "approve", "--by", by, environment: variables).end == .exited(0))
        }
        #expect(try await fixture.slipway("run", "resume", environment: variables).end == .exited(0))
        let built = FileManager.default.contents(atPath: fixture.folder(of: "r1") + "/artifacts/core-core.txt")
        #expect(String(decoding: built ?? Data(), as: UTF8.self) == "not looked at\n")
    }

    @Test("Approving with --subject approves exactly that")
    func namedSubject() async throws {
        let fixture = try await fixture(.sqlite)
        defer { fixture.remove() }
        #expect(try await fixture.slipway("release", "--component", "core").end == .exited(77))
        let shown = try await fixture.slipway("run", "show").text
        let found = try #require(shown.firstMatch(of: /--subject ([0-9a-f]{12})/))
        let other = try await fixture.slipway("run", "approve", "--subject", "000000000000")
        #expect(other.end == .exited(1) && other.errorText.contains("run.other-subject"), "\(other.errorText)")
        #expect(other.errorText.contains("You named the digest 000000000000; the current one is \(found.output.1)."))
        let own = try await fixture.slipway("run", "approve", "--subject", String(found.output.1))
        #expect(own.end == .exited(0), "\(own.errorText)")
        let events = try await fixture.slipway("audit", "list").text
        let again = try await fixture.slipway("run", "approve")
        #expect(again.end == .exited(0) && again.text.hasPrefix("This was approved already; nothing was recorded."))
        #expect(try await fixture.slipway("audit", "list").text == events)
    }
}
