package import ReleaseModel

/// The body of a release pull request: a header, `---`, the notes of each component, `---`, a footer.
///
/// Several components have a `<details>` block each. In compat mode the text is byte for byte release-please's; in
/// strict mode hidden comments mark generated parts, so that manual edits can be kept, see ``merged(into:)``.
package struct PullRequestBody: Sendable, Hashable {
    /// One component's part.
    package struct Entry: Sendable, Hashable, Codable {
        /// What the summary calls it; empty: the version alone.
        package var component: String
        package var version: String
        /// Markdown without a line end at its end.
        package var notes: String

        package init(component: String, version: String, notes: String) {
            self.component = component
            self.version = version
            self.notes = notes
        }

        var summary: String { component.isEmpty ? version : "\(component): \(version)" }
    }

    package static let usualHeader = ":robot: I have created a release *beep* *boop*"
    static let delimiter = "---"

    package var header: String
    package var footer: String
    /// Between the entries and the footer.
    package var extra: String?
    package var entries: [Entry]
    /// Whether each entry is a block with a summary.
    package var hasSummaries: Bool
    package var compatibility: Compatibility

    /// - Parameters:
    ///   - header: nil: the usual one.
    ///   - footer: nil: one that names the tool and its documentation.
    ///   - hasSummaries: nil: where there are several entries.
    package init(
        _ entries: [Entry], header: String? = nil, footer: String? = nil, extra: String? = nil,
        hasSummaries: Bool? = nil, compatibility: Compatibility = .strict
    ) {
        self.entries = entries
        self.header = header ?? PullRequestBody.usualHeader
        self.footer = footer ?? PullRequestBody.usualFooter(compatibility)
        self.extra = extra
        self.hasSummaries = hasSummaries ?? (entries.count > 1)
        self.compatibility = compatibility
    }

    /// In compat mode the one that release-please's own reader and its users' scripts look for.
    package static func usualFooter(_ compatibility: Compatibility) -> String {
        switch compatibility {
        case .compat:
            "This PR was generated with [Release Please](https://github.com/googleapis/release-please). See [documentation](https://github.com/googleapis/release-please#release-please)."
        case .strict:
            "Written by Slipway. Merge this pull request to release. Text that you add is kept."
        }
    }

    package var text: String { compatibility == .compat ? plainText : MarkedText(parts: parts).text }

    /// Without marks, as release-please writes it.
    var plainText: String {
        let extra = extra.map { "\n\n\($0)\n" } ?? ""
        return [
            header, PullRequestBody.delimiter, "", "", entries.map(block).joined(separator: "\n\n"), "",
            PullRequestBody.delimiter + extra, footer,
        ].joined(separator: "\n")
    }

    func block(_ entry: Entry) -> String {
        guard hasSummaries else { return entry.notes }
        return "<details><summary>\(entry.summary)</summary>\n\n\(entry.notes)\n</details>"
    }

    /// What is generated, piece by piece, in order.
    var parts: [MarkedText.Part] {
        var parts = [MarkedText.Part(name: "head", text: header + "\n" + PullRequestBody.delimiter)]
        for entry in entries {
            let name = entry.component.isEmpty ? "entry" : "entry:\(entry.component)"
            parts.append(MarkedText.Part(name: name, text: block(entry)))
        }
        let extra = extra.map { "\n\n\($0)\n" } ?? ""
        parts.append(MarkedText.Part(name: "foot", text: PullRequestBody.delimiter + extra + "\n" + footer))
        return parts
    }

    /// The text that replaces one that people may have changed; no manual text is lost.
    ///
    /// In compat mode it is just this body's, as release-please has it. In strict mode, per generated part: an
    /// untouched one is regenerated; an edited one whose generated text is unchanged stays as edited; if both changed,
    /// the new text is used, with the edited one folded below it. Text between the parts stays where it was. Text
    /// without any marker is kept in full below, unless it equals release-please's.
    ///
    /// - Parameter current: The forge's current text; if it only links to `release-notes.md`, the text of that file.
    package func merged(into current: String) -> String {
        guard compatibility == .strict else { return text }
        let current = current.normalizedLineEnds
        if !current.contains(MarkedText.mark), isGenerated(current) { return text }
        return MarkedText(parts: parts).merged(into: MarkedText(reading: current)).text
    }

    private func isGenerated(_ text: String) -> Bool {
        var other = self
        other.compatibility = .compat
        let footers = [footer, PullRequestBody.usualFooter(.compat)]
        return footers.contains { footer in
            other.footer = footer
            return other.plainText.trimmingBlanks == text.trimmingBlanks
        }
    }
}

extension String {
    /// With `\n` alone: forges hand back what a browser sent, which ends lines with CRLF.
    package var normalizedLineEnds: String { replacing("\r\n", with: "\n").replacing("\r", with: "\n") }
}
