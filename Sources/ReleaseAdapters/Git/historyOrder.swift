import ReleaseModel

/// Commits in the order of `git log`: from the head on, always the newest of those that are reached, and of two of one
/// second the one that was reached first.
///
/// - Parameter commits: All requested commits, in any order; other parents are ignored.
func historyOrder(_ commits: [ObservedCommit], from head: CommitID) -> [ObservedCommit] {
    let places = Dictionary(
        commits.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    var queue = NewestFirst()
    var seen: Set<Int> = []
    func reach(_ id: CommitID) {
        guard let place = places[id], seen.insert(place).inserted else { return }
        queue.push(time: commits[place].time, place)
    }
    var ordered: [ObservedCommit] = []
    ordered.reserveCapacity(commits.count)
    reach(head)
    while let place = queue.pop() {
        ordered.append(commits[place])
        for parent in commits[place].parents { reach(parent) }
    }
    return ordered
}

/// A heap of places, by time and then by when they came.
private struct NewestFirst {
    private var heap: [(time: Int, number: Int, place: Int)] = []
    private var count = 0

    mutating func push(time: Int, _ place: Int) {
        heap.append((time, count, place))
        count += 1
        var index = heap.count - 1
        while index > 0, comesFirst(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func pop() -> Int? {
        guard let first = heap.first else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            var next = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && comesFirst(child, next) {
                next = child
            }
            if next == index { break }
            heap.swapAt(index, next)
            index = next
        }
        return first.place
    }

    private func comesFirst(_ left: Int, _ right: Int) -> Bool {
        heap[left].time == heap[right].time
            ? heap[left].number < heap[right].number : heap[left].time > heap[right].time
    }
}
