import Foundation
import ReleaseModel
import ReleasePlanning
import ReleaseTestKit

/// A plan of steps that do nothing, one after the other or all at once.
///
/// - Parameter approval: A step that people have to agree to before any other.
func linePlan(_ count: Int, isChained: Bool = false, behind approval: PlannedStep? = nil) -> ReleasePlan {
    let lines = (0..<count).map { number in
        PlannedStep(
            id: StepID("line:\(number)"),
            needs: isChained && number > 0 ? [StepID("line:\(number - 1)")] : [approval?.id].compactMap { $0 },
            work: .line)
    }
    var plan = ReleasePlan(
        createdAt: Date(timeIntervalSince1970: 1_700_000_000), workspace: "bench", request: ReleaseRequest(),
        repositories: [], components: [releasedComponent()], steps: [approval].compactMap { $0 } + lines, warnings: [],
        nothingToRelease: nil)
    do { plan.digest = try planDigest(plan) } catch { preconditionFailure("every plan can be written: \(error)") }
    return plan
}
