import Foundation
import ReleaseModel
import ReleaseObservation
import ReleasePorts
import Testing

@Suite("What is read of a workspace", .timeLimit(.minutes(20)))
struct WorkspaceObserverTests {
    @Test("Uncommitted work changes nothing but the sign that there is some")
    func uncommitted() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["core/Cargo.toml": manifest("core"), "app/Cargo.toml": manifest("app")])
        let clean = try await folder.observe()
        #expect(clean.repositories.first?.isDirty == false)
        // Edited, staged, deleted and added.
        try folder.write(manifest("core", "9.0.0", requires: "app"), to: "core/Cargo.toml")
        try folder.write(manifest("new"), to: "new/Cargo.toml")
        try await folder.git("add", "new")
        try FileManager.default.removeItem(atPath: folder.path + "/app/Cargo.toml")
        try folder.write("[package\n", to: "broken/Cargo.toml")
        let dirty = try await folder.observe()
        #expect(dirty.repositories.first?.isDirty == true)
        #expect(dirty.components == clean.components)
        #expect(dirty.edges == clean.edges)
        #expect(dirty.repositories.first?.files == clean.repositories.first?.files)
        #expect(dirty.repositories.first?.head == clean.repositories.first?.head)
        #expect(dirty.warnings == clean.warnings)
    }

    @Test("Observing writes nothing")
    func readOnly() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        func files() throws -> [String: Date] {
            var found: [String: Date] = [:]
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + path)
                if attributes[.type] as? FileAttributeType == .typeRegular {
                    found[path] = attributes[.modificationDate] as? Date
                }
            }
            return found
        }
        let before = try files()
        _ = try await folder.observe()
        #expect(try files() == before)
    }

    @Test("Every manifest that can't be read is reported at once, each with its repository, file and line")
    func unreadable() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.crate("app")
        try await folder.commit("fix: x", ["Cargo.toml": "[package]\nname = \n"], in: "core")
        try await folder.commit(
            "fix: x", ["package.json": "{\n", "Cargo.toml": "[package\n"], in: "app")
        let error = await #expect(throws: UnreadableInput.self) { try await folder.observe() }
        let places = try #require(error?.diagnostics.map(\.place))
        #expect(Set(places.map(\.file)) == ["app/Cargo.toml", "app/package.json", "core/Cargo.toml"])
        #expect(places == places.sorted(), "in file order")
        #expect(places.first { $0.file == "core/Cargo.toml" }?.line == 2)
        #expect(error?.exitCode == .configuration)
    }

    @Test("For display, the readable rest is returned, with the errors among the warnings")
    func tolerant() async throws {
        let folder = try ObservedFolder()
        try await folder.crate("core")
        try await folder.crate("app")
        try await folder.commit("fix: x", ["Cargo.toml": "[package\n"], in: "app")
        let world = try await folder.observe(tolerant: true)
        #expect(world.components.map(\.id) == ["core"])
        #expect(world.warnings.contains { $0.severity == .error && $0.place.file == "app/Cargo.toml" })
    }

    @Test("A commit that is asked for is read instead of the branch; tags after it are not before it")
    func atCommit() async throws {
        let folder = try ObservedFolder()
        let first = try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        try await folder.commit("feat: next", ["Cargo.toml": manifest("core", "1.1.0")])
        try await folder.git("tag", "v1.1.0")
        let world = try await folder.observe(.init(commit: "HEAD~1"))
        #expect(world.repositories.first?.head == first)
        #expect(world.component("core")?.version == Version(1, 0, 0))
        let reachable = world.repositories.first?.tags.filter(\.isReachable).map(\.name)
        #expect(reachable == ["v1.0.0"])
    }

    @Test("A commit that no repository has is an error; one that some have leaves the others at their branches")
    func noCommit() async throws {
        let folder = try ObservedFolder()
        let core = try await folder.crate("core")
        let app = try await folder.crate("app")
        try await folder.commit("fix: x", ["x": "y"], in: "core")
        let error = await #expect(throws: ObservationError.self) {
            try await folder.observe(.init(commit: "0123456"))
        }
        #expect(error?.code == "observe.no-such-commit")
        let world = try await folder.observe(.init(commit: core.text, withHistory: false))
        #expect(world.repository("core")?.head == core)
        #expect(world.repository("app")?.head == app)
    }

    @Test("Ignored paths are not searched, whatever lies there; folders of ignored components neither")
    func ignored() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "core/Cargo.toml": manifest("core"), "vendor/deep/Cargo.toml": "[package\n",
            "old/Cargo.toml": "[package\n", "legacy/app/Cargo.toml": manifest("legacy"),
        ])
        await #expect(throws: UnreadableInput.self) { try await folder.observe() }
        let world = try await folder.observe {
            $0.ignoredPaths = ["vendor", "legacy/**"]
            var old = ComponentConfiguration()
            old.path = "old"
            old.isIgnored = true
            $0.components["old"] = old
        }
        #expect(world.components.map(\.id) == ["core"])
        #expect(world.ignored == ["old"])
        #expect(world.repositories.first?.files.keys.sorted() == ["core/Cargo.toml"])
    }

    @Test("Symbolic links are not followed: they are no manifests, and their targets are known")
    func links() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["core/Cargo.toml": manifest("core")])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/alias", withDestinationPath: "core")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/Cargo.toml", withDestinationPath: "/etc/passwd")
        try await folder.commit("chore: links", [:])
        let world = try await folder.observe()
        #expect(world.components.map(\.id) == ["core"])
        #expect(world.repositories.first?.links == ["alias": "core", "Cargo.toml": "/etc/passwd"])
    }

    @Test("A changelog is read under its usual name in any case, and under the configured one")
    func changelogs() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "Cargo.toml": manifest("core"), "Changelog.md": "# A\n", "docs/HISTORY.md": "# B\n", "NEWS.md": "# C\n",
        ])
        let world = try await folder.observe { $0.defaults.changelog.path = "docs/HISTORY.md" }
        #expect(world.repositories.first?.changelogs.keys.sorted() == ["Changelog.md", "docs/HISTORY.md"])
    }

    @Test("An upstream's tag must carry the version that it says; one that does not is refused with the places")
    func upstreamTag() async throws {
        let folder = try ObservedFolder()
        try await folder.repository(["Cargo.toml": manifest("core")])
        try await folder.git("tag", "v1.0.0")
        try await folder.git("tag", "v1.2.0")
        _ = try await folder.observe(.init(upstreamTag: "v1.0.0"))
        let error = await #expect(throws: (any Error).self) { try await folder.observe(.init(upstreamTag: "v1.2.0")) }
        let known = try #require(error as? any UserFacingError)
        #expect(known.summary.contains("v1.2.0"), "\(known.summary)")
        #expect(known.reasons.contains { $0.contains("Cargo.toml:3") && $0.contains("1.0.0") }, "\(known.reasons)")
    }
}
