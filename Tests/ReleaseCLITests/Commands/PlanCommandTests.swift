import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("slipway plan and release --dry-run")
struct PlanCommandTests {
    /// core ← app; core has a fix that is not released.
    private func chain() async throws -> CommandScene {
        let scene = try CommandScene()
        try await scene.crate("core")
        try await scene.crate("app", requiring: "core", change: "docs: nothing to release")
        return scene
    }

    @Test("The plan is data: versions, order and reasons on standard output")
    func text() async throws {
        let scene = try await chain()
        let before = try scene.files()
        let answer = await scene.slipway("plan")
        #expect(answer.code == 0, "\(answer.messages)")
        #expect(answer.output.hasPrefix("Release plan for w  digest "), "\(answer.output)")
        #expect(answer.output.contains("core  1.0.0 → 1.0.1  patch  tag v1.0.1"))
        #expect(answer.messages == "")
        #expect(try scene.files() == before, "planning writes nothing")
        #expect(!FileManager.default.fileExists(atPath: scene.workspace + "/.slipway"))
    }

    @Test(
        "A component that is named by an option is the one that version and changelog tell of",
        arguments: [["version"], ["version", "--channel", "nightly"], ["changelog"]])
    func named(command: [String]) async throws {
        let scene = try await chain()
        let answer = await scene.plainly(["-C", scene.workspace] + command + ["--component", "core"])
        let positional = await scene.plainly(["-C", scene.workspace] + command + ["core", "--component", "core"])
        #expect(answer.code == 0, "\(answer.messages)")
        #expect(answer.output == positional.output && !answer.output.isEmpty)
        let neither = await scene.plainly(["-C", scene.workspace] + command)
        #expect(neither.code != 0 && neither.messages.contains("core"), "\(neither.messages)")
    }

    @Test("With --json, standard output is the plan alone, as one object with its schema")
    func json() async throws {
        let scene = try await chain()
        let answer = await scene.slipway("plan", "--json")
        #expect(answer.code == 0, "\(answer.messages)")
        let plan = try answer.json()
        #expect((plan["schema"] as? String)?.hasPrefix("slipway.plan/") == true)
        #expect(plan["workspace"] as? String == "w")
        let components = try #require(plan["components"] as? [[String: Any]])
        let versions = components.compactMap { $0["nextVersion"] as? String }
        #expect(versions.contains("1.0.1"))
        #expect(answer.messages == "")
    }

    @Test("release --dry-run prints what slipway plan prints, and touches nothing", arguments: [[], ["--json"]])
    func dryRun(options: [String]) async throws {
        let scene = try await chain()
        let before = try scene.files()
        let planned = await scene.plainly(["-C", scene.workspace, "plan"] + options)
        let dry = await scene.plainly(["-C", scene.workspace, "release", "--dry-run"] + options)
        #expect(dry.code == 0, "\(dry.messages)")
        // The moment of planning is part of the text, and not of the digest.
        func timeless(_ text: String) -> String { text.replacing(/"createdAt" : "[^"]*"/, with: "") }
        #expect(timeless(dry.output) == timeless(planned.output))
        #expect(try scene.files() == before)
    }

    @Test("Nothing to release is a result: its reason on standard output, exit code 0")
    func nothing() async throws {
        let scene = try CommandScene()
        try await scene.crate("core", change: "docs: a sentence")
        let answer = await scene.slipway("plan")
        #expect(answer.code == 0)
        #expect(answer.output.contains("Nothing"), "\(answer.output)")
        #expect(answer.messages == "")
    }

    @Test("A workspace without any component has nothing to release, and the plan says so")
    func nothingThere() async throws {
        let scene = try CommandScene()
        let answer = await scene.slipway("plan")
        #expect(answer.code == 0)
        #expect(answer.output == "The workspace has no components.\n")
        #expect(answer.messages.contains("Name the workspace's folder: slipway -C FOLDER plan"))
        #expect(try scene.files().isEmpty)
    }

    @Test("A gate's missing program is a warning on standard error; the plan stays complete")
    func missingProgram() async throws {
        let scene = try CommandScene()
        try await scene.crate("core")
        try scene.write(
            "components: { core: { gates: [{ name: test, run: [no-such-program] }] } }\n", to: "slipway.yaml")
        let answer = await scene.slipway("plan")
        #expect(answer.code == 0)
        #expect(answer.output.contains("1.0.0 → 1.0.1"))
        #expect(
            answer.messages.contains("warning: a program is not in PATH here: no-such-program"), "\(answer.messages)")
        #expect(!answer.output.contains("no-such-program"))
    }

