import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("Tags")
struct TagTemplateTests {
    static let versions = ["0.1.0", "1.2.3-rc.1", "1.0.0+linux", "2.0.0.dev3", "1.0rc1", "10.20.30"]

    @Test(
        "Tag and version convert to each other", arguments: versions,
        ["v{version}", "{version}", "{component}-v{version}", "{component}@{version}", "release/{version}/final"])
    func inverse(text: String, template: String) throws {
        let version = try #require(Version(text))
        let template = try #require(TagTemplate(template, component: "pot-o-core"))
        #expect(template.version(of: template.name(version: version))?.text == text)
    }

    @Test(
        "How a tag is spelled follows from the version that it says, at its last place", arguments: versions,
        ["v{version}", "app-1.2-v{version}", "release/{version}/final"])
    func spelled(text: String, template: String) throws {
        let version = try #require(Version(text))
        let expected = try #require(TagTemplate(template, component: "x"))
        let found = try #require(TagTemplate(of: expected.name(version: version), saying: version))
        #expect(found == expected && found.text == template)
        #expect(TagTemplate(of: "v7.7.7", saying: version) == nil)
    }

    @Test("A component with a number in its name keeps it in the template")
    func numbered() {
        #expect(TagTemplate(of: "py3.1-v3.1", saying: Version("3.1") ?? Version(0, 0, 0))?.text == "py3.1-v{version}")
    }

