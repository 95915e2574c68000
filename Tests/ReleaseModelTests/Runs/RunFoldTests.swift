import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("The fold of a journal, kept as it grows")
struct RunFoldTests {
    private func entries(_ journal: inout RandomJournal, _ count: Int) -> [JournalEntry] {
        let created = RunEvent.created(
            plan: journal.plan.digest, trigger: Trigger(by: "a", command: "b"), moment: journal.plan.createdAt)
        var entries = [JournalEntry(sequence: 1, at: journal.plan.createdAt, event: created)]
        for sequence in 2...count {
            let (event, at) = journal.next(mayEnd: sequence > count - 3)
            entries.append(JournalEntry(sequence: sequence, at: at, event: event))
        }
        return entries
    }

    @Test("Incremental counts equal a full count over all steps", arguments: UInt64(0)..<200)
    func counted(seed: UInt64) {
        var journal = RandomJournal(seed: seed)
        let entries = entries(&journal, 60)
        var fold = RunFold(
            RunRecord(id: "r1", createdAt: journal.plan.createdAt, plan: journal.plan, entries: [entries[0]]))
        for count in 2...entries.count {
            fold.add([entries[count - 1]])
            let record = RunRecord(
                id: "r1", createdAt: journal.plan.createdAt, plan: journal.plan, entries: Array(entries.prefix(count)))
            let summary = fold.summary
            #expect(fold.state == record.state)
            #expect(summary.status == record.status, "seed \(seed), \(entries[count - 1].event)")
            #expect(summary.done == journal.plan.steps.count { record.state[$0.id].isDone })
            #expect(summary == RunFold(record).summary, "seed \(seed), \(entries[count - 1].event)")
            let isPolled = journal.plan.steps.contains { step in
                record.state.isPolled(step.id) && step.needs.allSatisfy { record.state[$0].isDone }
            }
            let wakes = record.status == .running || (record.status == .waiting && isPolled)
            #expect((summary.wakesAt != nil) == wakes, "seed \(seed), \(entries[count - 1].event)")
        }
    }

    @Test("A run whose every step waits for its next attempt wakes at the first of them")
    func sleeping() {
        let steps = ["a", "b", "c"].map {
            PlannedStep(id: StepID($0), needs: $0 == "c" ? ["a"] : [], work: .line)
        }
        var plan = RandomJournal(seed: 0).plan
        plan.steps = steps
        var fold = RunFold(RunRecord(id: "r1", createdAt: plan.createdAt, plan: plan, entries: []))
        #expect(fold.summary.wakesAt == .distantPast)
        let failure = StepFailure(code: "x", summary: "y")
        let (soon, late) = (Date(timeIntervalSince1970: 2_000_000_000), Date(timeIntervalSince1970: 2_000_000_100))
        fold.add([
            JournalEntry(
                sequence: 1, at: plan.createdAt, event: .failed(step: "a", attempt: 1, failure: failure, again: late))
        ])
        #expect(fold.summary.wakesAt == .distantPast, "b may start")
        fold.add([
            JournalEntry(
                sequence: 2, at: plan.createdAt, event: .failed(step: "b", attempt: 1, failure: failure, again: soon))
        ])
        #expect(fold.summary.status == .running && fold.summary.wakesAt == soon)
        fold.add([JournalEntry(sequence: 3, at: plan.createdAt, event: .paused(by: "anna"))])
        #expect(fold.summary.wakesAt == nil)
    }

    @Test("A run that waits for a person outside is looked at when that is due, and a person's command goes on with it")
    func awaiting() {
        var plan = RandomJournal(seed: 0).plan
        plan.steps = [
            PlannedStep(id: "a", needs: [], work: .line), PlannedStep(id: "b", needs: ["a"], work: .line),
        ]
        let soon = Date(timeIntervalSince1970: 2_000_000_000)
        for isByPerson in [true, false] {
            var fold = RunFold(RunRecord(id: "r1", createdAt: plan.createdAt, plan: plan, entries: []))
            let event = RunEvent.awaits(step: "a", attempt: 1, what: "a merge", isByPerson: isByPerson, again: soon)
            fold.add([JournalEntry(sequence: 1, at: plan.createdAt, event: event)])
            #expect(fold.summary.status == (isByPerson ? .waiting : .running))
            #expect(fold.summary.wakesAt == soon)
        }
    }

    @Test("A snapshot equals the fold, whatever happened", arguments: UInt64(0)..<200)
    func snapshot(seed: UInt64) throws {
        var journal = RandomJournal(seed: seed)
        let entries = entries(&journal, 80)
        let state = RunState(entries)
        let text = state.snapshot
        #expect(RunState(snapshot: text) == state, "seed \(seed)")
        var behind = try #require(RunState(snapshot: RunState(entries.prefix(40)).snapshot))
        for entry in entries.dropFirst(40) { behind.apply(entry) }
        #expect(behind == state, "seed \(seed)")
        var random = SeededGenerator(seed: seed)
        // What was cut or changed is none, or says another thing; it never ends the program.
        #expect(RunState(snapshot: String(text.prefix(Int.random(in: 0..<text.count, using: &random)))) == nil)
        var bytes = Array(text.utf8)
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 32..<127, using: &random)
        _ = RunState(snapshot: String(decoding: bytes, as: UTF8.self))
    }

    @Test("A change to the fold or its storage needs a new fold number")
    func pinned() {
        var journal = RandomJournal(seed: 7)
        let entries = entries(&journal, 200)
        let text = RunState(entries).snapshot
        // Dictionaries have no order, so the parts are summed and not the text.
        let sum = text.utf8.reduce(0) { $0 + Int($1) }
        #expect(
            RunState.foldNumber == 3 && text.utf8.count == 2_018 && sum == 149_726,
            "raise RunState.foldNumber: \(text.utf8.count) \(sum)")
    }

    @Test("A cancelled run keeps versions whose tag or package was started")
    func usedUp() {
        var plan = RandomJournal(seed: 0).plan
        plan.steps = [
            PlannedStep(
                id: "push:r", repository: "r", needs: [], work: .push(PushWork(branch: "main", base: "b"))),
            PlannedStep(
                id: "tag:c0", component: "c0", repository: "r", needs: [],
                work: .tag(TagWork(tag: "v0", kind: .annotated, message: "", name: "", mail: ""))),
            PlannedStep(
                id: "publish:c1/1", component: "c1", repository: "r", needs: [],
                work: .publish(PublishWork(target: .init("folder", ["path": "x"])))),
        ]
        func usedUp(_ events: [RunEvent]) -> [ComponentID] {
            let entries = events.enumerated().map {
                JournalEntry(sequence: $0.offset + 1, at: plan.createdAt, event: $0.element)
            }
            return RunFold(RunRecord(id: "r1", createdAt: plan.createdAt, plan: plan, entries: entries)).usedUp
        }
        #expect(usedUp([]).isEmpty)
        #expect(usedUp([.started(step: "push:r", attempt: 1)]).isEmpty, "a commit without a tag is no version")
        let along = StepOutcome(commit: "c", tags: ["v2"])
        #expect(usedUp([.succeeded(step: "push:r", attempt: 1, outcome: along)]) == ["c2"])
        #expect(
            usedUp([.started(step: "tag:c0", attempt: 1), .started(step: "publish:c1/1", attempt: 1)]) == ["c0", "c1"])
    }
}
