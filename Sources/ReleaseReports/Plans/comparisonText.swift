package import ReleasePlanning

/// Differences by aspect, a line each; then what could not be compared.
package func comparisonText(_ comparison: ReleaseComparison) -> String {
    var lines: [String] = []
    for aspect in ReleaseDifference.Aspect.allCases {
        for one in comparison.differences where one.aspect == aspect {
            let subject = one.subject.isEmpty ? "" : " \(one.subject)"
            lines.append("\(aspect.rawValue)\(subject): \(one.first ?? "nothing") ≠ \(one.second ?? "nothing")")
        }
    }
    let count = comparison.differences.count
    let verdict = count == 0 ? "the same" : count == 1 ? "1 difference" : "\(count) differences"
    lines.append("\(comparison.first) and \(comparison.second): \(verdict)")
    if !comparison.unknown.isEmpty {
        lines.append(
            "Not compared, since only one side records it: "
                + comparison.unknown.map(\.rawValue).joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
}
