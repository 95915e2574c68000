import ReleaseManifests
import ReleaseModel
import ReleaseObservation
import Testing

/// What is taken for a template stops nothing, or says the one key that helps.
@Suite("Manifests of templates")
struct TemplateAdviceTests {
    private let fill = #"{"name": "pump", "version": "1.0.0"}"#

    @Test("A placeholder as the name is a warning that names ignore-paths, and no component")
    func name() async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "package.json": fill, "gen/app/package.json": #"{"name": "<%= title %>", "version": "1.0.0"}"#,
        ])
        let world = try await folder.observe(.init(withHistory: false))
        #expect(world.components.map(\.id) == ["pump"])
        let warning = world.warnings.first { $0.code == "component.template" }
        #expect(warning?.suggestion?.contains("ignore-paths: [gen/app]") == true)
        #expect(warning?.place.file == "w/gen/app/package.json")
    }

    @Test(
        "A placeholder that can't be read is refused with ignore-paths alone; an ordinary fault has both ways",
        arguments: [("{{ release }}", true), ("one", false)])
    func version(text: String, isTemplate: Bool) async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "package.json": fill, "gen/app/package.json": #"{"name": "app", "version": "\#(text)"}"#,
        ])
        let error = await #expect(throws: UnreadableInput.self) { try await folder.observe() }
        let advice = try #require(error?.suggestions.first)
        #expect(advice.contains("ignore-paths: [gen/app]"))
        #expect(advice.contains("three numbers") == !isTemplate, "\(advice)")
    }

    @Test("In a folder whose name says so it is only a warning", arguments: ["starter", "demo-template", "gen/smoke"])
    func folder(path: String) async throws {
        let folder = try ObservedFolder()
        try await folder.repository([
            "package.json": fill, "\(path)/package.json": #"{"name": "app", "version": "__NUMBER__"}"#,
        ])
        let world = try await folder.observe(.init(withHistory: false))
        #expect(world.components.contains { $0.id == "pump" })
    }
}
