import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseReports
import Testing

/// What people read, as golden files that are reviewed like code; with `RECORD_GOLDEN=1` they are written anew.
@Suite("Texts of plans, runs, events, findings and errors")
struct ReportTextTests {
    static let moment = Date(timeIntervalSince1970: 1_767_225_600)

    func golden(_ text: String, _ name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" { try Data((text + "\n").utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == text + "\n")
    }

    /// `core` is released for a commit, `lib` for `core`.
    static let plan: ReleasePlan = {
        func component(_ name: String, _ from: String, _ to: String, _ reason: PlanReason, level: Int)
            -> PlannedComponent
        {
            PlannedComponent(
                name: ComponentID(name), path: ".", repository: RepositoryID(name), currentVersion: Version(from),
                nextVersion: Version(to), tag: TagName("v" + to), bump: .minor, reasons: [reason], changelog: "",
                edits: [
                    PlannedEdit(
                        repository: RepositoryID(name),
                        edit: FileEdit(
                            ecosystem: "cargo", file: "Cargo.toml", key: "package.version", from: from, to: to))
                ], level: level)
        }
        var lib = component(
            "lib", "0.4.0", "0.4.1",
            PlanReason(
                kind: .upstream, summary: "core becomes 1.3.0, which lib's requirement 1.2 excludes.",
                chain: ["lib", "core"]), level: 2)
        lib.unproven = true
        let tag = TagWork(tag: "v1.3.0", kind: .annotated, message: "m", name: "n", mail: "x")
        let steps = [
            PlannedStep(
                id: .prepare("core"), repository: "core", needs: [],
                work: .prepare(PrepareWork(base: "b", edits: [], message: "m", name: "n", mail: "x", versions: [:]))),
            PlannedStep(
                id: .gate("core", "test"), component: "core", repository: "core", needs: [.prepare("core")],
                work: .gate(CommandWork(arguments: ["make", "test"], folder: "."))),
            PlannedStep(id: .line("core", phase: 0), needs: [.gate("core", "test")], work: .line),
            PlannedStep(
                id: .push("core"), repository: "core", needs: [.line("core", phase: 0)],
                work: .push(PushWork(branch: "main", base: "b"))),
            PlannedStep(
                id: .tag("core"), component: "core", repository: "core", needs: [.push("core")], work: .tag(tag)),
            PlannedStep(id: .assemble, needs: [.tag("core")], work: .assemble),
        ]
        return ReleasePlan(
            digest: Digest(String(repeating: "ab", count: 32)), createdAt: moment, workspace: "demo",
            request: ReleaseRequest(), repositories: [PlannedRepository(id: "core", branch: "main", base: "b")],
            components: [
                component(
                    "core", "1.2.0", "1.3.0",
                    PlanReason(kind: .commit, summary: "feat: add a mute (0a1b2c3)", commit: "0a1b2c3", bump: .minor),
                    level: 1), lib,
            ], steps: steps, warnings: ["core has uncommitted changes; they are not part of the release."],
            nothingToRelease: nil)
    }()

    func record(_ events: [RunEvent]) -> RunRecord {
        // The digest that the plan has, which goldens of plans need not show.
        var plan = Self.plan
        plan.digest = (try? planDigest(plan)) ?? ""
        let all = [.created(plan: plan.digest, trigger: Trigger(by: "anna", command: "slipway release"))] + events
        return RunRecord(
            id: "r1-1a2b3c4d", createdAt: Self.moment, plan: plan,
            entries: all.enumerated().map { JournalEntry(sequence: $0 + 1, at: Self.moment, event: $1) })
    }

    let failure = StepFailure(
        code: "gate.refused", summary: "The gate 'test' failed with exit code 2.",
        reasons: ["make: *** [test] Error 2"], suggestions: ["Fix the cause, then: slipway run retry r1"])

    @Test("A plan") func plan() throws { try golden(planText(Self.plan), "plan.txt") }

    @Test("A plan with marks is the same text with a terminal's colours")
    func marks() {
        let marked = planText(Self.plan, style: TextStyle(hasColour: true))
        #expect(marked.replacing(/\u{1B}\[[0-9]+m/, with: "") == planText(Self.plan))
        #expect(marked != planText(Self.plan))
    }

    @Test("A run that failed says what failed, why, and what to do next")
    func failed() throws {
        let record = record([
            .started(step: .prepare("core"), attempt: 1),
            .succeeded(step: .prepare("core"), attempt: 1, outcome: StepOutcome(note: "0a1b2c3 chore(release): core")),
            .started(step: .gate("core", "test"), attempt: 1),
            .failed(step: .gate("core", "test"), attempt: 1, failure: failure, again: nil),
        ])
        try golden(runText(record, stateFolder: "/w/.slipway", at: Self.moment + 3600), "run-failed.txt")
    }

