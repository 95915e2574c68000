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

    static let changes: [(EcosystemName, FileEdit.Change)] = [
        ("cargo", .set(from: "1", to: "{\"change\":\"set\"}")), ("npm", .set(from: "", to: "2")),
        ("versions-toml", .setToCommit(from: "a", of: "b\"c")), ("changelog", .add("## 2\n")),
        ("version-file", .create("2")), ("change-file", .remove("abc")),
    ]

    @Test("A text of the second schema has the same, whatever its edits are", arguments: changes.indices)
    func second(index: Int) throws {
        let (ecosystem, change) = BoundPlanTextTests.changes[index]
        var plan = plan(["{\"change\":"], hasCommits: true)
        let edit = FileEdit(ecosystem: ecosystem, file: "a/\"b\"", key: "k", change: change)
        plan.components = [
            PlannedComponent(
                name: "a", path: ".", repository: "r", currentVersion: nil, nextVersion: nil, tag: nil, bump: .none,
                reasons: [], changelog: "", edits: [PlannedEdit(repository: "r", edit: edit)], level: 1)
        ]
        plan.steps.append(
            PlannedStep(
                id: "prepare:r", repository: "r", needs: [],
                work: .prepare(
                    PrepareWork(base: "abc", edits: [edit], message: "m", name: "n", mail: "e", versions: [:]))))
        let text = String(decoding: try encodeJSON(plan, isPretty: false, planSchema: .second), as: UTF8.self)
        #expect(boundPlanText(text) == Array(try encodeJSON(plan.bound, isPretty: false)))
        let other = text.replacing("\"ecosystem\":", with: "\"ecosystems\":")
        #expect(other != text && boundPlanText(other) == nil, "an edit with another field is not ours")
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