    @Test("A component that does not exist is refused with the ones that do")
    func unknownComponent() async throws {
        let scene = try await chain()
        let answer = await scene.slipway("plan", "--explain", "cora")
        #expect(answer.code == 64)
        #expect(answer.messages.contains("cora") && answer.messages.contains("core"), "\(answer.messages)")
        #expect(answer.output == "")
    }

    @Test("--out writes the plan, and says on standard error how to perform it")
    func out() async throws {
        let scene = try await chain()
        let file = scene.sandbox.folder.path + "/plan.json"
        let answer = await scene.slipway("plan", "--out", file)
        #expect(answer.code == 0)
        #expect(answer.messages.contains("slipway apply \(file)"))
        let written = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: file)))
        #expect((written as? [String: Any])?["workspace"] as? String == "w")
        let unwritable = await scene.slipway("plan", "--out", scene.workspace + "/no/such/folder/plan.json")
        #expect(unwritable.code == 1)
        #expect(unwritable.messages.contains("[input.not-writable]"))
    }

    @Test("apply reads a plan of either schema", arguments: PlanSchema.allCases)
    func apply(schema: PlanSchema) async throws {
        let scene = try await chain()
        let file = URL(fileURLWithPath: scene.sandbox.folder.path + "/plan.json")
        #expect(await scene.slipway("plan", "--out", file.path).code == 0)
        let plan = try decodeJSON(ReleasePlan.self, from: Data(contentsOf: file))
        try encodeJSON(plan, planSchema: schema).write(to: file)
        let answer = await scene.slipway("apply", file.path)
        #expect(answer.code == 0, "\(answer.messages)")
        #expect(try await scene.sandbox.git(["tag", "--list", "v1.0.1"], in: "w/core.git") == "v1.0.1")
    }

    @Test("A plan file of a newer Slipway is reported as too new, and one that is no plan as unknown")
    func newer() async throws {
        let scene = try await chain()
        let file = scene.sandbox.folder.path + "/plan.json"
        for (schema, code) in [("slipway.plan/3", "plan.too-new"), ("slipway.run/1", "plan.unknown-schema")] {
            try Data("{\"schema\": \"\(schema)\", \"steps\": {}}".utf8).write(to: URL(fileURLWithPath: file))
            let answer = await scene.slipway("apply", file)
            #expect(answer.code == 1 && answer.messages.contains("[\(code)]"), "\(answer.messages)")
            #expect(answer.messages.contains(file))
        }
    }

    @Test("Every unreadable manifest is reported, and the exit code says configuration")
    func unreadable() async throws {
        let scene = try await chain()
        try await scene.sandbox.commit("fix: x", files: ["Cargo.toml": "[package\n"], in: "w/core")
        try await scene.sandbox.commit("fix: x", files: ["Cargo.toml": "name = \n"], in: "w/app")
        let answer = await scene.slipway("plan")
        #expect(answer.code == 78)
        #expect(answer.messages.contains("core/Cargo.toml:1:"), "\(answer.messages)")
        #expect(answer.messages.contains("app/Cargo.toml:1:"), "\(answer.messages)")
        #expect(answer.output == "")
    }
}
