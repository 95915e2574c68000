import Foundation
import ReleaseModel
import ReleasePorts

/// Entries of a journal as its readers see them, each checked against the one before it and the last against the
/// recorded end: damage is reported and never folded.
///
/// - Parameters:
///   - stored: In order of sequence, those behind `revision`.
///   - previous: What the first of them hangs on; nil where that isn't known.
///   - end: Of the journal, as it is noted beside it.
///   - journal: For errors: `r1`.
func readJournal<Event: Decodable, Entry>(
    _ stored: [StoredEntry], after revision: Int, behind previous: String?, end: JournalEnd, journal: String,
    in store: String, entry: (Int, Date, Event) -> Entry
) throws(StoreError) -> [Entry] {
    guard end.revision > revision || !stored.isEmpty else { return [] }
    var walk = ChainWalk(previous: previous, after: revision)
    for one in stored { walk.add(one) }
    walk.end(revision: end.revision, hash: end.hash)
    if let fault = walk.faults.first {
        throw .corrupt(path: store, reason: "entry \(fault.range.lowerBound) of \(journal) was \(fault.kind.rawValue)")
    }
    var entries: [Entry] = []
    for one in stored {
        let text = String(decoding: one.text, as: UTF8.self)
        let event = try decoded(
            Event.self, text, what: "entry \(one.sequence) of \(journal)", in: store, isAsWritten: true)
        let at = try date(String(decoding: one.at, as: UTF8.self), in: store)
        entries.append(entry(one.sequence, at, event))
    }
    return entries
}
