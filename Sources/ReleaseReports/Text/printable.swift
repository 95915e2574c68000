import ReleaseModel

/// A text in which every control character is a `·`, but for line ends, tabs and the colours that are named.
///
/// What comes from package names, commit subjects and tags can't move the cursor, change the window's title or hide
/// lines. Control characters are Unicode's category Cc: C0, delete and C1.
///
/// - Parameter marks: The codes of [SGR sequences](https://www.ecma-international.org/publications-and-standards/standards/ecma-48/)
///   that stay: `31` for `ESC [ 31 m`.
func printable(_ text: String, marks: Set<String>) -> String {
    // By bytes first: most texts have none, and some are long. 0xC2 begins C1 among others.
    guard text.utf8.contains(where: { ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) || $0 == 0x7F || $0 == 0xC2 }),
        text.unicodeScalars.contains(where: isControl)
    else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
        if scalar == "\u{1B}", let end = styleEnd(rest, marks) {
            result.append(contentsOf: rest[..<end])
            rest = rest[end...]
        } else {
            result.append(isControl(scalar) ? "·" : scalar)
            rest = rest.dropFirst()
        }
    }
    return String(result)
}

/// Where a style that begins here ends; nil where none does.
private func styleEnd(_ text: String.UnicodeScalarView.SubSequence, _ styles: Set<String>) -> String.Index? {
    let behind = text.dropFirst()
    guard !styles.isEmpty, behind.first == "[" else { return nil }
    let code = behind.dropFirst().prefix(3).prefix { $0 >= "0" && $0 <= "9" }
    guard code.endIndex < text.endIndex, text[code.endIndex] == "m", styles.contains(String(code)) else { return nil }
    return text.index(after: code.endIndex)
}
