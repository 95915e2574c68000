/// The messages that one commit message consists of: itself, nested blocks, and paragraphs that read as commits.
///
/// A squashed commit may carry several in `BEGIN_NESTED_COMMIT` … `END_NESTED_COMMIT`; what stands around stays.
func splitMessages(_ message: String, rules: MessageRules) -> [String] {
    var message = message
    if rules.appliesOverrides, let override = commitOverride(in: message) { message = override }
    guard message.utf8.contains(0x0A) else { return [message.trimmedLines] }
    var nested: [String] = []
    var rest = message
    if message.containsBytes(of: "BEGIN_NESTED_COMMIT") {
        let parts = message.split(separator: "BEGIN_NESTED_COMMIT", omittingEmptySubsequences: false)
        rest = String(parts.first ?? "")
        for part in parts.dropFirst() {
            let pieces = part.split(separator: "END_NESTED_COMMIT", omittingEmptySubsequences: false)
            nested.append(String(pieces.first ?? "").trimmedLines)
            rest += pieces.dropFirst().joined(separator: ",")
        }
    }
    let text = rest.trimmedLines
    // Most messages are one.
    guard text.containsBytes(of: "\n\n") || text.containsBytes(of: "\n\r\n") else { return [text] + nested }
    return paragraphs(of: Array(text.utf8), rules: rules).filter { !$0.isEmpty } + nested
}

/// The text that replaces a message; nil where there is none.
package func commitOverride(in message: String) -> String? {
    guard message.containsBytes(of: "BEGIN_COMMIT_OVERRIDE"),
        let begin = message.firstRange(of: "BEGIN_COMMIT_OVERRIDE")
    else { return nil }
    let rest = message[begin.upperBound...]
    let text = String(rest[..<(rest.firstRange(of: "END_COMMIT_OVERRIDE")?.lowerBound ?? rest.endIndex)]).trimmedLines
    return text.isEmpty ? nil : text
}

private let paragraphTypes = [
    "feat", "fix", "docs", "style", "refactor", "perf", "test", "build", "ci", "chore", "revert",
].map { Array($0.utf8) }

/// Cut before each line that follows a blank one and begins as a commit of a usual type does.
private func paragraphs(of bytes: [UInt8], rules: MessageRules) -> [String] {
    var parts: [String] = []
    var start = 0
    var place = 0
    while let newline = bytes[place...].firstIndex(of: 0x0A) {
        place = newline + 1
        guard beginsCommit(bytes[place...], rules: rules), let cut = blankLine(before: place, in: bytes), cut >= start
        else { continue }
        parts.append(String(decoding: bytes[start..<cut], as: UTF8.self))
        start = place
    }
    return parts + [String(decoding: bytes[start...], as: UTF8.self)]
}

/// Where the two line ends before a place begin; nil if there are not two.
private func blankLine(before place: Int, in bytes: [UInt8]) -> Int? {
    var cut = place
    for _ in 0..<2 {
        guard cut > 0, bytes[cut - 1] == 0x0A else { return nil }
        cut -= 1
        if cut > 0, bytes[cut - 1] == 0x0D { cut -= 1 }
    }
    return cut
}

private func beginsCommit(_ bytes: ArraySlice<UInt8>, rules: MessageRules) -> Bool {
    for type in paragraphTypes where bytes.starts(with: type) {
        var rest = bytes.dropFirst(type.count)
        if beginsSubject(rest, rules: rules) { return true }
        guard rest.first == UInt8(ascii: "(") else { continue }
        // The scope ends at whichever bracket of this line a colon follows.
        rest = rest.prefix { $0 != 0x0A }
        while let close = rest.firstIndex(of: UInt8(ascii: ")")) {
            rest = rest[(close + 1)...]
            if beginsSubject(rest, rules: rules) { return true }
        }
    }
    return false
}

private func beginsSubject(_ bytes: ArraySlice<UInt8>, rules: MessageRules) -> Bool {
    bytes.starts(with: [0x3A, 0x20]) || (rules.splitsBreakingParagraphs && bytes.starts(with: [0x21, 0x3A, 0x20]))
}
