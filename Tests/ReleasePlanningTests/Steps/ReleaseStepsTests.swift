import ReleaseModel
import ReleasePlanning
import Testing

@Suite("The steps of a plan")
struct ReleaseStepsTests {
    @Test("Every irreversible step needs every blocking gate of its part", arguments: 0..<150 as Range<UInt64>)
    func gatesFirst(seed: UInt64) throws {
        let plan = try randomWorld(seed: seed).plan()
        for step in plan.steps where !step.reversible {
            let needs = plan.needs(of: step.id)
            guard let line = needs.filter({ $0.text.hasPrefix("line:") }).max() else {
                Issue.record("seed \(seed): \(step.id) is behind no line")
                continue
            }
            let proofs = plan.needs(of: line)
            #expect(proofs.isSubset(of: needs), "seed \(seed): \(step.id)")
            let own = plan.steps.filter { $0.kind == .gate && $0.repository == step.repository }
            #expect(needs.isSuperset(of: own.map(\.id)), "seed \(seed): \(step.id)")
        }
    }

    @Test("Every build, gate and collection is needed by exactly one line", arguments: 0..<150 as Range<UInt64>)
    func everyProofIsNeeded(seed: UInt64) throws {
        let plan = try randomWorld(seed: seed).plan()
        let lines = plan.steps.filter { $0.kind == .line }.flatMap(\.needs)
        let proofs = plan.steps.filter { [.prepare, .build, .gate, .collect].contains($0.kind) }
        #expect(Set(lines) == Set(proofs.map(\.id)), "seed \(seed)")
        #expect(lines.count == Set(lines).count, "each proof is needed by one line; seed \(seed)")
    }

    @Test("Parts not joined by a requirement are independent", arguments: 0..<150 as Range<UInt64>)
    func independent(seed: UInt64) throws {
        let world = randomWorld(seed: seed)
        let plan = try world.plan()
        // Joined by edges between what is released, over unreleased ones too, or by a repository.
        var part = Dictionary(uniqueKeysWithValues: world.components.map { ($0.id, $0.id) })
        func root(_ id: ComponentID) -> ComponentID { part[id] == id ? id : root(part[id] ?? id) }
        for edge in world.edges { part[root(edge.from)] = root(edge.to) }
        for (_, members) in Dictionary(grouping: world.components, by: \.repository) {
            for member in members { part[root(member.id)] = root(members[0].id) }
        }
        let repositories = Dictionary(
            world.components.map { ($0.repository, root($0.id)) }, uniquingKeysWith: { first, _ in first })
        for step in plan.steps where step.repository != nil {
            let mine = step.repository.flatMap { repositories[$0] }
            for need in plan.needs(of: step.id) {
                guard let other = plan.step(need)?.repository else { continue }
                #expect(repositories[other] == mine, "seed \(seed): \(step.id) needs \(need)")
            }
        }
    }

    @Test("Two steps of one id are refused with the gates that have it, and what to rename")
    func sameStep() throws {
        var world = World()
        for (name, gate) in [("a", "b/test"), ("a/b", "test")] as [(ComponentID, String)] {
            world.add(name, "1.0.0", commits: ["fix: c"], in: "r", path: name.text)
            world.set(name) { $0.gates = [GateConfiguration(name: gate, run: ["x"])] }
        }
        let error = PlanError.sameStep(
            "gate:a/b/test", gates: [.init(component: "a", name: "b/test"), .init(component: "a/b", name: "test")])
        #expect(throws: error) { try world.plan() }
        #expect(error.code == "plan.same-step" && error.exitCode == .configuration)
        #expect(error.reasons == ["The gate 'b/test' of a has it.", "The gate 'test' of a/b has it."])
        #expect(error.suggestions.count == 1 && error.suggestions[0].contains("components: { a: { gates:"))
    }

