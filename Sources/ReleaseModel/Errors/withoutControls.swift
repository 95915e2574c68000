/// Whether a character controls a terminal or turns the direction of text around: Unicode's category Cc (C0, delete and C1),
/// but for line ends and tabs, and the embeddings, overrides and isolates of the bidirectional algorithm, by which a line
/// can show something else than it says.
package func isControl(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
}

/// A text in which every control character is a `·`, and no line ends with a carriage return. Text from commits,
/// packages and people ends up in notes, changelogs and pages, and must not control the reader's terminal.
package func withoutControls(_ text: String) -> String {
    guard mayHoldControl(text.utf8) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar != "\r" { result.append(isControl(scalar) ? "·" : scalar) }
    return String(result)
}

/// By bytes first: most texts have none, and some are long. 0xC2 begins C1 among others; 0xE2 0x80 and 0xE2 0x81 begin the
/// turns of direction among others.
private func mayHoldControl(_ bytes: String.UTF8View) -> Bool {
    var (before, last): (UInt8, UInt8) = (0, 0)
    for byte in bytes {
        if (byte < 0x20 && byte != 0x0A && byte != 0x09) || byte == 0x7F || byte == 0xC2 { return true }
        if before == 0xE2,
            (last == 0x80 && (0xAA...0xAE).contains(byte)) || (last == 0x81 && (0xA6...0xA9).contains(byte))
        {
            return true
        }
        (before, last) = (last, byte)
    }
    return false
}
