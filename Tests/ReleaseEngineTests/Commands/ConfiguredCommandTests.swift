import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("A configured build or gate")
struct ConfiguredCommandTests {
    private func command(
        _ adjust: (inout CommandWork) -> Void = { _ in }, secrets: [String: Secret] = [:]
    ) -> ConfiguredCommand {
        var work = CommandWork(arguments: ["make"], folder: "sub", environment: ["A": "1", "SLIPWAY_VERSION": "mine"])
        adjust(&work)
        return ConfiguredCommand(
            work, in: "/src",
            for: .init(
                component: "core", version: Version(1, 2, 3), tag: "v1.2.3", upstreams: ["base": "/src/base"]),
            marks: ["SLIPWAY_STEP": "build:core"], secrets: secrets, withheld: ["TOKEN"], log: "/logs/core.log")
    }

    private func started(_ command: ConfiguredCommand) async throws -> Command {
        let runner = ScriptedRunner { _ in .says("") }
        _ = try await command.run(by: runner)
        return try #require(runner.commands.first)
    }

    @Test("It runs in its folder, confined, logged and with its timeout")
    func place() async throws {
        let started = try await started(command { $0.timeout = 7 })
        #expect(started.arguments == ["make"] && started.folder == "/src/sub")
        #expect(started.surroundings == .confined)
        #expect(started.output == .logged(to: "/logs/core.log"))
        #expect(started.timeout == .seconds(7))
    }

    @Test("It sees its own variables and the release's, which nothing overrides")
    func variables() async throws {
        let seen = try await started(command()).environment.compactMapValues { $0 }
        #expect(
            seen == [
                "A": "1", "SLIPWAY_COMPONENT": "core", "SLIPWAY_VERSION": "1.2.3", "SLIPWAY_TAG": "v1.2.3",
                "SLIPWAY_UPSTREAM_BASE": "/src/base", "SLIPWAY_STEP": "build:core",
            ])
    }

    @Test("It sees the secrets that it names; its output shows none")
    func secrets() async throws {
        let started = try await started(
            command({ $0.secrets = ["KEY"] }, secrets: ["KEY": "k", "OTHER": "o"]))
        #expect(started.environment["KEY"] == .some("k"))
        // Unset, whatever else would bring it there.
        #expect(started.environment["OTHER"] == .some(nil))
        #expect(started.secrets.map { $0.reveal() }.sorted() == ["k", "o"])
    }

    private static let ends: [(CommandEnd, String, GateConfiguration.Tests, String?)] = [
        (.exited(0), "", .none, nil), (.exited(0), "no tests ran", .detect, "succeeded, but ran no test"),
        (.exited(0), "", .required, "succeeded, but its output does not say that any test ran"),
        (.exited(0), "Ran 2 tests in 1s", .required, nil), (.exited(3), "", .none, "exited with status 3"),
        (.timedOut, "", .none, "took longer than its timeout of 60 s"),
    ]

    @Test("The verdict depends on its exit status, its output and its tests", arguments: ends)
    func verdict(end: CommandEnd, output: String, tests: GateConfiguration.Tests, refusal: String?) async throws {
        let runner = ScriptedRunner { _ in CommandResult(end: end, output: Array(output.utf8)) }
        let answer = try await command {
            $0.tests = tests
            $0.timeout = 60
        }.run(by: runner)
        switch answer {
        case .passed: #expect(refusal == nil)
        case .refused(let why, _, let advice):
            #expect(why == refusal)
            if end == .timedOut { #expect(advice == ["Or raise timeout, in its entry in slipway.yaml."]) }
        }
    }

    @Test("The command to repeat it by hand is complete and contains no secret")
    func byHand() {
        let text = command({ $0.secrets = ["KEY"] }, secrets: ["KEY": "k"]).byHand
        #expect(text == "cd /src/sub && A=1 SLIPWAY_UPSTREAM_BASE=/src/base SLIPWAY_VERSION=1.2.3 make")
    }
}
