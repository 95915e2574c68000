package import Foundation

/// The approval that a step waits for.
package struct ApprovalWork: Sendable, Hashable, Codable {
    /// Any of these roles is accepted.
    package var roles: [String]
    /// How many different people; at least 1.
    package var quorum: Int
    /// How long an approval counts, in seconds; nil: forever.
    package var lifetime: Int?
    /// Who has which roles; only these people can approve.
    package var people: [Principal: [String]]
    /// Who may pass on someone else's approval.
    package var messengers: [Principal]

    enum CodingKeys: String, CodingKey {
        case roles, quorum, lifetime, people, messengers
    }

    package init(
        roles: [String], quorum: Int, lifetime: Int?, people: [Principal: [String]], messengers: [Principal] = []
    ) {
        self.messengers = messengers
        self.roles = roles
        self.quorum = quorum
        self.lifetime = lifetime
        self.people = people
    }

    /// The roles in which a person may approve here; empty: none.
    package func roles(of person: Principal) -> [String] { (people[person] ?? []).filter(roles.contains) }

    /// Who approved, each person once, in order, without expired approvals.
    package func counting(_ approvals: [RunState.Approval]) -> [RunState.Approval] {
        var seen: Set<Principal> = []
        return approvals.reversed().filter { roles(of: $0.by).contains($0.role) && seen.insert($0.by).inserted }
            .reversed()
    }

    package func isMet(by approvals: [RunState.Approval]) -> Bool { counting(approvals).count >= quorum }
}

extension [RunState.Approval] {
    /// Whose approval has expired.
    package func lapsed(at moment: Date) -> [Principal] {
        filter { $0.until.map { $0 <= moment } ?? false }.map(\.by)
    }
}
