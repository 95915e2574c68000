import ReleasePlanning
import ReleaseModel

/// The lines that tell which requirements moved, by section.
func dependencyNotes(_ updates: [RequirementUpdate]) -> String {
    var sections: [(name: String, lines: [String])] = []
    for update in updates {
        let line =
            update.requirement == update.rewritten
            ? "    * \(update.name) bumped to \(update.version.text)"
            : "    * \(update.name) bumped from \(update.requirement) to \(update.rewritten)"
        if let index = sections.firstIndex(where: { $0.name == update.section }) {
            sections[index].lines.append(line)
        } else {
            sections.append((update.section, [line]))
        }
    }
    return "* The following workspace dependencies were updated\n"
        + sections.map { "  * \($0.name)\n" + $0.lines.joined(separator: "\n") }.joined(separator: "\n")
}

/// An entry with a section `Dependencies` that says so.
///
/// - Parameter isFaithful: Whether an entry that has such a section followed by another one becomes what release-please
///   makes of it: the entire entry once more in its middle, and not these notes.
func withDependencies(_ entry: String, _ notes: String, isFaithful: Bool) -> String {
    guard entry.contains("### Dependencies") else { return entry + "\n\n\n### Dependencies\n\n" + notes }
    var lines: [Substring] = []
    var isInside = false
    var hasBlank = false
    var isDone = false
    for line in entry.split(separator: "\n", omittingEmptySubsequences: false) {
        if isInside {
            if hasBlank, !isDone, !line.trimmed.hasPrefix("*") {
                if isFaithful { lines.append(entry[...]) } else { lines.insert(notes[...], at: lines.endIndex - 1) }
                isDone = true
            }
            hasBlank = hasBlank || line.trimmed.isEmpty
        }
        isInside = isInside || line.contains("### Dependencies")
        lines.append(line)
    }
    return isDone ? lines.joined(separator: "\n") : entry + "\n" + notes
}

extension Substring {
    /// Without blanks at both ends.
    fileprivate var trimmed: String { String(self).trimmedLines }
}
