import Foundation
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Runs")
struct RunEngineTests {
    @Test("A run executes every step of its plan and reports that at the end")
    func whole() async throws {
        let scene = try Scene()
        let record = try await scene.perform()
        #expect(record.status == .succeeded)
        #expect(scene.plan.steps.allSatisfy { record.state[$0.id].isDone })
        #expect(
            scene.plan.steps.allSatisfy { record.state.attempts[$0.id] == 1 }, "nothing is tried twice without a cause")
    }

    @Test("Each branch and tag is pushed once, and the tag's tree carries its version")
    func effects() async throws {
        let scene = try Scene()
        _ = try await scene.perform()
        #expect(scene.git.effects.count == 6)
        #expect(Set(scene.git.effects).count == 6)
        for (name, tag, version) in [
            ("core", "v2.0.0", "2.0.0"), ("lib", "v1.0.1", "1.0.1"), ("other", "v2.0.0", "2.0.0"),
        ] {
            let commit = try #require(try await scene.outcome()["\(name) \(tag)"])
            let manifest = scene.git.texts(at: CommitID(commit))["Cargo.toml"] ?? ""
            #expect(manifest.contains("version = \"\(version)\""))
            #expect(try await scene.outcome()["\(name) main"] == commit)
        }
    }

    @Test(
        "A release commit may add only files that their ecosystem creates", arguments: [true, false])
    func newFiles(isMade: Bool) async throws {
        let scene = try Scene()
        var plan = scene.plan
        let index = try #require(plan.steps.firstIndex { $0.kind == .prepare })
        guard case .prepare(var work) = plan.steps[index].work else {
            Issue.record("a prepare step prepares")
            return
        }
        work.edits.append(
            isMade
                ? FileEdit(ecosystem: .changelog, file: "CHANGELOG.md", key: "entry", change: .add("## 2.0.0"))
                : FileEdit(ecosystem: .cargo, file: "New.toml", key: "a", change: .add("b")))
        plan.steps[index].work = .prepare(work)
        plan.digest = try planDigest(plan)
        let id = try await scene.store.create(plan, at: Scene.moment)
        let record = try await RunEngine(environment: scene.environment()).perform(id)
        #expect(record.state[plan.steps[index].id].isDone == isMade)
        guard isMade else { return }
        let name = try #require(plan.steps[index].repository)
        let commit = try #require(try await scene.outcome()["\(name) main"])
        #expect(scene.git.texts(at: CommitID(commit))["CHANGELOG.md"] == "# Changelog\n\n## 2.0.0\n")
    }

    @Test("A release commit without the version is refused before anything is public")
    func unfaithfulCommit() async throws {
        let scene = try Scene()
        var plan = scene.plan
        let index = try #require(plan.steps.firstIndex { $0.kind == .prepare })
        guard case .prepare(var work) = plan.steps[index].work else {
            Issue.record("a prepare step prepares")
            return
        }
        let name = try #require(plan.steps[index].repository)
        let before = try await scene.outcome()["\(name) main"]
        work.edits.removeAll { $0.key == "package.version" }
        plan.steps[index].work = .prepare(work)
        plan.digest = try planDigest(plan)
        let id = try await scene.store.create(plan, at: Scene.moment)
        let record = try await RunEngine(environment: scene.environment()).perform(id)
        #expect(!record.state[plan.steps[index].id].isDone)
        #expect(try await scene.outcome()["\(name) main"] == before)
        #expect(try await scene.outcome().keys.allSatisfy { !$0.hasPrefix("\(name) v2") })
    }

    @Test(
        "A complete set is not changed by a run of the same name that does not know it",
        arguments: [false, true])
    func completeSet(hasOtherBytes: Bool) async throws {
        let scene = try Scene()
        _ = try await scene.perform()
        if hasOtherBytes {
            // As if an earlier build had made something else.
            let path = Scene.state + "/releases/r1/SHA256SUMS"
            let sums = try #require(scene.files.text(path))
            scene.files.put(String(repeating: "0", count: 64) + sums.dropFirst(64), at: path)
        }
        let before = scene.files.all.filter { $0.key.hasPrefix(Scene.state + "/releases/") }
        // Its numbers begin again.
        let restored = MemoryRunStore()
        let id = try await restored.create(scene.plan, at: Scene.moment)
        let record = try await RunEngine(environment: scene.environment(store: restored)).perform(id)
        #expect(id == "r1" && record.status == (hasOtherBytes ? .failed : .succeeded))
        #expect(scene.files.all.filter { $0.key.hasPrefix(Scene.state + "/releases/") } == before)
        let codes = try await restored.events(of: id, after: 0).compactMap { entry -> String? in
            if case .failed(_, _, let failure, _) = entry.event { failure.code } else { nil }
        }
        #expect(Set(codes) == (hasOtherBytes ? ["set.complete"] : []))
    }

    @Test("The set has checksums of exactly its artifacts, and no credentials from addresses")
    func set() async throws {
        let scene = try Scene()
        _ = try await scene.perform()
        let set = Scene.state + "/releases/r1"
        let names = try await scene.files.names(in: set + "/artifacts")
        #expect(names == ["core-2.0.0-core", "lib-1.0.1-lib", "other-2.0.0-other"])
        let sums = names.map { name in
            "\(MemoryFiles.digest(scene.files.all["\(set)/artifacts/\(name)"] ?? []))  \(name)\n"
        }.joined()
        #expect(scene.files.text(set + "/SHA256SUMS") == sums)
        #expect(
            scene.files.all.filter { $0.key.hasPrefix(set) }.values.allSatisfy {
                !String(decoding: $0, as: UTF8.self).contains("token")
            })
    }

    /// Each append of an undisturbed run of one place, and one that it may not reach: outcomes that arrive together share
    /// an append, so their number varies a little.
    static func deaths() async throws -> ClosedRange<Int> {
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let counting = DyingStore(scene.store, life: scene.life, dyingAt: .max, .beforeStoring)
        _ = try await RunEngine(environment: scene.environment(store: counting, parallelism: 1)).perform(id)
        return 1...(await counting.appends + 1)
    }

    @Test("An undisturbed run appends more often than it has steps, and a kill at any step is among the deaths")
    func allAppends() async throws {
        #expect(try await RunEngineTests.deaths().count > Scene().plan.steps.count)
    }

    @Test(
        "Killed at any append, a run resumes to the end state of an undisturbed one and repeats no effect",
        arguments: try await RunEngineTests.deaths(), DyingStore.Moment.allCases)
    func crash(append: Int, moment: DyingStore.Moment) async throws {
        let undisturbed = try Scene()
        _ = try await undisturbed.perform(parallelism: 1)
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let dying = DyingStore(scene.store, life: scene.life, dyingAt: append, moment)
        _ = try? await RunEngine(environment: scene.environment(store: dying, parallelism: 1)).perform(id)
        scene.life.begin()
        let record = try await RunEngine(environment: scene.environment(parallelism: 2)).perform(id)
        #expect(record.status == .succeeded)
        #expect(try await scene.outcome() == undisturbed.outcome())
        #expect(scene.git.effects.count == Set(scene.git.effects).count)
        #expect(Set(scene.git.effects) == Set(undisturbed.git.effects))
    }

    @Test("A run reserves its versions before its first step; a run that can't do so does nothing and is cancelled")
    func reservation() async throws {
        let scene = try Scene()
        let first = try await scene.store.create(scene.plan, at: Scene.moment)
        try await scene.store.reserve(["core": Version(2, 0, 0)], for: first)
        let second = try await scene.store.create(scene.plan, at: Scene.moment)
        await #expect(throws: StoreError.versionHeld("core", Version(2, 0, 0), by: first, cancelled: second)) {
            try await RunEngine(environment: scene.environment()).perform(second)
        }
        #expect(try await scene.store.run(second).status == .cancelled)
        #expect(scene.git.effects.isEmpty)
        #expect(try await RunEngine(environment: scene.environment()).perform(first).status == .succeeded)
        let held = try await scene.store.reservations()
        let planned = scene.plan.released.compactMap { one in
            one.nextVersion.map { Reservation(component: one.name, version: $0, run: first) }
        }
        #expect(Set(held) == Set(planned))
    }

    @Test("Killed again and again, a run still finishes and repeats no effect", arguments: DyingStore.Moment.allCases)
    func crashes(moment: DyingStore.Moment) async throws {
        let undisturbed = try Scene()
        _ = try await undisturbed.perform()
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        for _ in 0..<60 {
            scene.life.begin()
            let dying = DyingStore(scene.store, life: scene.life, dyingAt: 2, moment)
            _ = try? await RunEngine(environment: scene.environment(store: dying)).perform(id)
        }
        scene.life.begin()
        let record = try await RunEngine(environment: scene.environment()).perform(id)
        #expect(record.status == .succeeded)
        #expect(try await scene.outcome() == undisturbed.outcome())
        #expect(scene.git.effects.count == 6)
    }

    @Test("A failed gate stops only its dependents")
    func failedGate() async throws {
        let scene = try Scene { step in step == "gate:core/test" ? .says("boom", status: 1) : nil }
        let record = try await scene.perform()
        #expect(record.status == .failed)
        #expect(record.state["verify:other"].isDone)
        #expect(record.state["build:lib"] == .pending)
        #expect(record.state["push:core"] == .pending)
        #expect(scene.git.effects.count == 2, "only the independent part was published")
        #expect(scene.files.text(Scene.state + "/releases/r1/SHA256SUMS") == nil, "an incomplete set is not assembled")
    }

    @Test("A failure shows its reason, the last output, and how to repeat it")
    func failure() async throws {
        let scene = try Scene { step in step == "gate:lib/test" ? .says("one\nboom\n", status: 3) : nil }
        let record = try await scene.perform()
        guard case .failed(1, let failure) = record.state["gate:lib/test"] else {
            Issue.record("the gate failed")
            return
        }
        #expect(failure.code == "gate.refused")
        #expect(failure.summary == "gate:lib/test exited with status 3.")
        #expect(failure.reasons == ["one", "boom"])
        #expect(failure.log == "logs/r1/gate_lib_test.1.log")
        #expect(failure.command?.hasSuffix(" make test") == true)
        #expect(
            failure.command?.contains(/SLIPWAY_UPSTREAM_CORE=\/w\/.slipway\/work\/r1\/1-[0-9a-f]{8}\/src\/core/) == true
        )
    }

    @Test("A failing advisory gate is reported and stops nothing")
    func advisory() async throws {
        let scene = try Scene { step in step.hasSuffix("/lint") ? .says("ugly", status: 1) : nil }
        let record = try await scene.perform()
        #expect(record.status == .succeeded)
        #expect(record.state.outcome(of: "gate:core/lint")?.isAdvisoryRefusal == true)
    }

    @Test("A gate that ran no tests does not pass")
    func zeroTests() async throws {
        let scene = try Scene { step in
            step == "gate:core/test" ? .says("test result: ok. 0 passed; 0 failed; 9 filtered out") : nil
        }
        let record = try await scene.perform()
        guard case .failed(_, let failure) = record.state["gate:core/test"] else {
            Issue.record("zero tests are no pass")
            return
        }
        #expect(failure.summary.contains("ran no test"))
    }

    @Test("A build that produces nothing is detected before anything is published")
    func missing() async throws {
        let scene = try Scene { step in step == "build:core" ? .says("") : nil }
        let record = try await scene.perform()
        guard case .failed(_, let failure) = record.state["collect:core"] else {
            Issue.record("nothing was collected")
            return
        }
        #expect(failure.code == "artifacts.missing")
        #expect(record.state["push:core"] == .pending)
    }

    @Test("Two artifacts with the same name are refused before they are published", arguments: [1, 8])
    func doubled(parallelism: Int) async throws {
        let scene = try Scene(configure: { _, settings in
            settings.build?.artifacts = [ArtifactConfiguration(path: "out/*", name: "program")]
        })
        let record = try await scene.perform(parallelism: parallelism)
        #expect(record.status == .failed)
        #expect(record.state["push:core"] == .pending)
        #expect(record.state["push:lib"] == .pending)
    }

    @Test("A push by someone else between plan and run is a conflict, and is left alone")
    func movedBranch() async throws {
        let scene = try Scene()
        let theirs = scene.git.pushByAnother("/w/core", path: "README.md", text: "new")
        let record = try await scene.perform()
        // Seen at the last look, before anything of the part is public.
        guard case .failed(_, let failure) = record.state["line:core"] else {
            Issue.record("the line was not crossed")
            return
        }
        #expect(failure.code == "git.branch-moved")
        #expect(record.state["push:core"] == .pending)
        #expect(try await scene.outcome()["core main"] == theirs.text)
        #expect(record.state["push:lib"] == .pending)
    }

    @Test("A run that is paused starts no step until someone resumes it", .timeLimit(.minutes(20)))
    func paused() async throws {
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        try await scene.store.append([.paused(by: "anna")], to: id, after: 1, at: Scene.moment, plan: nil)
        let paused = try await RunEngine(environment: scene.environment()).perform(id)
        #expect(paused.status == .paused)
        #expect(paused.state.attempts.isEmpty)
        try await RunControl(store: scene.store).decide(.resume, on: id, by: "anna")
        let record = try await RunEngine(environment: scene.environment()).perform(id)
        #expect(record.status == .succeeded)
    }

    @Test("An intervening decision is noticed at the next append", arguments: [false, true])
    func between(isCancelled: Bool) async throws {
        let scene = try Scene()
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let event: RunEvent = isCancelled ? .cancelled(by: "anna", reason: "no") : .paused(by: "anna")
        let meddling = IncidentStore(
            scene.store, atAppend: 4,
            before: { (store, run, revision) async throws(StoreError) in
                try await store.append([event], to: run, after: revision, at: Scene.moment)
            })
        let record = try await RunEngine(environment: scene.environment(store: meddling)).perform(id)
        #expect(record.status == (isCancelled ? .cancelled : .paused))
        #expect(scene.git.effects.isEmpty)
        let entries = try await scene.store.events(of: id, after: 0)
        #expect(entries.map(\.sequence) == Array(1...entries.count))
    }

    @Test("A skipped step counts as done")
    func skipped() async throws {
        let scene = try Scene { step in step == "gate:core/test" ? .says("", status: 1) : nil }
        let failed = try await scene.perform()
        let skip = RunEvent.skipped(step: "gate:core/test", by: "anna", reason: "known flake")
        try await scene.store.append(
            [skip, .retried(by: "anna")], to: failed.id, after: failed.state.revision, at: Scene.moment, plan: nil)
        let record = try await RunEngine(environment: scene.environment()).perform(failed.id)
        #expect(record.status == .succeeded)
    }

    @Test("No more steps run at once than allowed", arguments: [1, 2, 4])
    func bounded(parallelism: Int) async throws {
        let counter = Mutex((now: 0, most: 0))
        let scene = try Scene { _ in
            counter.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            defer { counter.withLock { $0.now -= 1 } }
            return nil
        }
        _ = try await scene.perform(parallelism: parallelism)
        #expect((1...parallelism).contains(counter.withLock { $0.most }))
    }

    @Test("A step starts only after all its needs are recorded as done", arguments: [1, 3, 8])
    func needs(parallelism: Int) async throws {
        let scene = try Scene()
        let record = try await scene.perform(parallelism: parallelism)
        let needs = Dictionary(uniqueKeysWithValues: scene.plan.steps.map { ($0.id, $0.needs) })
        var done: Set<StepID> = []
        for entry in try await scene.store.events(of: record.id, after: 0) {
            switch entry.event {
            case .started(let step, _): #expect(done.isSuperset(of: needs[step] ?? []), "\(step)")
            case .succeeded(let step, _, _): done.insert(step)
            default: break
            }
        }
        #expect(done.count == scene.plan.steps.count)
    }

    @Test("The same release made twice has the same commits, tags and checksums")
    func deterministic() async throws {
        let (first, second) = (try Scene(), try Scene())
        _ = try await first.perform(parallelism: 1)
        _ = try await second.perform(parallelism: 8)
        #expect(try await first.outcome() == second.outcome())
    }

    // MARK: Waiting

    @Test(
        "An engine serving many runs waits at most ten seconds for the next attempt; the store tracks longer waits",
        arguments: [9, 10, 11])
    func patience(seconds: Int) async throws {
        let scene = try Scene()
        let waits = Mutex<[Duration]>([])
        var environment = scene.environment(parallelism: 1)
        environment.sourceControl = UnreachableOnce(scene.git)
        environment.retries = RetryPolicy(firstWait: .seconds(seconds))
        environment.patience = .seconds(10)
        environment.wait = { duration in
            waits.withLock { $0.append(duration) }
            // A run that is left does not wait for it.
            if seconds > 10 { await Signal().wait() }
        }
        let id = try await scene.store.create(scene.plan, at: Scene.moment)
        let record = try await RunEngine(environment: environment).perform(id)
        guard seconds > 10 else {
            #expect(record.status == .succeeded && waits.withLock { $0 }.contains(.seconds(seconds)))
            return
        }
        #expect(record.status == .running)
        // From then on the store names it to whoever asks, and not before.
        let due = Scene.moment.addingTimeInterval(Double(seconds))
        #expect(try await scene.store.runnable(at: due.addingTimeInterval(-1), limit: 9).isEmpty)
        #expect(try await scene.store.runnable(at: due, limit: 9) == [id])
    }
}

/// The first push finds no remote.
private final class UnreachableOnce: SourceControlAround {
    let inner: any SourceControl
    private let isFirst = Mutex(true)

    init(_ inner: any SourceControl) { self.inner = inner }

    func push(_ request: PushRequest) async throws(SourceControlError) {
        let isNow = isFirst.withLock { first in
            defer { first = false }
            return first
        }
        if isNow { throw .unreachable(operation: "push", folder: request.folder, message: "no route to host") }
        try await inner.push(request)
    }
}
