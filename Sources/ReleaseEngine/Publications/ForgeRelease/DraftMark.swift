import Foundation
package import ReleaseModel

/// What the notes of a draft say of the run that made it, in a comment that no page shows. It is gone once the release is
/// public.
package struct DraftMark: Codable, Equatable, Sendable {
    package var run: RunID
    package var commit: CommitID
    /// Of `SHA256SUMS`; nil: the release has no assets.
    package var sums: Digest?
    /// nil: they are too many to be listed, so that only the run itself can go on.
    package var files: [StagedDraft.File]?

    private static let (begin, end) = ("<!-- slipway:staged ", " -->")
    /// In UTF-16 code units; the rest of the notes needs room too.
    package static let limit = 30_000

    /// The mark in these notes; nil where there is none that this program understands.
    package init?(in notes: String) {
        guard let start = notes.firstRange(of: DraftMark.begin),
            let stop = notes[start.upperBound...].firstRange(of: DraftMark.end),
            let mark = try? JSONDecoder().decode(
                DraftMark.self, from: Data(notes[start.upperBound..<stop.lowerBound].utf8))
        else { return nil }
        self = mark
    }

    package init(run: RunID, commit: CommitID, sums: Digest?, files: [StagedDraft.File]) throws {
        self.run = run
        self.commit = commit
        self.sums = sums
        self.files = files
        if try text.utf16.count > DraftMark.limit { self.files = nil }
    }

    private var text: String {
        get throws {
            let json = String(decoding: try encodeJSON(self, isPretty: false), as: UTF8.self)
            // A name can't end the comment.
            return DraftMark.begin + json.replacing(">", with: "\\u003e") + DraftMark.end
        }
    }

    /// The notes with this mark at their end; ``removed(from:)`` takes it away again.
    package func added(to notes: String) throws -> String { notes + "\n" + (try text) }

    /// The same notes without a mark.
    package static func removed(from notes: String) -> String {
        guard let start = notes.firstRange(of: begin), let stop = notes[start.upperBound...].firstRange(of: end) else {
            return notes
        }
        let before = notes[..<start.lowerBound]
        return String((before.hasSuffix("\n") ? before.dropLast() : before) + notes[stop.upperBound...])
    }
}
