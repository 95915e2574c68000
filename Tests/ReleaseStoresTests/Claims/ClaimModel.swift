/// The protocol by which engines share one run, small enough to be walked through completely.
///
/// Two engines, a store and the outside world. One step has two acts: a build in a working folder, and a push that has an
/// identity outside. Anything may happen between any two moves: an engine is killed or frozen, an answer is lost, a lease
/// ends, the store returns to an earlier state of itself (a failover, a restored backup).
/// See docs/decisions/0019-claims-tokens-and-deadlines.md.
struct ClaimModel {
    /// What the protocol relies on. Each rule can be left out, to show that it is needed.
    struct Rules: Hashable {
        /// A claim carries a random token beside its number, and whoever writes is asked for it.
        var tokens = true
        /// An engine asks its own clock before each act, and counts the lease from before it asked for it.
        var deadlines = true
        /// Who acts looks first whether the effect is there already.
        var looks = true
        /// A working folder is named by the claim, so that a late command writes where no one reads.
        var ownFolders = true
        /// An append has an identity, so that whoever got no answer finds out whether it was done.
        var identities = true
    }

    /// How much may go wrong in one history.
    struct Bounds: Hashable {
        var claims = 3
        var kills = 1
        var lostAnswers = 1
        var lostCommits = 1
        /// What people add to the journal in between.
        var decisions = 0
    }

    struct Claim: Hashable {
        var fence: Int
        var token: Int
    }

    enum Entry: Hashable {
        case started(attempt: Int)
        case succeeded(attempt: Int)
        case decided
    }

    enum Phase: Hashable {
        /// Without a claim.
        case idle
        /// Has the claim and has read the journal.
        case ready
        /// Its intention is stored.
        case intended
        /// Asked its clock, and may build from now on; it may be frozen just here.
        case mayBuild
        case building
        case built
        case mayPush
        case pushed
    }

    struct Engine: Hashable {
        var phase = Phase.idle
        var claim: Claim?
        /// Whether its own clock says that the claim may be over.
        var isPastDeadline = false
        var attempt = 0
        /// An append whose answer was lost.
        var unsure: Entry?
        /// Acts that it began under this claim while another engine had the run.
        var lateActs = 0
    }

    struct Store: Hashable {
        var journal: [Entry] = []
        var holder: Claim?
        /// Whether the store's clock says that the claim is over.
        var isLeaseOver = true
        var fence = 0
    }

    struct World: Hashable {
        var engines = [Engine(), Engine()]
        var store = Store()
        /// What a failover returns to.
        var saved = Store()
        var pushes = 0
        var hasLostCommits = false
        var nextToken = 1
        var left: Bounds
    }

    let rules: Rules

    /// Every world that one move leads to.
    func successors(of world: World) -> [World] {
        var next: [World] = []
        func add(_ change: (inout World) -> Bool) {
            var copy = world
            if change(&copy) { next.append(copy) }
        }
        for index in world.engines.indices {
            add { claim(&$0, index) }
            add { renew(&$0, index) }
            add { passDeadline(&$0, index) }
            add { kill(&$0, index) }
            for isAnswerLost in [false, true] {
                add { intend(&$0, index, isAnswerLost) }
                add { report(&$0, index, isAnswerLost) }
            }
            add { askClock(&$0, index) }
            add { act(&$0, index) }
            add { endBuild(&$0, index) }
            add { appendAgain(&$0, index) }
        }
        add(endLease)
        add(decide)
        add(save)
        add(loseCommits)
        return next
    }

    // MARK: Moves of an engine

    private func claim(_ world: inout World, _ index: Int) -> Bool {
        guard world.engines[index].phase == .idle, world.left.claims > 0, !world.isOver,
            world.store.holder == nil || world.store.isLeaseOver
        else { return false }
        world.left.claims -= 1
        world.store.fence += 1
        let token = rules.tokens ? world.nextToken : 0
        world.nextToken += 1
        world.store.holder = Claim(fence: world.store.fence, token: token)
        world.store.isLeaseOver = false
        world.engines[index] = Engine(
            phase: .ready, claim: world.store.holder, attempt: world.store.journal.attempts + 1)
        return true
    }

    private func renew(_ world: inout World, _ index: Int) -> Bool {
        let engine = world.engines[index]
        guard engine.claim != nil, engine.isPastDeadline || world.store.isLeaseOver else { return false }
        guard engine.claim == world.store.holder else {
            world.engines[index].stop()
            return true
        }
        world.store.isLeaseOver = false
        world.engines[index].isPastDeadline = false
        return true
    }

    /// The engine's own clock reaches the deadline; a frozen engine learns of it when it wakes.
    private func passDeadline(_ world: inout World, _ index: Int) -> Bool {
        guard world.engines[index].claim != nil, !world.engines[index].isPastDeadline else { return false }
        world.engines[index].isPastDeadline = true
        return true
    }

    private func kill(_ world: inout World, _ index: Int) -> Bool {
        guard world.engines[index].phase != .idle, world.left.kills > 0 else { return false }
        world.left.kills -= 1
        world.engines[index].stop()
        return true
    }

