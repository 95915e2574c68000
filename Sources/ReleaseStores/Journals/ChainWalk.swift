import ReleasePorts

/// Follows one journal from its beginning to its recorded end.
struct ChainWalk {
    struct Fault: Equatable {
        var kind: ChainFault.Kind
        var range: ClosedRange<Int>
        var message: String
    }

    private(set) var faults: [Fault] = []
    /// The hash that the next entry hangs on; nil where it isn't known.
    private var previous: String?
    /// What the last entry's hash should be, where it is another: so that a changed hash is one fault and not two.
    private var fixed: String?
    private var expected: Int

    /// - Parameter revision: Of the last entry before those that are followed.
    init(previous: String?, after revision: Int = 0) {
        self.previous = previous
        expected = revision == .max ? .max : revision + 1
    }

    mutating func add(_ entry: StoredEntry) {
        guard entry.sequence >= expected else {
            add(.inserted, entry.sequence, "no entry has this number")
            return
        }
        if entry.sequence > expected {
            add(.removed, expected...(entry.sequence - 1), "removed")
            (previous, fixed) = (nil, nil)
        }
        let hashes = [previous, fixed].compactMap { $0 }.map(entry.hash(behind:))
        fixed = nil
        if let first = hashes.first, !hashes.contains(entry.hash) {
            add(.changed, entry.sequence, "changed or inserted: the hash does not fit what is stored")
            fixed = first
        }
        previous = entry.hash
        // A forged number may be the largest possible.
        expected = entry.sequence == .max ? .max : entry.sequence + 1
    }

    /// - Parameters:
    ///   - revision: Of the last entry, as it is noted beside the journal.
    ///   - hash: Of the last entry, as it is noted beside the journal.
    mutating func end(revision: Int, hash: String) {
        let last = expected - 1
        if last < revision {
            add(.removed, (last + 1)...revision, "removed from the end")
        } else if last > revision {
            add(.inserted, (revision + 1)...last, "after the recorded end of the journal")
        } else if let previous, previous != hash, fixed != hash {
            add(.changed, last, "changed: the hash differs from the recorded one")
        }
    }

    private mutating func add(_ kind: ChainFault.Kind, _ sequence: Int, _ message: String) {
        add(kind, sequence...sequence, message)
    }

    /// Neighbours of one kind are one fault.
    private mutating func add(_ kind: ChainFault.Kind, _ range: ClosedRange<Int>, _ message: String) {
        if let last = faults.last, last.kind == kind, last.message == message,
            last.range.upperBound &+ 1 == range.lowerBound
        {
            faults[faults.count - 1].range = last.range.lowerBound...range.upperBound
        } else {
            faults.append(Fault(kind: kind, range: range, message: message))
        }
    }
}
