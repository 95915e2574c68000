import Foundation
import Testing

@Suite("The table of guarantees")
struct GuaranteesTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every `SuiteTests "name of a test"` of the document.
    private static func named() throws -> [(suite: String, test: String)] {
        let text = try String(contentsOf: root.appending(path: "docs/guarantees.md"), encoding: .utf8)
        return text.matches(of: /([A-Za-z0-9]+Tests) "([^"]+)"/).map { (String($0.1), String($0.2)) }
    }

    @Test("Each line names an existing test")
    func namesTests() throws {
        let named = try Self.named()
        #expect(named.count > 20)
        var sources: [String: String] = [:]
        let folder = Self.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            sources[file.path] = try String(contentsOf: file, encoding: .utf8)
        }
        for (suite, test) in named {
            let holders = sources.values.filter { $0.contains("struct \(suite)") }
            #expect(!holders.isEmpty, "there is no \(suite)")
            #expect(holders.contains { $0.contains("\"\(test)\"") }, "\(suite) has no \"\(test)\"")
        }
    }

    @Test("Every effect's line names its test, or says \"not yet\"")
    func everyEffect() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/guarantees.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix("Effects") })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
        #expect(rows.count >= 12)
        for row in rows {
            #expect(row.contains("not yet") || row.contains("Tests \""), "\(row)")
        }
    }
}
