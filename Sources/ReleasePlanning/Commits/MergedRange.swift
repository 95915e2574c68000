import ReleaseModel

/// The commits of each merge: those reachable from its other parents but not from its first.
struct MergedRange {
    private let commits: [CommitID: ObservedCommit]
    /// Children before their parents, whatever the clocks said.
    private let ranks: [CommitID: Int]

    init(_ all: [CommitID: ObservedCommit]) {
        commits = all
        var open: [CommitID: Int] = [:]
        for commit in all.values {
            for parent in commit.parents where all[parent] != nil { open[parent, default: 0] += 1 }
        }
        var ready = all.keys.filter { open[$0] == nil }.sorted()
        var ranks: [CommitID: Int] = [:]
        ranks.reserveCapacity(all.count)
        while let id = ready.popLast() {
            ranks[id] = ranks.count
            for parent in all[id]?.parents ?? [] {
                guard let count = open[parent] else { continue }
                open[parent] = count - 1
                if count == 1 { ready.append(parent) }
            }
        }
        self.ranks = ranks
    }

    /// Costs about as much as what lies between the merge and where its branch began.
    func brought(by merge: ObservedCommit) -> Set<CommitID> {
        guard let first = merge.parents.first else { return [] }
        // Commits in their order, each with whether the first parent reaches it.
        var queue: [(rank: Int, id: CommitID)] = []
        var isOnFirst: [CommitID: Bool] = [:]
        var others = 0
        func reach(_ id: CommitID, onFirst: Bool) {
            guard let rank = ranks[id] else { return }
            if let known = isOnFirst[id] {
                if onFirst, !known {
                    isOnFirst[id] = true
                    others -= 1
                }
                return
            }
            isOnFirst[id] = onFirst
            if !onFirst { others += 1 }
            let place = queue.partitioningIndex { $0.rank < rank }
            queue.insert((rank, id), at: place)
        }
        reach(first, onFirst: true)
        for parent in merge.parents.dropFirst() { reach(parent, onFirst: false) }
        var brought: Set<CommitID> = []
        while others > 0, let next = queue.popLast() {
            let onFirst = isOnFirst[next.id] ?? false
            if !onFirst {
                others -= 1
                brought.insert(next.id)
            }
            for parent in commits[next.id]?.parents ?? [] { reach(parent, onFirst: onFirst) }
        }
        return brought
    }
}

extension Array {
    /// The first index whose element fulfils this; those that do stand behind those that don't.
    fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
