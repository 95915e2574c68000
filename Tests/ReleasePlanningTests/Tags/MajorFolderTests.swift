import ReleaseModel
import ReleasePlanning
import Testing

/// A Go module may keep a major version in a folder of its own, whose tags have the spelling of the folder above.
@Suite("Major versions of Go modules in folders")
struct MajorFolderTests {
    private func world(_ modules: [(name: String, path: String)], tags: [TagName], touched: String) -> World {
        var world = World()
        var repository = ObservedRepository(
            id: "house", folder: "/w/house", head: World.commit("head"), branch: "main", remote: "origin",
            remoteAddress: "https://example.org/house.git")
        repository.tags = tags.map { ObservedTag(name: $0, commit: World.commit($0.text)) }
        for module in modules {
            let id = ComponentID(module.name)
            world.components.append(Component(id: id, repository: "house", path: module.path, ecosystem: "go"))
            let isTouched = module.path == touched
            repository.commits[id] =
                isTouched
                ? [ObservedCommit(id: World.commit("fix"), message: "fix: x", paths: [touched + "/a.go"])] : []
        }
        world.repositories["house"] = repository
        return world
    }

    @Test(
        "Each module has the tags of its own major version",
        arguments: [
            (".", "v", "example.org/tap 1.4.1", "v1.4.1"), ("v3", "v", "example.org/tap/v3 3.1.1", "v3.1.1"),
        ])
    func root(touched: String, prefix: String, version: String, tag: String) throws {
        let plan = try world(
            [("example.org/tap", "."), ("example.org/tap/v3", "v3")], tags: ["v1.4.0", "v3.0.0", "v3.1.0"],
            touched: touched
        ).plan()
        #expect(plan.versions == [version] && plan.released.first?.tag?.text == tag)
    }

    @Test("Below a folder they begin with its name", arguments: [("kit", "kit/v0.2.1"), ("kit/v2", "kit/v2.5.1")])
    func below(touched: String, tag: String) throws {
        let plan = try world(
            [("example.org/tap", "."), ("example.org/tap/kit", "kit"), ("example.org/tap/kit/v2", "kit/v2")],
            tags: ["v1.0.0", "kit/v0.2.0", "kit/v2.5.0"], touched: touched
        ).plan()
        #expect(plan.released.map(\.tag?.text) == [tag])
    }

    @Test("A module that has never been released is suggested a version that it can have")
    func first() throws {
        let plan = try world(
            [("example.org/tap", "."), ("example.org/tap/v4", "v4")], tags: ["v1.0.0"], touched: "v4"
        ).plan()
        #expect(
            plan.component("example.org/tap/v4")?.reasons.first?.summary.contains("example.org/tap/v4=4.0.0") == true)
    }

    @Test(
        "A tag that Go does not know is named, with the tag that it would know",
        arguments: ["release-1.4.0", "1.4.0", "pump-v1.4.0"] as [TagName])
    func unknownStyle(tag: TagName) throws {
        let plan = try world([("example.org/tap", ".")], tags: [tag], touched: ".").plan()
        let summary = plan.component("example.org/tap")?.reasons.first?.summary ?? ""
        #expect(summary.contains("\(tag) may be its 1.4.0") && summary.contains("tag v1.4.0 \(tag)^{}"))
    }
}
