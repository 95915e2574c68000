import Foundation
package import ReleaseModel
import ReleasePlanning

extension RunRecord {
    /// Refuses a plan that is not the one that its journal names: write access to the store must not decide what is
    /// released, where to, or how many have to approve.
    ///
    /// - Throws: ``RunError/storedPlanChanged(_:_:)``.
    package func checkPlanIsUnchanged() throws {
        // A mismatching hash may be due to an equivalent but differently encoded text; then the plan itself is hashed.
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

    /// Why the stored plan is not the one that the journal names; nil if it is.
    package var planFault: (any UserFacingError)? {
        do { try checkPlanIsUnchanged() } catch { return error as? any UserFacingError }
        return nil
    }

    /// Refuses to go on with a plan that was changed, that means nothing or that needs a newer program.
    ///
    /// - Parameter ecosystems: Those that this program has; nil where nothing is executed.
    /// - Throws: ``RunError/storedPlanChanged(_:_:)`` or ``UnsoundPlan``. The run can be cancelled all the same.
    package func checkPlan(ecosystems: Set<EcosystemName>? = nil) throws {
        try checkPlanIsUnchanged()
        try ReleasePlanning.checkPlan(plan, ecosystems: ecosystems, run: id)
    }
}
