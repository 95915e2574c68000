/// How a plan is spelled as JSON. Both are read; a text names its own.
package enum PlanSchema: String, Sendable, CaseIterable {
    /// As `plan --json`, `plan --out` and release sets show plans, and as a plan's digest covers it: fields may be added,
    /// and none may change. An edit is two texts (``FileEdit/Change``).
    case first = "slipway.plan/1"
    /// As stores keep plans: an edit names its change.
    case second = "slipway.plan/2"

    /// - Throws: ``UnreadablePlanSchema`` for a text that names another schema.
    init(named text: String) throws(UnreadablePlanSchema) {
        guard let schema = PlanSchema(rawValue: text) else { throw UnreadablePlanSchema(schema: text) }
        self = schema
    }
}

/// The schema of a plan that this version of Slipway can't read.
package struct UnreadablePlanSchema: UserFacingError, Equatable {
    package var schema: String
    /// Where the plan stands, such as the path of its file; nil where that is not known.
    package var source: String?

    package init(schema: String, source: String? = nil) {
        self.schema = schema
        self.source = source
    }

    /// Whether it is a plan's, with a later number.
    package var isNewer: Bool {
        let parts = schema.split(separator: "/")
        return parts.count == 2 && parts[0] == "slipway.plan"
            && (Int(parts[1]) ?? 0) > PlanSchema.allCases.count
    }

    package var code: String { isNewer ? "plan.too-new" : "plan.unknown-schema" }

    package var summary: String {
        let plan = source.map { "The plan in \($0)" } ?? "The plan"
        return isNewer ? "\(plan) was written by a newer Slipway." : "\(plan) has an unknown schema."
    }

    package var reasons: [String] {
        [
            "Its schema is '\(schema)'; this version reads \(PlanSchema.allCases.map(\.rawValue).joined(separator: " and "))."
        ]
    }

    package var suggestions: [String] {
        isNewer ? ["Use a newer slipway."] : ["Make one: slipway plan --out plan.json"]
    }
}

extension CodingUserInfoKey {
    /// The ``PlanSchema`` to encode as.
    static let planSchema = CodingUserInfoKey(rawValue: "slipway.plan-schema")
}

extension Encoder {
    var planSchema: PlanSchema {
        CodingUserInfoKey.planSchema.flatMap { userInfo[$0] as? PlanSchema } ?? .first
    }
}
