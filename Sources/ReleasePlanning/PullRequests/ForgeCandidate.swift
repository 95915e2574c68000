package import ReleaseModel

/// A release commit that the forge makes, so that it signs it.
///
/// The forge sets author and date, so its id can't be known before. A trailer names the commit that we would have made
/// with the same content, by which ours are recognised.
package enum ForgeCandidate {
    package static let trailer = "Slipway-Candidate"
    /// What a release pull request was made from beside the base, and its text.
    package static let inputsTrailer = "Slipway-Inputs"

    /// Whether a forge committed it by itself: github.com and Enterprise Server sign with names of their own, which begin
    /// alike.
    package static func isForge(_ committer: String) -> Bool { committer.hasPrefix("GitHub ") }

    /// A message that names its candidate and what it was made from.
    package static func message(_ text: String, of commit: CommitID, inputs: String) -> String {
        let hasTrailers = text.split(separator: "\n", omittingEmptySubsequences: false).last.map(isTrailer) ?? false
        let trailers = "\(trailer): \(commit)" + (inputs.isEmpty ? "" : "\n\(inputsTrailer): \(inputs)")
        return text + (hasTrailers ? "\n" : "\n\n") + trailers
    }

    /// nil: the message does not say it.
    package static func inputs(in message: String) -> String? {
        let prefix = inputsTrailer + ": "
        return message.split(separator: "\n").last { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// The candidate that a message names; nil: it is none of ours.
    package static func commit(in message: String) -> CommitID? {
        let prefix = trailer + ": "
        guard let line = message.split(separator: "\n").last(where: { $0.hasPrefix(prefix) }) else { return nil }
        let text = String(line.dropFirst(prefix.count))
        return text.count == 40 && text.allSatisfy(\.isHexDigit) ? CommitID(text) : nil
    }

    /// A message without the trailers that name its candidate and what it was made from.
    package static func text(of message: String) -> String {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            ![trailer, inputsTrailer].contains { line.hasPrefix($0 + ": ") }
        }
        return lines.joined(separator: "\n").trimmingBlanks
    }

    private static func isTrailer(_ line: Substring) -> Bool { line.hasPrefix("Signed-off-by: ") }
}
