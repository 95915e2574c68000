import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

/// core ← lib ← app, each in a repository of its own, and `one` and `two` in a fourth.
private struct Site {
    var context: TriggerContext

    init(_ triggers: [TriggerConfiguration]) throws {
        func member(_ name: String, in repository: String, siblings: Int, upstreams: [ComponentID] = []) throws
            -> TriggerContext.Member
        {
            let component = Component(
                id: ComponentID(name), repository: RepositoryID(repository), version: Version(1, 0, 0))
            let tags = TagForms(of: component, settings: .init(), siblings: siblings, tags: TagIndex([]))
            return TriggerContext.Member(
                component: component, tags: try #require(tags), upstreams: Set(upstreams))
        }
        context = TriggerContext(
            triggers: triggers,
            repositories: Dictionary(
                uniqueKeysWithValues: ["core", "lib", "app", "mono"].map {
                    (
                        ForgeRepository(owner: "acme", name: $0),
                        TriggerContext.Repository(id: RepositoryID($0), releaseBranch: "main")
                    )
                }),
            members: [
                try member("core", in: "core", siblings: 1),
                try member("lib", in: "lib", siblings: 1, upstreams: ["core"]),
                try member("app", in: "app", siblings: 1, upstreams: ["core", "lib"]),
                try member("one", in: "mono", siblings: 2), try member("two", in: "mono", siblings: 2),
            ],
            identities: ["slipway[bot]"])
    }

    func decide(_ kind: Occurrence.Kind, in repository: String = "core", by actor: String = "anna") -> TriggerDecision {
        triggerDecision(
            on: Occurrence(repository: ForgeRepository(owner: "acme", name: repository), actor: actor, kind: kind),
            in: context)
    }
}

private func pushed(tag: String, after: CommitID? = "c1") -> Occurrence.Kind {
    .push(Push(reference: .tag(TagName(tag)), after: after, before: nil))
}

private func pushed(_ branch: String, _ messages: [String] = ["feat: x"], after: CommitID? = "c9") -> Occurrence.Kind {
    let commits = messages.enumerated().map { Push.Commit(id: CommitID("c\($0.offset)"), message: $0.element) }
    return .push(Push(reference: .branch(branch), after: after, before: "b", commits: commits))
}

extension TriggerDecision {
    fileprivate var starts: [TriggeredStart] { if case .start(let starts) = self { starts } else { [] } }
    fileprivate var ignored: TriggerReason.Code? { if case .ignore(let reason) = self { reason.code } else { nil } }
}

@Suite("Triggers")
struct TriggerDecisionTests {
    // MARK: Tags and releases

    @Test(
        "A pushed tag starts the components whose tags are spelled like it, and no others",
        arguments: [
            ("v1.1.0", "core", "core"), ("v1.1.0-rc.1", "core", "core"), ("one-v1.1.0", "mono", "one"),
            ("two-v1.1.0", "mono", "two"), ("v1.1.0", "mono", nil), ("one-two-v1.1.0", "mono", nil),
            ("nightly", "core", nil), ("v1", "core", nil), ("v1.1", "core", nil), ("lib-v1.1.0", "one", nil),
        ] as [(String, String, ComponentID?)])
    func tags(tag: String, repository: String, component: ComponentID?) throws {
        let decision = try Site([.init(on: .tag, start: .release)]).decide(pushed(tag: tag), in: repository)
        #expect(decision.starts.map(\.request.components) == (component.map { [[$0]] } ?? []))
        if let component {
            let version = try #require(tag.split(separator: "v").last.flatMap { Version(String($0)) })
            #expect(decision.starts.first?.request.versions == [component: version])
        }
    }

    @Test("A tag that was deleted starts nothing")
    func deleted() throws {
        let site = try Site([.init(on: .tag, start: .release)])
        #expect(site.decide(pushed(tag: "v1.1.0", after: nil)).ignored == .deleted)
    }

    @Test(
        "Only a release that is published starts something",
        arguments: ["created", "edited", "released", "deleted", "new"])
    func actions(action: String) throws {
        let site = try Site([.init(on: .release, start: .release)])
        #expect(site.decide(.release(ReleaseEvent(action: action, tag: "v1.1.0"))).ignored == .otherAction)
        #expect(
            site.decide(.release(ReleaseEvent(action: "published", tag: "v1.1.0", isDraft: true))).ignored
                == .otherAction)
        #expect(site.decide(.release(ReleaseEvent(action: "published", tag: "v1.1.0"))).starts.count == 1)
    }

