import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Testing

/// Plans that decode, have the digest that they name, and mean nothing here.
@Suite("Decoded plans that can't be executed")
struct DecodedPlanTests {
    /// A workspace with a plan of it.
    private func scene(_ store: any RunStore = MemoryRunStore()) async throws -> (CommandScene, ReleasePlan) {
        let scene = try CommandScene(store: store)
        try scene.write(
            "workspace: w\ncomponents: { core: { gates: [{ name: test, run: [sh, -c, echo 1..1] }] } }\n",
            to: "slipway.yaml")
        try await scene.crate("core")
        let file = scene.sandbox.folder.path + "/plan.json"
        #expect(await scene.slipway("plan", "--out", file).code == 0)
        return (scene, try decodeJSON(ReleasePlan.self, from: Data(contentsOf: URL(fileURLWithPath: file))))
    }

    /// What is wrong with a plan, as a person or another program may write it.
    enum Fault: CaseIterable {
        case noSteps, noComponents, noRepositories, noID, twice, unknownNeed, cycle, timeout, noCommand
        case noRepository, noComponent, ecosystem

        var code: String { self == .ecosystem ? "edit.unknown-ecosystem" : "plan.unsound" }

        func change(_ plan: inout ReleasePlan) throws {
            switch self {
            case .noSteps: plan.steps = []
            case .noComponents: plan.components = []
            case .noRepositories: plan.repositories = []
            case .noID: plan.steps[0].id = ""
            case .twice: plan.steps.append(plan.steps[0])
            case .unknownNeed: plan.steps[0].needs = ["gate:core/tset"]
            case .cycle: plan.steps[0].needs = [plan.steps[1].id]
            case .noRepository: plan.steps[0].repository = nil
            case .noComponent:
                for place in plan.steps.indices { plan.steps[place].component = nil }
            case .timeout, .noCommand, .ecosystem:
                for place in plan.steps.indices {
                    switch plan.steps[place].work {
                    case .gate(var work) where self != .ecosystem:
                        if self == .timeout { work.timeout = -5 } else { work.arguments = [] }
                        plan.steps[place].work = .gate(work)
                    case .verify(var work) where self == .ecosystem:
                        for source in work.sources.indices { work.sources[source].ecosystem = "cobol" }
                        plan.steps[place].work = .verify(work)
                    default: break
                    }
                }
            }
            plan.digest = try planDigest(plan)
        }
    }

    @Test("apply refuses it before anything is done, and stores no run", arguments: Fault.allCases)
    func file(fault: Fault) async throws {
        let store = MemoryRunStore()
        var (scene, plan) = try await scene(store)
        try fault.change(&plan)
        let file = scene.sandbox.folder.path + "/plan.json"
        try encodeJSON(plan).write(to: URL(fileURLWithPath: file))
        let before = try await scene.sandbox.git(["show-ref"], in: "w/core.git")
        let answer = await scene.slipway("apply", file)
        #expect(answer.code == 1 && answer.messages.contains("[\(fault.code)]"), "\(answer.messages)")
        #expect(answer.messages.contains("slipway plan --out"), "\(answer.messages)")
        #expect(try await scene.sandbox.git(["show-ref"], in: "w/core.git") == before)
        #expect(try await store.openRuns().isEmpty)
    }

    @Test(
        "A stored one names its run in every command that would go on, and can be cancelled", arguments: Fault.allCases)
    func stored(fault: Fault) async throws {
        let store = MemoryRunStore()
        var (scene, plan) = try await scene(store)
        try fault.change(&plan)
        let run = try await store.create(
            plan, trigger: Trigger(by: "ada", command: "slipway release"), at: plan.createdAt)
        let before = try await scene.sandbox.git(["show-ref"], in: "w/core.git")
        for command in [["release"], ["run", "resume"], ["run", "retry"]] {
            let answer = await scene.plainly(["-C", scene.workspace] + command)
            #expect(answer.code == 1 && answer.messages.contains("[\(fault.code)]"), "\(command) \(answer.messages)")
            #expect(answer.messages.contains("slipway run cancel \(run)"), "\(command) \(answer.messages)")
        }
        for command in [["run", "show"], ["run", "list"], ["run", "pause"]] {
            let answer = await scene.plainly(["-C", scene.workspace] + command)
            #expect(answer.code == 0, "\(command) \(answer.messages)")
        }
        let cancelled = await scene.slipway("run", "cancel")
        #expect(cancelled.code == 0, "\(cancelled.messages)")
        #expect(try await store.run(run).status == .cancelled)
        #expect(try await scene.sandbox.git(["show-ref"], in: "w/core.git") == before)
    }

    @Test(
        "What only a newer Slipway knows is named, with a remedy",
        arguments: [
            ("\"kind\" : \"tag\"", "\"kind\" : \"sign\"", "plan.unknown-kind", "'sign' is not a kind of step"),
            (
                "\"tag\" : {", "\"tag\" : { \"newer\" : 1,", "plan.unknown-field",
                "The step tag:core has the unknown field 'newer'"
            ),
        ])
    func newer(found: String, now: String, code: String, words: String) async throws {
        let (scene, _) = try await scene()
        let file = scene.sandbox.folder.path + "/plan.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains(found))
        try Data(text.replacing(found, with: now).utf8).write(to: URL(fileURLWithPath: file))
        let answer = await scene.slipway("apply", file)
        #expect(answer.code == 1 && answer.messages.contains("[\(code)]"), "\(answer.messages)")
        #expect(answer.messages.contains(words) && answer.messages.contains("Use a newer slipway."))
    }
}
