package import Foundation

/// Whose agreement a step waits for.
package struct ApprovalWork: Sendable, Hashable, Codable {
    /// Any of these roles counts.
    package var roles: [String]
    /// How many different people; at least 1.
    package var quorum: Int
    /// How long an agreement counts, in seconds; nil: for ever.
    package var lifetime: Int?
    /// Who has which roles; nobody else can agree.
    package var people: [String: [String]]

    package init(roles: [String], quorum: Int, lifetime: Int?, people: [String: [String]]) {
        self.roles = roles
        self.quorum = quorum
        self.lifetime = lifetime
        self.people = people
    }

    /// The roles in which somebody may agree here; empty: they may not.
    package func roles(of person: String) -> [String] { (people[person] ?? []).filter(roles.contains) }

    /// Who agreed, each person once, in the order in which they did.
    ///
    /// - Parameter moment: Agreements that have expired by then don't count; nil: all count.
    package func counting(_ approvals: [RunState.Approval], at moment: Date?) -> [RunState.Approval] {
        var seen: Set<String> = []
        return approvals.reversed().filter { approval in
            let isAlive = moment.map { moment in approval.until.map { $0 > moment } ?? true } ?? true
            return isAlive && roles(of: approval.by).contains(approval.role) && seen.insert(approval.by).inserted
        }.reversed()
    }

    /// Whether enough people agreed; whether they still do is looked at when the step is performed.
    package func isMet(by approvals: [RunState.Approval]) -> Bool { counting(approvals, at: nil).count >= quorum }
}
