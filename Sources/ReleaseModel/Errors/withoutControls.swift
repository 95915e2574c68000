/// Whether a character controls a terminal: Unicode's category Cc (C0, delete and C1), but for line ends and tabs.
package func isControl(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
}

/// A text in which every control character is a `·`, and no line ends with a carriage return. Text from commits,
/// packages and people ends up in notes, changelogs and pages, and must not control the reader's terminal.
package func withoutControls(_ text: String) -> String {
    // By bytes first: most texts have none, and some are long. 0xC2 begins C1 among others.
    guard text.utf8.contains(where: { ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) || $0 == 0x7F || $0 == 0xC2 }) else {
        return text
    }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar != "\r" { result.append(isControl(scalar) ? "·" : scalar) }
    return String(result)
}
