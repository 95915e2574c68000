import ReleaseModel
import ReleasePorts

/// A version of a component, as a key of a table.
struct VersionKey: Hashable {
    var component: String
    /// ``Version/identity``.
    var version: String

    init(component: String, version: String) {
        self.component = component
        self.version = version
    }

    init(_ component: ComponentID, _ version: Version) {
        self.init(component: component.text, version: version.identity)
    }
}

/// The data beside a run's journal.
struct KeptIndex {
    var row: SummaryRow
    var lastAt: String
    /// Whose the versions are that this run holds, or should; by number.
    var held: [VersionKey: Int] = [:]
    /// Whose the artifacts of versions are that this run made, or should have made.
    var outputs: [VersionKey: Int] = [:]
    var snapshot: (revision: Int, state: String)?
}

/// The changes that make the data beside a run's journal match the journal. Pure.
struct IndexDifference {
    /// nil where it fits.
    var row: SummaryRow?
    var lastAt: String
    var removedHeld: [VersionKey] = []
    var addedHeld: [(key: VersionKey, spelling: String)] = []
    var removedOutputs: [VersionKey] = []
    var addedOutputs: [VersionKey] = []
    /// Whether the snapshot is not what the journal folds to.
    var dropsSnapshot = false

    var isEmpty: Bool {
        row == nil && removedHeld.isEmpty && addedHeld.isEmpty && removedOutputs.isEmpty && addedOutputs.isEmpty
            && !dropsSnapshot
    }

    /// - Parameters:
    ///   - fold: Of the entire journal.
    ///   - lastAt: When its last entry was stored.
    init(_ fold: RunFold, _ journal: [JournalEntry], number: Int, lastAt: String, kept: KeptIndex) {
        self.lastAt = lastAt
        let fitting = SummaryRow(fold.summary)
        if fitting != kept.row || lastAt != kept.lastAt { row = fitting }
        if let holds = fold.holds {
            let wanted = holds.map { (key: VersionKey($0.key, $0.value), spelling: $0.value.text) }
            let keys = Set(wanted.map(\.key))
            removedHeld = kept.held.filter { $0.value == number && !keys.contains($0.key) }.map(\.key)
            // One that another run holds stays with that one.
            addedHeld = wanted.filter { kept.held[$0.key] == nil }
        }
        let outputs = Set(fold.outputs.map { VersionKey($0.component, $0.version) })
        removedOutputs = kept.outputs.filter { $0.value == number && !outputs.contains($0.key) }.map(\.key)
        addedOutputs = outputs.filter { kept.outputs[$0].map { $0 < number } ?? true }
        if let snapshot = kept.snapshot {
            dropsSnapshot =
                RunState(snapshot: snapshot.state) != RunState(journal.prefix(snapshot.revision))
        }
    }

    /// The versions that a run of this fold holds or has made.
    static func keys(_ fold: RunFold) -> Set<VersionKey> {
        Set((fold.holds ?? [:]).map { VersionKey($0.key, $0.value) })
            .union(fold.outputs.map { VersionKey($0.component, $0.version) })
    }
}
