/// How much of a text a journal stores, in characters; a command's full output is in its log.
private let lineLimit = 240
/// How many lines a failure may have.
private let lineCount = 20

extension StepFailure {
    /// Small enough for a journal: long lines and long lists are cut, and say so.
    package var bounded: StepFailure {
        var failure = self
        failure.summary = summary.cut(to: 2 * lineLimit)
        failure.reasons = bounded(reasons)
        // The most helpful part comes first.
        failure.suggestions = suggestions.prefix(6).map { $0.cut(to: 4 * lineLimit) }
        failure.command = command?.cut(to: 4 * lineLimit)
        return failure
    }

    private func bounded(_ lines: [String]) -> [String] {
        let kept = lines.suffix(lineCount).map { $0.cut(to: lineLimit) }
        return kept.count == lines.count ? kept : ["… \(lines.count - kept.count) lines before"] + kept
    }
}

extension StepOutcome {
    package var bounded: StepOutcome {
        var outcome = self
        outcome.note = note.cut(to: 2 * lineLimit)
        return outcome
    }
}

extension String {
    fileprivate func cut(to limit: Int) -> String {
        // Counting characters costs; bytes are an upper bound of them.
        utf8.count <= limit || count <= limit ? self : prefix(limit) + "…"
    }
}

extension StepFailure {
    /// What failed and the first that the other side said of it, in one line.
    package var summaryWithReason: String { reasons.first.map { "\(summary) (\($0))" } ?? summary }
}