    @Test("A run that succeeded names its set")
    func succeeded() throws {
        let steps = Self.plan.steps.flatMap { step -> [RunEvent] in
            [
                .started(step: step.id, attempt: 1),
                .succeeded(step: step.id, attempt: 1, outcome: StepOutcome(note: "done")),
            ]
        }
        let record = record(steps + [.finished])
        try golden(runText(record, stateFolder: "/w/.slipway", at: Self.moment), "run-succeeded.txt")
    }

    @Test("Every event has its words")
    func events() throws {
        let step = StepID.gate("core", "test")
        let all: [RunEvent] = [
            .created(plan: "d", trigger: Trigger(by: "anna", command: "slipway release")),
            .claimed(by: "host/7/x", fence: 2), .started(step: step, attempt: 1), .started(step: step, attempt: 2),
            .succeeded(step: step, attempt: 1, outcome: StepOutcome(note: "12 passed")),
            .succeeded(step: step, attempt: 1, outcome: StepOutcome(note: "", wasAlreadyThere: true)),
            .failed(step: step, attempt: 1, failure: failure, again: nil),
            .failed(step: step, attempt: 1, failure: failure, again: Self.moment),
            .skipped(step: step, by: "anna", reason: "flaky"),
            .approved(step: "approval:release/core", by: "anna", role: "lead", until: nil, via: nil),
            .retried(by: "anna"), .amended(from: "d1", to: "d2", reset: [step], reason: "core moved on"),
            .paused(by: "anna"), .resumed(by: "anna"), .cancelled(by: "anna", reason: "wrong branch"),
            .handedOver(to: "old", reason: "failed", isAccepted: nil),
            .handedOver(to: "old", reason: "failed", isAccepted: true),
            .handedOver(to: "old", reason: "failed", isAccepted: false),
            .lapsed(step: "approval:release/core", by: "anna"),
            .voided(step: "approval:release/core", by: "anna", reason: "ben amended the plan"), .finished,
        ]
        try golden(all.map(eventText).joined(separator: "\n"), "events.txt")
    }

    @Test("Findings say a reason and a remedy once for each code")
    func findings() throws {
        let place = Place(file: "Cargo.toml", line: 3, column: 11)
        let all = [
            Finding(
                .staleLock, place: place, repository: "core",
                message: "The lock has lib 1.0.0, and its manifest says 1.1.0."),
            Finding(
                .staleLock, place: place, repository: "tool",
                message: "The lock has lib 0.9.0, and its manifest says 1.1.0."),
            Finding(.missingTool, message: "The program 'cargo' is not in PATH; the build calls it."),
        ]
        try golden(findingsText(all), "findings.txt")
        try golden(findingsText([]), "no-findings.txt")
    }

    @Test("An error has what failed, why, what to do and its code")
    func errors() throws {
        let all: [any UserFacingError] = [
            RunError.missingPrograms(["cargo, which build:core calls"]), RunError.unfinished("r1-1a2b3c4d", .failed),
            RunError.notAllowed("r1-1a2b3c4d", step: "approval:release/core", person: "ben", roles: ["lead"]),
            RunError.repositoriesChanged(["core is at 0a1b2c3; the plan is for 4d5e6f7."]),
            StoreError.claimed("r1-1a2b3c4d", by: "host/7/x"), StoreError.noSuchRun("r9"),
            StoreError.unreachable(address: "db.example", reason: "connection refused"),
        ]
        try golden(all.map { errorText($0, style: .plain) }.joined(separator: "\n\n"), "errors.txt")
    }

    @Test("Control characters of commits and tags reach no terminal")
    func controls() {
        #expect(TextStyle.plain.shown("a\u{1B}[2Jb\u{7}") == "a·[2Jb·")
        #expect(TextStyle(hasColour: true).shown("\u{1B}[31mred\u{1B}[0m\u{1B}[2J") == "\u{1B}[31mred\u{1B}[0m·[2J")
    }

    @Test("An answer names its schema beside its fields")
    func answers() throws {
        struct Value: Encodable { var a = 1 }
        let json = String(decoding: try encodeJSON(Answer("slipway.x/1", Value()), isPretty: false), as: UTF8.self)
        #expect(json == "{\"a\":1,\"schema\":\"slipway.x/1\"}")
    }
}
