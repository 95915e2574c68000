import ReleaseConfig
import ReleaseModel
import ReleasePlanning
import Testing

/// Names of npm, of folders and of tags that YAML does not take as they are.
@Suite("Names in suggested entries")
struct SuggestedNamesTests {
    private static let component: ComponentID = "@acme/core"
    private static let edge = Edge(
        from: component, to: "@acme/app", kind: .normal, requirement: "^1",
        origin: Place(file: "package.json", line: 1, column: 1))

    private static let errors: [PlanError] =
        [
            .tagOfSeveral("v1.0.0", Version(1, 0, 0), [component, "@acme/app"]),
            .tagOfSeveral("v1.0.0", Version(1, 0, 0), [component, "@acme/app"], owner: component),
            .tagOfUnknownStyle(
                "rel/1.0.0", Version(1, 0, 0), component, template: "rel/{version}", isShared: false, folder: "/w"),
            .tagOfUnknownStyle(
                "rel/1.0.0", Version(1, 0, 0), component, template: "rel/{version}", isShared: true, folder: "/w"),
            .prereleaseUnwritten(component, "v2.0.0-rc.1", Version(2, 0, 0), written: Version(1, 0, 0)),
            .requirementAhead(edge, Version(1, 0, 0)), .requirementBehind(edge, Version(1, 0, 0)),
            .stuckRequirement(edge, Version(1, 0, 0)),
            .unreadableRequirement(edge), .tagsAlike(component, "@acme/app", template: "v{version}"),
            .artifactName("a.txt", [component]), .nothingToPublish(component, index: "pypi"),
            .badTag(component, "a..b"), .changelogLink(component, "CHANGELOG.md", to: "/x"),
            .unproven(component, advisory: []),
        ] + (ReleaseLine("1.x").map { [.outsideLine(component, Version(2, 0, 0), $0)] } ?? [])

    @Test("Whatever a component is called, the entry that an error suggests is accepted", arguments: errors.indices)
    func accepted(index: Int) throws {
        var count = 0
        for suggestion in Self.errors[index].suggestions {
            let pattern = /(?:^|: )((?:components|defaults|edges|groups|ignore-tags|ignore-paths): [\[{].*[\]}])/
            guard let match = suggestion.firstMatch(of: pattern) else { continue }
            count += 1
            #expect(findings(String(match.output.1)).isEmpty, "\(suggestion)")
        }
        #expect(count > 0, "\(Self.errors[index].suggestions)")
    }

    @Test("A repository's entry is accepted, whatever it and its folder are called")
    func repository() {
        let lines = WorkspaceConfiguration(workspace: "w").entries(
            setting: "branch: main", of: "@core", at: "/some where/a: b", in: "/w")
        #expect(findings(lines.joined(separator: "\n")).isEmpty, "\(lines)")
    }

    @Test(
        "A key with dots is explained as keys within keys",
        arguments: [
            ("forge.api: x\n", "`forge.api` means `api` within `forge`: forge: { api: … }"),
            (
                "components.core.tag: x\n",
                "`components.core.tag` means `tag` within `core` within `components`: components: { core: { tag: … } }"
            ),
        ])
    func dotted(text: String, advice: String) {
        #expect(findings(text).first?.contains(advice) == true, "\(findings(text))")
    }
}
