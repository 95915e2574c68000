import ReleaseModel
import ReleasePorts

/// A run's last claim as a store keeps it; pure, so that all stores answer alike.
struct HeldClaim {
    /// 0 where the run was never claimed.
    var fence: Int
    /// Empty where the run was never claimed, or by a version that knew no tokens.
    var token: String
    /// The number of the last append under it; 0 where there is none.
    var appends: Int

    static let none = HeldClaim(fence: 0, token: "", appends: 0)

    /// - Parameter number: Of an append that is to be made under the claim.
    /// - Throws: ``StoreError/claimLost(_:)`` for every other claim, ``StoreError/rewound(_:_:)`` where appends that were
    ///   made under this one are missing.
    func check(_ claim: Claim, append number: Int?) throws(StoreError) -> Appended {
        guard fence == claim.fence, token == claim.token.text else { throw .claimLost(claim.run) }
        guard let number, number != appends + 1 else { return .stored }
        if number == appends { return .storedBefore }
        throw .rewound(claim.run, "Of \(number - 1) appends of \(claim.engine) it has \(appends).")
    }
}

/// A journal never becomes shorter by itself.
///
/// - Throws: ``StoreError/rewound(_:_:)``.
func checkLength(_ end: JournalEnd, of run: RunID, seen revision: Int) throws(StoreError) {
    guard end.revision < revision else { return }
    throw .rewound(run, "Its journal has \(end.revision) entries, and had \(revision).")
}
