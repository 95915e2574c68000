import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("A plan's index")
struct PlanIndexTests {
    /// Steps of random components and repositories, each behind a few of those before it.
    private func plan(seed: UInt64) -> ReleasePlan {
        var random = SeededGenerator(seed: seed)
        let steps = (0..<40).map { number in
            PlannedStep(
                id: StepID("line:\(number)"),
                component: Bool.random(using: &random) ? ComponentID("c\(Int.random(in: 0..<5, using: &random))") : nil,
                repository: Bool.random(using: &random)
                    ? RepositoryID("r\(Int.random(in: 0..<4, using: &random))") : nil,
                needs: (0..<3).compactMap { _ in
                    number == 0 ? nil : StepID("line:\(Int.random(in: 0..<number, using: &random))")
                }, work: .line)
        }
        return ReleasePlan(
            createdAt: Date(timeIntervalSince1970: 0), workspace: "w", request: ReleaseRequest(), repositories: [],
            components: [], steps: steps, warnings: [], nothingToRelease: nil)
    }

    @Test("Each lookup agrees with a search", arguments: UInt64(0)..<50)
    func searched(seed: UInt64) throws {
        let plan = plan(seed: seed)
        let index = PlanIndex(plan)
        for number in 0..<5 {
            let (component, repository) = (ComponentID("c\(number)"), RepositoryID("r\(number)"))
            #expect(index.steps(of: component) == plan.steps.filter { $0.component == component })
            #expect(index.steps(in: repository) == plan.steps.filter { $0.repository == repository })
        }
        for step in plan.steps {
            #expect(index.step(step.id) == step)
            var before = Set(step.needs)
            for one in plan.steps.reversed() where before.contains(one.id) { before.formUnion(one.needs) }
            #expect(index.steps(before: step.id) == plan.steps.filter { before.contains($0.id) })
            var behind: Set<StepID> = [step.id]
            for one in plan.steps where one.component != "c0" && !behind.isDisjoint(with: one.needs) {
                behind.insert(one.id)
            }
            behind.remove(step.id)
            #expect(
                index.steps(behind: step.id) { $0.component != "c0" } == plan.steps.filter { behind.contains($0.id) })
        }
        #expect(index.step("line:99") == nil && index.steps(behind: "line:99").isEmpty)
        #expect(index.inOrder(["line:3", "line:99", "line:1"]).map(\.id) == ["line:1", "line:3"])
    }
}
