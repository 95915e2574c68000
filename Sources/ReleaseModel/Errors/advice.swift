/// What to do about the name of a component that does not exist: the near one, and those that exist.
///
/// - Parameters:
///   - known: Every name that would be understood.
///   - shown: Those that are listed; the first twelve.
package func advice(for name: String, among known: [String], shown: [String]) -> String {
    guard !shown.isEmpty else { return "No component was found here; remove the name, or add a manifest." }
    let listed = shown.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    let all = "Components here: \(listed)\(shown.count > 12 ? " and \(shown.count - 12) more" : "")."
    return (nearestName(to: name, among: known).map { "Did you mean `\($0)`? " } ?? "") + all
}
