package import Foundation

/// Who makes a request, and what that allows.
package struct Identity: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case anonymous
        /// A personal token with its scopes.
        case user(scopes: [String])
        /// An App itself, by a signed token.
        case app(Int)
        /// An App in one account.
        case installation(app: Int)
        /// A workflow's own token.
        case workflow(repository: Int)
    }

    package var kind: Kind
    package var login: String
    /// nil: what the person's role allows.
    package var permissions: [Permission: Level]?
    /// Ids; nil: all that the account can see.
    package var repositories: Set<Int>?
    package var expiresAt: Date?

    package init(
        kind: Kind, login: String, permissions: [Permission: Level]? = nil, repositories: Set<Int>? = nil,
        expiresAt: Date? = nil
    ) {
        self.kind = kind
        self.login = login
        self.permissions = permissions
        self.repositories = repositories
        self.expiresAt = expiresAt
    }

    static let anonymous = Identity(kind: .anonymous, login: "")

    var isAnonymous: Bool { kind == .anonymous }

    /// Whether its events start no workflows, except the two kinds of dispatch.
    var isWorkflow: Bool { if case .workflow = kind { true } else { false } }

    var isApp: Bool {
        switch kind {
        case .installation, .workflow, .app: true
        case .anonymous, .user: false
        }
    }

    /// What it may do in a repository; nil: nothing, not even know of it.
    func level(of permission: Permission, in repository: Repository) -> Level? {
        let isPublic = !repository.settings.isPrivate
        switch kind {
        case .anonymous, .app: return isPublic && permission != .administration ? .read : nil
        case .user(let scopes):
            let role = repository.role(of: login)
            guard scopes.contains("repo") || (isPublic && scopes.contains("public_repo")) else {
                return isPublic ? .read : nil
            }
            if permission == .workflows { return scopes.contains("workflow") ? role?.level(of: .contents) : nil }
            return role?.level(of: permission) ?? (isPublic && permission != .administration ? .read : nil)
        case .installation, .workflow:
            guard repositories?.contains(repository.id) ?? true else { return isPublic ? .read : nil }
            if permission == .metadata { return .read }
            return permissions?[permission] ?? (isPublic && permission != .administration ? .read : nil)
        }
    }

    func may(_ level: Level, _ permission: Permission, in repository: Repository) -> Bool {
        self.level(of: permission, in: repository).map { $0 >= level } ?? false
    }

    func sees(_ repository: Repository) -> Bool { level(of: .metadata, in: repository) != nil }
}
