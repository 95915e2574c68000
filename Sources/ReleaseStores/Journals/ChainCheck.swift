import struct Crypto.SHA256
import ReleaseModel
import ReleasePorts

/// Verifies the chains of a store and records where they are broken. Pure: it receives the stored data.
struct ChainCheck {
    /// What a store keeps of a run beside its journal.
    struct Run {
        var number: Int
        var id: String
        var createdAt: String
        var isOver: Bool
        var revision: Int
        var hash: String
    }

    private(set) var faults: [ChainFault] = []
    private(set) var runs: [RunID] = []
    private(set) var entries = 0
    /// The hash of the first entry of the run before; nil where it isn't known.
    private var previousFirst: String? = ""
    private var lastNumber = 0
    private let noted: ChainHead?
    private let position: Int
    private var now = HeadDigest()
    private var then = HeadDigest()

    /// - Parameter position: Behind which the head says nothing: others may be writing there.
    init(noted: ChainHead?, upTo position: Int) {
        self.noted = noted
        self.position = position
    }

    /// - Parameters:
    ///   - run: nil where entries are there without a run.
    ///   - stored: In order of sequence.
    mutating func add(_ run: Run?, number: Int, _ stored: [StoredEntry]) {
        let id = RunID("r\(number)")
        if number < 1 || number <= lastNumber {
            faults.append(ChainFault(.inserted, .run(id), "no run has this number"))
        }
        removeRuns(upTo: number)
        lastNumber = max(number, lastNumber)
        guard let run else {
            faults.append(ChainFault(.removed, .run(id), "the run was removed, but its journal exists"))
            previousFirst = stored.first?.hash
            return
        }
        runs.append(ChainCheck.name(run, number: number, stored) ?? id)
        follow(stored, first: previousFirst, revision: run.revision, hash: run.hash) { .entries(id, $0) }
        check(run, id, stored)
        previousFirst = stored.first.flatMap { $0.sequence == 1 ? $0.hash : nil }
        note("run \(number)", stored)
    }

    /// The workspace's own journal, in order of sequence.
    mutating func addWorkspace(_ stored: [StoredEntry], end: JournalEnd) {
        follow(stored, first: "", revision: end.revision, hash: end.hash) { .workspace($0) }
        note("workspace", stored)
    }

    /// What the store notes of its last run: its number and the hash of its first entry.
    mutating func end(lastRun number: Int, hash: String) {
        if number > lastNumber {
            removeRuns(upTo: min(number, .max - 1) + 1)
        } else if number < lastNumber {
            faults.append(ChainFault(.inserted, .run(RunID("r\(lastNumber)")), "no run of this number was made"))
        } else if let previousFirst, previousFirst != hash {
            faults.append(
                ChainFault(.changed, .run(RunID("r\(number)")), "it does not begin as the store notes of its last run"))
        }
    }

    var verification: ChainVerification {
        var faults = faults
        if let noted, noted.position > position || then.digest != noted.digest {
            faults.append(
                ChainFault(
                    .changed, .store,
                    "The store does not match the head \(noted.position)-…; it may have been replaced by an older copy or by another store."
                ))
        }
        return ChainVerification(
            faults: faults, head: ChainHead(position: position, digest: now.digest), runs: runs, entries: entries)
    }

    private mutating func removeRuns(upTo number: Int) {
        guard number > lastNumber, number - lastNumber > 1 else { return }
        for missing in (lastNumber + 1)..<number {
            faults.append(ChainFault(.removed, .run(RunID("r\(missing)")), "the run was removed"))
            // A store of many numbers and few runs is one fault, not millions.
            if missing - lastNumber >= 20 { break }
        }
        previousFirst = nil
    }

    private mutating func check(_ run: Run, _ id: RunID, _ stored: [StoredEntry]) {
        if ChainCheck.name(run, number: run.number, stored) == nil {
            faults.append(ChainFault(.changed, .run(id), "it is called '\(run.id)'"))
        }
        if let first = stored.first, first.sequence == 1, Array(run.createdAt.utf8) != first.at {
            faults.append(ChainFault(.changed, .run(id), "its beginning is not that of its journal"))
        }
        if run.isOver != stored.contains(where: \.endsRun) {
            faults.append(ChainFault(.changed, .run(id), "whether it is over is not as its journal says"))
        }
    }

    /// A run's id; nil where it is not one that this run can have.
    private static func name(_ run: Run, number: Int, _ stored: [StoredEntry]) -> RunID? {
        let first = stored.first { $0.sequence == 1 }
        let names = [RunID("r\(number)"), first.map { RunID(number: number, hash: $0.hash) }]
        return names.compactMap { $0 }.first { $0.text == run.id }
    }

    private mutating func note(_ journal: String, _ stored: [StoredEntry]) {
        entries += stored.count
        now.add(journal, stored.last { $0.position <= position })
        guard let noted else { return }
        then.add(journal, stored.last { $0.position <= noted.position })
    }

    /// - Parameter first: What the first entry hangs on; nil where that isn't known.
    private mutating func follow(
        _ stored: [StoredEntry], first: String?, revision: Int, hash: String,
        place: (ClosedRange<Int>) -> ChainFault.Place
    ) {
        var walk = ChainWalk(previous: first)
        for entry in stored { walk.add(entry) }
        walk.end(revision: revision, hash: hash)
        faults += walk.faults.map { ChainFault($0.kind, place($0.range), $0.message) }
    }
}

/// The digest over the ends of all journals.
private struct HeadDigest {
    private var hash = SHA256()

    var digest: Digest { Digest(hexadecimal(hash.finalize())) }

    mutating func add(_ journal: String, _ last: StoredEntry?) {
        guard let last else { return }
        hash.update(data: Array("\(journal) \(last.sequence) \(last.hash)\n".utf8))
    }
}