    @Test("A release keeps the spelling of its tag")
    func kept() throws {
        let tags: [TagName] = ["v0.4.2", "0.5.0", "v0.7.0"]
        let index = TagIndex(tags.map { ObservedTag(name: $0, commit: "c") })
        let forms = try #require(
            TagForms(of: Component(id: "core", repository: "r"), settings: .init(), siblings: 1, tags: index))
        let releases = forms.releases(in: forms.tags(in: index))
        #expect(releases.map { $0.template?.text } == ["v{version}", "{version}", "v{version}"])
    }

    @Test(
        "A tag belongs to a component by its exact prefix and a complete version",
        arguments: [
            ("percolate", "percolate-v1.0.0", "1.0.0"), ("percolate", "percolate-rocks-v1.0.0", nil),
            ("percolate-rocks", "percolate-rocks-v1.0.0", "1.0.0"), ("percolate-rocks", "percolate-v1.0.0", nil),
            ("percolate", "v1.0.0", nil), ("percolate", "percolate-v", nil), ("percolate", "percolate-v1", "1"),
            ("percolate", "percolate-v1.0.0-linux!", nil), ("percolate", "xpercolate-v1.0.0", nil),
            ("percolate", "percolate-vv1.0.0", nil),
        ] as [(ComponentID, String, String?)])
    func exact(component: ComponentID, tag: String, version: String?) throws {
        let template = try #require(TagTemplate("{component}-v{version}", component: component))
        #expect(template.version(of: TagName(tag))?.text == version)
    }

    @Test("Short tags do not belong to a component that has long ones")
    func short() throws {
        let template = try #require(TagTemplate("v{version}", component: "percolate"))
        #expect(template.version(of: "v1.0.0")?.text == "1.0.0")
        #expect(template.version(of: "percolate-v1.0.0") == nil)
    }

    @Test("A template must hold the version once", arguments: ["v", "{component}", "{version}-{version}"])
    func invalid(template: String) {
        #expect(TagTemplate(template, component: "core") == nil)
    }

    @Test(
        "Without configuration the existing tags decide, then the convention",
        arguments: [
            (1, [], "v2.0.0"), (2, [], "core-v2.0.0"), (1, ["0.1.0"], "2.0.0"), (1, ["core-v0.1.0"], "core-v2.0.0"),
            (2, ["core@0.1.0"], "core@2.0.0"), (2, ["v0.1.0"], "core-v2.0.0"), (1, ["0.1.0", "v0.2.0"], "v2.0.0"),
        ] as [(Int, [TagName], TagName)])
    func convention(siblings: Int, tags: [TagName], name: TagName) throws {
        let forms = try #require(
            TagForms(
                of: Component(id: "core", repository: "r"), settings: ComponentConfiguration(), siblings: siblings,
                tags: TagIndex(tags.map { ObservedTag(name: $0, commit: "c") })))
        #expect(forms.template.name(version: Version(2, 0, 0)) == name)
    }

    @Test("A component finds by the index what it finds among all tags", arguments: 0..<40)
    func index(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parts = ["core", "core-rc", "v", "1.2.0", "0.10.3", "2.0.0-rc.1", "-", "@", "/", "3", "x"]
        let tags = (0..<200).map { _ in
            let name = (0..<Int.random(in: 1...5, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }
            return ObservedTag(name: TagName(name.joined()), commit: "c")
        }
        let forms = try #require(
            TagForms(
                of: Component(id: "core", repository: "r"), settings: ComponentConfiguration(), siblings: 1,
                tags: TagIndex(tags)))
        #expect(
            forms.last(of: forms.releases(in: forms.tags(in: TagIndex(tags))))
                == forms.last(of: forms.releases(in: tags)), "seed \(seed)")
    }

    private func forms(
        _ tags: [TagName], siblings: Int = 1, ecosystem: EcosystemName? = nil, path: String = ".", tag: String? = nil
    ) throws -> (TagForms, [ObservedTag]) {
        let observed = tags.map { ObservedTag(name: $0, commit: "c") }
        var settings = ComponentConfiguration()
        settings.tag = tag
        let component = Component(id: "core", repository: "r", path: path, ecosystem: ecosystem)
        return (
            try #require(TagForms(of: component, settings: settings, siblings: siblings, tags: TagIndex(observed))),
            observed
        )
    }

    @Test("The last release is the highest version, not the newest or longest tag")
    func last() throws {
        let (forms, tags) = try forms(["v0.9.0", "v0.10.0", "v0.10.0-rc.1", "nightly", "v0.2.0", "other-v3.0.0"])
        #expect(forms.last(of: forms.releases(in: tags))?.tag.name == "v0.10.0")
    }

    @Test("Several styles in one history are one list in the order of versions")
    func styles() throws {
        let (forms, tags) = try forms(["v0.4.2", "0.5.0", "0.6.0", "v0.7.0", "core-v0.3.0"])
        #expect(forms.releases(in: tags).map(\.tag.name) == ["core-v0.3.0", "v0.4.2", "0.5.0", "0.6.0", "v0.7.0"])
        #expect(forms.template.name(version: Version(1, 0, 0)) == "v1.0.0")
    }

    @Test("A configured style is for new tags; older ones stay releases")
    func configured() throws {
        let (forms, tags) = try forms(["v0.4.2", "v0.5.0"], tag: "release-{version}")
        #expect(forms.last(of: forms.releases(in: tags))?.version == Version(0, 5, 0))
        #expect(forms.template.name(version: Version(1, 0, 0)) == "release-1.0.0")
    }

    @Test("Of two tags for one version the one in the style of new tags counts")
    func twins() throws {
        let (forms, tags) = try forms(["1.0.0", "v1.0.0"], tag: "{version}")
        #expect(forms.last(of: forms.releases(in: tags))?.tag.name == "1.0.0")
    }

    @Test("A Go module below the root is tagged with its folder")
    func modules() throws {
        let (nested, _) = try forms([], siblings: 2, ecosystem: "go", path: "tools/lint")
        #expect(nested.template.name(version: Version(1, 2, 0)) == "tools/lint/v1.2.0")
        let (root, tags) = try forms(["v1.0.0", "tools/lint/v9.0.0"], siblings: 2, ecosystem: "go")
        #expect(root.last(of: root.releases(in: tags))?.version == Version(1, 0, 0))
    }

    @Test("A Maven module is tagged with its artifact's name, and git takes every derived tag")
    func coordinates() throws {
        let component = Component(id: "org.example:core", repository: "r", path: "core", ecosystem: "maven")
        let forms = try #require(
            TagForms(of: component, settings: ComponentConfiguration(), siblings: 2, tags: TagIndex([])))
        #expect(forms.template.name(version: Version(1, 2, 0)) == "core-v1.2.0")
        #expect(forms.known.allSatisfy { $0.name(version: Version(1, 2, 0)).isReference })
        let odd = try #require(TagTemplate("{component}-v{version}", component: "My ~Package:x"))
        #expect(odd.name(version: Version(1, 2, 0)) == "My--Package-x-v1.2.0")
    }

    @Test(
        "Names that git rejects are recognised",
        arguments: ["a b", "a..b", "a/", "/a", "a.lock", "-a", "a~1", "a:b", "@", "a@{b", "a.", ".a"])
    func references(name: TagName) { #expect(!name.isReference) }
}
