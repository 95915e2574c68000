package import Foundation
package import ReleaseModel

/// Keeps the tokens of a workspace's API, without their secrets.
package protocol TokenKeeper: Sendable {
    /// Stores a new token durably.
    func add(_ token: AccessToken) async throws(StoreError)

    /// nil: this workspace never had one of this id.
    func token(_ id: TokenID) async throws(StoreError) -> AccessToken?

    /// All of them, oldest first, those that have expired or were revoked among them.
    func tokens() async throws(StoreError) -> [AccessToken]

    /// Ends a token for good. One that was revoked before keeps the moment of its first revocation.
    ///
    /// - Returns: The token as it is stored now; nil: there is none of this id.
    @discardableResult
    func revoke(_ id: TokenID, at moment: Date) async throws(StoreError) -> AccessToken?
}
