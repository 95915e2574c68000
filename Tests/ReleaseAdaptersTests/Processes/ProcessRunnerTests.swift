import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Child processes", .timeLimit(.minutes(20)))
struct ProcessRunnerTests {
    private let runner = ProcessRunner()
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func shell(_ script: String) -> Command { Command(["sh", "-c", script], folder: folder.path) }

    @Test("An exit status is an answer", arguments: [0, 1, 3, 127, 255] as [Int32])
    func status(status: Int32) async throws {
        #expect(try await runner.run(shell("exit \(status)")).end == .exited(status))
    }

    @Test("Death by a signal is distinguished from a status", arguments: [9, 15] as [Int32])
    func signal(signal: Int32) async throws {
        #expect(try await runner.run(shell("kill -\(signal) $$")).end == .signalled(signal))
    }

    @Test("Standard output and standard error are kept apart")
    func streams() async throws {
        let result = try await runner.run(shell("echo out; echo err >&2"))
        #expect(result.text == "out\n")
        #expect(result.errorText == "err\n")
    }

    @Test("Input reaches the command, however much it is")
    func input() async throws {
        let bytes = [UInt8](repeating: 7, count: 3_000_000)
        #expect(try await runner.run(Command(["cat"], input: bytes)).output == bytes)
    }

    @Test("Hundreds of short commands at once each give all of their output")
    func many() async throws {
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<300 {
                group.addTask { [runner] in
                    try await runner.run(
                        Command(["sh", "-c", "head -c 200000 /dev/zero; head -c 100000 /dev/zero >&2"])
                    )
                    .output.count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == [Int](repeating: 200_000, count: 300))
    }

    @Test("A timeout ends the whole group")
    func timeout() async throws {
        var command = shell("sleep 300 & echo $! > child; wait")
        command.timeout = .milliseconds(200)
        #expect(try await runner.run(command).end == .timedOut)
        let child = try #require(Int32(try folder.text("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(!isRunning(child))
    }

    @Test("A command that writes without end is terminated in time", arguments: [false, true])
    func endless(isLogged: Bool) async throws {
        var command = Command(["yes", "a line that is written again and again, for ever"], folder: folder.path)
        command.timeout = .milliseconds(300)
        if isLogged {
            command.output = .logged(to: folder.path + "/log")
            command.secrets = ["again and then"]
            command.logLimit = 1_000
        }
        let begin = ContinuousClock.now
        #expect(try await runner.run(command).end == .timedOut)
        // Many times the timeout, since the machine may be busy; without looking at the clock it never ends.
        #expect(begin.duration(to: .now) < .seconds(60))
    }

    @Test("A grandchild that writes forever does not keep the command running")
    func endlessGrandchild() async throws {
        let script =
            "setsid bash -c 'echo $$ > grandchild; exec yes' & \(shellWait(until: "[ -s grandchild ]")); echo done"
        var command = shell(script)
        command.output = .logged(to: folder.path + "/log")
        command.logLimit = 1_000
        #expect(try await runner.run(command).end == .exited(0))
        let grandchild = try #require(
            Int32(try folder.text("grandchild").trimmingCharacters(in: .whitespacesAndNewlines)))
        kill(grandchild, SIGKILL)
    }

    @Test("A grandchild that keeps the pipe open does not keep the command running")
    func grandchild() async throws {
        let script =
            "setsid bash -c 'echo $$ > grandchild; exec sleep 300' & \(shellWait(until: "[ -s grandchild ]")); echo done"
        let result = try await runner.run(shell(script))
        #expect(result.text == "done\n")
        let grandchild = try #require(
            Int32(try folder.text("grandchild").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(isRunning(grandchild))
        kill(grandchild, SIGKILL)
    }

    @Test("Cancelling the task ends the command")
    func cancellation() async throws {
        let task = Task { [runner] in try await runner.run(Command(["sleep", "300"])) }
        task.cancel()
        await #expect(throws: CommandError.cancelled("sleep")) { try await task.value }
    }

    @Test("A missing program is reported by name")
    func missingProgram() async {
        await #expect(throws: CommandError.notFound("no-such-program-anywhere")) {
            try await runner.run(Command(["no-such-program-anywhere"]))
        }
    }

