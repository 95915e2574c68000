import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Rights that a plan needs")
struct RepositoryNeedsTests {
    /// `core` is released with a forge release, `lib` for it; a release changes a workflow of `lib`.
    private func plan() throws -> ReleasePlan {
        var world = World()
        world.configuration.forge = ForgeConfiguration(kind: .github, owner: "acme")
        world.add("core", "1.0.0", commits: ["feat!: x"])
        world.add("lib", "1.0.0")
        world.edge("lib", "core", "^1.0.0")
        world.set("core") { settings in
            settings.publish = [
                PublishConfiguration(
                    target: PublicationTarget("forge-release", ["latest": "auto", "draft": "no"]))
            ]
        }
        var plan = try world.plan()
        for index in plan.steps.indices where plan.steps[index].repository == "lib" {
            guard case .prepare(var work) = plan.steps[index].work else { continue }
            work.edits.append(
                FileEdit(ecosystem: "text", file: ".github/workflows/ci.yml", key: "version", from: "1", to: "2"))
            plan.steps[index].work = .prepare(work)
        }
        return plan
    }

    private func place(_ id: RepositoryID) -> RepositoryAtForge? {
        RepositoryAtForge(id: id, name: ForgeRepository(owner: "acme", name: id.text), host: nil)
    }

    @Test("Each repository at a forge has its rights, with what they are for")
    func rights() throws {
        let rights = repositoryNeeds(of: try plan(), place).flatMap(\.rights)
        #expect(
            rights.map { "\($0.name) \($0.text)" } == [
                "acme/core contents: write", "acme/lib contents: write", "acme/lib workflows: write",
            ])
        #expect(
            rights.first?.purposes == ["push main", "make the tag v2.0.0", "write the release v2.0.0"],
            "\(rights)")
        #expect(rights.last?.purposes == ["change .github/workflows/ci.yml"])
    }

    @Test("Versions that a merged pull request has written take no push, and are still released from their branch")
    func merged() throws {
        var plan = try plan()
        for index in plan.steps.indices where plan.steps[index].repository == "core" {
            guard case .prepare(var work) = plan.steps[index].work else { continue }
            work.edits = []
            plan.steps[index].work = .prepare(work)
        }
        let core = try #require(repositoryNeeds(of: plan, place).first)
        #expect(core.branches.isEmpty && core.released == ["main"])
        #expect(core.rights.map(\.purposes) == [["make the tag v2.0.0", "write the release v2.0.0"]])
    }

    @Test("What is sent to a repository of the plan adds to its rights: each is listed once, and each purpose")
    func once() throws {
        var plan = try plan()
        let work = FollowUpWork(
            repository: ForgeRepository(owner: "Acme", name: "core"), host: nil, message: .event("deploy"), values: [:],
            source: "core", isRepeatable: false)
        for number in 1...2 {
            plan.steps.insert(
                PlannedStep(id: StepID("follow-up:\(number)"), needs: [], work: .followUp(work)), at: 0)
        }
        let rights = repositoryNeeds(of: plan, place).rights
        #expect(
            rights.map { "\($0.repository) \($0.text)" } == [
                "core contents: write", "lib contents: write", "lib workflows: write",
            ])
        #expect(rights.first?.purposes.filter { $0 == "send the event 'deploy'" }.count == 1, "\(rights)")
    }

    @Test("The labels of merged pull requests are listed, as rights without which nothing fails")
    func labelling() throws {
        var world = World()
        world.add("core", "1.0.0", written: "1.1.0")
        let plan = try world.plan()
        #expect(plan.mergedComponents == ["core"])
        let needs = repositoryNeeds(of: plan, releaseLabels: ["autorelease: tagged"], place)
        let optional = needs.rights.filter(\.isOptional)
        #expect(optional.map(\.text) == ["pull_requests: write", "issues: write"], "\(needs.rights)")
        #expect(optional.first?.purposes == ["label the release pull requests that are released"])
        #expect(needs.first?.sum == ForgeRights([.contents: .write]))
    }

    @Test("On plain git no rights are listed")
    func plainGit() throws {
        #expect(repositoryNeeds(of: try plan(), { _ in nil }).isEmpty)
        let onlyLib = repositoryNeeds(of: try plan(), { $0 == "lib" ? place($0) : nil })
        #expect(onlyLib.map(\.at.id) == ["lib"])
    }

    @Test("No more rights are requested than the plan needs, and reading")
    func least() throws {
        let needs = repositoryNeeds(of: try plan(), place)
        #expect(needs.first?.sum == ForgeRights([.contents: .write]))
        #expect(needs.last?.sum == ForgeRights([.contents: .write, .workflows: .write]))
    }
}
