import ReleaseModel

/// The first version that a policy leaves out, as few numbers as say it: 1.2.3 → `2` for caret and `1.3` for tilde; 0.2.3 →
/// `0.3` for both.
///
/// - Returns: nil for an exact requirement.
func firstBeyond(_ version: Version, _ policy: RequirementPolicy) -> String? {
    let significant: Int
    switch policy {
    case .exact: return nil
    case .tilde: significant = 1
    case .caret: significant = version.release.prefix(3).firstIndex { $0 != 0 } ?? 2
    }
    let numbers = version.release.prefix(significant + 1)
    let last = min(numbers.last ?? 0, Int.max - 1) + 1
    return (numbers.dropLast() + [last]).map(String.init).joined(separator: ".")
}
