import Testing

@Suite("How engines share a run, in every order of events")
struct ClaimModelTests {
    @Test(
        "No order of events breaks a promise, and from each the run can still finish",
        arguments: [
            ClaimModel.Bounds(claims: 3, kills: 1, lostAnswers: 1, lostCommits: 0),
            .init(claims: 2, kills: 1, lostAnswers: 1, lostCommits: 0, decisions: 1),
            .init(claims: 3, kills: 0, lostAnswers: 0, lostCommits: 1),
            .init(claims: 2, kills: 1, lostAnswers: 1, lostCommits: 1),
        ])
    func holds(bounds: ClaimModel.Bounds) {
        let walk = Walk(ClaimModel(rules: .init()), bounds: bounds)
        #expect(walk.violations.isEmpty)
        #expect(walk.stuck == 0, "from \(walk.stuck) worlds no way leads to the end, although engines may still claim")
    }

    @Test(
        "Each rule is needed: without it, some order of events breaks a promise",
        arguments: [
            (\ClaimModel.Rules.tokens, "two builds share a folder"),
            (\.deadlines, "an engine went on acting after it had lost the run"),
            (\.looks, "the effect was made twice"),
            (\.ownFolders, "two builds share a folder"),
            (\.identities, "one event stands twice in the journal"),
        ])
    func needed(rule: any WritableKeyPath<ClaimModel.Rules, Bool> & Sendable, promise: String) {
        var rules = ClaimModel.Rules()
        rules[keyPath: rule] = false
        let found = [
            ClaimModel.Bounds(claims: 2, kills: 0, lostAnswers: 1, lostCommits: 0, decisions: 1),
            .init(claims: 3, kills: 0, lostAnswers: 0, lostCommits: 1),
        ].map { Walk(ClaimModel(rules: rules), bounds: $0).violations }
        #expect(found.contains { $0.contains(promise) }, "found only \(found)")
    }
}

/// Every world that can be reached, each visited once, breadth first.
private struct Walk {
    private(set) var violations: Set<String> = []
    private(set) var worlds = 0
    /// Worlds from which the run can't finish any more although an engine could still claim it.
    private(set) var stuck = 0

    init(_ model: ClaimModel, bounds: ClaimModel.Bounds) {
        let first = ClaimModel.World(left: bounds)
        var numbers = [first: 0]
        var queue = [first]
        var before: [[Int]] = [[]]
        var next = 0
        while next < queue.count {
            let number = next
            let world = queue[number]
            next += 1
            if let violation = model.violation(in: world) {
                violations.insert(violation)
                continue
            }
            for successor in model.successors(of: world) {
                if let known = numbers[successor] {
                    before[known].append(number)
                } else {
                    numbers[successor] = queue.count
                    queue.append(successor)
                    before.append([number])
                }
            }
        }
        worlds = queue.count
        var canFinish = Set(queue.indices.filter { queue[$0].isOver })
        var open = Array(canFinish)
        while let number = open.popLast() {
            for earlier in before[number] where canFinish.insert(earlier).inserted { open.append(earlier) }
        }
        stuck = queue.indices.count { !canFinish.contains($0) && queue[$0].left.claims > 0 }
    }
}
