import ReleaseModel

/// How far a follower is in each run. As the id of an event: `RUN:SEQUENCE`, several with commas.
struct LiveCursor: Sendable, Hashable {
    /// The last entry that was sent, by run.
    var seen: [RunID: Int] = [:]
    /// The newest run that was there: those behind it are sent from their beginning.
    private(set) var newest = 0

    /// What stands for no run at all.
    private static let nothing = "r0:0"

    init() {}

    /// - Returns: nil for what was never the id of an event.
    init?(_ text: String) {
        guard text != LiveCursor.nothing else { return }
        guard text.utf8.count <= 8_000 else { return nil }
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let sequence = Int(parts[1]), sequence >= 0, RunID(String(parts[0])).number != nil
            else { return nil }
            note(RunID(String(parts[0])), sequence)
        }
    }

    mutating func note(_ run: RunID, _ sequence: Int) {
        seen[run] = sequence
        newest = max(newest, run.number ?? 0)
    }

    /// A run of which nothing more comes is left out, unless it is the newest.
    mutating func forget(_ run: RunID) {
        if run.number.map({ $0 < newest }) ?? true { seen[run] = nil }
    }

    var text: String {
        let pairs = seen.sorted { ($0.key.number ?? 0, $0.key) < ($1.key.number ?? 0, $1.key) }
        return pairs.isEmpty ? LiveCursor.nothing : pairs.map { "\($0.key):\($0.value)" }.joined(separator: ",")
    }
}
