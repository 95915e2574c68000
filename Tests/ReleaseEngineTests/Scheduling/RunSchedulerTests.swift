import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("The order of steps")
struct RunSchedulerTests {
    /// Steps that do nothing, each needing some of those before it.
    private func plan(seed: UInt64) throws -> ReleasePlan {
        var random = SeededGenerator(seed: seed)
        var steps: [PlannedStep] = []
        for index in 0..<Int.random(in: 1...40, using: &random) {
            let needs = steps.map(\.id).filter { _ in Int.random(in: 0..<6, using: &random) == 0 }
            steps.append(PlannedStep(id: StepID("line:\(index)"), needs: needs, work: .line))
        }
        var plan = ReleasePlan(
            createdAt: Scene.moment, workspace: "demo", request: ReleaseRequest(), repositories: [],
            components: [], steps: steps.shuffled(using: &random), warnings: [], nothingToRelease: nil)
        plan.digest = try planDigest(plan)
        return plan
    }

    @Test("Every step runs once, after all its needs, however many run in parallel", arguments: 0..<40 as Range<UInt64>)
    func order(seed: UInt64) async throws {
        let scene = try Scene()
        let plan = try plan(seed: seed)
        let id = try await scene.store.create(plan, at: Scene.moment)
        let environment = scene.environment(parallelism: Int(seed % 5) + 1)
        let record = try await RunEngine(environment: environment).perform(id)
        let needs = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.id, $0.needs) })
        var done: Set<StepID> = []
        for entry in try await scene.store.events(of: id, after: 0) {
            switch entry.event {
            case .started(let step, 1): #expect(done.isSuperset(of: needs[step] ?? []), "seed \(seed): \(step)")
            case .succeeded(let step, 1, _): #expect(done.insert(step).inserted, "seed \(seed): \(step)")
            default: break
            }
        }
        #expect(done.count == plan.steps.count, "seed \(seed)")
        #expect(record.status == .succeeded, "seed \(seed)")
    }
}
