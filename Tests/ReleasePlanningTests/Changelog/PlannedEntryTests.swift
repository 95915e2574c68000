import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Changelog entries in a plan")
struct PlannedEntryTests {
    private func world(
        _ text: String, file: String = "CHANGELOG.md", commits: [String] = ["fix: tune the horn"],
        _ change: (inout World) -> Void = { _ in }
    ) -> World {
        var world = World()
        world.add("horn", "2.3.0", commits: commits)
        world.repositories["horn"]?.remoteAddress = nil
        world.repositories["horn"]?.changelogs[file] = Array(text.utf8)
        change(&world)
        return world
    }

    /// The file after the plan was performed.
    private func written(_ plan: ReleasePlan, _ text: String, file: String = "CHANGELOG.md") throws -> String {
        let edits = plan.components.flatMap(\.edits).filter { $0.ecosystem == "changelog" && $0.file == file }
        let bytes = try ChangelogEcosystem().apply(edits.map(\.edit), to: file, bytes: Array(text.utf8))
        return String(decoding: bytes, as: UTF8.self)
    }

    private let id = World.commit("fix: tune the horn").short

    @Test("The text under Unreleased becomes part of the entry, above the text from the commits")
    func moved() throws {
        let text = "# News\n\n## [Unreleased]\n\n### Added\n\n- a valve\n\n## [2.3.0]\n"
        let plan = try world(text).plan()
        let entry = "## 2.3.1 (2026-01-01)\n\n### Added\n\n- a valve\n\n### Bug Fixes\n\n* tune the horn (\(id))"
        #expect(plan.component("horn")?.changelog == entry + "\n")
        #expect(try written(plan, text) == "# News\n\n## [Unreleased]\n\n\(entry)\n\n## [2.3.0]\n")
    }

