import ReleaseModel

/// What a token may be allowed in a repository, under GitHub's names.
package enum Permission: String, Sendable, Hashable, CaseIterable, Codable {
    case actions
    case administration
    case checks
    case contents
    case deployments
    case issues
    case metadata
    case pullRequests = "pull_requests"
    case statuses
    case workflows
}

/// How much of it.
package enum Level: String, Sendable, Hashable, Comparable, Codable {
    case read
    case write
    case admin

    package static func < (one: Level, other: Level) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .admin: 2
        }
    }
}

/// What a person may do in a repository.
package enum Role: String, Sendable, Hashable, Codable {
    case read
    case triage
    case write
    case maintain
    case admin

    func level(of permission: Permission) -> Level? {
        switch (permission, self) {
        case (.administration, .admin): .write
        case (.administration, _): nil
        case (.issues, .triage), (.pullRequests, .triage): .write
        // Whoever may read may open issues and pull requests, and comment.
        case (_, .read), (_, .triage): .read
        case (_, .write), (_, .maintain), (_, .admin): .write
        }
    }

    var flags: JSON {
        [
            "admin": .bool(self == .admin), "maintain": .bool(self == .admin || self == .maintain),
            "push": .bool(self != .read && self != .triage), "triage": .bool(self != .read), "pull": true,
        ]
    }
}
