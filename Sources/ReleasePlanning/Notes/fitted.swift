/// A text that is cut at the end of a line where it is too long, and says where the rest is.
///
/// - Parameters:
///   - limit: In UTF-16 code units, as forges count.
///   - rest: The address of the complete text; nil: there is none that is known.
package func fitted(_ text: String, to limit: Int, rest: String?) -> String {
    guard text.utf16.count > limit else { return text }
    let place = rest.map { "[the changelog](\($0))" } ?? "the changelog"
    let mark = "\n… cut here, since it is too long for this place: \(place) has the rest.\n"
    var kept = ""
    var size = mark.utf16.count
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        size += line.utf16.count + 1
        guard size <= limit else { break }
        kept += line + "\n"
    }
    return kept + mark
}
