package import Foundation

/// A token by which a person or a program uses the API of a served workspace. The secret itself is never kept.
package struct AccessToken: Sendable, Hashable, Codable {
    package var id: TokenID
    /// SHA-256 of the text that its owner has.
    package var digest: Digest
    /// Whose it is: decisions made with it are recorded under this name.
    package var name: Principal
    package var role: AccessRole
    /// It is for what concerns these repositories alone; empty: for the entire workspace.
    package var repositories: [RepositoryID]
    package var created: Date
    /// nil: it does not expire.
    package var expires: Date?
    package var revoked: Date?

    package init(
        id: TokenID, digest: Digest, name: Principal, role: AccessRole, repositories: [RepositoryID] = [],
        created: Date, expires: Date? = nil
    ) {
        self.id = id
        self.digest = digest
        self.name = name
        self.role = role
        self.repositories = repositories.sorted()
        self.created = created
        self.expires = expires
    }

    package enum State: String, Sendable, Codable { case valid, expired, revoked }

    package func state(at moment: Date) -> State {
        if revoked != nil { return .revoked }
        return expires.map { $0 <= moment } ?? false ? .expired : .valid
    }

    /// Whether it may see and decide what concerns these repositories.
    package func covers(_ concerned: some Sequence<RepositoryID>) -> Bool {
        repositories.isEmpty || concerned.allSatisfy(repositories.contains)
    }
}

/// Names a token; it is not secret.
package struct TokenID: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What the owner of a token may do.
package enum AccessRole: String, Sendable, Codable, CaseIterable {
    /// Reads.
    case viewer
    /// Reads, requests releases, and pauses, resumes, retries, skips and cancels.
    case `operator`
    /// Reads and approves.
    case approver
    /// All of it.
    case admin

    package var rights: Set<AccessRight> {
        switch self {
        case .viewer: [.read]
        case .operator: [.read, .operate]
        case .approver: [.read, .approve]
        case .admin: Set(AccessRight.allCases)
        }
    }

    /// The roles that have a right, the least powerful first.
    package static func having(_ right: AccessRight) -> [AccessRole] { allCases.filter { $0.rights.contains(right) } }
}

package enum AccessRight: String, Sendable, Codable, CaseIterable {
    case read
    /// Requests releases and decides about runs.
    case operate
    case approve
}
