package import ReleaseModel
package import ReleasePorts

/// Where a client's credentials come from.
package protocol GitHubTokens: Sendable {
    /// For people: `the environment variable GITHUB_TOKEN`.
    var source: String { get }

    /// Whether it is an app's installation or a workflow: what the forge shows of their rights to push means nothing.
    var isInstallation: Bool { get }

    /// Whether it may be a workflow: a token of an installation that Slipway did not make itself.
    var mayBeWorkflow: Bool { get }

    /// A token for requests about a repository.
    ///
    /// - Parameter isRejected: Whether the last one was rejected; then it is not given again if there can be another.
    func token(
        for repository: ForgeRepository?, isRejected: Bool
    ) async throws(ForgeError) -> Secret

    /// What the tokens for a repository may do there; nil: only the forge can tell.
    func rights(in repository: ForgeRepository) async throws(ForgeError) -> ForgeRights?
}

extension GitHubTokens {
    package var isInstallation: Bool { false }
    package var mayBeWorkflow: Bool { false }

    package func rights(in repository: ForgeRepository) async throws(ForgeError) -> ForgeRights? { nil }
}

/// One token for everything.
package struct FixedToken: GitHubTokens {
    package let source: String
    private let token: Secret

    package init(_ token: Secret, source: String) {
        self.token = token
        self.source = source
    }

    package var isInstallation: Bool { token.reveal().hasPrefix("ghs_") }
    package var mayBeWorkflow: Bool { isInstallation }

    package func token(for repository: ForgeRepository?, isRejected: Bool) async throws(ForgeError) -> Secret { token }
}

/// A token that a program or a file gives, read again when it was rejected.
package struct ReadToken: GitHubTokens {
    package let source: String
    private let read: @Sendable () async throws(ForgeError) -> Secret
    private let kept = Kept<Secret>()

    package init(source: String, _ read: @escaping @Sendable () async throws(ForgeError) -> Secret) {
        self.source = source
        self.read = read
    }

    package func token(for repository: ForgeRepository?, isRejected: Bool) async throws(ForgeError) -> Secret {
        if !isRejected, let token = await kept.value { return token }
        let token = try await read()
        await kept.set(token)
        return token
    }
}

/// A value that is made once and may be replaced.
private actor Kept<Value: Sendable> {
    private(set) var value: Value?

    func set(_ value: Value) { self.value = value }
}
