import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Tags")
struct TagTemplateTests {
    static let versions = ["0.1.0", "1.2.3-rc.1", "1.0.0+linux", "2.0.0.dev3", "1.0rc1", "10.20.30"]

    @Test(
        "A tag and its version are each other's inverse", arguments: versions,
        ["v{version}", "{version}", "{component}-v{version}", "{component}@{version}", "release/{version}/final"])
    func inverse(text: String, template: String) throws {
        let version = try #require(Version(text))
        let template = try #require(TagTemplate(template, component: "pot-o-core"))
        #expect(template.version(of: template.name(version: version))?.text == text)
    }

    @Test(
        "A tag belongs to a component by its exact prefix and a whole version",
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

    @Test("Short tags are no tags of a component that has long ones")
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
        "Without configuration the tags that are there decide, then the convention",
        arguments: [
            (1, [], "v2.0.0"), (2, [], "core-v2.0.0"), (1, ["0.1.0"], "2.0.0"), (1, ["core-v0.1.0"], "core-v2.0.0"),
            (2, ["core@0.1.0"], "core@2.0.0"), (2, ["v0.1.0"], "core-v2.0.0"), (1, ["0.1.0", "v0.2.0"], "v2.0.0"),
        ] as [(Int, [TagName], TagName)])
    func convention(siblings: Int, tags: [TagName], name: TagName) throws {
        let template = try #require(
            tagTemplate(
                of: Component(id: "core", repository: "r"), settings: ComponentConfiguration(), siblings: siblings,
                tags: tags.map { ObservedTag(name: $0, commit: "c") }))
        #expect(template.name(version: Version(2, 0, 0)) == name)
    }

    @Test("The last release is the highest version, not the newest or longest tag")
    func last() throws {
        let template = try #require(TagTemplate("v{version}", component: "core"))
        let tags: [TagName] = ["v0.9.0", "v0.10.0", "v0.10.0-rc.1", "nightly", "v0.2.0", "core-v3.0.0"]
        let found = lastRelease(template: template, tags: tags.map { ObservedTag(name: $0, commit: "c") })
        #expect(found?.tag.name == "v0.10.0")
    }
}
