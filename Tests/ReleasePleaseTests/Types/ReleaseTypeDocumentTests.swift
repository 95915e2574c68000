import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePlease
import Testing

@Suite("The table of release types")
struct ReleaseTypeDocumentTests {
    private static let table: [String] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try? String(contentsOf: root.appendingPathComponent("docs/release-types.md"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    }()

    @Test(
        "Each release type has one row, with its first version and its changelog",
        arguments: allReleaseTypes.map(\.name.text))
    func row(name: String) throws {
        let type = try #require(releaseType(named: .init(name)))
        let rows = Self.table.map { $0.split(separator: "|") }.filter { $0[0].contains("`\(name)`") }
        #expect(rows.count == 1)
        let cells = try #require(rows.first)
        let version = type.initialVersion + (type.ignoresConfiguredInitialVersion ? ", always" : "")
        #expect(cells[2].trimmingCharacters(in: .whitespaces) == version)
        if type.changelogPath != "CHANGELOG.md" { #expect(cells[3].contains("`\(type.changelogPath)`")) }
    }
}