    @Test("A missing folder is not reported as a missing program")
    func missingFolder() async {
        do {
            _ = try await runner.run(Command(["true"], folder: folder.path + "/missing"))
            Issue.record("it ran in no folder")
        } catch {
            #expect(error.code == "command.not-started")
        }
    }

    @Test("Arguments never reach a shell", arguments: ["$(touch x)", "`id`", "a b", "-n", "*", "é\n\"'", ";exit 1"])
    func arguments(text: String) async throws {
        let result = try await runner.run(Command(["printf", "%s", text], folder: folder.path))
        #expect(result.text == text)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("Variables are set, replaced and unset on top of the existing ones")
    func environment() async throws {
        let runner = ProcessRunner(environment: ["PATH": "/usr/bin:/bin", "A": "1", "B": "2"])
        let result = try await runner.run(
            Command(["sh", "-c", "echo ${A-none} ${B-none} ${C-none}"], environment: ["A": nil, "B": "3", "C": "4"]))
        #expect(result.text == "none 3 4\n")
    }

    @Test("A log has both streams with secrets masked, and so does the kept part")
    func log() async throws {
        var command = shell("printf 'a hun'; sleep 0.1; printf 'ter22 b\\n'; echo hunter22 >&2")
        command.output = .logged(to: folder.path + "/log")
        command.secrets = ["hunter22"]
        let result = try await runner.run(command)
        #expect(result.text == "a *** b\n***\n")
        #expect(try folder.text("log") == result.text)
    }

    @Test("The password in an address of a command's environment, such as a proxy's, is masked")
    func passwordInEnvironment() async throws {
        var command = shell("env | grep PROXY_OF_TEST")
        command.environment["PROXY_OF_TEST"] = "http://user:hunter22@proxy:3128"
        command.output = .logged(to: folder.path + "/log")
        #expect(try await runner.run(command).text == "PROXY_OF_TEST=http://user:***@proxy:3128\n")
    }

    @Test("The end of a long log is kept in memory, and all of it in the file")
    func longLog() async throws {
        var command = shell("head -c 1000000 /dev/zero | tr '\\0' x; echo end")
        command.output = .logged(to: folder.path + "/log")
        let result = try await runner.run(command)
        #expect(result.text.hasSuffix("xend\n"))
        #expect(result.output.count <= 128 * 1024)
        #expect(try folder.text("log").utf8.count == 1_000_004)
    }

    @Test("A log that grows too long keeps its beginning and its end, and says how much is missing")
    func endlessLog() async throws {
        var command = shell("echo begin; head -c 1000000 /dev/zero | tr '\\0' x; echo end")
        command.output = .logged(to: folder.path + "/log")
        command.logLimit = 100_000
        _ = try await runner.run(command)
        let text = try folder.text("log")
        #expect(text.hasPrefix("begin\nxxx"))
        #expect(text.hasSuffix("xend\n"))
        #expect(text.utf8.count < 100_000 + 65_536 + 100)
        #expect(text.contains("… \(1_000_010 - 100_000 - 65_536) bytes are left out here …"))
    }

    @Test("Processes left by an earlier process are found by their variables and terminated")
    func leftovers() async throws {
        let mark = UUID().uuidString
        _ = try await runner.run(
            Command(
                ["sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $! > child"], folder: folder.path,
                environment: ["SLIPWAY_TEST": mark]))
        let child = try #require(Int32(try folder.text("child").trimmingCharacters(in: .whitespacesAndNewlines)))
        await runner.endLeftovers(with: ["SLIPWAY_TEST": mark])
        #expect(!isRunning(child))
    }

    /// Whether a process runs; one that has ended and was not yet collected does not.
    private func isRunning(_ pid: Int32) -> Bool {
        for _ in 0..<2000 {
            guard let status = FileManager.default.contents(atPath: "/proc/\(pid)/stat"),
                let state = String(decoding: status, as: UTF8.self).split(separator: ")").last?.dropFirst().first,
                state != "Z"
            else { return false }
        }
        return true
    }

    @Test("A program is searched along the PATH that commands see")
    func path() async throws {
        let folder = try TemporaryFolder()
        // A link: a program that was just written may be busy where others are started beside it.
        symlink("/bin/echo", folder.path + "/one-of-ours")
        let runner = ProcessRunner(environment: ["PATH": folder.path])
        #expect(runner.canFind("one-of-ours"))
        #expect(try await runner.run(Command(["one-of-ours", "found"])).text == "found\n")
        #expect(!ProcessRunner(environment: ["PATH": "/nowhere"]).canFind("one-of-ours"))
    }

    @Test("A program is not searched where PATH is relative, nor does a command search there")
    func relativePath() async throws {
        let checkout = try TemporaryFolder()
        for place in ["", "bin/"] {
            try FileManager.default.createDirectory(
                atPath: checkout.path + "/bin", withIntermediateDirectories: true)
            symlink("/bin/echo", checkout.path + "/\(place)one-of-theirs")
        }
        let runner = ProcessRunner(environment: ["PATH": "bin:.::/usr/bin:/bin:"])
        await #expect(throws: CommandError.notFound("one-of-theirs")) {
            try await runner.run(Command(["one-of-theirs", "x"], folder: checkout.path))
        }
        let shown = try await runner.run(
            Command(["sh", "-c", "echo $PATH; one-of-theirs x"], folder: checkout.path))
        #expect(shown.text == "/usr/bin:/bin\n" && shown.end == .exited(127))
        let named = try await runner.run(Command(["./one-of-theirs", "by its path"], folder: checkout.path))
        #expect(named.text == "by its path\n", "what is named is meant")
    }

