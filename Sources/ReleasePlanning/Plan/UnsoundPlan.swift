package import ReleaseModel

/// Why a plan is not executed although it is the one that its digest names: it says something that can't be done.
package struct UnsoundPlan: UserFacingError, Equatable {
    package enum Fault: Sendable, Equatable {
        /// What is wrong with it, a sentence each.
        case senseless([String])
        /// A newer program made it.
        /// - Parameter places: What belongs to the ecosystem, a sentence each.
        case unknownEcosystem(EcosystemName, places: [String])
    }

    package var fault: Fault
    /// The run whose stored plan it is; nil for one that no run has yet.
    package var run: RunID?

    package init(_ fault: Fault, run: RunID? = nil) {
        self.fault = fault
        self.run = run
    }

    package var code: String {
        switch fault {
        case .senseless: "plan.unsound"
        // The same as where an edit meets it.
        case .unknownEcosystem: "edit.unknown-ecosystem"
        }
    }

    package var summary: String {
        let plan = run.map { "The stored plan of \($0)" } ?? "The plan"
        return switch fault {
        case .senseless: "\(plan) can't be executed as it is; nothing was done."
        case .unknownEcosystem(let name, _):
            "\(plan) names the ecosystem '\(name)', which this version of Slipway does not have; nothing was done."
        }
    }

    package var reasons: [String] {
        let all =
            switch fault {
            case .senseless(let faults): faults
            case .unknownEcosystem(_, let places): places
            }
        return all.prefix(10) + (all.count > 10 ? ["There are \(all.count - 10) more."] : [])
    }

    package var suggestions: [String] {
        let newer = "Execute it with the version of Slipway that made the plan, or a newer one."
        let other =
            run.map { "ancel it and make a new plan: slipway run cancel \($0)" }
            ?? "ake a new plan: slipway plan --out plan.json"
        let (first, later) = run == nil ? ("M", "Or m") : ("C", "Or c")
        return switch fault {
        case .senseless: [first + other]
        case .unknownEcosystem: [newer, later + other]
        }
    }
}
