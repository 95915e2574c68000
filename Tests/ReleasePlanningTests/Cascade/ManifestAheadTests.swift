import ReleaseModel
import ReleasePlanning
import Testing

@Suite("A release never goes below its manifest")
struct ManifestAheadTests {
    private func error(_ world: World, _ request: ReleaseRequest = ReleaseRequest()) -> PlanError? {
        do {
            _ = try world.plan(request)
            return nil
        } catch { return error as? PlanError }
    }

    /// The manifest's version is tagged on a commit that is not in the history.
    private func squashed(_ released: String?, _ tag: TagName, written: String = "1.4.0") -> World {
        var world = World()
        world.add("core", released, written: written, commits: ["fix: x"])
        world.repositories["core"]?.tags.append(ObservedTag(name: tag, commit: "beside", isReachable: false))
        return world
    }

    @Test(
        "A version that is tagged beside the history is neither repeated nor gone below",
        arguments: [("1.3.0", "v1.4.0"), ("1.3.0", "1.4.0"), (nil, "v1.4.0"), (nil, "core-1.4.0")]
            as [(String?, TagName)])
    func beside(released: String?, tag: TagName) {
        let world = squashed(released, tag)
        for request in [ReleaseRequest(), ReleaseRequest(components: ["core"]), ReleaseRequest(bump: .minor)] {
            guard case .releasedElsewhere("core", tag, Version(1, 4, 0), _, _) = error(world, request) else {
                return #expect(Bool(false), "\(String(describing: error(world, request)))")
            }
        }
    }

    @Test("The refusal says what to write, and each of that helps")
    func remedies() throws {
        let world = squashed("1.3.0", "v1.4.0")
        let refusal = try #require(error(world))
        #expect(refusal.code == "plan.released-elsewhere" && refusal.exitCode == .configuration)
        let text = refusal.suggestions.joined(separator: "\n")
        #expect(text.contains("merge -s ours v1.4.0") && text.contains("--set-version core=1.4.1"))
        let chosen = ReleaseRequest(versions: ["core": Version(1, 4, 1)])
        #expect(try world.plan(chosen).versions == ["core 1.4.1"])
        var merged = world
        merged.repositories["core"]?.tags[1].isReachable = true
        #expect(try merged.plan().versions == ["core 1.4.1"])
    }

    @Test("Another branch's higher release that the manifest does not say is listed, unless the line is configured")
    func otherBranch() throws {
        var world = squashed("1.3.0", "v2.0.0", written: "1.3.0")
        let plan = try world.plan()
        #expect(plan.versions == ["core 1.3.1"])
        #expect(plan.warnings.contains { $0.contains("v2.0.0") && $0.contains("release-line") })
        world.set("core") { $0.line = ReleaseLine("1.x") }
        #expect(try world.plan().warnings.isEmpty)
        #expect(try squashed("1.3.0", "v2.0.0-rc.1", written: "1.3.0").plan().warnings.isEmpty)
    }

    @Test(
        "A requested level that leads below the manifest is refused, with both versions",
        arguments: [
            ("2.0.0-dev", Bump.patch, "1.4.1"), ("2.0.0", .minor, "1.5.0"), ("1.5.0-SNAPSHOT", .patch, "1.4.1"),
        ])
    func bump(written: String, bump: Bump, version: String) throws {
        var world = World()
        world.add("core", "1.4.0", written: written, commits: ["fix: x"])
        guard
            case .belowManifest("core", "--bump \(bump.rawValue)", Version(version), Version(written)) =
                error(world, ReleaseRequest(bump: bump))
        else { return #expect(Bool(false), "\(String(describing: error(world, ReleaseRequest(bump: bump))))") }
        #expect(error(world, ReleaseRequest(components: ["core"], bump: bump))?.code == "plan.below-manifest")
    }

    @Test(
        "A requested level at or above the manifest is what it says",
        arguments: [("2.0.0-dev", Bump.major, "2.0.0"), ("1.5.0-dev", .minor, "1.5.0"), ("1.4.1-dev", .minor, "1.5.0")])
    func bumpAbove(written: String, bump: Bump, version: String) throws {
        var world = World()
        world.add("core", "1.4.0", written: written, commits: ["fix: x"])
        #expect(try world.plan(ReleaseRequest(bump: bump)).versions == ["core \(version)"])
    }

    @Test("A graduation below the manifest is refused")
    func graduation() {
        var world = World()
        world.add("core", "1.4.0-rc.1", written: "1.5.0-dev", commits: ["fix: x"])
        #expect(error(world, ReleaseRequest(stage: .graduation))?.code == "plan.below-manifest")
    }

    private func group(_ written: String) -> World {
        var world = World()
        world.add("core", "1.4.0", commits: ["fix: x"])
        world.add("lib", "1.4.0", written: written)
        world.configuration.groups = [GroupConfiguration(name: "all", components: ["core", "lib"], versions: .fixed)]
        return world
    }

    @Test("The manifest of a member that only moves along counts for its group")
    func ofGroup() throws {
        #expect(try group("1.6.0-dev").plan().versions == ["core 1.6.0", "lib 1.6.0"])
        #expect(error(group("1.6.0-dev"), ReleaseRequest(bump: .patch))?.code == "plan.below-manifest")
        var world = group("1.6.0")
        world.repositories["lib"]?.tags.append(ObservedTag(name: "v1.6.0", commit: "beside", isReachable: false))
        #expect(error(world)?.code == "plan.released-elsewhere")
    }
}
