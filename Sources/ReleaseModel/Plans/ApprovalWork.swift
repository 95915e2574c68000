package import Foundation

/// Whose agreement a step waits for.
package struct ApprovalWork: Sendable, Hashable, Codable {
    /// Any of these roles counts.
    package var roles: [String]
    /// How many different people; at least 1.
    package var quorum: Int
    /// How long an agreement counts, in seconds; nil: for ever.
    package var lifetime: Int?
    /// Who has which roles; no one else can agree.
    package var people: [String: [String]]
    /// Who may say that someone else agreed.
    package var messengers: [String]

    package init(
        roles: [String], quorum: Int, lifetime: Int?, people: [String: [String]], messengers: [String] = []
    ) {
        self.messengers = messengers
        self.roles = roles
        self.quorum = quorum
        self.lifetime = lifetime
        self.people = people
    }

    /// The roles in which someone may agree here; empty: they may not.
    package func roles(of person: String) -> [String] { (people[person] ?? []).filter(roles.contains) }

    /// Who agreed, each person once, in the order in which they did. What has lapsed is not among it.
    package func counting(_ approvals: [RunState.Approval]) -> [RunState.Approval] {
        var seen: Set<String> = []
        return approvals.reversed().filter { roles(of: $0.by).contains($0.role) && seen.insert($0.by).inserted }
            .reversed()
    }

    package func isMet(by approvals: [RunState.Approval]) -> Bool { counting(approvals).count >= quorum }
}

extension [RunState.Approval] {
    /// Whose agreement is past its time.
    package func lapsed(at moment: Date) -> [String] {
        filter { $0.until.map { $0 <= moment } ?? false }.map(\.by)
    }
}
