import Foundation
import ReleaseModel

extension MarkedText {
    /// This text, replacing one that people may have changed.
    ///
    /// - Returns: These parts in their order, with all manual text.
    func merged(into current: MarkedText) -> MarkedText {
        var result = MarkedText(parts: parts)
        result.words[0] = current.words.first ?? ""
        var open = Array(zip(current.parts, current.words.dropFirst()))
        for index in parts.indices {
            guard let found = open.firstIndex(where: { $0.0.name == parts[index].name }) else { continue }
            let (part, words) = open.remove(at: found)
            let (merged, kept) = parts[index].merged(into: part)
            result.parts[index] = merged
            result.words[index + 1] = joined([kept, words])
        }
        // Manual text at a part that no longer exists is kept at the end.
        let left = open.flatMap { part, words in [part.isEdited ? folded(part.text) : "", words] }
        let last = result.words.count - 1
        result.words[last] = joined([result.words[last]] + left)
        return result
    }
}

extension MarkedText.Part {
    /// The part that replaces an earlier one, and the manual text to keep beside it.
    fileprivate func merged(into current: MarkedText.Part) -> (part: MarkedText.Part, kept: String) {
        guard current.isEdited, current.text != text else { return (self, "") }
        if current.digest == digest { return (current, "") }
        if let ticked = ticked(as: current) { return (ticked, "") }
        return (self, folded(current.text))
    }

    /// With the boxes ticked that a person ticked in an earlier text; nil where that person did more, or ticked one
    /// that is no more.
    private func ticked(as current: MarkedText.Part) -> MarkedText.Part? {
        var before: [String] = []
        var ticked: Set<String> = []
        for line in current.text.components(separatedBy: "\n") {
            guard let open = line.untickedBox else {
                before.append(line)
                continue
            }
            before.append(open)
            ticked.insert(open)
        }
        guard !ticked.isEmpty, contentDigest(before.joined(separator: "\n")) == current.digest else { return nil }
        let lines = text.components(separatedBy: "\n")
        guard ticked.isSubset(of: lines) else { return nil }
        var copy = self
        copy.text = lines.map { ticked.contains($0) ? $0.tickedBox : $0 }.joined(separator: "\n")
        return copy
    }
}

private func folded(_ text: String) -> String {
    "\(MarkedText.editedSummary)\n\n\(text.trimmingLineEnds)\n</details>"
}

private func joined(_ texts: [String]) -> String { texts.filter { !$0.isEmpty }.joined(separator: "\n\n") }

extension String {
    /// `- [x] text` as `- [ ] text`; nil for any other line.
    fileprivate var untickedBox: String? {
        let start = prefix { $0 == " " }
        for mark in ["- [x] ", "* [x] ", "- [X] ", "* [X] "] where dropFirst(start.count).hasPrefix(mark) {
            return start + mark.prefix(2) + "[ ] " + dropFirst(start.count + mark.count)
        }
        return nil
    }

    fileprivate var tickedBox: String {
        guard let range = ranges(of: "[ ]").first else { return self }
        return self[..<range.lowerBound] + "[x]" + self[range.upperBound...]
    }
}

/// The first 16 digits of a text's SHA-256: enough to see a change, short enough for a comment.
package func contentDigest(_ text: String) -> String { String(sha256(Data(text.utf8)).text.prefix(16)) }
