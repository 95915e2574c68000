import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("A decoded plan, checked")
struct CheckPlanTests {
    private let known: Set<EcosystemName> = ["cargo"]

    private func faults(_ plan: ReleasePlan, run: RunID? = nil) -> UnsoundPlan? {
        do throws(UnsoundPlan) {
            try checkPlan(plan, ecosystems: known, run: run)
            return nil
        } catch { return error }
    }

    @Test("Every plan that is made here is sound", arguments: 0..<150 as Range<UInt64>)
    func made(seed: UInt64) throws {
        let plan = try randomWorld(seed: seed).plan()
        guard plan.nothingToRelease == nil else { return }
        #expect(throws: Never.self) { try checkPlan(plan, ecosystems: Set(allEcosystems.map(\.name))) }
    }

    @Test("A step of each kind has what its kind needs, and is refused without", arguments: StepKind.allCases)
    func required(kind: StepKind) throws {
        let plan = planOfAllKinds()
        #expect(faults(plan) == nil)
        let place = try #require(plan.steps.firstIndex { $0.kind == kind })
        if kind.traits.owner == .component {
            var without = plan
            without.steps[place].component = nil
            #expect(
                faults(without)?.reasons == [
                    "\(plan.steps[place].id) names no component, which a '\(kind.rawValue)' needs."
                ])
        }
        if kind.traits.owner != .set {
            var without = plan
            without.steps[place].repository = nil
            #expect(
                faults(without)?.reasons == [
                    "\(plan.steps[place].id) names no repository, which a '\(kind.rawValue)' needs."
                ])
        }
    }

    @Test("What means nothing is refused with what is wrong", arguments: Nonsense.all)
    func nonsense(one: Nonsense) throws {
        var plan = planOfAllKinds()
        one.change(&plan)
        let error = try #require(faults(plan))
        #expect(error.code == "plan.unsound" && error.exitCode == .failed)
        #expect(error.reasons.contains(one.reason), "\(error.reasons)")
        #expect(error.suggestions == ["Make a new plan: slipway plan --out plan.json"])
        #expect(faults(plan, run: "r7")?.suggestions == ["Cancel it and make a new plan: slipway run cancel r7"])
        #expect(faults(plan, run: "r7")?.summary.contains("r7") == true)
    }

    @Test(
        "An ecosystem that this program does not have is refused wherever a plan names it", arguments: Unknown.allCases)
    func ecosystem(place: Unknown) throws {
        var plan = planOfAllKinds()
        for position in plan.steps.indices { place.change(&plan.steps[position].work) }
        let error = try #require(faults(plan))
        #expect(error.code == "edit.unknown-ecosystem" && error.summary.contains("'cobol'"))
        #expect(error.reasons.count == 1 && error.reasons[0].hasPrefix(place.step), "\(error.reasons)")
        #expect(faults(plan, run: "r7")?.suggestions.last == "Or cancel it and make a new plan: slipway run cancel r7")
        #expect(throws: Never.self) { try checkPlan(plan, ecosystems: nil) }
    }

    @Test("100,000 steps are checked in one pass, and so is a cycle of them")
    func large() {
        var plan = planOfAllKinds()
        plan.steps = (0..<100_000).map { number in
            PlannedStep(
                id: StepID("line:\(number)"), needs: number == 0 ? [] : [StepID("line:\(number - 1)")], work: .line)
        }
        #expect(faults(plan) == nil)
        plan.steps[0].needs = ["line:99999"]
        #expect(faults(plan)?.reasons.count == 11)
    }

    enum Unknown: CaseIterable {
        case edit, candidate, source, verified, record

        var step: String {
            switch self {
            case .edit, .candidate, .source: "prepare:core "
            case .verified: "verify:core "
            case .record: "write-back:core "
            }
        }

        func change(_ work: inout StepWork) {
            switch (self, work) {
            case (.edit, .prepare(var own)):
                own.edits[0].ecosystem = "cobol"
                work = .prepare(own)
            case (.candidate, .prepare(var own)):
                own.candidates[0].ecosystem = "cobol"
                work = .prepare(own)
            case (.source, .prepare(var own)):
                own.sources?["core"]?[0].ecosystem = "cobol"
                work = .prepare(own)
            case (.verified, .verify(var own)):
                own.sources[0].ecosystem = "cobol"
                work = .verify(own)
            case (.record, .writeBack(var own)):
                own.edits[0].ecosystem = "cobol"
                work = .writeBack(own)
            default: break
            }
        }
    }
}

/// A change after which a plan means nothing.
struct Nonsense: Sendable, CustomTestStringConvertible {
    let reason: String
    let change: @Sendable (inout ReleasePlan) -> Void

    var testDescription: String { reason }

    private init(_ reason: String, _ change: @escaping @Sendable (inout ReleasePlan) -> Void) {
        self.reason = reason
        self.change = change
    }

    /// The work of a build, changed.
    private static func build(_ reason: String, _ change: @escaping @Sendable (inout CommandWork) -> Void) -> Nonsense {
        Nonsense(reason) { plan in
            guard let place = plan.steps.firstIndex(where: { $0.kind == .build }),
                case .build(var work) = plan.steps[place].work
            else { return }
            change(&work)
            plan.steps[place].work = .build(work)
        }
    }

    static let all = [
        Nonsense("It releases components and has no steps.") { $0.steps = [] },
        Nonsense("It has no steps.") { ($0.steps, $0.components) = ([], []) },
        Nonsense("It has steps and releases no component.") { $0.components[0].nextVersion = nil },
        Nonsense("build:core names the component 'core', which the plan does not have.") { $0.components = [] },
        Nonsense("push:core names the repository 'core', which the plan does not have.") { $0.repositories = [] },
        Nonsense("Step 1, of the kind 'prepare', has no id.") { $0.steps[0].id = "" },
        Nonsense("It has the step tag:core more than once.") { plan in
            plan.steps += plan.steps.filter { $0.kind == .tag }
        },
        Nonsense("It has the component core more than once.") { $0.components.append($0.components[0]) },
        Nonsense("It has the repository core more than once.") { $0.repositories.append($0.repositories[0]) },
        Nonsense("prepare:core needs build:cor, which is not a step of the plan.") {
            $0.steps[0].needs = ["build:cor"]
        },
        Nonsense("prepare:core waits for build:core.") { $0.steps[0].needs = ["build:core"] },
        Nonsense("prepare:core waits for prepare:core.") { $0.steps[0].needs = ["prepare:core"] },
        build("build:core has no command.") { $0.arguments = [] },
        build("build:core has no command.") { $0.arguments = [""] },
        build("build:core has a timeout of -5 seconds.") { $0.timeout = -5 },
        build("build:core has a timeout of 0 seconds.") { $0.timeout = 0 },
        build("build:core names the component 'x', which the plan does not have.") { $0.upstreams = ["x": "core"] },
    ]
}
