package import ReleaseModel

/// What keeps a store whole: looking for damage and forgery, and copies.
package protocol StoreUpkeep: Sendable {
    /// Reads all that the store keeps in files of its own and looks for damage.
    ///
    /// - Returns: What is damaged, in the words of SQLite or PostgreSQL; empty where all is whole.
    func check() async throws(StoreError) -> [String]

    /// Follows every chain of hashes from its beginning to its noted end. Takes time in the size of the store.
    ///
    /// - Parameter noted: The head of an earlier answer, kept where no one who can write the store can change it; nil
    ///   where none was kept.
    func verifyChain(against noted: ChainHead?) async throws(StoreError) -> ChainVerification

    /// Folds every journal, and makes anew what is kept beside it where that is not what the journal says: the row that
    /// the run is found by, its snapshot, the versions it holds and what of it may be reused. Nothing is permitted by any of
    /// these. A journal that can't be folded is left alone.
    ///
    /// - Returns: The runs of which something was made anew, in order of creation.
    func rebuildIndex() async throws(StoreError) -> [RunID]

    /// Makes a copy that can be opened as a store, all or nothing, while others may write.
    ///
    /// - Parameter path: Of a file that is not there yet.
    /// - Throws: ``BackupError``, or ``StoreError``.
    func backUp(to path: String) async throws

    /// What it takes on the disk, in bytes.
    func size() async throws(StoreError) -> Int64
}

/// What the chains of a store say.
package struct ChainVerification: Sendable, Equatable {
    /// Journal by journal, runs in order of creation and the workspace's own journal last; empty where all fits.
    package var faults: [ChainFault]
    /// Of everything that is there now; to be noted elsewhere.
    package var head: ChainHead
    /// Those that are there, in order of creation.
    package var runs: [RunID]
    /// Entries of all journals.
    package var entries: Int

    package init(faults: [ChainFault], head: ChainHead, runs: [RunID], entries: Int) {
        self.faults = faults
        self.head = head
        self.runs = runs
        self.entries = entries
    }
}

/// One digest over all journals of a store, as they were at a moment: `{position}-{digest}`.
///
/// Every entry of every journal has a position, greater than those of all entries before it, so what was there when a
/// head was noted can be told from what came later.
package struct ChainHead: Sendable, Hashable, CustomStringConvertible {
    /// Of the last entry; 0 where there is none.
    package var position: Int
    package var digest: Digest

    package init(position: Int, digest: Digest) {
        self.position = position
        self.digest = digest
    }

    /// - Returns: nil for what no store ever printed.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let position = Int(parts[0]), position >= 0, "\(position)" == parts[0],
            parts[1].utf8.count == 64,
            parts[1].utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.init(position: position, digest: Digest(String(parts[1])))
    }

    package var description: String { "\(position)-\(digest)" }
}

/// A place where what is stored is not what was stored.
package struct ChainFault: Sendable, Hashable, CustomStringConvertible {
    package enum Place: Sendable, Hashable {
        /// Entries of a run's journal.
        case entries(RunID, ClosedRange<Int>)
        /// Entries of the workspace's own journal.
        case workspace(ClosedRange<Int>)
        /// What is kept of a run beside its journal.
        case run(RunID)
        /// The store as a whole.
        case store
    }

    package enum Kind: String, Sendable, Hashable {
        case removed, changed, inserted
    }

    package var place: Place
    package var kind: Kind
    /// One sentence for people.
    package var message: String

    package init(_ kind: Kind, _ place: Place, _ message: String) {
        self.place = place
        self.kind = kind
        self.message = message
    }

    package var description: String {
        switch place {
        case .entries(let run, let range): "\(run):\(ChainFault.text(range)): \(message)"
        case .workspace(let range): "workspace:\(ChainFault.text(range)): \(message)"
        case .run(let run): "\(run): \(message)"
        case .store: message
        }
    }

    private static func text(_ range: ClosedRange<Int>) -> String {
        range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }
}

/// Why there is no copy of a store.
package enum BackupError: UserFacingError, Equatable {
    case exists(path: String)
    case failed(path: String, reason: String)
    /// The store has means of its own.
    case elsewhere(command: String)

    package var code: String {
        switch self {
        case .exists: "backup.exists"
        case .failed: "backup.failed"
        case .elsewhere: "backup.elsewhere"
        }
    }

    package var summary: String {
        switch self {
        case .exists(let path): "\(path) is there already and is not overwritten."
        case .failed(let path, let reason): "There is no backup at \(path): \(reason)."
        case .elsewhere: "A store in PostgreSQL is backed up with PostgreSQL's own means."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .exists: ["Name a file that is not there yet, such as one with the date in its name."]
        case .failed: ["Check the folder, its rights and its room; the store itself is as it was."]
        case .elsewhere(let command): [command]
        }
    }
}