    private func append(_ entry: Entry, _ world: inout World, _ index: Int, _ isAnswerLost: Bool) -> Bool {
        guard world.engines[index].unsure == nil else { return false }
        if isAnswerLost {
            guard world.left.lostAnswers > 0 else { return false }
            world.left.lostAnswers -= 1
            world.engines[index].unsure = entry
        }
        guard world.engines[index].claim == world.store.holder else {
            world.engines[index].stop()
            return true
        }
        world.store.journal.append(entry)
        if !isAnswerLost { finishAppend(of: entry, &world, index) }
        return true
    }

    /// After a lost answer: looks whether the entry is there, and adds it where it is not.
    private func appendAgain(_ world: inout World, _ index: Int) -> Bool {
        guard let entry = world.engines[index].unsure else { return false }
        guard world.engines[index].claim == world.store.holder else {
            world.engines[index].stop()
            return true
        }
        let journal = world.store.journal
        let isThere = rules.identities ? journal.contains(entry) : journal.last == entry
        if !isThere { world.store.journal.append(entry) }
        world.engines[index].unsure = nil
        finishAppend(of: entry, &world, index)
        return true
    }

    private func finishAppend(of entry: Entry, _ world: inout World, _ index: Int) {
        if case .started = entry { world.engines[index].phase = .intended } else { world.engines[index].stop() }
    }

    private func intend(_ world: inout World, _ index: Int, _ isAnswerLost: Bool) -> Bool {
        let engine = world.engines[index]
        return engine.phase == .ready && append(.started(attempt: engine.attempt), &world, index, isAnswerLost)
    }

    private func askClock(_ world: inout World, _ index: Int) -> Bool {
        let engine = world.engines[index]
        if rules.deadlines, engine.isPastDeadline { return false }
        switch engine.phase {
        case .intended: world.engines[index].phase = .mayBuild
        case .built: world.engines[index].phase = .mayPush
        default: return false
        }
        return true
    }

    private func act(_ world: inout World, _ index: Int) -> Bool {
        let engine = world.engines[index]
        switch engine.phase {
        case .mayBuild: world.engines[index].phase = .building
        case .mayPush:
            if !rules.looks || world.pushes == 0 { world.pushes += 1 }
            world.engines[index].phase = .pushed
        default: return false
        }
        let others = world.engines.indices.filter { $0 != index }
        if engine.claim != world.store.holder, others.contains(where: { world.engines[$0].claim == world.store.holder })
        {
            world.engines[index].lateActs += 1
        }
        return true
    }

    private func endBuild(_ world: inout World, _ index: Int) -> Bool {
        guard world.engines[index].phase == .building else { return false }
        world.engines[index].phase = .built
        return true
    }

    private func report(_ world: inout World, _ index: Int, _ isAnswerLost: Bool) -> Bool {
        let engine = world.engines[index]
        return engine.phase == .pushed && append(.succeeded(attempt: engine.attempt), &world, index, isAnswerLost)
    }

    // MARK: Moves of the store

    private func endLease(_ world: inout World) -> Bool {
        guard let holder = world.store.holder, !world.store.isLeaseOver else { return false }
        // The engine counted from before it asked, so its own clock was first.
        if rules.deadlines,
            world.engines.contains(where: { $0.claim == holder && !$0.isPastDeadline })
        {
            return false
        }
        world.store.isLeaseOver = true
        return true
    }

    /// A person pauses, approves or comments; no claim is needed for it.
    private func decide(_ world: inout World) -> Bool {
        guard world.left.decisions > 0, !world.isOver else { return false }
        world.left.decisions -= 1
        world.store.journal.append(.decided)
        return true
    }

    private func save(_ world: inout World) -> Bool {
        guard world.left.lostCommits > 0, world.saved != world.store else { return false }
        world.saved = world.store
        return true
    }

    private func loseCommits(_ world: inout World) -> Bool {
        guard world.left.lostCommits > 0, world.saved != world.store else { return false }
        world.left.lostCommits -= 1
        world.hasLostCommits = true
        world.store = world.saved
        return true
    }

    // MARK: What must hold

    /// Which promise this world breaks; nil where all hold.
    func violation(in world: World) -> String? {
        if world.pushes > 1 { return "the effect was made twice" }
        let results = world.store.journal.filter { if case .succeeded = $0 { true } else { false } }
        if Set(results).count > 1 { return "two results were accepted" }
        let attempts = world.store.journal.filter { $0 != .decided }
        if Set(attempts).count != attempts.count { return "one event stands twice in the journal" }
        // Who was frozen between the question and the act begins that one act late; never a second one. A store that lost
        // commits tells no one, so there the deadline alone ends it.
        if !world.hasLostCommits, world.engines.contains(where: { $0.lateActs > 1 }) {
            return "an engine went on acting after it had lost the run"
        }
        let building = world.engines.filter { $0.phase == .building || $0.phase == .built }
        if building.count > 1, Set(building.map { folder(of: $0) }).count < building.count {
            return "two builds share a folder"
        }
        return nil
    }

    private func folder(of engine: Engine) -> Claim? { rules.ownFolders ? engine.claim : nil }
}

extension ClaimModel.Engine {
    fileprivate mutating func stop() { self = ClaimModel.Engine() }
}

extension ClaimModel.World {
    var isOver: Bool { store.journal.contains { if case .succeeded = $0 { true } else { false } } }
}

extension [ClaimModel.Entry] {
    fileprivate var attempts: Int { count { if case .started = $0 { true } else { false } } }
}
