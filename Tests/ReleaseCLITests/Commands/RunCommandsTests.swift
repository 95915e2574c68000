import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

@Suite("slipway run list and show")
struct RunCommandsTests {
    @Test("Without runs, list has no data and a message, and what needs a run is an error; nothing creates a store")
    func none() async throws {
        let scene = try CommandScene()
        let list = await scene.slipway("run", "list")
        #expect(list.code == 0)
        #expect(list.output == "")
        #expect(list.messages == "No runs yet. Start one: slipway release\n")
        let json = await scene.slipway("run", "list", "--json")
        #expect(json.output.filter { !$0.isWhitespace } == "[]")
        #expect(json.messages == "")
        for arguments in [["show"], ["show", "r1"], ["watch"], ["pause"], ["approve"]] {
            let answer = await scene.plainly(["-C", scene.workspace, "run"] + arguments)
            #expect(answer.code == 64, "\(arguments)")
            #expect(answer.messages.contains("[store.no-such-run]"), "\(answer.messages)")
        }
        let audit = await scene.slipway("audit", "list")
        #expect(audit.code == 0)
        #expect(audit.messages == "Nothing has been done yet.\n")
        #expect(try scene.files().isEmpty)
    }

    @Test("The help explains each kind of step, and names those that can be skipped")
    func kinds() async throws {
        let scene = try CommandScene()
        let help = await scene.slipway("run", "--help").output
        for kind in StepKind.allCases {
            let line = try Regex("(?m)^ *([a-z]+, )?\(kind.rawValue)[ ,]")
            #expect(help.contains(line), "\(kind.rawValue)")
        }
        let skip = await scene.slipway("run", "skip", "--help").output.split(whereSeparator: \.isWhitespace)
        let kinds = StepKind.skippable.map(\.rawValue).joined(separator: ", ")
        #expect(skip.joined(separator: " ").contains("can be skipped: \(kinds)."), "\(skip)")
    }

    @Test(
        "A run that does not exist is an error with its name", arguments: [["show", "r9"], ["show", "r9", "--json"]])
    func unknown(arguments: [String]) async throws {
        let scene = try CommandScene(store: MemoryRunStore())
        let answer = await scene.plainly(["-C", scene.workspace, "run"] + arguments)
        #expect(answer.code == 64, "\(answer.messages)")
        #expect(answer.messages.contains("r9"), "\(answer.messages)")
        if arguments.contains("--json") {
            #expect(try answer.json()["schema"] as? String == "slipway.error/1")
        } else {
            #expect(answer.output == "")
        }
    }

    @Test("List shows the newest run first, with its status and progress")
    func list() async throws {
        let store = MemoryRunStore()
        let finished = try await Runs.finished(in: store)
        let failed = try await Runs.failed(in: store)
        let scene = try CommandScene(store: store)
        let answer = await scene.slipway("run", "list")
        let lines = answer.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }
        #expect(lines.count == 2, "\(answer.output)")
        #expect(lines.first?.hasPrefix("\(failed)") == true && lines.first?.contains("failed") == true)
        #expect(lines.last?.hasPrefix("\(finished)") == true && lines.last?.contains("succeeded") == true)
        #expect(lines.first?.contains("0/2") == true && lines.last?.contains("2/2") == true)
        #expect(answer.messages == "")
    }

    @Test("List goes page by page: a page that is not the last names the command for the next one, beside the data")
    func pages() async throws {
        let store = MemoryRunStore()
        for _ in 0..<3 { _ = try await Runs.finished(in: store) }
        let scene = try CommandScene(store: store)
        let first = await scene.slipway("run", "list", "--limit", "2")
        #expect(first.output.split(separator: "\n").count == 2)
        #expect(first.messages == "There are more: slipway run list --before r2\n")
        let last = await scene.slipway("run", "list", "--limit", "2", "--before", "r2")
        #expect(last.output.hasPrefix("r1 "))
        #expect(last.messages == "")
    }

    @Test("Show says what failed, why and what to do, and so does its JSON")
    func failed() async throws {
        let store = MemoryRunStore()
        let run = try await Runs.failed(in: store)
        let scene = try CommandScene(store: store)
        // Without a name it is the newest.
        let text = await scene.slipway("run", "show")
        #expect(text.code == 0, "showing a failed run succeeds")
        for words in [
            "run \(run): failed, 0 of 2 steps done", "failed: line:first (attempt 1)",
            "The registry is closed. [test.refused]", "next: Open it.", "slipway run retry \(run)",
        ] {
            #expect(text.output.contains(words), "\(words) in \(text.output)")
        }
        #expect(text.messages == "")
        let report = try await scene.slipway("run", "show", run.text, "--json").json()
        #expect(report["schema"] as? String == "slipway.run/1")
        #expect(report["status"] as? String == "failed")
        let steps = try #require(report["steps"] as? [[String: Any]])
        #expect(steps.compactMap { $0["state"] as? String } == ["failed", "pending"])
    }

    @Test("A run that no engine executes is interrupted, and list and show say how it continues")
    func interrupted() async throws {
        let store = MemoryRunStore()
        let run = try await store.create(
            Runs.plan(), trigger: Trigger(by: "ada", command: "slipway release"), at: Runs.moment)
        try await store.append([.started(step: "line:first", attempt: 1)], to: run, after: 1, at: Runs.moment)
        let scene = try CommandScene(store: store)
        for command in ["list", "show"] {
            let text = await scene.slipway("run", command)
            #expect(text.output.contains("interrupted"), "\(text.output)")
            #expect(text.output.contains("No engine executes this run. Continue: slipway run resume \(run)"))
        }
        let json = await scene.slipway("run", "show", "--json")
        #expect(try json.json()["isInterrupted"] as? Bool == true)
        _ = try await store.claim(run, for: "elsewhere/1/1", lasting: .seconds(3600), isTakingOver: false)
        let executed = await scene.slipway("run", "show")
        #expect(executed.output.contains("running") && !executed.output.contains("interrupted"), "\(executed.output)")
    }

    @Test("The journal is shown entry by entry, one JSON object a line")
    func journal() async throws {
        let store = MemoryRunStore()
        let run = try await Runs.finished(in: store)
        let scene = try CommandScene(store: store)
        let lines = await scene.slipway("run", "show", run.text, "--journal", "--json").output
            .split(separator: "\n")
        #expect(lines.count == 6)
        for (number, line) in lines.enumerated() {
            let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(entry?["sequence"] as? Int == number + 1)
        }
        let text = await scene.slipway("run", "show", run.text, "--journal").output
        #expect(text.split(separator: "\n").count == 6)
    }

    @Test("Runs in the workspace's own file are found by every later command line")
    func file() async throws {
        let scene = try CommandScene()
        let folder = scene.workspace + "/.slipway"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let run = try await Runs.failed(in: SQLiteRunStore(path: folder + "/state.db"))
        let list = await scene.slipway("run", "list")
        #expect(list.output.contains(run.text.prefix(2)), "\(list.output)\(list.messages)")
        let show = await scene.slipway("run", "show", "@latest")
        #expect(show.code == 0, "\(show.messages)")
        #expect(show.output.contains("run \(run): failed"))
    }
}
