import Foundation
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("slipway graph", .heavy)
struct GraphTests {
    @Test("A component versioned only by tags has its last release's version, as text and as JSON")
    func versionOfTags() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("tool", ["go.mod": "module example.org/tool\n\ngo 1.20\n"], tag: "v1.2.3")
        let text = try await fixture.slipway("graph")
        #expect(text.text.contains("tool 1.2.3"), "\(text.text) \(text.errorText)")
        #expect(try await fixture.slipway("graph", "--json").text.contains("\"version\" : \"1.2.3\""))
    }
}
