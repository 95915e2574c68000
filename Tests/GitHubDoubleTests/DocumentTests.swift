import Foundation
import ReleaseTestKit
import Testing

/// That `docs/github-double.md` says what is true.
@Suite("The page about the double of GitHub")
struct DocumentTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private let page: String
    private let tests: String

    init() throws {
        let root = Self.folder.deletingLastPathComponent().deletingLastPathComponent()
        page = try String(contentsOf: root.appendingPathComponent("docs/github-double.md"), encoding: .utf8)
        tests = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    }

    /// Ids of the field guide in a text, with `A1–A5` written out.
    private func rows(_ text: some StringProtocol) -> Set<String> {
        var found: Set<String> = []
        for match in String(text).matches(of: /\b([A-Q])(\d+)(?:–([A-Q])(\d+))?\b/) {
            let letter = match.output.1
            guard let first = Int(match.output.2) else { continue }
            for number in first...max(first, match.output.4.flatMap { Int($0) } ?? first) {
                found.insert("\(letter)\(number)")
            }
        }
        return found
    }

    @Test("Each row that it says is enforced is named by a test")
    func namesTests() throws {
        let lines = page.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("Tests`") }
        let promised = lines.reduce(into: Set<String>()) { $0.formUnion(rows($1.split(separator: "|")[0])) }
        let named = tests.matches(of: #/"((?:[A-Q]\d+(?:, )?)+): /#)
            .reduce(into: Set<String>()) { $0.formUnion(rows($1.output.1)) }
        #expect(promised.count > 70)
        #expect(promised.subtracting(named).sorted() == [])
    }

    @Test(
        "Each row about GitHub is enforced, or said not to be",
        .enabled(if: sharedFile("reference/forge-field.md") != nil, "needs ../shared/reference, or SLIPWAY_SHARED"))
    func knowsRows() throws {
        let guide = String(decoding: try #require(sharedFile("reference/forge-field.md")), as: UTF8.self)
        let ids = Set(guide.matches(of: /(?m)^\| ([A-Q]\d+) \|/).map { String($0.output.1) })
        #expect(ids.count > 100)
        #expect(ids.subtracting(rows(page)).sorted() == [])
    }
}
