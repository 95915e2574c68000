package import ReleaseModel

/// Handles a body that is too long for a forge: its text goes into a file on a separate branch, and the body links
/// there.
package struct PullRequestOverflow: Sendable, Hashable, Codable {
    /// How long a body may be, counted in UTF-16 code units as GitHub and release-please count it.
    package static let limit = 65_536
    package static let path = "release-notes.md"

    /// `{release branch}--release-notes`.
    package var branch: String
    package var path = PullRequestOverflow.path
    /// What the file says: the entire body.
    package var text: String

    /// nil for a body that is short enough.
    ///
    /// - Parameter limit: In UTF-16 code units.
    package init?(_ body: String, head: String, limit: Int = PullRequestOverflow.limit) {
        guard body.utf16.count > limit else { return nil }
        branch = head + "--release-notes"
        text = body
    }

    /// The words before the link in compat mode, by which release-please recognises such a body.
    ///
    /// Source: https://github.com/googleapis/release-please/blob/main/src/util/pull-request-overflow-handler.ts
    private static let compatWords =
        "This release is too large to preview in the pull request body. View the full release notes here:"
    private static let strictWords = "The notes of this release are longer than a pull request may be. All of them:"

    /// The body that links there.
    ///
    /// - Parameter address: The repository's, without a slash at its end; nil: the location is given without a link.
    package func body(address: String?, compatibility: Compatibility = .strict) -> String {
        let place = address.map { "\($0)/blob/\(branch)/\(path)" } ?? "`\(path)` on the branch `\(branch)`"
        let words = compatibility == .compat ? PullRequestOverflow.compatWords : PullRequestOverflow.strictWords
        return "\(words) \(place)"
    }

    /// The branch of the file that a body links to, whatever people wrote around the link; nil for a body that contains
    /// its notes.
    package static func branch(in body: String) -> String? {
        for line in body.normalizedLineEnds.split(separator: "\n") where line.utf8.count <= 4096 {
            for words in [compatWords, strictWords] {
                guard let range = line.ranges(of: words + " ").last else { continue }
                if let branch = branch(at: line[range.upperBound...]) { return branch }
            }
        }
        return nil
    }

    /// `https://example.org/a/b/blob/{branch}/release-notes.md`, or the place in words.
    private static func branch(at place: Substring) -> String? {
        let (blob, file) = ("/blob/", "/release-notes.md")
        if let start = place.ranges(of: blob).first, let end = place.ranges(of: file).last,
            start.upperBound < end.lowerBound
        {
            return String(place[start.upperBound..<end.lowerBound])
        }
        let before = "`release-notes.md` on the branch `"
        guard place.hasPrefix(before) else { return nil }
        let name = place.dropFirst(before.count).prefix { $0 != "`" }
        return name.isEmpty ? nil : String(name)
    }
}
