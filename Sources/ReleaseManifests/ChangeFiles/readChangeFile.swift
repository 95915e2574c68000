package import ReleaseModel
import ReleaseText

/// Reads a change file: front matter with a bump for each component, then Markdown.
///
/// ```
/// ---
/// "core": minor
/// ---
///
/// The text of the entry.
/// ```
/// As [changesets](https://github.com/changesets/changesets) and [knope](https://knope.tech/reference/concepts/change-file/)
/// write them; a bump may also stand under `type`.
///
/// - Throws: Every error in the file.
package func readChangeFile(_ bytes: [UInt8], file: String) throws(UnreadableInput) -> ChangeFile {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
        $0.last == 0x0D ? $0.dropLast() : $0
    }
    let fence = Array("---".utf8)
    guard let first = lines.first, first.elementsEqual(fence),
        let end = lines.dropFirst().firstIndex(where: { $0.elementsEqual(fence) })
    else {
        throw fault(
            "change-file.no-front-matter", file, 1,
            "A change file begins with the levels of its components, between two lines `---`.")
    }
    // An empty first line keeps the places of the entire file.
    let front = [0x0A] + lines[1..<end].joined(separator: [0x0A])
    let root = try yamlDocument(Array(front), file: file).root
    var changes: [ChangeFile.Change] = []
    var diagnostics: [Diagnostic] = []
    for entry in root.entries ?? [] {
        let level = entry.value["type"] ?? entry.value
        guard let text = level.scalar?.text, let bump = Bump(rawValue: text), [.patch, .minor, .major].contains(bump)
        else {
            diagnostics.append(
                Diagnostic(
                    code: "change-file.level", place: level.place,
                    message:
                        "`\(level.scalar?.text ?? "…")` is not a bump for `\(entry.key.text)`; supported: patch, minor, major.",
                    suggestion: nearestName(to: level.scalar?.text ?? "", among: ["patch", "minor", "major"])
                        .map { "Did you mean `\($0)`?" }))
            continue
        }
        changes.append(ChangeFile.Change(name: entry.key.text, bump: bump, place: entry.key.place))
    }
    if root.entries == nil, root.value != .null {
        diagnostics +=
            fault("change-file.no-mapping", file, 2, "Expected a bump for each component: patch, minor or major.")
            .diagnostics
    }
    var body = lines[(end + 1)...].map { String(decoding: $0, as: UTF8.self) }
    while body.first?.allSatisfy(\.isWhitespace) == true { body.removeFirst() }
    while body.last?.allSatisfy(\.isWhitespace) == true { body.removeLast() }
    let title = (body.first ?? "").drop { $0 == "#" || $0 == " " }
    if title.isEmpty, !changes.isEmpty {
        diagnostics += fault("change-file.no-text", file, end + 2, "The file does not say what changed.").diagnostics
    }
    guard diagnostics.isEmpty else { throw UnreadableInput(diagnostics: diagnostics) }
    var details = Array(body.dropFirst())
    while details.first?.allSatisfy(\.isWhitespace) == true { details.removeFirst() }
    return ChangeFile(file: file, bytes: bytes, changes: changes, title: String(title), details: details)
}

private func fault(_ code: String, _ file: String, _ line: Int, _ message: String) -> UnreadableInput {
    UnreadableInput(diagnostics: [
        Diagnostic(
            code: code, place: Place(file: file, line: line, column: 1), message: message,
            suggestion: "Begin with three lines, `---`, `NAME: minor`, `---`; the text of the entry follows.")
    ])
}
