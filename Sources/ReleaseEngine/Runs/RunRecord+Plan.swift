import Foundation
package import ReleaseModel
import ReleasePlanning

extension RunRecord {
    /// Refuses a plan that is not the one that its journal names: whoever can write the store must not decide by that what
    /// is released, where to, or how many have to agree.
    ///
    /// - Throws: ``RunError/storedPlanChanged(_:_:)``.
    package func checkPlan() throws {
        // A sum that does not fit may be that of a text which says the same in other words; then the plan is summed.
        let found = try storedSum == state.plan ? state.plan : planDigest(plan)
        var differences: [String] = []
        if found != state.plan {
            differences.append("The journal names the digest \(state.plan); the plan has \(found).")
        }
        if plan.digest != found { differences.append("The plan names the digest \(plan.digest), and has \(found).") }
        if let moment = state.moment, moment != plan.createdAt {
            differences.append(
                "The journal dates it \(moment.formatted(.iso8601)), and the plan \(plan.createdAt.formatted(.iso8601))."
            )
        }
        guard differences.isEmpty else { throw RunError.storedPlanChanged(id, differences) }
    }
}
