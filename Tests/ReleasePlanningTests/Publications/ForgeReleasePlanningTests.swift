import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Planned releases of a forge")
struct ForgeReleasePlanningTests {
    private func world(_ fields: [String: String] = [:], of components: [ComponentID] = ["core"]) -> World {
        var world = World()
        world.configuration.forge = ForgeConfiguration(kind: .github, owner: "acme")
        for component in components {
            var settings = ComponentConfiguration()
            settings.publish = [
                PublishConfiguration(
                    target: PublicationTarget(
                        "forge-release", ["latest": "auto", "draft": "no"].merging(fields) { $1 }))
            ]
            world.configuration.components[component] = settings
        }
        return world
    }

    private func target(of component: ComponentID, in plan: ReleasePlan) throws -> PublicationTarget {
        guard case .publish(let work) = try #require(plan.step(.publish(component, 1))).work else {
            throw PlanError.noSuchTag("", known: [])
        }
        return work.target
    }

    @Test(
        "A release may be the latest where it is stable and of the newest line, whatever the configuration says",
        arguments: [("auto", true), ("yes", true), ("no", false)])
    func latest(value: String, expected: Bool) throws {
        var world = world(["latest": value])
        world.add("core", "1.0.0", commits: ["feat: x"])
        #expect(try target(of: "core", in: world.plan())["latest"] == (expected ? "yes" : "no"))
        // A patch of an older line.
        var old = self.world(["latest": value])
        old.add("core", "1.0.0", commits: ["fix: x"])
        old.repositories["core"]?.tags.append(ObservedTag(name: "v2.0.0", commit: World.commit("v2.0.0")))
        old.configuration.components["core"]?.line = ReleaseLine("1.x")
        let plan = try old.plan()
        #expect(plan.versions == ["core 1.0.1"])
        #expect(try target(of: "core", in: plan)["latest"] == "no")
        let prerelease = try world.plan(ReleaseRequest(versions: ["core": try #require(Version("1.1.0-rc.1"))]))
        #expect(try target(of: "core", in: prerelease)["latest"] == "no")
    }

    @Test("In a monorepo no component is the latest by itself; one may be chosen, and two get a warning")
    func monorepo() throws {
        var world = world(of: ["core", "tool"])
        world.add("core", "1.0.0", commits: ["feat: x"], in: "mono")
        world.add("tool", "1.0.0", commits: ["feat: y"], in: "mono")
        let plan = try world.plan()
        #expect(try target(of: "core", in: plan)["latest"] == "no")
        #expect(try target(of: "core", in: plan)["title"] == "core: v1.1.0")
        world.configuration.components["core"]?.publish[0].target.fields["latest"] = "yes"
        let chosen = try world.plan()
        #expect(try target(of: "core", in: chosen)["latest"] == "yes")
        #expect(try target(of: "tool", in: chosen)["latest"] == "no" && chosen.warnings.isEmpty)
        world.configuration.components["tool"]?.publish[0].target.fields["latest"] = "yes"
        #expect(try world.plan().warnings.contains { $0.contains("mono has one latest release") })
    }

    @Test("Of components that share a tag one has the release; with two the plan is refused")
    func sharedTag() throws {
        var world = world(of: ["core", "tool"])
        for component in ["core", "tool"] as [ComponentID] {
            world.add(component, nil, written: "1.0.0", commits: ["feat: x"], in: "mono")
            world.configuration.components[component]?.tag = "v{version}"
        }
        world.configuration.groups = [GroupConfiguration(name: "all", components: ["*"], versions: .fixed)]
        let refused = #expect(throws: PlanError.self) { try world.plan() }
        #expect(refused?.code == "plan.exclusive-targets")
        world.configuration.components["tool"]?.publish = []
        let plan = try world.plan()
        #expect(plan.steps.count { $0.kind == .stage } == 1 && plan.steps.count { $0.kind == .tag } == 1)
    }

    @Test("Titles and texts are filled once, whatever a value says")
    func templates() throws {
        var world = world(["title": "{repository} {tag} of {date}", "body": "{previous} → {version}\n{changelog}"])
        world.add("core", "1.0.0", commits: ["feat: {artifacts}"])
        let target = try target(of: "core", in: world.plan())
        #expect(target["title"] == "acme/core v1.1.0 of 2026-01-01")
        #expect(target["body"] == "1.0.0 → 1.1.0\n{changelog}")
    }

    @Test("A tag that says a version, or that git would not take, never rolls", arguments: ["v1.0.0", "2.0", "a b"])
    func rollingNames(tag: String) throws {
        var world = world(["rolling": tag])
        world.add("core", "1.0.0", commits: ["feat: x"])
        #expect(throws: PlanError.self) { try world.plan() }
    }

    @Test("A rolling tag belongs to one component of a repository, and is published at once")
    func rolling() throws {
        var world = world(["rolling": "nightly"], of: ["core", "tool"])
        world.add("core", "1.0.0", commits: ["feat: x"], in: "mono")
        world.add("tool", "1.0.0", commits: ["feat: y"], in: "mono")
        #expect(throws: PlanError.self) { try world.plan() }
        world.configuration.components["tool"]?.publish[0].target.fields["rolling"] = "tool-nightly"
        let plan = try world.plan()
        #expect(try target(of: "tool", in: plan)["title"] == "tool: tool-nightly (1.1.0)")
        world.configuration.components["tool"]?.publish[0].target.fields["draft"] = "yes"
        #expect(throws: PlanError.self) { try world.plan() }
    }
}
