import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Outputs for workflows")
struct ActionOutputsTests {
    private func release(_ path: String, component: String, notes: String = "x") -> ActionOutputs.Release {
        ActionOutputs.Release(
            component: component, path: path, version: Version(1, 2, 3), tag: "v1.2.3", commit: "abc", notes: notes)
    }

    @Test("Outputs of the root have no prefix, others their path")
    func prefixes() throws {
        let outputs = try ActionOutputs(
            releases: [release(".", component: ""), release("a/b", component: "b")])
        let values = Dictionary(uniqueKeysWithValues: outputs.values.map { ($0.name, $0.text) })
        #expect(values["releases_created"] == "true" && values["paths_released"] == "[\".\",\"a/b\"]")
        #expect(values["tag_name"] == "v1.2.3" && values["name"] == "v1.2.3" && values["a/b--name"] == "b: v1.2.3")
        #expect(values["a/b--major"] == "1" && values["a/b--minor"] == "2" && values["a/b--patch"] == "3")
        #expect(values["html_url"] == nil)
    }

    @Test("Each of the two commands of a workflow says nothing of what the other did")
    func halves() throws {
        let released = Set(try ActionOutputs(releases: []).values.map(\.name))
        let requested = Set(try ActionOutputs(requests: []).values.map(\.name))
        #expect(released == ["releases_created", "paths_released"] && requested == ["prs_created"])
    }

    @Test("A path can't end an output name early")
    func paths() throws {
        let text = try ActionOutputs(releases: [release("a\nb=c<<d", component: "x")]).runnerText
        #expect(
            text.contains("a_b_c__d--tag_name=v1.2.3\n") && !text.contains("d--tag_name<<")
                && !text.contains("\nb=c<<d--"))
    }

    @Test("No content of a value ends it or begins another", arguments: ["a\nEOF\nb=c", "x\r\ny", "a\rb=c"])
    func runner(notes: String) throws {
        let text = try ActionOutputs(releases: [release(".", component: "", notes: notes)]).runnerText
        let start = try #require(text.ranges(of: "body<<").first)
        let mark = text[start.upperBound...].prefix { $0 != "\n" }
        #expect(text.contains("body<<\(mark)\n\(notes)\n\(mark)\n") && !notes.contains(mark))
    }
}
