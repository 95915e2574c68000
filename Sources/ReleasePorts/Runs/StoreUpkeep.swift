package import ReleaseModel

/// Store maintenance: checks for damage and forgery, and copies.
package protocol StoreUpkeep: Sendable {
    /// Reads all of the store's own files and checks for damage.
    ///
    /// - Returns: Damage as reported by SQLite or PostgreSQL; empty if intact.
    func check() async throws(StoreError) -> [String]

    /// Verifies every hash chain from its beginning to its recorded end. Takes time in the size of the store.
    ///
    /// - Parameter noted: The head of an earlier verification, recorded out of reach of anyone who can write to the
    ///   store; nil if none was recorded.
    func verifyChain(against noted: ChainHead?) async throws(StoreError) -> ChainVerification

    /// Folds every journal, and rebuilds data beside it that differs: the run's index row, its snapshot, the versions
    /// it holds and its reusable artifacts. No decision relies on any of these. A journal that can't be folded is left
    /// alone.
    ///
    /// - Returns: The runs of which something was rebuilt, in order of creation.
    func rebuildIndex() async throws(StoreError) -> [RunID]

    /// Makes a copy that can be opened as a store, all or nothing, while others may write.
    ///
    /// - Parameter path: Of a file that is not there yet.
    /// - Throws: ``BackupError``, or ``StoreError``.
    func backUp(to path: String) async throws

    /// What it takes on the disk, in bytes.
    func size() async throws(StoreError) -> Int64
}

/// The result of verifying a store's chains.
package struct ChainVerification: Sendable, Equatable {
    /// Journal by journal, runs in order of creation and the workspace's own journal last; empty where all fits.
    package var faults: [ChainFault]
    /// Of the current store; to be recorded elsewhere.
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
/// Every entry of every journal has a position, greater than those of all entries before it, which distinguishes
/// entries before a recorded head from later ones.
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

/// A place where the stored data was changed.
package struct ChainFault: Sendable, Hashable, CustomStringConvertible {
    package enum Place: Sendable, Hashable {
        /// Entries of a run's journal.
        case entries(RunID, ClosedRange<Int>)
        /// Entries of the workspace's own journal.
        case workspace(ClosedRange<Int>)
        /// Data of a run beside its journal.
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
    /// The store has its own backup tools.
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
        case .exists(let path): "\(path) already exists and is not overwritten."
        case .failed(let path, let reason): "The backup \(path) was not made: \(reason)."
        case .elsewhere: "A store in PostgreSQL is backed up with PostgreSQL's own means."
        }
    }

    package var suggestions: [String] {
        switch self {
        case .exists: ["Choose a new file name, such as one with the date in it."]
        case .failed: ["Check the folder, its rights and its room; the store itself is as it was."]
        case .elsewhere(let command): [command]
        }
    }
}
