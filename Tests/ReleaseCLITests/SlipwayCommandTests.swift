import Foundation
import Testing

/// How a command line ends, whatever its command.
@Suite("Command lines")
struct SlipwayCommandTests {
    @Test(
        "Arguments that are not understood exit with 64, and say on standard error what is wrong",
        arguments: [
            (["plan", "--no-such-option"], "Unknown option '--no-such-option'"),
            (["no-such-command"], "There is no command 'no-such-command'"),
            (["plan", "--bump", "huge"], "--bump takes patch, minor or major, not 'huge'."),
            (["plan", "--prerelease", "beta", "--graduate"], "--prerelease and --graduate exclude each other."),
            (["plan", "--prerelease", "1"], "--prerelease takes a label such as beta"),
            (["plan", "--shadow", "--test"], "--shadow and --test exclude each other."),
            (["plan", "--digest", "core=sha256:12"], "--digest takes COMPONENT=sha256:HEX"),
            (["plan", "--diff", "one.json"], "--diff takes two plans"),
            (["plan", "--set-version", "core=v2"], "'v2' is not a valid version. [input.bad-version]"),
            (["plan", "--set-all", "V3.0.0"], "'V3.0.0' is not a valid version. [input.bad-version]"),
            (
                ["plan", "--set-version", "core"],
                "--set-version takes COMPONENT=VERSION, not 'core'. [input.bad-assignment]"
            ),
            (["plan", "--set-all", "x"], "'x' is not a valid version. [input.bad-version]"),
            (["graph", "--format", "xml"], "The value 'xml' is invalid for '--format <format>'"),
            (["run", "list", "--limit", "0"], "--limit takes a number from 1."),
            (["run", "skip"], "Missing expected argument"),
            (["run", "skip", "r1", "gate:core/test", "--reason", " "], "--reason must say why."),
            (["system", "set", "slipway", "primary", "--reason", ""], "--reason must say why."),
            (["plan", "--repo-slug", "core"], "--repo-slug takes OWNER/NAME, not 'core'."),
            (["plan", "--set-all", "v3.0.0"], "Leave out the v: 3.0.0"),
            (["engine", "--runs", "0"], "--runs takes a number from 1."),
        ])
    func usage(arguments: [String], words: String) async throws {
        let scene = try CommandScene()
        try scene.write("[package]\nname = \"core\"\nversion = \"1.0.0\"\n", to: "Cargo.toml")
        let answer = await scene.plainly(["-C", scene.workspace] + arguments)
        #expect(answer.code == 64)
        #expect(answer.messages.contains(words), "\(answer.messages)")
        #expect(answer.messages.hasPrefix("error: "), "every error begins alike: \(answer.messages)")
        #expect(answer.output == "")
    }

    @Test("Help and the version are answers: on standard output, with exit code 0")
    func help() async throws {
        let scene = try CommandScene()
        for (arguments, words) in [
            (["--help"], "OVERVIEW: Releases many packages and repositories together."),
            (["plan", "--help"], "USAGE: slipway plan"),
            (["generate", "--help"], "workflows  "), (["generate", "-h"], "reference (default)  "),
            (["generate", "workflows", "--help"], "USAGE: slipway generate workflows"),
            (["generate", "reference", "--help"], "USAGE: slipway generate reference"),
            (["help", "run", "show"], "Shows the state of a run"),
        ] {
            let answer = await scene.plainly(arguments)
            #expect(answer.code == 0)
            #expect(answer.output.contains(words), "\(answer.output)")
            #expect(answer.messages == "")
        }
        let version = await scene.plainly(["--version"])
        #expect(version.code == 0)
        #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+\S*\n/) != nil, "\(version.output)")
    }

    @Test("Options of the workspace may stand before the command, and count there")
    func optionsBefore() async throws {
        let scene = try CommandScene()
        let folder = scene.workspace + "/elsewhere"
        // The scene puts -C before the command.
        let answer = await scene.slipway("--json", "plan", in: folder)
        #expect(answer.code == 64)
        #expect(try answer.json()["code"] as? String == "input.no-such-folder")
        #expect(answer.messages.contains("The folder \(folder) does not exist."))
    }

    @Test("An error has four parts on standard error, and standard output stays empty")
    func errorText() async throws {
        let scene = try CommandScene()
        let answer = await scene.slipway("plan", "--set-all", "x")
        #expect(
            answer.messages == """
                error: 'x' is not a valid version. [input.bad-version]
                next:
                  Write for example 1.4.0 or 2.0.0-rc.1.

                """)
        #expect(answer.output == "")
    }

    @Test("With --json, an error is one JSON object on standard output, and its text stays on standard error")
    func errorJSON() async throws {
        let scene = try CommandScene()
        let answer = await scene.slipway("plan", "--set-all", "x", "--json")
        let report = try answer.json()
        #expect(report["schema"] as? String == "slipway.error/1")
        #expect(report["code"] as? String == "input.bad-version")
        #expect(report["suggestions"] as? [String] == ["Write for example 1.4.0 or 2.0.0-rc.1."])
        #expect(answer.messages.contains("is not a valid version"))
        #expect(answer.code == 64)
    }

    @Test("Command lines that run side by side write to their own terminals")
    func sideBySide() async throws {
        let scene = try CommandScene()
        await withTaskGroup(of: (Int, CommandScene.Answer).self) { group in
            for number in 0..<20 {
                group.addTask { (number, await scene.slipway("plan", "--set-all", "x\(number)")) }
            }
            for await (number, answer) in group {
                #expect(answer.messages.contains("'x\(number)' is not a valid version."))
                #expect(answer.messages.count(of: "error:") == 1)
            }
        }
    }
}

extension String {
    func count(of text: String) -> Int { components(separatedBy: text).count - 1 }
}
