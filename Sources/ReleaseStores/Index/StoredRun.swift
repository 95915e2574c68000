import struct Crypto.SHA256
import ReleaseModel
import ReleasePorts

/// The stored data of a run, fetched at one moment; hashed and decoded after all locks are released.
struct StoredRun: Sendable {
    var id: RunID
    var number: Int
    var createdAt: String
    /// JSON; empty if not requested.
    var plan: String
    var end: JournalEnd
    /// The fold up to ``revision``; nil where all is folded from the beginning, or nothing.
    var snapshot: String?
    /// Behind which the entries are.
    var revision: Int
    /// What the first of the entries hangs on; nil where that isn't known.
    var previous: String?
    var entries: [StoredEntry]

    /// - Parameter store: For errors.
    func journal(in store: String) throws(StoreError) -> [JournalEntry] {
        try readJournal(
            entries, after: revision, behind: previous, end: end, journal: "r\(number)", in: store
        ) { (sequence, at, event: RunEvent) in JournalEntry(sequence: sequence, at: at, event: event) }
    }

    /// The run, whose journal is there as a whole.
    func record(in store: String) throws(StoreError) -> RunRecord {
        try record(try journal(in: store), in: store)
    }

    func record(_ journal: [JournalEntry], in store: String) throws(StoreError) -> RunRecord {
        RunRecord(
            id: id, createdAt: try date(createdAt, in: store),
            plan: try decodedPlan(plan, what: "the plan of \(id)", in: store), storedSum: planSum, entries: journal)
    }

    /// For acting on the plan, which must be the one that the journal names.
    private var planSum: Digest? { boundPlanText(plan).map { Digest(hexadecimal(SHA256.hash(data: $0))) } }

    /// The run without its journal, folded from the snapshot on.
    ///
    /// - Returns: nil where the snapshot can't be read: all has to be folded then.
    func folded(in store: String) throws(StoreError) -> RunRecord? {
        var state = RunState()
        if let snapshot {
            guard let kept = RunState(snapshot: snapshot), kept.revision == revision else { return nil }
            state = kept
        }
        for entry in try journal(in: store) { state.apply(entry) }
        return RunRecord(
            id: id, createdAt: try date(createdAt, in: store),
            plan: try decodedPlan(plan, what: "the plan of \(id)", in: store), storedSum: planSum, state: state)
    }
}

extension StoreError {
    /// Whether one run can't be read, and all others can.
    var isOfOneRun: Bool {
        switch self {
        case .corrupt, .newer: true
        case .conflict, .noSuchRun, .claimed, .claimLost, .rewound, .otherFolder, .versionHeld, .unusable, .readOnly,
            .busy, .unreachable, .tooNew, .full:
            false
        }
    }
}
