import ReleaseModel

/// A release commit that the forge makes, so that it signs it.
///
/// The forge sets author and date, so its id can't be known before. A trailer names the commit that we would have made
/// with the same content, by which ours are recognised.
enum ForgeCandidate {
    static let trailer = "Slipway-Candidate"
    /// Who commits what GitHub makes by itself.
    static let committer = "GitHub <noreply@github.com>"

    /// A message that names its candidate.
    static func message(_ text: String, of commit: CommitID) -> String {
        let hasTrailers = text.split(separator: "\n", omittingEmptySubsequences: false).last.map(isTrailer) ?? false
        return text + (hasTrailers ? "\n" : "\n\n") + "\(trailer): \(commit)"
    }

    /// The candidate that a message names; nil: it is none of ours.
    static func commit(in message: String) -> CommitID? {
        let prefix = trailer + ": "
        guard let line = message.split(separator: "\n").last(where: { $0.hasPrefix(prefix) }) else { return nil }
        let text = String(line.dropFirst(prefix.count))
        return text.count == 40 && text.allSatisfy(\.isHexDigit) ? CommitID(text) : nil
    }

    private static func isTrailer(_ line: Substring) -> Bool { line.hasPrefix("Signed-off-by: ") }
}
