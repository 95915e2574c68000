import Foundation
import ReleaseModel
import Testing

@Suite("What a plan's digest covers, as text")
struct BoundPlanTextTests {
    private func plan(_ warnings: [String], hasCommits: Bool) -> ReleasePlan {
        ReleasePlan(
            digest: "some", createdAt: Date(timeIntervalSince1970: 1_767_225_600), workspace: "demo",
            request: ReleaseRequest(), repositories: [PlannedRepository(id: "r", branch: "main", base: "abc")],
            components: [], steps: [PlannedStep(id: "line:a", needs: ["b", "c"], work: .line)],
            commits: hasCommits ? [] : nil, warnings: warnings, nothingToRelease: nil)
    }

    @Test(
        "It is the plan's text without digest, timestamp and commits",
        arguments: [[], ["}", "],", "\\", "\"digest\":\"x\"", "\\\"", "ünïcode \u{1F680}\n"]], [true, false])
    func same(warnings: [String], hasCommits: Bool) throws {
        let plan = plan(warnings, hasCommits: hasCommits)
        let text = String(decoding: try encodeJSON(plan, isPretty: false), as: UTF8.self)
        #expect(boundPlanText(text) == Array(try encodeJSON(plan.bound, isPretty: false)))
    }

    @Test("Any other change changes it")
    func changed() throws {
        let text = String(decoding: try encodeJSON(plan([], hasCommits: true), isPretty: false), as: UTF8.self)
        let whole = try #require(boundPlanText(text))
        let steps = "\"steps\":[],"
        for other in [
            text.replacing("line:a", with: "line:b"), text.replacing("{\"commits\"", with: "{" + steps + "\"commits\""),
            text.replacing("\"steps\"", with: "\"st\\u0065ps\""), text.replacing(":[\"b\"", with: ": [\"b\""),
        ] {
            #expect(other != text)
            #expect(boundPlanText(other) != whole)
        }
    }

    @Test(
        "Text that is not a generated JSON object has none",
        arguments: ["", "{", "{}", "[]", "null", "{\"a\":1", "{\"a\" :1}", "{ \"a\":1}", "{\"a\":1}x", "{\"a}"])
    func none(text: String) { #expect(boundPlanText(text) == nil) }
}
