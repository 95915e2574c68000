import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// What every keeper of tokens keeps to.
@Suite("Tokens in stores")
struct TokenContractTests {
    private static let moment = Date(timeIntervalSince1970: 1_767_225_600)
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    private func open(_ kind: StoreKind) throws -> any TokenKeeper {
        try #require(try stores.open(kind) as? any TokenKeeper)
    }

    private func secret(_ number: UInt8) -> TokenSecret {
        TokenSecret(number: Array(repeating: number, count: 8), key: Array(repeating: number &+ 1, count: 32))
    }

    private func token(_ number: UInt8, expires: Date? = nil) -> AccessToken {
        AccessToken(
            id: secret(number).id, digest: secret(number).digest, name: "Anna Émile", role: .operator,
            repositories: ["core", "app"], created: Self.moment, expires: expires)
    }

    @Test("A token is found by its id, as it was stored, by every handle", arguments: StoreKind.chained)
    func stored(kind: StoreKind) async throws {
        let (keeper, other) = (try open(kind), try open(kind))
        try await keeper.add(token(1, expires: Self.moment.addingTimeInterval(60)))
        try await other.add(token(2))
        #expect(try await other.token(secret(1).id) == token(1, expires: Self.moment.addingTimeInterval(60)))
        #expect(try await keeper.tokens().map(\.id) == [secret(1).id, secret(2).id])
        #expect(try await keeper.token("0000000000000000") == nil)
        // What was stored does not contain the secret.
        #expect(!String(describing: try await keeper.tokens()).contains(secret(1).shownOnce.suffix(64)))
    }

    @Test("A revoked token stays revoked, since its first revocation", arguments: StoreKind.chained)
    func revoked(kind: StoreKind) async throws {
        let (keeper, other) = (try open(kind), try open(kind))
        try await keeper.add(token(1))
        #expect(try await other.revoke(secret(1).id, at: Self.moment)?.revoked == Self.moment)
        let again = try await keeper.revoke(secret(1).id, at: Self.moment.addingTimeInterval(9))
        #expect(again?.revoked == Self.moment)
        #expect(try await keeper.token(secret(1).id)?.state(at: Self.moment) == .revoked)
        #expect(try await keeper.revoke("0000000000000000", at: Self.moment) == nil)
    }
}
