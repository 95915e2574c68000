import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// What builds and gates get to see of the machine, by the real program.
@Suite("What builds and gates see", .heavy, .timeLimit(.minutes(20)))
struct CommandEnvironmentTests {
    enum Kind: CaseIterable {
        case sqlite, postgresql
        static var available: [Kind] { allCases.filter { $0 == .sqlite || EngineScene.isPossible } }

        var variables: [String: String] {
            self == .sqlite ? [:] : ["SLIPWAY_STORE": EngineScene.server ?? ""]
        }
    }

    /// One component; its gate does what a script says, and fails, so that its log stays.
    ///
    /// - Parameter commands: The section of that name.
    private func fixture(gate script: String, commands: String = "", secrets: String = "") async throws -> Fixture {
        let fixture = try Fixture()
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        try fixture.write(script, to: "workspace/gate.sh")
        try fixture.write(
            """
            workspace: env-\(UUID().uuidString.lowercased())
            \(commands)
            defaults:
              gates: [{ name: test, run: [sh, \(fixture.workspace)/gate.sh]\(secrets) }]
              build: { run: [sh, -c, "echo {component} > out.txt"], artifacts: [out.txt] }

            """, to: "workspace/slipway.yaml")
        return fixture
    }

    private func log(_ fixture: Fixture) throws -> String {
        let place = fixture.folder(of: "r1", in: "logs")
        let name = try #require(
            FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasPrefix("gate_core_test") }.max())
        return String(decoding: FileManager.default.contents(atPath: "\(place)/\(name)") ?? Data(), as: UTF8.self)
    }

    /// Its own environment, and those of all processes above it that are ours.
    private static let looking = """
        env
        pid=$PPID
        while [ "$(cat /proc/$pid/comm 2>/dev/null)" = slipway ]; do
          tr '\\0' '\\n' < /proc/$pid/environ
          echo "looked at $pid"
          pid=$(awk '{ print $4 }' /proc/$pid/stat)
        done
        exit 1

        """

    @Test(
        "They see only listed variables, in their own environment and in the program's",
        arguments: Kind.available)
    func listed(kind: Kind) async throws {
        let fixture = try await fixture(
            gate: CommandEnvironmentTests.looking,
            commands: "commands: { environment: [LISTED_ONE, MANY_*, PGPASSFILE] }")
        defer { fixture.remove() }
        var variables = kind.variables
        variables.merge([
            "PGPASSWORD": "store-word-1", "PGPASSFILE": "store-word-2", "UNLISTED": "withheld-word-1",
            "GITHUB_TOKEN": "withheld-word-2", "CI_JOB_TOKEN": "withheld-word-3", "SSH_AUTH_SOCK": "withheld-word-4",
            "CARGO_REGISTRY_TOKEN": "withheld-word-5", "CARGO_HOME": "/cargo", "LISTED_ONE": "listed-1",
            "MANY_A": "listed-2", "CI": "true", "https_proxy": "http://proxy.example.org",
        ]) { $1 }
        #expect(try await fixture.slipway("release", environment: variables).end == .exited(65))
        let log = try log(fixture)
        #expect(log.contains("looked at "), "the program's own environment was looked at")
        #expect(!log.contains("withheld-word") && !log.contains("store-word-1"), "\(log)")
        // Not the store's, where the store is a file.
        #expect(log.contains("store-word-2") == (kind == .sqlite))
        #expect(!log.contains("SLIPWAY_STORE="))
        for line in [
            "CARGO_HOME=/cargo", "LISTED_ONE=listed-1", "MANY_A=listed-2", "CI=true", "SLIPWAY_STEP=gate:core/test",
        ] {
            #expect(log.contains("\(line)\n"), "\(line)")
        }
    }

    @Test(
        "A secret is visible only to commands that name it, even if unlisted", arguments: [true, false])
    func secret(isNamed: Bool) async throws {
        let fixture = try await fixture(
            gate: "test \"$DEPLOY_KEY\" = opened-word && echo it opens; exit 1", commands: "secrets: [DEPLOY_KEY]",
            secrets: isNamed ? ", secrets: [DEPLOY_KEY]" : "")
        defer { fixture.remove() }
        _ = try await fixture.slipway("release", environment: ["DEPLOY_KEY": "opened-word"])
        #expect(try log(fixture).contains("it opens") == isNamed)
        let built = try await fixture.slipway("build", "--package", environment: ["DEPLOY_KEY": "opened-word"])
        #expect(built.text.contains("it opens") == isNamed, "\(built.text)")
    }

    @Test("A failure that mentions a withheld variable says how to pass it; others say where the list is")
    func advice() async throws {
        let fixture = try await fixture(gate: "test -e ../no-such-file || echo \"error: MODEL_DIR is not set\"; exit 1")
        defer { fixture.remove() }
        let named = try await fixture.slipway("release", environment: ["MODEL_DIR": "/models"])
        #expect(named.text.contains("commands: { environment: [MODEL_DIR] }"), "\(named.text)")
        #expect(!(named.text + named.errorText).contains("/models"))
        let local = try await fixture.slipway("build", "--package", environment: ["MODEL_DIR": "/models"])
        #expect(local.text.contains("commands: { environment: [MODEL_DIR] }"), "\(local.text)")
        let other = try await fixture.slipway("run", "retry")
        #expect(other.text.contains("slipway config"), "\(other.text)")
    }

    @Test("The list shows what is set and what is withheld, and never a value")
    func shown() async throws {
        let fixture = try await fixture(gate: "exit 1", commands: "commands: { environment: [LISTED_ONE] }")
        defer { fixture.remove() }
        let variables = ["LISTED_ONE": "a-value-1", "UNLISTED": "a-value-2", "GOPATH": "a-value-3"]
        let text = try await fixture.slipway("config", environment: variables)
        #expect(text.end == .exited(0), "\(text.errorText)")
        #expect(text.text.contains("LISTED_ONE *") && text.text.contains("GOPATH *") && text.text.contains("GOROOT,"))
        #expect(text.text.contains("withheld:") && text.text.contains("UNLISTED"))
        let json = try await fixture.slipway("config", "--json", environment: variables)
        #expect(json.text.contains("\"slipway.config/1\""))
        #expect(!(text.text + json.text).contains("a-value"))
    }

    // MARK: Other users

    static var isRoot: Bool { getuid() == 0 }

    /// The program where every user may run it.
    private func program(_ fixture: Fixture) throws -> String {
        let copy = fixture.root + "/slipway"
        try FileManager.default.copyItem(atPath: try builtProgram("slipway"), toPath: copy)
        return copy
    }

    @Test("Another process of the same user can't read the program's environment, nor its memory", .enabled(if: isRoot))
    func sameUser() async throws {
        let fixture = try await fixture(
            gate: """
                id -u
                cat /proc/$PPID/environ > /dev/null && echo environment read
                head -c 1 /proc/$PPID/mem > /dev/null && echo memory read
                exit 1

                """)
        defer { fixture.remove() }
        let program = try program(fixture)
        let runner = ProcessRunner()
        #expect(try await runner.run(Command(["chown", "-R", "nobody", fixture.root])).hasSucceeded)
        let result = try await runner.run(
            Command(
                [
                    "setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups", program, "release", "-C",
                    fixture.workspace,
                ],
                environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": fixture.root])
        )
        #expect(result.end == .exited(65), "\(result.errorText)")
        let log = try log(fixture)
        #expect(log.contains("65534\n") && !log.contains("environment read") && !log.contains("memory read"), "\(log)")
        #expect(log.contains("Permission denied"))
    }

    @Test(
        "Builds and gates run as another user can use their checkouts, and read none of Slipway's files",
        .enabled(if: isRoot))
    func otherUser() async throws {
        let fixture = try await fixture(
            gate: """
                test "$(id -u)" = 65534 && test "$USER" = nobody || exit 1
                git log -1 --format=%s && echo made > in-the-checkout && rm in-the-checkout && rm VERSION || exit 1
                mv .git elsewhere 2> /dev/null && { echo the repository was moved; exit 1; }
                cat "$SLIPWAY_STATE/state.db" > /dev/null 2>&1 && { echo the store was read; exit 1; }
                ls "$SLIPWAY_STATE/logs" > /dev/null 2>&1 && { echo the logs were listed; exit 1; }
                cat /proc/$PPID/environ > /dev/null 2>&1 && { echo the environment was read; exit 1; }
                echo 1..1

                """, commands: "commands: { run-as: nobody }")
        defer { fixture.remove() }
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.errorText)")
        #expect(try await fixture.slipway("verify", fixture.folder(of: "r1")).end == .exited(0))
    }

    @Test("Running as another user needs root and an existing user", .enabled(if: isRoot))
    func noUser() async throws {
        let fixture = try await fixture(gate: "exit 1", commands: "commands: { run-as: no-such-user-here }")
        defer { fixture.remove() }
        let result = try await fixture.slipway("release")
        #expect(result.errorText.contains("command.not-confined") && result.errorText.contains("no such user"))
    }
}
