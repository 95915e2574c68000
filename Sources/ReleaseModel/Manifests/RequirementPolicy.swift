/// How much a newly written requirement leaves open.
package enum RequirementPolicy: String, Sendable, CaseIterable {
    /// This version and no other.
    case exact
    /// What is compatible with it: up to the next number that may break (`^1.2.3`).
    case caret
    /// Patches of it only (`~1.2.3`).
    case tilde
}

/// What happens to a requirement's style when it follows an upstream.
package enum RequirementStyle: String, Sendable, Codable, CaseIterable {
    /// As it was written.
    case keep
    case exact, caret, tilde
    /// As it was written, with all numbers of the version; in Cargo's words bare: `0.9.9`.
    case full

    /// nil: as it was written.
    package var policy: RequirementPolicy? { RequirementPolicy(rawValue: rawValue) }
}
