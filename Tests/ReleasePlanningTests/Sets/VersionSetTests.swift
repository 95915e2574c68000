import ReleaseModel
import ReleasePlanning
import Testing

@Suite("What a release records in a version set")
struct VersionSetTests {
    private func set(version: String = "1.0.0", tag: String? = nil, commit: String? = nil) -> VersionSet {
        VersionSet(
            repository: "w", file: "versions.toml",
            entries: [
                .init(
                    component: "core", version: .init(key: "v", value: version),
                    tag: tag.map { .init(key: "t", value: $0) }, commit: commit.map { .init(key: "c", value: $0) }),
                .init(component: nil, version: .init(key: "other", value: "1.0.0"), tag: nil, commit: nil),
            ],
            requirements: [
                .init(component: "app", upstream: "core", value: .init(key: "app.core", value: "1.0.0")),
                .init(component: "core", upstream: nil, value: .init(key: "core.x", value: "1.0.0")),
            ])
    }

    private func edits(_ set: VersionSet, releasing: Set<ComponentID>, isOnlyRecorded: Bool = false) -> [String] {
        set.edits(
            next: { releasing.contains($0) ? Version(1, 1, 0) : nil }, tag: { TagName("\($0)/v\($1)") },
            isOnlyRecorded: { _ in isOnlyRecorded }
        ).map { "\($0.component) \($0.edit.key): \($0.edit.change)" }
    }

    @Test("Version, tag and commit of a component that is released here, and what requires it")
    func here() {
        #expect(
            edits(set(tag: "core-1.0.0", commit: "abc"), releasing: ["core"]) == [
                "core v: 1.0.0 → 1.1.0", "core t: core-1.0.0 → core/v1.1.0", "core c: abc → {commit:core}",
                "core app.core: 1.0.0 → 1.1.0",
            ])
    }

    @Test("A requirement is recorded with the component that has it, where that is released too")
    func holder() {
        #expect(edits(set(version: "1.1.0"), releasing: ["core", "app"]) == ["app app.core: 1.0.0 → 1.1.0"])
        #expect(edits(set(), releasing: ["app"]) == [])
    }

    @Test("A component that only the set names keeps its commit, and its tag keeps its spelling")
    func elsewhere() {
        #expect(
            edits(set(tag: "core-1.0.0", commit: "abc"), releasing: ["core"], isOnlyRecorded: true) == [
                "core t: core-1.0.0 → core-1.1.0", "core app.core: 1.0.0 → 1.1.0",
            ])
    }
}
