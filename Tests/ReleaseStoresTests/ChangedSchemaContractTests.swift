import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// A later program changes the schema while this one works.
@Suite("Stores whose schema was changed by a newer program")
struct ChangedSchemaContractTests {
    private static let plan = RunStoreContractTests.plan
    private static let moment = RunStoreContractTests.moment
    private let stores: TestedStores

    init() throws { stores = try TestedStores() }

    private func raise(_ kind: StoreKind) throws {
        try stores.run(
            kind == .sqlite ? "PRAGMA user_version = 99" : "UPDATE slipway_schema SET version = 99", in: kind)
    }

    /// Everything by which a store is changed.
    enum Write: CaseIterable {
        case create, decide, perform, claim, renew, giveUp, reserve, record
    }

    @Test(
        "A running older program stops with an error and writes nothing more", arguments: StoreKind.chained,
        Write.allCases)
    func stops(kind: StoreKind, write: Write) async throws {
        let store = try stores.open(kind)
        let run = try await store.create(Self.plan, at: Self.moment)
        let claim = try await store.claim(run, for: "a", lasting: .seconds(60), isTakingOver: false)
        try raise(kind)
        do {
            switch write {
            case .create: _ = try await store.create(Self.plan, at: Self.moment)
            case .decide: try await store.append([.paused(by: "a")], to: run, after: 1, at: Self.moment)
            case .perform: try await store.append([.finished], to: run, after: 1, at: Self.moment, under: claim)
            case .claim: _ = try await store.claim(run, for: "b", lasting: .zero, isTakingOver: true)
            case .renew: try await store.renew(claim, lasting: .seconds(60))
            case .giveUp: try await store.giveUp(claim)
            case .reserve: try await store.reserve(["core": Version(1, 0, 0)], for: run)
            case .record: try await store.record(.backedUp(to: "x", by: "a"), at: Self.moment)
            }
            Issue.record("it was done")
        } catch { #expect(error.code == "store.too-new" && error.retry == .never, "\(error)") }
        #expect(try await store.events(of: run, after: 0).count == 1)
        #expect(try await store.workspaceEntries().isEmpty)
        #expect(try await store.reservations().isEmpty)
    }
}