    @Test("A matrix with one value twice is refused like two gates of one name")
    func sameCell() {
        var world = World()
        world.add("a", "1.0.0", commits: ["fix: c"])
        world.set("a") {
            $0.gates = [GateConfiguration(name: "t", run: ["x"], matrix: [.init(name: "x", values: ["1", "1"])])]
        }
        let cell = PlanError.GateCell(component: "a", name: "t[x=1]")
        #expect(throws: PlanError.sameStep("gate:a/t[x=1]", gates: [cell, cell])) { try world.plan() }
    }

    @Test("A gate needs the blocking gates of every upstream in the release", arguments: 0..<150 as Range<UInt64>)
    func upstreamGates(seed: UInt64) throws {
        let world = randomWorld(seed: seed)
        let plan = try world.plan()
        let graph = try ComponentGraph(components: world.components.map(\.id), edges: world.edges)
        for step in plan.steps where step.kind == .gate || step.kind == .build {
            guard let component = step.component else { continue }
            let needs = plan.needs(of: step.id)
            for upstream in graph.requirements(of: [component]) where upstream != component {
                for gate in plan.steps where gate.kind == .gate && gate.component == upstream {
                    guard case .gate(let work) = gate.work, work.isBlocking else { continue }
                    #expect(needs.contains(gate.id), "seed \(seed): \(step.id) without \(gate.id)")
                }
            }
        }
    }

    @Test("A plan's steps are listed in a valid order", arguments: 0..<100 as Range<UInt64>)
    func order(seed: UInt64) throws {
        let plan = try randomWorld(seed: seed).plan()
        var seen: Set<StepID> = []
        for step in plan.steps {
            #expect(seen.isSuperset(of: step.needs), "seed \(seed): \(step.id)")
            #expect(seen.insert(step.id).inserted, "seed \(seed): \(step.id) is there twice")
        }
    }

    private func chain() -> World {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"], binaries: ["core"])
        world.add("lib", "1.0.0")
        world.edge("lib", "core", "^1.0.0")
        for name in ["core", "lib"] as [ComponentID] {
            world.set(name) {
                $0.build = BuildConfiguration(
                    run: ["cargo", "build"], artifacts: [ArtifactConfiguration(path: "target/{component}")])
                $0.gates = [
                    GateConfiguration(name: "test", run: ["cargo", "test"]),
                    GateConfiguration(name: "lint", run: ["cargo", "clippy"], isBlocking: false),
                ]
                $0.publish = [PublishConfiguration(target: .init("folder", ["path": "out"]))]
            }
        }
        return world
    }

    @Test("A downstream is tested against the candidate, and published after its upstream is verified")
    func proven() throws {
        let plan = try chain().plan()
        #expect(plan.step("build:lib")?.needs == ["gate:core/test", "prepare:lib"])
        #expect(plan.step("gate:lib/test")?.needs == ["build:lib"])
        #expect(plan.step("push:lib")?.needs == ["line:core", "verify:core"])
        #expect(plan.step("tag:lib")?.needs == ["push:lib", "verify:core"])
        #expect(plan.step("publish:lib/1")?.needs == ["tag:lib"])
        #expect(plan.step("verify:lib")?.needs == ["publish:lib/1", "tag:lib"])
        #expect(plan.steps.last?.id == "assemble")
    }

    @Test("'order: published' adds a second line, after the upstream's publication")
    func published() throws {
        var world = chain()
        world.set("lib") { $0.order = .published }
        let plan = try world.plan()
        #expect(plan.step("build:lib")?.needs == ["prepare:lib", "verify:core"])
        #expect(plan.step("push:core")?.needs == ["line:core"])
        #expect(plan.step("push:lib")?.needs == ["line:core/2", "verify:core"])
        #expect(!plan.needs(of: "push:core").contains("gate:lib/test"))
    }

    @Test("A component called like the second line of another one is released beside it")
    func calledLikeALine() throws {
        var world = chain()
        world.set("lib") { $0.order = .published }
        world.add("core/2", "1.0.0", commits: ["fix: x"], in: "r")
        let plan = try world.plan()
        #expect(plan.step("push:lib")?.needs.contains("line:core/2") == true)
        #expect(plan.step("push:r")?.needs == ["line:core/2/1"])
    }

