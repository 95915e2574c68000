package import ReleaseModel

/// `slipway plan --json`: the plan, and beside its own fields the rights that it needs at forges.
package struct PlanReport: Encodable {
    private let plan: ReleasePlan
    private let rights: [NeededRight]

    private enum CodingKeys: String, CodingKey { case rights }

    /// - Parameter rights: Not part of the plan: they follow from it, and from where its repositories are.
    package init(_ plan: ReleasePlan, rights: [NeededRight]) {
        self.plan = plan
        self.rights = rights
    }

    package func encode(to encoder: any Encoder) throws {
        try plan.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rights, forKey: .rights)
    }
}