    @Test("Captured output is bounded: a command that writes more is terminated", arguments: [">&1", ">&2"])
    func captureLimit(stream: String) async throws {
        var command = shell("exec yes a line that is written again and again \(stream)")
        command.captureLimit = 1 << 20
        await #expect(throws: CommandError.tooMuchOutput("sh", limit: 1 << 20)) { try await runner.run(command) }
        command = shell("head -c 1000000 /dev/zero \(stream)")
        command.captureLimit = 1 << 20
        let result = try await runner.run(command)
        #expect(result.output.count + result.errors.count == 1_000_000)
    }

    @Test("A process that reuses the id of a finished one is not signalled")
    func otherProcess() throws {
        // A child of this process and no orphan, which other tests would end.
        let sleeper = Process()
        sleeper.executableURL = URL(fileURLWithPath: "/bin/sleep")
        sleeper.arguments = ["300"]
        try sleeper.run()
        let child = sleeper.processIdentifier
        let now = try #require(ProcessIdentity(child))
        let before = ProcessIdentity(pid: child, started: now.started - 1)
        #expect(!before.isAlive && !before.signal(SIGKILL))
        #expect(isRunning(child), "it is another process")
        #expect(now.isAlive && now.signal(SIGKILL))
        #expect(ProcessIdentity(4_194_305) == nil)
    }

    @Test("Commands see inherited or listed variables, as requested, plus their own")
    func surroundings() async throws {
        let runner = ProcessRunner(
            environment: ["PATH": "/usr/bin:/bin", "TOKEN": "1"], listed: ["PATH": "/usr/bin:/bin", "LANG": "C"])
        for (surroundings, expected) in [
            (Command.Surroundings.own, "1 none 2\n"), (.listed, "none C 2\n"), (.confined, "none C 2\n"),
        ] {
            let result = try await runner.run(
                Command(
                    ["sh", "-c", "echo ${TOKEN-none} ${LANG-none} $OWN"], environment: ["OWN": "2"],
                    surroundings: surroundings))
            #expect(result.text == expected)
        }
    }
}
