import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Synchronization
import Testing

@Suite("Builds that a workflow makes")
struct WorkflowBuildTests {
    @Test("The candidate is shown while it is built, with exactly what to build, and what was built is released")
    func builds() async throws {
        let scene = try WorkflowScene()
        let record = try await scene.perform()
        try #require(record.state.isFinished, "\(record.state)")
        let run = try #require(scene.newest)
        let commit = try #require(record.state.outcome(of: .prepare("core"))?.commit)
        #expect(run.sent["sha"] == commit.text)
        #expect(run.sent["correlation_id"] == "\(record.id)/build:core/1")
        #expect(run.sent["version"] == "2.0.0")
        #expect(run.sent["profile"] == "release of 2.0.0")
        #expect(run.sent["ref"] == nil, "only inputs that the workflow has are sent")
        #expect(record.state.outcome(of: .offer("core"))?.commit == commit)
        let left = try await scene.scene.git.offered(record.id.text, of: "/w/core", remote: "origin")
        #expect(left == nil, "the candidate's reference is removed")
        #expect(record.state.outcome(of: .build("core"))?.build?.address == run.run.address)
        let released = scene.scene.files.all.filter { $0.key.contains("/artifacts/") }
        let built = try #require(released.first { $0.key.hasSuffix("/core-core") })
        #expect(String(decoding: built.value, as: UTF8.self) == "built of \(commit)")
    }

    @Test("Everything is built here where that is asked for, and no workflow is started")
    func here() async throws {
        let scene = try WorkflowScene { $0.run = ["make"] }
        var request = ReleaseRequest()
        request.builds = .here
        #expect(scene.scene.plan.steps.contains { $0.kind == .offer })
        let plan = try scene.scene.plan(request)
        #expect(!plan.steps.contains { $0.kind == .offer || $0.kind == .withdraw })
        #expect(plan.steps.first { $0.id == .build("core") }?.work.command?.arguments == ["make"])
        let without = try WorkflowScene()
        #expect(throws: (any Error).self) { try without.scene.plan(request) }
    }

    // MARK: Whose run is it?

    @Test("M1: the run is known by the answer to the start, or else by its title", arguments: [true, false])
    func identity(isNamed: Bool) async throws {
        let scene = try WorkflowScene()
        scene.forge.change { state in
            state.namesRuns = isNamed
            // Another release's run, and one whose correlation id begins like ours.
            for id in ["r9-x/build:core/1", "r1-x/build:core/11"] {
                let number = state.startRun(of: "workflow_dispatch", ["correlation_id": id], at: Scene.moment)
                state.runs[number]?.run.status = .ended("success")
                state.add("dist", "out/core\tof others", to: number)
            }
        }
        let record = try await scene.perform()
        try #require(record.state.isFinished, "\(record.state)")
        #expect(record.state.outcome(of: .build("core"))?.build?.run == scene.newest?.run.number)
        #expect(scene.forge.current.runs.count == 3)
    }

    @Test("M2: a run that can't be seen yet is waited for")
    func late() async throws {
        let scene = try WorkflowScene.scripted { state, now in
            let isSeen = now > Scene.moment.addingTimeInterval(60)
            for number in state.runs.keys { state.runs[number]?.isVisible = isSeen }
            if isSeen { WorkflowScene.end(&state, with: "success") }
        }
        let record = try await scene.perform()
        #expect(record.state.isFinished)
        #expect(scene.forge.current.runs.count == 1)
    }

