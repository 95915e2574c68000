import ReleaseModel

/// What a calendar version's format gets wrong; nil where it is right.
///
/// Parts between `.`, `-` and `_`, as [CalVer](https://calver.org) names them, with a year in front so that versions grow.
func calendarFormatProblem(_ format: String) -> (message: String, suggestion: String?)? {
    let years = ["YYYY", "YY", "0Y"]
    let known = years + ["MM", "0M", "WW", "0W", "DD", "0D", "MAJOR", "MINOR", "MICRO"]
    let parts = format.split(omittingEmptySubsequences: false) { ".-_".contains($0) }.map(String.init)
    if let wrong = parts.first(where: { !known.contains($0) }) {
        let list = known.map { "`\($0)`" }.joined(separator: ", ")
        let nearest = nearestName(to: wrong, among: known).map { "Did you mean `\($0)`?" }
        return ("`\(wrong.prefix(80))` is not part of a calendar version.", nearest ?? "Known parts: \(list).")
    }
    if let twice = parts.enumerated().first(where: { parts[..<$0.offset].contains($0.element) }) {
        return ("`\(twice.element)` occurs in this format twice.", "Remove one of the two.")
    }
    if !parts.contains(where: years.contains) {
        return ("This format has no year.", "Begin it with `YYYY`, `YY` or `0Y`: `YYYY.0M.MICRO`.")
    }
    let example = parts.isEmpty ? "" : sample(format, of: known)
    if Version(example) == nil {
        return ("A version such as `\(example)` can't be read.", "Separate the parts by `.`: `YYYY.0M.MICRO`.")
    }
    return nil
}

/// A version in this format, with 12 for every part.
private func sample(_ format: String, of known: [String]) -> String {
    known.sorted { $0.count > $1.count }.reduce(format) { $0.replacing($1, with: "12") }
}