    @Test("What names one version of one component is one cause, in any order")
    func collapse() throws {
        var site = try Site([
            .init(on: .tag, start: .release), .init(on: .release, start: .release),
            .init(on: .dispatch(types: ["build_{component}"]), start: .release),
        ])
        let kinds: [Occurrence.Kind] = [
            pushed(tag: "v1.1.0"), .release(ReleaseEvent(action: "published", tag: "v1.1.0")),
            .dispatch(DispatchEvent(type: "build_core", values: ["version": "v1.1.0", "sha": "0a1b2c3"])),
        ]
        for first in kinds {
            site.context.started = []
            let start = try #require(site.decide(first).starts.first)
            site.context.started = [StartRecord(start: start, stage: .running, run: "r1", delivery: "d1")]
            for second in kinds { #expect(site.decide(second).starts.map(\.relation) == [.joins]) }
            site.context.started = [StartRecord(start: start, stage: .ended, run: "r1", delivery: "d1")]
            for second in kinds { #expect(site.decide(second).ignored == .repeated) }
        }
    }

    @Test("Tags of components that an edge joins are released in order, others side by side")
    func together() throws {
        var site = try Site([.init(on: .tag, start: .release)])
        let core = try #require(site.decide(pushed(tag: "v2.0.0")).starts.first)
        #expect(core.after.isEmpty)
        site.context.started = [StartRecord(start: core, stage: .waiting, delivery: "d1")]
        #expect(site.decide(pushed(tag: "v2.0.0"), in: "app").starts.map(\.after) == [[core.key]])
        #expect(site.decide(pushed(tag: "one-v2.0.0"), in: "mono").starts.map(\.after) == [[]])
        site.context.started[0].stage = .ended
        #expect(site.decide(pushed(tag: "v2.0.0"), in: "app").starts.map(\.after) == [[]])
    }

    @Test("The downstream of a published release starts from its tag")
    func downstream() throws {
        let site = try Site([.init(on: .release, start: .downstream, repositories: ["core"])])
        let kind = Occurrence.Kind.release(ReleaseEvent(action: "published", tag: "v1.1.0"))
        #expect(site.decide(kind).starts.map(\.request.upstreamTag) == ["v1.1.0"])
        #expect(site.decide(kind, in: "lib").ignored == .notConfigured)
    }

    // MARK: Slipway's own

    @Test("What Slipway did is known by who did it and by its records, and starts nothing")
    func own() throws {
        var site = try Site([
            .init(on: .tag, start: .release), .init(on: .push(branches: nil), start: .release),
            .init(on: .release, start: .release), .init(on: .workflow(name: "CI", branches: nil), start: .release),
            .init(on: .mergedReleasePullRequest, start: .release),
        ])
        let release = Occurrence.Kind.release(ReleaseEvent(action: "published", tag: "v1.1.0"))
        for kind in [pushed(tag: "v1.1.0"), pushed("main"), release] {
            #expect(site.decide(kind, by: "Slipway[bot]").ignored == .own)
            #expect(site.decide(kind).starts.count == 1)
        }
        site.context.own.tags = ["core": ["v1.1.0"]]
        site.context.own.commits = ["c9"]
        for kind in [pushed(tag: "v1.1.0"), pushed("main"), release] { #expect(site.decide(kind).ignored == .own) }
        #expect(site.decide(pushed(tag: "v1.1.0"), in: "lib").starts.count == 1)
        let run = WorkflowRunEvent(
            id: 1, name: "CI", isCompleted: true, conclusion: "success", branch: "main", head: "c9", event: "push")
        #expect(site.decide(.workflowRun(run)).ignored == .own)
        // A message never decides.
        #expect(site.decide(pushed("main", ["chore(release): bump version to 1.1.0"], after: "d")).starts.count == 1)
    }

    // MARK: Branches and pull requests

    @Test("A push to the release branch starts; other branches and deletions don't")
    func branches() throws {
        let site = try Site([.init(on: .push(branches: nil), start: .releasePullRequests)])
        #expect(site.decide(pushed("main")).starts.map(\.action) == [.releasePullRequests])
        #expect(site.decide(pushed("topic")).ignored == .otherBranch)
        #expect(site.decide(pushed("main", after: nil)).ignored == .deleted)
        let lines = try Site([.init(on: .push(branches: ["1.x", "release/*"]), start: .release)])
        #expect(lines.decide(pushed("release/2")).starts.count == 1)
        #expect(lines.decide(pushed("main")).ignored == .otherBranch)
    }

    @Test("A newer push takes the place of one that waits, and leaves one at work alone")
    func supersedes() throws {
        var site = try Site([.init(on: .push(branches: nil), start: .releasePullRequests)])
        let first = try #require(site.decide(pushed("main", after: "c1")).starts.first)
        site.context.started = [StartRecord(start: first, stage: .waiting, delivery: "d1")]
        #expect(site.decide(pushed("main", after: "c2")).starts.map(\.relation) == [.supersedes([first.key])])
        #expect(site.decide(pushed("main", after: "c1")).starts.map(\.relation) == [.joins])
        #expect(site.decide(pushed("main", after: "c2"), in: "lib").starts.map(\.relation) == [.new])
        site.context.started[0].stage = .running
        #expect(site.decide(pushed("main", after: "c2")).starts.map(\.relation) == [.new])
    }

    @Test("Skip tokens of every commit count, and those that stop nothing are kept")
    func skips() throws {
        let site = try Site([.init(on: .push(branches: nil), start: .release)])
        #expect(site.decide(pushed("main", ["feat: a [skip release]", "fix: b"])).ignored == .skipped)
        #expect(site.decide(pushed("main", ["feat: a [skip_release]"])).ignored == .skipped)
        #expect(site.decide(pushed("main", ["feat: a", "fix: b [skip ci]"])).ignored == .skipped)
        let kept = site.decide(pushed("main", ["feat: a [skip_tests]", "fix: b"])).starts.flatMap(\.skips)
        #expect(kept == [SkipToken(name: "tests", text: "[skip_tests]", commit: "c0")])
        let requests = try Site([.init(on: .push(branches: nil), start: .releasePullRequests)])
        #expect(requests.decide(pushed("main", ["feat: a [skip release]"])).starts.count == 1)
    }

    @Test("A merged release pull request releases, and nothing else that happens to pull requests does")
    func merged() throws {
        let site = try Site([.init(on: .mergedReleasePullRequest, start: .release)])
        func event(
            _ action: PullRequestEvent.Action, head: String = "release-please--branches--main", base: String = "main",
            isFromFork: Bool = false
        ) -> Occurrence.Kind {
            .pullRequest(
                PullRequestEvent(
                    action: action, number: 7, headBranch: head, head: "h", baseBranch: base,
                    mergeCommit: action == .merged ? "m" : nil, isFromFork: isFromFork))
        }
        #expect(site.decide(event(.merged), by: "slipway[bot]").starts.count == 1)
        #expect(site.decide(event(.closed)).ignored == .otherAction)
        #expect(site.decide(event(.opened)).ignored == .otherAction)
        #expect(site.decide(event(.merged, head: "topic")).ignored == .otherBranch)
        #expect(site.decide(event(.merged, base: "1.x")).ignored == .otherBranch)
        #expect(site.decide(event(.merged, isFromFork: true)).ignored == .fromFork)
    }

    @Test("Pull requests run gates only, whatever is configured, and forks run nothing")
    func pullRequests() throws {
        let site = try Site([.init(on: .pullRequest, start: .release)])
        func event(_ action: PullRequestEvent.Action, isFromFork: Bool = false) -> Occurrence.Kind {
            .pullRequest(
                PullRequestEvent(
                    action: action, number: 7, headBranch: "topic", head: "h", baseBranch: "main",
                    isFromFork: isFromFork))
        }
        #expect(site.decide(event(.opened)).starts.map(\.action) == [.gates])
        #expect(site.decide(event(.updated)).starts.map(\.action) == [.gates])
        #expect(site.decide(event(.other("labeled"))).ignored == .otherAction)
        #expect(site.decide(event(.opened, isFromFork: true)).ignored == .fromFork)
    }

    // MARK: Workflows

    @Test(
        "Only success of the workflow on the named branches starts something",
        arguments: [
            ("success", "main", "push", false, nil), ("failure", "main", "push", false, .notSuccessful),
            ("neutral", "main", "push", false, .notSuccessful),
            ("hitherto_unknown", "main", "push", false, .notSuccessful),
            ("success", "topic", "push", false, .otherBranch), ("success", "main", "pull_request", false, .otherBranch),
            ("success", "main", "push", true, .fromFork), ("success", nil, "push", false, .otherBranch),
        ] as [(String, String?, String, Bool, TriggerReason.Code?)])
    func workflows(
        conclusion: String, branch: String?, event: String, isFromFork: Bool, ignored: TriggerReason.Code?
    ) throws {
        let site = try Site([.init(on: .workflow(name: "ci.yml", branches: ["main", "master"]), start: .downstream)])
        let run = WorkflowRunEvent(
            id: 1, name: "CI", file: "ci.yml", isCompleted: true, conclusion: conclusion, branch: branch, head: "c9",
            event: event, isFromFork: isFromFork)
        #expect(site.decide(.workflowRun(run)).ignored == ignored)
        var going = run
        going.isCompleted = false
        #expect(site.decide(.workflowRun(going)).ignored == .otherAction)
        var other = run
        other.name = "Docs"
        other.file = "docs.yml"
        #expect(site.decide(.workflowRun(other)).ignored == .notConfigured)
    }

    @Test("A push and the success of its workflow are one cause")
    func pushAndWorkflow() throws {
        var site = try Site([
            .init(on: .push(branches: nil), start: .release),
            .init(on: .workflow(name: "CI", branches: nil), start: .release),
        ])
        let start = try #require(site.decide(pushed("main", after: "c9")).starts.first)
        site.context.started = [StartRecord(start: start, stage: .running, delivery: "d1")]
        let run = WorkflowRunEvent(
            id: 1, name: "CI", isCompleted: true, conclusion: "success", branch: "main", head: "c9", event: "push")
        #expect(site.decide(.workflowRun(run)).starts.map(\.relation) == [.joins])
    }

    @Test("What is about a build that a release waits for is its affair, by the id that it was sent")
    func builds() throws {
        let site = try Site([.init(on: .workflow(name: "Build", branches: nil), start: .release)])
        var run = WorkflowRunEvent(
            id: 1, name: "Build", title: "Build 1.2.0 (r12-k3/build:lib/core/4)", isCompleted: true,
            conclusion: "success", branch: "main", head: "c9", event: "workflow_dispatch")
        #expect(site.decide(.workflowRun(run)).ignored == .build)
        let noticed = NoticedBuild(Occurrence(repository: nil, actor: nil, kind: .workflowRun(run)))
        #expect(noticed?.run == "r12-k3" && noticed?.step == .build("lib/core"))
        // The title of a pushed commit's run is its message.
        run.event = "push"
        #expect(site.decide(.workflowRun(run)).starts.count == 1)
        let callback = DispatchEvent(type: "build-complete", values: ["correlation_id": "r7/build:core/1"])
        let called = NoticedBuild(Occurrence(repository: nil, actor: nil, kind: .dispatch(callback)))
        #expect(called?.run == "r7" && called?.step == .build("core"))
        #expect(site.decide(.dispatch(DispatchEvent(type: "build-complete"))).ignored != .build)
    }

    // MARK: Dispatches

    @Test(
        "Every payload that the known senders use is taken",
        arguments: [
            (["ref": "main", "sha": "0a1b2c3d"], "build_core"),
            (["ref": "main", "sha": "0a1b2c3d", "repo": "acme/core"], "build_core"),
            (
                ["triggered_by": "core", "source_ref": "main", "source_sha": "0a1b2c3d", "version": "1.1.0"],
                "build_core"
            ),
            (["nightly": "true", "version": "1.1.0"], "build_all"),
            (["version": "v1.1.0", "triggered_by": "anna", "timestamp": "1"], "build_lib"),
            ([:], "build_core"), (["tag": "nightly", "image": "x"], "build_core"),
        ] as [([String: String], String)])
    func payloads(values: [String: String], type: String) throws {
        let site = try Site([.init(on: .dispatch(types: ["build_{component}"]), start: .release)])
        let start = try #require(site.decide(.dispatch(DispatchEvent(type: type, values: values))).starts.first)
        let name = String(type.dropFirst(6))
        #expect(start.request.components == (name == "all" ? [] : [ComponentID(name)]))
        if values["version"] != nil {
            #expect((start.request.version ?? start.request.versions.values.first) == Version(1, 1, 0))
        }
    }

    @Test("A payload that can't be meant is refused with the value")
    func badPayloads() throws {
        let site = try Site([.init(on: .dispatch(types: ["build_{component}"]), start: .release)])
        for values in [["version": "latest"], ["sha": "HEAD"], ["sha": "zzzzzzzz"]] {
            let decision = site.decide(.dispatch(DispatchEvent(type: "build_core", values: values)))
            #expect(decision.ignored == .badValue)
            #expect(decision.sentences.first?.contains(values.values.first ?? "") == true)
        }
        #expect(site.decide(.dispatch(DispatchEvent(type: "build_nothing"))).ignored == .unknownComponent)
        #expect(site.decide(.dispatch(DispatchEvent(type: "deploy"))).ignored == .notConfigured)
    }

    @Test("The chain starts downstream of whoever sent the event")
    func chain() throws {
        let site = try Site([.init(on: .dispatch(types: ["build-chain"]), start: .downstream)])
        for source in ["core", "acme/core"] {
            let values = ["source": source, "version": "1.1.0", "source_sha": "0a1b2c3d"]
            let starts = site.decide(.dispatch(DispatchEvent(type: "build-chain", values: values))).starts
            #expect(starts.map(\.request.upstreamTag) == ["v1.1.0"])
        }
    }

    @Test("A channel's chain begins with what changed, whatever announces it, and each channel starts by itself")
    func channels() throws {
        func trigger(_ event: TriggerConfiguration.Event, _ channel: String) -> TriggerConfiguration {
            var trigger = TriggerConfiguration(on: event, start: .channel)
            trigger.channel = channel
            return trigger
        }
        let site = try Site([
            trigger(.dispatch(types: ["build_{component}", "build-chain", "upstream-changed"]), "develop"),
            trigger(.workflow(name: "CI", branches: nil), "develop"),
            trigger(.workflow(name: "CI", branches: nil), "nightly"),
        ])
        let run = WorkflowRunEvent(
            id: 7, name: "CI", isCompleted: true, conclusion: "success", branch: "main", head: "0a1b2c3d", event: "push"
        )
        let starts = site.decide(.workflowRun(run), in: "lib").starts
        #expect(starts.map(\.channel) == ["develop", "nightly"])
        #expect(starts.allSatisfy { $0.action == .channel && $0.request.components == ["lib"] })
        #expect(Set(starts.map(\.key)).count == 2)
        for (type, values) in [
            ("build_lib", ["sha": "0a1b2c3d"]), ("build-chain", ["source": "acme/lib", "version": "1.1.0"]),
            ("upstream-changed", ["repo": "lib", "sha": "0a1b2c3d"]),
        ] {
            let found = site.decide(.dispatch(DispatchEvent(type: type, values: values))).starts
            #expect(found.map(\.request) == [ReleaseRequest(components: ["lib"])], "\(type)")
        }
        let all = site.decide(.dispatch(DispatchEvent(type: "build_all", values: ["nightly": "true"]))).starts
        #expect(all.map(\.request) == [ReleaseRequest()])
        var failed = run
        failed.conclusion = "failure"
        #expect(site.decide(.workflowRun(failed), in: "lib").ignored == .notSuccessful)
    }

    // MARK: Schedules, requests and others

    @Test("A tick starts once, and its overlap does as configured")
    func ticks() throws {
        let schedule = try CronSchedule("0 2 * * *")
        let due = Date(timeIntervalSince1970: 1_000_000)
        for overlap in TriggerConfiguration.Overlap.allCases {
            var site = try Site([.init(on: .schedule(schedule, overlap: overlap), start: .channel)])
            let first = try #require(site.decide(.tick(Tick(trigger: 0, due: due))).starts.first)
            site.context.started = [StartRecord(start: first, stage: .running, run: "r1", delivery: "d1")]
            #expect(site.decide(.tick(Tick(trigger: 0, due: due))).starts.map(\.relation) == [.joins])
            let later = site.decide(.tick(Tick(trigger: 0, due: due + 86_400)))
            switch overlap {
            case .skip: #expect(later.ignored == .overlap)
            case .queue: #expect(later.starts.map(\.after) == [[first.key]])
            }
            site.context.started[0].stage = .ended
            #expect(site.decide(.tick(Tick(trigger: 0, due: due))).ignored == .repeated)
            #expect(site.decide(.tick(Tick(trigger: 0, due: due + 86_400))).starts.map(\.relation) == [.new])
            #expect(site.decide(.tick(Tick(trigger: 1, due: due))).ignored == .notConfigured)
        }
    }

    @Test("A request starts what it asks for, once for its key")
    func requests() throws {
        var site = try Site([])
        let kind = Occurrence.Kind.request(ReleaseRequest(components: ["core"]), key: "k1")
        let start = try #require(site.decide(kind).starts.first)
        #expect(start.request.components == ["core"])
        site.context.started = [StartRecord(start: start, stage: .running, delivery: "d1")]
        #expect(site.decide(kind).starts.map(\.relation) == [.joins])
    }

    @Test("Other events and other repositories start nothing, and say why")
    func others() throws {
        let site = try Site([.init(on: .tag, start: .release)])
        #expect(site.decide(.other(event: "status", action: nil)).ignored == .notATrigger)
        #expect(site.decide(pushed(tag: "v1.1.0"), in: "elsewhere").ignored == .unknownRepository)
        #expect(site.decide(pushed("main")).ignored == .notConfigured)
    }
}