    @Test("A start that was accepted and that no run carries is an error, and nothing is adopted")
    func unmarked() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            for number in state.runs.keys { state.runs[number]?.run.title = "something else" }
        }
        scene.forge.change { $0.namesRuns = false }
        let record = try await scene.perform()
        #expect(scene.failure(in: record)?.code == "build.run-not-found")
        #expect(scene.forge.current.runs.count == 1)
    }

    @Test("M3: a start whose answer is lost is looked for, and not sent again")
    func lostAnswer() async throws {
        let scene = try WorkflowScene()
        scene.forge.change { $0.lostAnswers["start"] = 1 }
        let record = try await scene.perform()
        #expect(record.state.isFinished)
        #expect(scene.forge.current.runs.count == 1)
    }

    @Test("M3: a start that did not arrive is sent again once its run should long have been there")
    func lostStart() async throws {
        let scene = try WorkflowScene()
        let asked = ForgeRequest(host: "memory", purpose: "start")
        scene.forge.change { $0.failures["start"] = [.unreachable(asked, reason: "no route")] }
        let record = try await scene.perform()
        #expect(record.state.isFinished)
        #expect(scene.forge.current.runs.count == 1)
        #expect(scene.clock.now.timeIntervalSince(Scene.moment) > 120)
    }

    @Test("Whenever its process is killed, a build is started once")
    func killed() async throws {
        let counting = try WorkflowScene()
        let counter = DyingStore(counting.scene.store, life: counting.scene.life, dyingAt: .max, .beforeStoring)
        _ = try await counting.perform(store: counter)
        let appends = await counter.appends
        try #require(appends > 10)
        for moment in DyingStore.Moment.allCases {
            for append in 1...appends {
                let scene = try WorkflowScene()
                let id = try await scene.create()
                let dying = DyingStore(scene.scene.store, life: scene.scene.life, dyingAt: append, moment)
                _ = try? await scene.perform(id, store: dying)
                scene.scene.life.begin()
                let record = try await scene.perform(id)
                #expect(record.state.isFinished, "killed at \(append) \(moment)")
                #expect(scene.forge.current.runs.count == 1, "killed at \(append) \(moment)")
            }
        }
    }

    // MARK: How runs end

    @Test("Killed while its commit is pushed, a release whose candidate was shown goes on by itself")
    func killedAtPush() async throws {
        // The remote has the commit from the start, so its being there does not show that it was pushed.
        let scene = try WorkflowScene()
        let id = try await scene.create()
        let dying = StoreDyingAtPush(inner: scene.scene.store, life: scene.scene.life)
        _ = try? await scene.perform(id, store: dying)
        let state = try await scene.scene.store.run(id).state
        try #require(state[.push("core")] == .running(attempt: 1))
        scene.scene.life.begin()
        #expect(try await scene.perform(id).state.isFinished)
    }

    @Test(
        "N8: only success is success; every other end is shown",
        arguments: [
            "failure", "cancelled", "skipped", "neutral", "action_required", "stale", "timed_out", "startup_failure",
            "something new", "",
        ])
    func ends(end: String) async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            WorkflowScene.end(&state, with: end, jobs: [WorkflowScene.job("build", end.isEmpty ? nil : end)])
        }
        let record = try await scene.perform()
        let failure = try #require(scene.failure(in: record))
        #expect(failure.code == "build.failed" && !failure.isTransient)
        #expect(failure.summary.contains(end.isEmpty ? "unknown" : end))
        #expect(scene.forge.current.runs.count == 1)
    }

    @Test("A failed build names its jobs and the lines of the log that say why")
    func failure() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            WorkflowScene.end(
                &state, with: "failure",
                jobs: [WorkflowScene.job("lint"), WorkflowScene.job("build (linux)", "failure")])
            for number in state.runs.keys {
                state.runs[number]?.logs[WorkflowScene.job("build (linux)").id] =
                    "2026-01-01T00:00:00.0000000Z cc main.c\n2026-01-01T00:00:01.0000000Z main.c:3: no such thing\n"
                    + "2026-01-01T00:00:01.1000000Z ##[error]Process completed with exit code 2.\ncleaning up\n"
            }
        }
        let failure = try #require(scene.failure(in: try await scene.perform()))
        #expect(failure.reasons.first == "build (linux): failure")
        #expect(failure.reasons.contains("main.c:3: no such thing"))
        #expect(failure.reasons.last == "Process completed with exit code 2.")
        #expect(failure.suggestions.contains { $0.contains("https://memory/runs/") })
    }

    struct Matrix: Sendable {
        var end: String
        var jobs: [ForgeJob]
        var expected = ExpectedJobs()
        var isBuilt: Bool
    }

    @Test(
        "N7: a matrix is judged by its jobs, required and optional ones apart",
        arguments: [
            Matrix(end: "success", jobs: [WorkflowScene.job("linux"), WorkflowScene.job("mac")], isBuilt: true),
            Matrix(
                end: "failure", jobs: [WorkflowScene.job("linux"), WorkflowScene.job("mac", "failure")], isBuilt: false),
            Matrix(
                end: "failure", jobs: [WorkflowScene.job("linux"), WorkflowScene.job("mac (arm)", "failure")],
                expected: ExpectedJobs(optional: ["mac*"]), isBuilt: true),
            Matrix(
                end: "failure", jobs: [WorkflowScene.job("linux", "failure"), WorkflowScene.job("mac", "failure")],
                expected: ExpectedJobs(optional: ["mac*"]), isBuilt: false),
            // The run is green, and the job that matters was skipped without a word.
            Matrix(
                end: "success", jobs: [WorkflowScene.job("test"), WorkflowScene.job("publish", "skipped")],
                expected: ExpectedJobs(required: ["publish"]), isBuilt: false),
            Matrix(
                end: "success", jobs: [WorkflowScene.job("test")], expected: ExpectedJobs(required: ["linux*"]),
                isBuilt: false),
            Matrix(
                end: "success", jobs: [WorkflowScene.job("linux (x)"), WorkflowScene.job("docs", "skipped")],
                expected: ExpectedJobs(required: ["linux*"]), isBuilt: true),
            // No optional job explains it.
            Matrix(
                end: "failure", jobs: [WorkflowScene.job("linux")], expected: ExpectedJobs(optional: ["mac*"]),
                isBuilt: false),
        ])
    func matrix(one: Matrix) async throws {
        let scene = try WorkflowScene(configure: { $0.workflow?.jobs = one.expected }) { state, _ in
            WorkflowScene.end(&state, with: one.end, jobs: one.jobs)
        }
        let record = try await scene.perform()
        #expect(record.state.isFinished == one.isBuilt)
        if !one.isBuilt { #expect(scene.failure(in: record)?.code == "build.failed") }
    }

    @Test("N1: a run that was cancelled before it began is started again")
    func displaced() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            guard let newest = state.runs.keys.max() else { return }
            if state.runs.count == 1 {
                state.runs[newest]?.run.status = .ended("cancelled")
                state.runs[newest]?.jobs = [WorkflowScene.job("build", "cancelled", hasBegun: false)]
            } else {
                WorkflowScene.end(&state, with: "success")
            }
        }
        let record = try await scene.perform()
        #expect(record.state.isFinished)
        #expect(scene.forge.current.runs.count == 2)
    }

    @Test("A build that is displaced again and again is given up, and names what does it")
    func displacedAlways() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            for number in state.runs.keys {
                state.runs[number]?.run.status = .ended("cancelled")
                state.runs[number]?.jobs = [WorkflowScene.job("build", "cancelled", hasBegun: false)]
            }
        }
        let failure = try #require(scene.failure(in: try await scene.perform()))
        #expect(failure.code == "build.displaced" && !failure.isTransient)
        #expect(failure.suggestions.contains { $0.contains("concurrency group") })
        #expect(scene.forge.current.runs.count == 5)
    }

    @Test("The time that people take, or a queue, is not the time of the build")
    func patience() async throws {
        let scene = try WorkflowScene(configure: { $0.timeout = 3600 }) { state, now in
            let passed = now.timeIntervalSince(Scene.moment)
            for number in state.runs.keys {
                let status: ForgeRun.Status = passed < 1500 ? .queued : passed < 90_000 ? .waiting : .running
                if case .ended = state.runs[number]?.run.status { continue }
                state.runs[number]?.run.status = status
            }
            if passed > 93_000 { WorkflowScene.end(&state, with: "success") }
        }
        let record = try await scene.perform()
        guard case .awaiting(_, _, true, _) = record.state[.build("core")] else {
            Issue.record("\(record.state[.build("core")])")
            return
        }
        try await scene.clock.wait(.seconds(90_000))
        scene.forge.change { for number in $0.runs.keys { $0.runs[number]?.run.status = .running } }
        #expect(try await scene.perform(record.id).state.isFinished)
        #expect(scene.newest?.isCancelled == false)
    }

    @Test("N2: a run that waits for people is waited for, with their names")
    func approval() async throws {
        let isAllowed = Mutex(false)
        let allowed: @Sendable () -> Bool = { isAllowed.withLock { $0 } }
        let scene = try WorkflowScene.scripted { state, _ in
            for number in state.runs.keys where state.runs[number]?.run.status == .queued {
                state.runs[number]?.run.status = .waiting
                state.runs[number]?.reviewers = ["ada", "ben"]
            }
            if allowed() { WorkflowScene.end(&state, with: "success") }
        }
        let record = try await scene.perform()
        guard case .awaiting(_, let what, true, _) = record.state[.build("core")] else {
            Issue.record("\(record.state[.build("core")])")
            return
        }
        #expect(what.contains("ada or ben"))
        isAllowed.withLock { $0 = true }
        scene.forge.change { WorkflowScene.end(&$0, with: "success") }
        #expect(try await scene.retry(record.id).state.isFinished)
        #expect(scene.forge.current.runs.count == 1)
    }

    @Test("N3: a run that no runner takes is cancelled, with the labels that it asked for")
    func noRunner() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            for number in state.runs.keys {
                state.runs[number]?.jobs = [WorkflowScene.job("build", nil, hasBegun: false)]
            }
        }
        let record = try await scene.perform()
        let failure = try #require(scene.failure(in: record))
        #expect(failure.code == "build.not-started")
        #expect(failure.reasons.contains { $0.contains("huge, linux") })
        #expect(scene.newest?.isCancelled == true)
        #expect(scene.clock.now.timeIntervalSince(Scene.moment) >= 1800)
    }

    @Test("A build that takes too long is cancelled at the forge")
    func timeout() async throws {
        let scene = try WorkflowScene(configure: { $0.timeout = 600 }) { state, _ in
            for number in state.runs.keys where state.runs[number]?.run.status == .queued {
                state.runs[number]?.run.status = .running
            }
        }
        let record = try await scene.perform()
        #expect(scene.failure(in: record)?.code == "build.timed-out")
        #expect(scene.newest?.isCancelled == true)
    }

    @Test("N4: what was run again at the forge is taken, and nothing is started")
    func again() async throws {
        let scene = try WorkflowScene.scripted { state, _ in WorkflowScene.end(&state, with: "failure", jobs: []) }
        let record = try await scene.perform()
        #expect(scene.failure(in: record)?.code == "build.failed")
        scene.forge.change { state in
            for number in state.runs.keys {
                state.runs[number]?.run.attempt = 2
                state.runs[number]?.run.status = .ended("success")
                state.runs[number]?.jobs = [WorkflowScene.job("build")]
            }
        }
        let second = try await scene.retry(record.id)
        #expect(second.state.isFinished)
        #expect(second.state.outcome(of: .build("core"))?.build?.attempt == 2)
        #expect(scene.forge.current.runs.count == 1)
    }

    @Test("After a failure that stays, a retry starts another run")
    func retried() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            WorkflowScene.end(&state, with: state.runs.count == 1 ? "failure" : "success", jobs: [])
        }
        let record = try await scene.perform()
        #expect(scene.failure(in: record)?.code == "build.failed")
        #expect(try await scene.retry(record.id).state.isFinished)
        #expect(scene.forge.current.runs.count == 2)
    }

    @Test("While the forge does not answer, the build goes on there and is looked at again")
    func silence() async throws {
        let scene = try WorkflowScene()
        let asked = ForgeRequest(host: "memory", purpose: "run")
        scene.forge.change {
            $0.failures["run"] = Array(repeating: .unavailable(asked, status: 502, reason: "bad gateway"), count: 6)
        }
        let record = try await scene.perform()
        #expect(record.state.isFinished)
        #expect(scene.forge.current.runs.count == 1)
    }

    @Test("A long build is looked at less and less often")
    func interval() async throws {
        let scene = try WorkflowScene(configure: { $0.timeout = 7200 }) { state, now in
            for number in state.runs.keys where state.runs[number]?.run.status == .queued {
                state.runs[number]?.run.status = .running
            }
            if now > Scene.moment.addingTimeInterval(3600) { WorkflowScene.end(&state, with: "success") }
        }
        #expect(try await scene.perform().state.isFinished)
        let looks = scene.forge.current.calls.count { $0 == "run" }
        #expect((60...120).contains(looks), "\(looks)")
    }

    @Test("A build that is heard of is looked at at once, and only where it waits")
    func noticed() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            for number in state.runs.keys where state.runs[number]?.run.status == .queued {
                state.runs[number]?.run.status = .waiting
            }
        }
        let record = try await scene.perform()
        guard case .awaiting = record.state[.build("core")] else {
            Issue.record("\(record.state[.build("core")])")
            return
        }
        scene.forge.change { WorkflowScene.end(&$0, with: "success") }
        let control = RunControl(store: scene.scene.store, now: { Scene.moment })
        // What is not a build that waits is left alone.
        try await control.notice(.build("lib"), "its workflow ended", in: record.id)
        let before = try await scene.scene.store.run(record.id).state.revision
        #expect(before == record.state.revision)
        try await control.notice(.build("core"), "its workflow ended", in: record.id)
        #expect(try await scene.scene.store.run(record.id).state[.build("core")] == .pending)
        #expect(try await scene.perform(record.id).state.isFinished)
        #expect(scene.forge.current.runs.count == 1)
    }

    // MARK: What it made

    @Test("A build without proof of its commit is refused, and so is one of another commit")
    func proof() async throws {
        let silent = try WorkflowScene.scripted { state, _ in WorkflowScene.end(&state, with: "success", proves: false)
        }
        #expect(silent.failure(in: try await silent.perform())?.code == "build.unproven-commit")
        let wrong = try WorkflowScene.scripted { state, _ in
            WorkflowScene.end(&state, with: "success", proves: false)
            for number in state.runs.keys { state.add("proof", "slipway-commit.txt\tcafe", to: number) }
            state.runs[state.runs.keys.max() ?? 0]?.artifacts.removeFirst()
        }
        let failure = try #require(wrong.failure(in: try await wrong.perform()))
        #expect(failure.code == "build.other-commit" && failure.summary.contains("cafe"))
        let itself = try WorkflowScene.scripted { state, _ in
            for (number, run) in state.runs { state.runs[number]?.run.commit = CommitID(run.sent["sha"] ?? "") }
            WorkflowScene.end(&state, with: "success", proves: false)
        }
        #expect(try await itself.perform().state.isFinished)
    }

    @Test("O1: what several jobs uploaded under names of their own is taken by a pattern")
    func several() async throws {
        let scene = try WorkflowScene(configure: {
            $0.workflow?.downloads = [ArtifactDownload(name: "dist*")]
            $0.artifacts = [ArtifactConfiguration(path: "out/core"), ArtifactConfiguration(path: "mac/core-mac")]
        }) { state, _ in
            for number in state.runs.keys {
                let proof = "slipway-commit.txt\t\(state.runs[number]?.sent["sha"] ?? "")\n"
                state.add("dist-mac", proof + "mac/core-mac\tof the mac", to: number)
                state.add("logs", "out/core\ta log", to: number)
            }
            WorkflowScene.end(&state, with: "success")
        }
        let record = try await scene.perform()
        #expect(record.state.outcome(of: .build("core"))?.build?.artifacts.map(\.name) == ["dist", "dist-mac"])
    }

    @Test("O2: of two artifacts with one name the newest is taken")
    func newest() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            for number in state.runs.keys {
                state.add("dist", "out/core\told", to: number, at: Scene.moment.addingTimeInterval(-60))
            }
            WorkflowScene.end(&state, with: "success")
        }
        let record = try await scene.perform()
        #expect(record.state.isFinished)
        #expect(!scene.scene.files.all.values.contains { String(decoding: $0, as: UTF8.self) == "old" })
    }

    @Test("O4: an artifact that expired is named")
    func expired() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            WorkflowScene.end(&state, with: "success")
            for number in state.runs.keys { state.add("more", "a\tb", to: number, isExpired: true) }
        }
        let failure = try #require(scene.failure(in: try await scene.perform()))
        #expect(failure.code == "build.artifact-expired" && failure.summary.contains("'more'"))
    }

    @Test("An artifact that is missing, or would replace a source, is refused")
    func otherFiles() async throws {
        let missing = try WorkflowScene { $0.workflow?.downloads = [ArtifactDownload(name: "wheels-*")] }
        let failure = try #require(missing.failure(in: try await missing.perform()))
        #expect(failure.code == "build.no-artifact" && failure.reasons == ["It uploaded: dist"])
        let over = try WorkflowScene.scripted { state, _ in
            WorkflowScene.end(&state, with: "success")
            for (number, run) in state.runs {
                state.add("more", "slipway-commit.txt\t\(run.sent["sha"] ?? "")\nCargo.toml\tmine", to: number)
            }
        }
        #expect(over.failure(in: try await over.perform())?.code == "build.overwrites-source")
        let into = try WorkflowScene {
            $0.workflow?.downloads = [ArtifactDownload(name: "dist", folder: "there")]
            $0.artifacts = [ArtifactConfiguration(path: "there/out/core")]
        }
        #expect(try await into.perform().state.isFinished)
    }

    @Test("Each artifact proves its commit: one of another commit beside it is refused")
    func eachProof() async throws {
        let scene = try WorkflowScene.scripted { state, _ in
            WorkflowScene.end(&state, with: "success")
            for number in state.runs.keys { state.add("mac", "mac/core\tof who knows", to: number) }
        }
        let failure = try #require(scene.failure(in: try await scene.perform()))
        #expect(failure.code == "build.unproven-commit" && failure.summary.contains("'mac'"))
    }

    @Test(
        "Nothing that a workflow uploads is written where git keeps its own, out of the checkout, or over another file",
        arguments: [
            (".git/config", "."), ("a/.GIT/hooks/post-checkout", "."), ("x", "../.."), ("README.md/x", "."),
            ("Cargo.toml", "a/.."),
        ])
    func elsewhere(path: String, folder: String) async throws {
        let scene = try WorkflowScene(configure: {
            $0.workflow?.downloads = [ArtifactDownload(name: "dist"), ArtifactDownload(name: "more", folder: folder)]
        }) { state, _ in
            WorkflowScene.end(&state, with: "success")
            for number in state.runs.keys {
                let sha = state.runs[number]?.sent["sha"] ?? ""
                state.add("more", "slipway-commit.txt\t\(sha)\n\(path)\tmine", to: number)
            }
        }
        #expect(scene.failure(in: try await scene.perform())?.code == "build.overwrites-source")
        let written = scene.scene.files.all.filter { $0.value == Array("mine".utf8) && !$0.key.contains("/downloads/") }
        #expect(written.isEmpty, "\(written.keys)")
    }

    @Test("What an earlier build brought into the checkout is not released with what a later one brings")
    func stale() async throws {
        let isFixed = Mutex(false)
        let fixed: @Sendable () -> Bool = { isFixed.withLock { $0 } }
        let scene = try WorkflowScene(
            script: { state, _ in
                for (number, run) in state.runs {
                    if case .ended = run.run.status { continue }
                    state.runs[number]?.run.status = .ended("success")
                    state.runs[number]?.jobs = [WorkflowScene.job("build")]
                    let proof = "slipway-commit.txt\t\(run.sent["sha"] ?? "")\n"
                    state.add("dist", proof + "out/\(fixed() ? "new" : "old")\tbuilt", to: number)
                }
            },
            answer: { step in
                step == "gate:core/test" && !fixed()
                    ? .says("test result: FAILED. 0 passed; 1 failed", status: 1) : nil
            })
        let record = try await scene.perform()
        try #require(record.status == .failed)
        isFixed.withLock { $0 = true }
        let digest = scene.scene.plan.digest
        try await scene.scene.store.append(
            [
                .retried(by: "ada"),
                .amended(from: digest, to: digest, reset: [.build("core"), .collect("core")], reason: "a change"),
            ], to: record.id, after: record.state.revision, at: Scene.moment, plan: scene.scene.plan)
        #expect(try await scene.perform(record.id).state.isFinished)
        let released = scene.scene.files.all.keys.filter { $0.contains("/artifacts/core-") }
        #expect(released.map { $0.split(separator: "/").last } == ["core-new"], "\(released)")
    }

    @Test("Files that were lost with the checkout are taken from the same run again")
    func lostCheckout() async throws {
        let isFixed = Mutex(false)
        let scene = try WorkflowScene(
            answer: { step in
                step == "gate:core/test" && !isFixed.withLock({ $0 })
                    ? .says("test result: FAILED. 0 passed; 1 failed", status: 1) : nil
            })
        let record = try await scene.perform()
        #expect(record.state[.gate("core", "test")].isDone == false)
        #expect(scene.forge.current.calls.count { $0 == "downloadArtifact" } == 1)
        scene.scene.files.replace(folder: Scene.state + "/work", with: [:])
        isFixed.withLock { $0 = true }
        #expect(try await scene.retry(record.id).state.isFinished)
        #expect(scene.forge.current.calls.count { $0 == "downloadArtifact" } == 2)
        #expect(scene.forge.current.runs.count == 1)
    }

    // MARK: What the forge must have

    @Test(
        "M6: a workflow that can't be started, or whose runs can't be told apart, is refused before anything is sent",
        arguments: [
            ("on: push", "has no trigger `workflow_dispatch`"),
            (
                "run-name: ${{ inputs.correlation_id }}\non: { workflow_dispatch: { inputs: { correlation_id: {} } } }",
                "lacks the input sha"
            ),
            (
                "on: { workflow_dispatch: { inputs: { correlation_id: {}, sha: {}, profile: {} } } }",
                "has no `run-name` with inputs.correlation_id"
            ),
            (
                "run-name: ${{ inputs.correlation_id }}\n"
                    + "on: { workflow_dispatch: { inputs: { correlation_id: {}, sha: {}, profile: {}, region: { required: true } } } }",
                "needs the input region"
            ),
        ])
    func listener(workflow: String, why: String) async throws {
        let scene = try WorkflowScene(workflow: workflow)
        let failure = try #require(scene.failure(in: try await scene.perform()))
        #expect(failure.code == "build.no-listener")
        #expect(failure.reasons.contains { $0.contains(why) }, "\(failure.reasons)")
        #expect(scene.forge.current.runs.isEmpty)
    }

    @Test("M7: a start that the forge refuses is not started, and no run is waited for")
    func refused() async throws {
        let scene = try WorkflowScene()
        scene.forge.change { $0.branches = [:] }
        let failure = try #require(scene.failure(in: try await scene.perform()))
        #expect(failure.code == "forge.invalid" && failure.reasons.contains { $0.contains("No ref found") })
        #expect(scene.clock.now == Scene.moment)
    }

    @Test("Where a workflow is not there the next one is started")
    func fallback() async throws {
        let scene = try WorkflowScene {
            $0.workflow?.messages = [.workflow("release.yml"), .workflow("build.yml")]
        }
        #expect(try await scene.perform().state.isFinished)
        #expect(scene.forge.current.events == ["acme/core: build.yml at main"])
    }

    @Test("An event starts the one workflow that listens for it, and not one of several")
    func event() async throws {
        let listening = """
            run-name: Build ${{ github.event.client_payload.correlation_id }}
            on: { repository_dispatch: { types: [build_core] } }
            """
        let scene = try WorkflowScene(workflow: listening) {
            $0.workflow = WorkflowBuildConfiguration(messages: [.event("build_core")])
        }
        let record = try await scene.perform()
        try #require(record.state.isFinished, "\(record.state)")
        let sent = try #require(scene.newest?.sent)
        #expect(sent["ref"] == WorkflowScene.reference + record.id.text)
        #expect(sent["component"] == "core" && sent["upstreams"] == "[]")
        #expect(sent["timestamp"] == "2026-01-01T00:00:00Z")
        let several = try WorkflowScene(workflow: listening) {
            $0.workflow = WorkflowBuildConfiguration(messages: [.event("build_core")])
        }
        several.forge.change { $0.workflowFiles[".github/workflows/more.yml"] = Array(listening.utf8) }
        #expect(several.failure(in: try await several.perform())?.code == "build.several-listeners")
        #expect(several.forge.current.runs.isEmpty)
    }
}

/// A store whose process dies when the push of core is intended.
private struct StoreDyingAtPush: RunStoreAround {
    let inner: any RunStore
    let life: Life

    func append(
        _ events: [RunEvent], to run: RunID, after revision: Int, at moment: Date, plan: ReleasePlan?,
        under claim: Claim?, as number: Int?
    ) async throws(StoreError) -> Appended {
        guard life.isAlive else { throw .unusable(path: "", reason: "the process has ended") }
        let answer = try await inner.append(
            events, to: run, after: revision, at: moment, plan: plan, under: claim, as: number)
        let isPushing = events.contains { event in
            if case .started(let step, _) = event { step == .push("core") } else { false }
        }
        if isPushing { life.end() }
        return answer
    }
}
