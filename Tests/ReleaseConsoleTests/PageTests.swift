import Foundation
import ReleaseConsole
import ReleaseModel
import Testing

/// The pages of a run of two components, of which one has failed.
@Suite("Pages of runs and plans")
struct PageTests {
    static let moment = Date(timeIntervalSince1970: 1_767_225_600)
    static let hostile = "<script>alert('x')</script>"
    static let places = Places(workspace: "w")
    static let version: Version = {
        guard let version = Version("1.0.1") else { preconditionFailure("1.0.1 is a version") }
        return version
    }()

    static func component(_ name: ComponentID, level: Int) -> PlannedComponent {
        PlannedComponent(
            name: name, path: ".", repository: RepositoryID(name.text), currentVersion: Version("1.0.0"),
            nextVersion: Version("1.0.1"), tag: TagName("v1.0.1"), bump: .patch,
            reasons: [PlanReason(kind: .commit, summary: hostile)], changelog: "### Fixes\n\n* \(hostile)\n",
            edits: [
                PlannedEdit(
                    repository: RepositoryID(name.text),
                    edit: FileEdit(
                        ecosystem: "cargo", file: "Cargo.toml", key: "package.version", from: "1.0.0", to: "1.0.1"))
            ], level: level)
    }

    static func steps(_ name: String, behind other: String? = nil) -> [PlannedStep] {
        let (component, repository) = (ComponentID(name), RepositoryID(name))
        let gate = StepID("gate:\(name)/test")
        let push = PushWork(branch: "main", base: "b")
        let tag = TagWork(tag: "v1.0.1", kind: .annotated, message: "m", name: "n", mail: "m")
        return [
            PlannedStep(
                id: gate, component: component, repository: repository,
                needs: other.map { [StepID("gate:\($0)/test")] } ?? [],
                work: .gate(CommandWork(arguments: ["sh", "check.sh"], folder: "."))),
            PlannedStep(
                id: StepID("approval:release/\(name)"), needs: [gate],
                work: .approval(ApprovalWork(roles: ["lead"], quorum: 1, lifetime: nil, people: ["anna": ["lead"]]))),
            PlannedStep(id: StepID("line:\(name)"), needs: [StepID("approval:release/\(name)")], work: .line),
            PlannedStep(
                id: StepID("push:\(name)"), repository: repository, needs: [StepID("line:\(name)")], work: .push(push)),
            PlannedStep(
                id: StepID("tag:\(name)"), component: component, repository: repository,
                needs: [StepID("push:\(name)")],
                work: .tag(tag)),
            PlannedStep(
                id: StepID("verify:\(name)"), component: component, repository: repository,
                needs: [StepID("tag:\(name)")],
                work: .verify(VerifyWork(tag: "v1.0.1", version: version, sources: []))),
        ]
    }

    static func record(_ events: [RunEvent], chained: Bool = true) -> RunRecord {
        let plan = ReleasePlan(
            digest: "d1", createdAt: moment, workspace: "w", request: ReleaseRequest(), repositories: [],
            components: [component("core", level: 1), component("app", level: 2)],
            steps: steps("core") + steps("app", behind: chained ? "core" : nil), warnings: [hostile],
            nothingToRelease: nil)
        let all = [RunEvent.created(plan: "d1", trigger: Trigger(by: "anna", command: "slipway release"))] + events
        return RunRecord(
            id: "r1", createdAt: moment, plan: plan,
            entries: all.enumerated().map { JournalEntry(sequence: $0 + 1, at: moment, event: $1) })
    }

    static func viewer(_ role: AccessRole, _ name: Principal = "anna") -> Viewer {
        Viewer(name: name, role: role, repositories: [], formToken: "f0")
    }

    static let failed: [RunEvent] = [
        .started(step: "gate:core/test", attempt: 1),
        .failed(
            step: "gate:core/test", attempt: 1,
            failure: StepFailure(code: "gate.refused", summary: hostile, command: "cd core && sh check.sh"), again: nil),
    ]
    static let proven: [RunEvent] = [
        .started(step: "gate:core/test", attempt: 1),
        .succeeded(step: "gate:core/test", attempt: 1, outcome: StepOutcome()),
    ]

