import Foundation
import Testing

@Suite("slipway explain")
struct ExplainCommandTests {
    /// The codes in the sources: the texts in every `var code: String`, and those of failed steps.
    private static let codes: Set<String> = {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources").path
        let files = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
        var found: Set<String> = []
        for file in files where file.hasSuffix(".swift") && !file.hasPrefix("GitHubDouble/") {
            guard let code = try? String(contentsOfFile: sources + "/" + file, encoding: .utf8) else { continue }
            for match in code.matches(of: /var code: String \{/) {
                var depth = 1
                let body = code[match.range.upperBound...].prefix { character in
                    depth += character == "{" ? 1 : character == "}" ? -1 : 0
                    return depth > 0
                }
                found.formUnion(
                    body.matches(of: /"([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)"/).map { String($0.output.1) })
            }
        }
        return found.union([
            "build.failed", "gate.refused", "step.error", "follow-up.unknown", "git.refused-for-now",
            "release-branch.base-behind", "release-branch.base-unpushed", "release-branch.base-diverged",
        ])
    }()

    @Test("Every code that an error can have is explained: what happened, why, and what to do")
    func explained() async throws {
        #expect(Self.codes.count > 250)
        let scene = try CommandScene()
        for code in Self.codes.sorted() {
            let answer = await scene.plainly(["explain", code, "--json"])
            guard answer.code == 0, let kind = try? answer.json() else {
                Issue.record("\(code) is not explained")
                continue
            }
            for key in ["title", "reason", "remedy"] {
                #expect((kind[key] as? String)?.isEmpty == false, "\(key) of \(code)")
            }
        }
    }

    @Test("The list has each code once, and no error's code that no error has")
    func list() async throws {
        let scene = try CommandScene()
        let list = await scene.plainly(["explain"])
        #expect(list.code == 0)
        let listed = list.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
        #expect(Dictionary(grouping: listed) { $0 }.filter { $0.value.count > 1 }.keys.sorted() == [])
        // The codes of findings come first.
        let errors = listed.drop { $0 != "plan.no-such-tag" }
        #expect(errors.count > 250)
        #expect(errors.filter { !Self.codes.contains($0) } == [])
    }

    @Test("A code of a parser is explained too, and a misspelled one names the nearest")
    func others() async throws {
        let scene = try CommandScene()
        let parser = await scene.plainly(["explain", "toml.missing-value"])
        #expect(parser.code == 0 && parser.output.contains("[toml.missing-value, error]"), "\(parser.output)")
        let misspelled = await scene.plainly(["explain", "plan.tag-exist"])
        #expect(misspelled.code == 64 && misspelled.messages.contains("slipway explain plan.tag-exists"))
    }
}
