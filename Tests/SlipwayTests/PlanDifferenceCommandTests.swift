import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Plans compared on the command line", .heavy)
struct PlanDifferenceCommandTests {
    @Test("Two commits are planned and compared, and so are a file and a tag")
    func compared() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: a", ["a": "1"], in: "core")
        try await fixture.git("tag", "before", in: fixture.workspace + "/core")
        _ = try await fixture.slipway("plan", "--out", fixture.root + "/plan.json")
        try await fixture.commit("feat: b", ["b": "1"], in: "core")
        for first in ["before", fixture.root + "/plan.json"] {
            let found = try await fixture.slipway("plan", "--diff", first, "main")
            #expect(found.end == .exited(0), "\(found.errorText)")
            #expect(
                found.text.contains("core  next 1.0.1 → 1.1.0  bump patch → minor  tag v1.0.1 → v1.1.0"),
                "\(found.text)")
            #expect(found.text.contains("+ entry b "), "\(found.text)")
        }
        let same = try await fixture.slipway("plan", "--diff", "main", "main")
        #expect(same.end == .exited(0) && same.text == "No difference.\n", "\(same.text)")
        let json = try await fixture.slipway("plan", "--diff", "before", "main", "--json")
        #expect(json.text.contains("\"nextVersion\" : {"), "\(json.text)")
        #expect(
            json.text.contains("\"schema\" : \"slipway.plan-difference\\/1\"")
                || json.text.contains("\"schema\" : \"slipway.plan-difference/1\""))
        let sentences = try await fixture.slipway("plan", "--explain", "core", "--json")
        #expect(sentences.text.hasPrefix("{") && sentences.text.contains("slipway.explanation"), "\(sentences.text)")
        #expect(sentences.text.contains("\"sentences\" : ["))
        #expect(try await fixture.slipway("plan", "--diff", "main").end == .exited(64))
        #expect(try await fixture.slipway("plan", "--diff", "main", "nowhere").end != .exited(0))
    }
}
