/// What is done with a body that is longer than a forge takes: its text goes into a file of a branch of its own, and
/// the body links there.
package struct PullRequestOverflow: Sendable, Hashable, Codable {
    /// How long a body may be, counted in UTF-16 code units as GitHub and release-please count it.
    package static let limit = 65_536

    /// `{release branch}--release-notes`.
    package var branch: String
    package var path: String
    /// What the file says: the whole body.
    package var text: String

    /// nil for a body that is short enough.
    ///
    /// - Parameter limit: In UTF-16 code units.
    package init?(_ body: String, head: String, limit: Int = PullRequestOverflow.limit) {
        guard body.utf16.count > limit else { return nil }
        branch = head + "--release-notes"
        path = "release-notes.md"
        text = body
    }

    /// The body that links there.
    ///
    /// - Parameter address: The repository's, without a slash at its end; nil: the place is told without a link.
    package func body(address: String?) -> String {
        let place = address.map { "\($0)/blob/\(branch)/\(path)" } ?? "`\(path)` on the branch `\(branch)`"
        return "The notes of this release are longer than a pull request may be. All of them: \(place)"
    }

    /// The branch of the file that a body links to; nil for a body that says its notes itself.
    package static func branch(in body: String) -> String? {
        let text = body.trimmingBlanks
        guard !text.contains("\n"), text.utf8.count <= 4096 else { return nil }
        let end = "/release-notes.md"
        if text.hasSuffix(end), let start = text.ranges(of: "/blob/").last {
            return String(text[start.upperBound...].dropLast(end.count))
        }
        let (before, mark) = ("`release-notes.md` on the branch `", "`")
        guard let start = text.ranges(of: before).last, text.hasSuffix(mark) else { return nil }
        return String(text[start.upperBound...].dropLast())
    }
}
