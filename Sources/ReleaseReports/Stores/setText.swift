import ReleaseModel
package import ReleaseOperations

/// What was found in a release set, a line each, and the conclusion.
package func setText(_ report: SetReport) -> String {
    var lines = report.checked.map { "ok           \($0)" }
    lines += report.problems.map { "FAILED       \($0)" }
    lines += report.unchecked.map { "not checked  \($0)" }
    let count = report.problems.count
    lines.append(
        count == 0
            ? "The set is intact: \(counted(report.checked.count, "check"))."
            : "\(counted(count, "problem")); do not use this set.")
    return lines.joined(separator: "\n")
}