    @Test("Components of one repository share one commit and one push")
    func repository() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["feat!: x"], in: "mono")
        world.add("lib", "1.0.0", in: "mono")
        world.edge("lib", "core", "^1.0.0")
        let plan = try world.plan()
        #expect(
            plan.steps.map(\.id) == [
                "prepare:mono", "line:core", "push:mono", "tag:core", "verify:core", "tag:lib", "verify:lib",
                "assemble",
            ])
        #expect(plan.message(of: "mono") == "chore(release): bump core to 2.0.0, lib to 1.0.1")
    }

    @Test("A commit needed both before and after another one is refused without a crash")
    func entangled() {
        var world = World()
        world.add("a", "1.0.0", commits: ["feat!: x"], in: "mono")
        world.add("d", "1.0.0")
        world.add("b", "1.0.0", in: "mono")
        world.edge("d", "a", "=1.0.0")
        world.edge("b", "d", "=1.0.0")
        world.set("b") { $0.order = .published }
        #expect {
            try world.plan()
        } throws: { error in
            guard case .entangled(["a", "b"], "mono", let ring) = error as? PlanError else { return false }
            // Every step of the ring waits for the next one, and the last for the first.
            return ring.contains("push:d waits for verify:a") && ring.contains("push:mono waits for verify:d")
                && ring.first?.prefix { $0 != " " } == ring.last?.split(separator: " ").last
        }
    }

    @Test("A component that is never published waits for no publication and causes no cycle")
    func unpublishedRing() throws {
        var world = World()
        world.add("a", "1.0.0", commits: ["feat!: x"], in: "mono")
        world.add("d", "1.0.0")
        world.add("suite", "1.0.0", in: "mono")
        world.edge("d", "a", "=1.0.0")
        world.edge("suite", "d", "=1.0.0")
        world.set("d") { $0.order = .published }
        world.components[2].unpublishedBy = "publish = false"
        let plan = try world.plan()
        #expect(plan.versions == ["a 2.0.0", "d 1.0.1", "suite 1.0.1"])
        #expect(!plan.needs(of: "push:mono").contains("push:d"))
    }

    @Test("Each cell of a matrix is a gate of its own, with its values in arguments and environment")
    func matrix() throws {
        var world = World()
        world.add("core", "1.0.0", commits: ["fix: x"])
        world.set("core") {
            $0.gates = [
                GateConfiguration(
                    name: "test", run: ["tox", "-e", "py{python}-{os}", "{version}"],
                    matrix: [
                        MatrixAxis(name: "python", values: ["3.11", "3.12"]), MatrixAxis(name: "os", values: ["linux"]),
                    ])
            ]
        }
        let plan = try world.plan()
        let gates = plan.steps.filter { $0.kind == .gate }
        #expect(gates.map(\.id) == ["gate:core/test[python=3.11,os=linux]", "gate:core/test[python=3.12,os=linux]"])
        guard case .gate(let work) = gates[1].work else {
            Issue.record("a gate runs a command")
            return
        }
        #expect(work.arguments == ["tox", "-e", "py3.12-linux", "1.0.1"])
        #expect(work.environment == ["SLIPWAY_MATRIX_PYTHON": "3.12", "SLIPWAY_MATRIX_OS": "linux"])
    }

    // MARK: Commit messages

    /// pot-o: core ← ai3-lib ← mining, each needing all earlier ones.
    private func tribe(_ form: CommitConfiguration.MessageForm) throws -> ReleasePlan {
        var world = World()
        world.configuration.commits.message = form
        world.add("pot-o-core", "0.1.0", commits: ["feat!: x"])
        world.add("ai3-lib", "0.1.0")
        world.add("pot-o-mining", "0.1.0")
        world.edge("ai3-lib", "pot-o-core", "=0.1.0")
        world.edge("pot-o-mining", "pot-o-core", "=0.1.0", line: 8)
        world.edge("pot-o-mining", "ai3-lib", "=0.1.0", line: 9)
        return try world.plan()
    }

    @Test("A release commit names own version, moved requirements and the upstream that led to it")
    func releaseMessages() throws {
        let plan = try tribe(.release)
        #expect(plan.message(of: "pot-o-core") == "chore(release): bump version to 1.0.0")
        #expect(
            plan.message(of: "ai3-lib")
                == "chore(release): bump version to 0.1.1, update pot-o-core to 1.0.0, sync with pot-o-core upstream v1.0.0"
        )
        #expect(
            plan.message(of: "pot-o-mining")
                == "chore(release): bump version to 0.1.1, update pot-o-core to 1.0.0, ai3-lib to 0.1.1, sync with pot-o-core upstream v1.0.0"
        )
    }

    @Test("The short form names only requirements and upstream")
    func dependencyMessages() throws {
        let plan = try tribe(.dependencies)
        #expect(
            plan.message(of: "ai3-lib")
                == "chore(deps): update pot-o-core to 1.0.0, sync with pot-o-core upstream v1.0.0")
        #expect(
            plan.message(of: "pot-o-mining")
                == "chore(deps): update pot-o-core to 1.0.0, ai3-lib to 0.1.1, sync with pot-o-core upstream v1.0.0")
    }

    @Test("Moved requirements are named in the order of the manifest, whatever their names")
    func manifestOrder() throws {
        var world = World()
        world.add("zinc", "1.0.0", commits: ["feat!: x"])
        world.add("alum", "1.0.0", commits: ["feat!: x"])
        world.add("bronze", "1.0.0")
        world.edge("bronze", "alum", "^1.0", line: 20)
        world.edge("bronze", "zinc", "^1.0", line: 10)
        let message = try #require(try world.plan().message(of: "bronze"))
        #expect(message.contains("update zinc to 2.0.0, alum to 2.0.0"), "\(message)")
    }

    /// The set's own crate requires all others, and its tag is what they follow.
    private func mirrors() -> World {
        var world = World()
        world.add("validator", "0.3.0")
        world.add("core", "0.1.0")
        world.add("lib", "0.1.0")
        world.edge("validator", "lib", "^0.1")
        world.edge("lib", "core", "^0.1")
        return world
    }

    @Test("A requested cause is named, even if it is downstream")
    func cause() throws {
        for request in [
            ReleaseRequest(components: ["core"], bump: .minor, cause: "validator@0.3.0"),
            ReleaseRequest(components: ["core"], upstreamTag: "v0.3.0", bump: .minor),
        ] {
            let plan = try mirrors().plan(request)
            #expect(
                plan.message(of: "core")
                    == "chore(release): bump version to 0.2.0, sync with validator upstream v0.3.0")
            #expect(
                plan.message(of: "lib")
                    == "chore(release): bump version to 0.1.1, update core to 0.2.0, sync with validator upstream v0.3.0"
            )
        }
    }

    @Test("A cause need not be a component of the workspace", arguments: ["monorepo-v1.4.0", "monorepo@1.4.0"])
    func strangeCause(cause: TagName) throws {
        let plan = try mirrors().plan(ReleaseRequest(components: ["core"], cause: cause))
        #expect(plan.message(of: "core")?.hasSuffix("sync with monorepo upstream v1.4.0") == true)
        #expect(PlanError.badCause("yesterday").exitCode == .usage)
        #expect(throws: PlanError.badCause("yesterday")) {
            try mirrors().plan(ReleaseRequest(components: ["core"], cause: "yesterday"))
        }
    }

    @Test("A component is not the cause of itself")
    func ownCause() throws {
        let plan = try mirrors().plan(ReleaseRequest(components: ["core"], cause: "core@0.1.0"))
        #expect(plan.message(of: "core") == "chore(release): bump version to 0.1.1")
    }

    @Test("A template is filled with the names and versions of the release")
    func template() throws {
        let plan = try tribe(.template("{component} {version}: {updates} ({upstream} {upstreamVersion}) [skip ci]"))
        #expect(plan.message(of: "ai3-lib") == "ai3-lib 0.1.1: pot-o-core to 1.0.0 (pot-o-core 1.0.0) [skip ci]")
    }
}
