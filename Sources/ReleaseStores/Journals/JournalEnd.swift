/// Where a journal ends, as its store notes it in the transaction that writes its last entry.
struct JournalEnd: Sendable, Equatable {
    /// Of the last entry; 0 where there is none.
    var revision: Int
    /// The last entry's hash; empty where there is none.
    var hash: String
    /// The last entry's time; empty where there is none.
    var at: String

    static let beginning = JournalEnd(revision: 0, hash: "", at: "")

    /// Entries behind this end.
    ///
    /// - Parameters:
    ///   - stamp: When; a clock that was set back makes no entry earlier than the one before it.
    ///   - first: What a first entry hangs on.
    ///   - positions: One for each, growing.
    func following(_ texts: [String], stamp: String, first: String = "", positions: some Sequence<Int>) -> [StoredEntry]
    {
        var previous = revision == 0 ? first : hash
        return zip(texts, positions).enumerated().map { offset, pair in
            let entry = StoredEntry(
                sequence: revision &+ 1 &+ offset, position: pair.1, at: max(stamp, at), text: pair.0,
                behind: previous)
            previous = entry.hash
            return entry
        }
    }
}