    @Test("Text and commits under the same title are merged, each once")
    func oneTitle() throws {
        let text =
            "## Unreleased\n\n### bug fixes\n\n- a leak\n* tune the horn (\(id))\n\n### Other\n\n- x\n\n## 2.3.0\n"
        let plan = try world(text, commits: ["fix: tune the horn", "fix: oil it"]).plan()
        let oil = World.commit("fix: oil it").short
        #expect(
            plan.component("horn")?.changelog
                == "## 2.3.1 (2026-01-01)\n\n### bug fixes\n\n- a leak\n* tune the horn (\(id))\n* oil it (\(oil))\n\n### Other\n\n- x\n"
        )
    }

    @Test("With `unreleased: keep` the text stays where it is")
    func kept() throws {
        let text = "# News\n\n## [Unreleased]\n\n- a valve\n\n## [2.3.0]\n"
        let plan = try world(text) { $0.set("horn") { $0.changelog.unreleased = .keep } }.plan()
        let entry = "## 2.3.1 (2026-01-01)\n\n\n### Bug Fixes\n\n* tune the horn (\(id))"
        #expect(plan.component("horn")?.changelog == entry + "\n")
        #expect(try written(plan, text) == "# News\n\n## [Unreleased]\n\n- a valve\n\n\(entry)\n\n## [2.3.0]\n")
    }

    @Test(
        "The links at the end follow: Unreleased is compared with the new tag, and the new version gets its own",
        arguments: [
            (
                "[Unreleased]: https://h.example/b/horn/compare/v2.3.0...HEAD",
                "[Unreleased]: https://h.example/b/horn/compare/v2.3.1...HEAD\n[2.3.1]: https://h.example/b/horn/compare/v2.3.0...v2.3.1"
            ),
            (
                "[unreleased]:   https://l.example/b/horn/-/compare/v2.3.0...main",
                "[unreleased]:   https://l.example/b/horn/-/compare/v2.3.1...main\n[2.3.1]: https://l.example/b/horn/-/compare/v2.3.0...v2.3.1"
            ),
            (
                "[Unreleased]: https://b.example/horn/branches/compare/HEAD..v2.3.0",
                "[Unreleased]: https://b.example/horn/branches/compare/HEAD..v2.3.1\n[2.3.1]: https://b.example/horn/branches/compare/v2.3.1..v2.3.0"
            ),
            (
                "[2.3.0]: https://h.example/compare/v2.2.0...v2.3.0\n[2.2.0]: https://h.example/tags/v2.2.0",
                "[2.3.1]: https://h.example/compare/v2.3.0...v2.3.1\n[2.3.0]: https://h.example/compare/v2.2.0...v2.3.0\n[2.2.0]: https://h.example/tags/v2.2.0"
            ),
            (
                "[v2.3.0]: https://h.example/tags/v2.3.0",
                "[v2.3.1]: https://h.example/tags/v2.3.1\n[v2.3.0]: https://h.example/tags/v2.3.0"
            ),
            ("[Unreleased]: https://h.example/commits/main", "[Unreleased]: https://h.example/commits/main"),
            ("[1]: https://h.example/2.3.0", "[1]: https://h.example/2.3.0"),
        ])
    func links(before: String, after: String) throws {
        let text = "# News\n\n## [Unreleased]\n\n## [2.3.0]\n\n* a\n\n\(before)\n"
        let result = try written(try world(text).plan(), text)
        #expect(result.hasSuffix("## [2.3.0]\n\n* a\n\n\(after)\n"), "\(result)")
        let label = after == before ? "2.3.1" : before.hasPrefix("[v") ? "[v2.3.1]" : "[2.3.1]"
        #expect(result.contains("\n\n## \(label) (2026-01-01)\n"), "\(result)")
    }

    @Test("An address in the heading Unreleased follows too")
    func headingLink() throws {
        let text = "# News\n\n## [Unreleased](https://h.example/compare/v2.3.0...HEAD)\n\n- a\n\n## 2.3.0\n"
        let result = try written(try world(text).plan(), text)
        #expect(result.hasPrefix("# News\n\n## [Unreleased](https://h.example/compare/v2.3.1...HEAD)\n\n## 2.3.1 ("))
    }

    @Test("A hand-written section for the version keeps its text and gets the text from the commits")
    func handWritten() throws {
        let text = "# News\n\n## 2.3.1 - soon\n\nThe horn is in tune.\n\n## 2.3.0\n"
        let plan = try world(text).plan()
        let words = "The horn is in tune.\n\n### Bug Fixes\n\n* tune the horn (\(id))"
        #expect(try written(plan, text) == "# News\n\n## 2.3.1 - soon\n\n\(words)\n\n## 2.3.0\n")
        #expect(plan.component("horn")?.changelog == "## 2.3.1 (2026-01-01)\n\n\(words)\n")
    }

    @Test("A section that says `unreleased` in its heading becomes the version's entry")
    func pending() throws {
        let text = "# News\n\n## 2.3.1 (Unreleased)\n\n- in tune\n\n## 2.3.0\n"
        #expect(
            try written(try world(text).plan(), text)
                == "# News\n\n## 2.3.1 (2026-01-01)\n\n- in tune\n\n### Bug Fixes\n\n* tune the horn (\(id))\n\n## 2.3.0\n"
        )
        let other = "# News\n\n## 3.0.0 (unreleased)\n\n- new\n\n## 2.3.0\n"
        #expect(
            try written(try world(other).plan(), other).hasPrefix(
                "# News\n\n## 3.0.0 (unreleased)\n\n- new\n\n## 2.3.1 ("))
    }

    @Test("A complete file is left alone, as after a merged release branch")
    func told() throws {
        let text = "# News\n\n## 2.3.1 (2025-12-24)\n\n### Bug Fixes\n\n* tune the horn (\(id))\n\n## 2.3.0\n"
        let plan = try world(text).plan()
        #expect(plan.component("horn")?.edits.contains { $0.ecosystem == "changelog" } == false)
    }

    @Test("A link within the repository is followed", arguments: ["../NEWS.md", "./../NEWS.md"])
    func linked(target: String) throws {
        let text = "# News\n\n## 2.3.0\n"
        let world = world(text, file: "NEWS.md") {
            $0.set("horn") { $0.changelog.path = "docs/CHANGELOG.md" }
            $0.repositories["horn"]?.links["docs/CHANGELOG.md"] = target
        }
        #expect(try written(world.plan(), text, file: "NEWS.md").hasPrefix("# News\n\n## 2.3.1 ("))
    }

    @Test(
        "A link that is broken or leads out of the repository is refused",
        arguments: ["../../NEWS.md", "/etc/NEWS.md", "GONE.md", "CHANGELOG.md"])
    func refused(target: String) throws {
        let world = world("x", file: "OTHER.md") { $0.repositories["horn"]?.links["CHANGELOG.md"] = target }
        #expect(throws: PlanError.changelogLink("horn", "CHANGELOG.md", to: target)) { try world.plan() }
        // No one's entry goes there.
        var quiet = world
        quiet.set("horn") { $0.changelog.isSkipped = true }
        #expect(try quiet.plan().versions == ["horn 2.3.1"])
    }

    @Test("Components that share a file each name themselves in it, and Unreleased stays")
    func shared() throws {
        let text = "# News\n\n## Unreleased\n\n- a\n\n## bell 1.0.0\n"
        var world = World()
        world.add("bell", "1.0.0", commits: ["fix: ring"], in: "band")
        world.add("horn", "1.0.0", commits: ["fix: blow"], in: "band")
        for name in ["bell", "horn"] as [ComponentID] { world.set(name) { $0.changelog.path = "/NEWS.md" } }
        world.repositories["band"]?.changelogs["NEWS.md"] = Array(text.utf8)
        let result = try written(world.plan(), text, file: "NEWS.md")
        #expect(result.hasPrefix("# News\n\n## Unreleased\n\n- a\n\n## "))
        let headings = result.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.prefix(10) }
        #expect(headings == ["## Unrelea", "## horn 1.", "## bell 1.", "## bell 1."])
    }

    @Test("In compat mode the entry goes where release-please puts it")
    func compat() throws {
        let text = "# News\n\n```\n## 1.0.0\n```\n\n## Unreleased\n\n- a\n\n## 2.3.0\n"
        let plan = try world(text) { $0.configuration.compatibility = .compat }.plan()
        #expect(try written(plan, text).hasPrefix("# News\n\n```\n## 2.3.1 ("))
    }
}