    private func query(_ shape: ListQuery.Shape, _ values: [String: String] = [:]) throws -> ListQuery {
        try ListQuery(shape, values)
    }

    @Test("What fails, what it blocks and what waits for people have their words")
    func words() {
        let blocked = componentProgress(Self.record(Self.failed))
        #expect(blocked.map(\.word) == [.failed, .blocked])
        #expect(blocked[1].waitsFor == "gate:core/test, which failed")
        let waiting = componentProgress(Self.record(Self.proven, chained: false))
        #expect(waiting.map(\.word) == [.needsApproval, .pending])
        #expect(waiting[0].waitsFor == "approval:release/core")
        #expect(
            componentProgress(Self.record([.cancelled(by: "anna", reason: "x")])).map(\.word) == [
                .cancelled, .cancelled,
            ])
        let behindLine: [RunEvent] = ["approval:release/core", "line:core", "push:core"].map {
            .succeeded(step: $0, attempt: 1, outcome: StepOutcome())
        }
        let partly = componentProgress(Self.record(Self.proven + behindLine))
        #expect(partly[0].word == .partlyPublic)
        let whole =
            behindLine
            + ["tag:core", "verify:core"].map {
                RunEvent.succeeded(step: $0, attempt: 1, outcome: StepOutcome())
            }
        #expect(componentProgress(Self.record(Self.proven + whole))[0].word == .released)
    }

    @Test("Nothing that someone else wrote is markup on any page")
    func escaping() throws {
        let record = Self.record(Self.failed)
        let step = try #require(record.plan.steps.first)
        let entries = Self.failed.enumerated().map { JournalEntry(sequence: $0, at: Self.moment, event: $1) }
        let delivery = DeliveryRecord(
            number: 1,
            delivery: Delivery(
                id: DeliveryID(Self.hostile), source: .github, event: Self.hostile, body: Self.hostile,
                receivedAt: Self.moment),
            decision: .ignore(TriggerReason(.badValue, Self.hostile)))
        let pages = [
            Overview(
                next: .init(plan: record.plan, madeAt: Self.moment), problem: Self.hostile,
                open: [LookedRun(record, at: Self.moment)],
                query: try query(Overview.shape, ["q": Self.hostile]), places: Self.places, now: Self.moment
            ).page(),
            Overview(
                next: .init(plan: record.plan, madeAt: Self.moment), problem: nil,
                open: [LookedRun(record, at: Self.moment)],
                query: try query(Overview.shape), places: Self.places, now: Self.moment
            ).page(),
            RunPage(
                run: LookedRun(record, at: Self.moment), query: try query(RunPage.shape, ["open": "core"]),
                places: Self.places,
                viewer: Self.viewer(.admin), now: Self.moment
            ).page(),
            StepPage(
                record: record, step: step, attempt: 1, entries: entries,
                log: LogWindow(Array(Self.hostile.utf8), from: nil), places: Self.places, now: Self.moment
            ).page(),
            PlanPage(
                plan: record.plan, source: .run("r1"), query: try query(PlanPage.shape, ["open": "core"]),
                places: Self.places, now: Self.moment
            ).page(),
            DecidePage(
                runs: [record], places: Self.places, viewer: Self.viewer(.admin), now: Self.moment
            ).page(),
            DeliveriesPage(
                records: [delivery], next: nil, query: try query(DeliveriesPage.shape), places: Self.places,
                now: Self.moment
            ).page(), DeliveriesPage.page(of: delivery, [], places: Self.places, now: Self.moment),
            signInPage(to: Self.hostile, fault: Self.hostile),
            refusalPage(
                title: Self.hostile, code: "x", reasons: [Self.hostile], suggestions: [Self.hostile], back: nil),
        ]
        for page in pages {
            let markup = document(page, in: nil).markup
            // The one of the head, which has no content.
            #expect(markup.components(separatedBy: "<script").count == 2, "\(page.title)")
            #expect(markup.contains("alert(&#39;x&#39;)"), "\(page.title)")
            // The policy of the pages forbids both.
            #expect(!markup.contains(" style=") && !markup.contains(" onclick="), "\(page.title)")
        }
    }

    @Test("Who may decide has forms with the plan and what was reviewed; who may not has none, and the reason")
    func decisions() {
        let waiting = Self.record(Self.proven)
        func decide(_ viewer: Viewer) -> String {
            DecidePage(runs: [waiting], places: Self.places, viewer: viewer, now: Self.moment).page().content.markup
        }
        let admin = decide(Self.viewer(.admin))
        #expect(admin.contains("value=\"approve\"") && admin.contains("value=\"reject\""))
        #expect(admin.contains("value=\"pause\"") && admin.contains("name=\"plan\" value=\"d1\""))
        #expect(admin.contains("name=\"subject\"") && admin.contains("name=\"form\" value=\"f0\""))
        let approver = decide(Self.viewer(.approver))
        #expect(approver.contains("value=\"approve\"") && !approver.contains("value=\"pause\""))
        let op = decide(Self.viewer(.operator))
        #expect(!op.contains("value=\"approve\"") && op.contains("value=\"cancel\""))
        let viewer = decide(Self.viewer(.viewer))
        #expect(!viewer.contains("<form") && viewer.contains("role is viewer, and this takes approver or admin"))
        let stranger = decide(Self.viewer(.approver, "chi"))
        #expect(!stranger.contains("value=\"approve\"") && stranger.contains("anna may."))
    }

    @Test("A failed step has the command that repeats it, and its log has links to lines")
    func step() throws {
        let record = Self.record(Self.failed)
        let entries = Self.failed.enumerated().map { JournalEntry(sequence: $0, at: Self.moment, event: $1) }
        let page = StepPage(
            record: record, step: try #require(record.plan.steps.first), attempt: 1, entries: entries,
            log: LogWindow(Array("one\ntwo\n".utf8), from: nil), places: Self.places, now: Self.moment
        ).page()
        #expect(page.content.markup.contains("cd core &amp;&amp; sh check.sh"))
        #expect(page.content.markup.contains("<div id=\"L2\"><a href=\"#L2\">2</a><span>two</span></div>"))
    }

    @Test("Every page has a language, a title, one first heading, a skip link and its own files alone")
    func frame() throws {
        let page = RunPage(
            run: LookedRun(Self.record(Self.proven), at: Self.moment), query: try query(RunPage.shape),
            places: Self.places,
            viewer: Self.viewer(.viewer), now: Self.moment
        ).page()
        let frame = Frame(
            workspace: "w", workspaces: ["w", "x"], viewer: Self.viewer(.viewer), settings: Settings(), decisions: 3,
            stream: Self.places.live)
        let markup = document(page, in: frame).markup
        #expect(markup.hasPrefix("<html lang=\"en\">"))
        #expect(markup.components(separatedBy: "<h1>").count == 2)
        #expect(markup.contains("<a class=\"skip\" href=\"#main\">") && markup.contains("<main id=\"main\""))
        #expect(markup.contains("data-stream=\"/w/w/live\"") && markup.contains("aria-current=\"page\""))
        #expect(markup.contains(ConsoleFile.style.address.text) && ConsoleFile.style.name.contains("-"))
        #expect(!markup.contains("http:") && !markup.contains("https:"))
    }

    @Test("A difference marks what changed, and nothing else")
    func difference() throws {
        let page = PlanPage(
            plan: Self.record([]).plan, source: .run("r1"), query: try query(PlanPage.shape, ["open": "core"]),
            places: Self.places, now: Self.moment
        ).page()
        #expect(page.content.markup.contains("- 1.0.<del>0</del>"))
        #expect(page.content.markup.contains("+ 1.0.<ins>1</ins>"))
    }
}
