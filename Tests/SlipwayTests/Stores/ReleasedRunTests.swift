import Foundation
import ReleasePorts
import ReleaseTestTraits
import Testing

/// Today's program shows the runs of released versions as they showed them.
@Suite("Runs of released versions, with the real program", .heavy)
struct ReleasedRunTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("ReleaseStoresTests/Released").path

    private static var kept: [String] {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return versions.sorted().flatMap { version in
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(version)")) ?? [])
                .filter { $0.hasPrefix("run-") }.sorted().map { "\(version)/\($0)" }
        }
    }

    @Test("There are kept runs")
    func some() { #expect(ReleasedRunTests.kept.count >= 5) }

    @Test("A kept run folds to the state that it had", arguments: kept)
    func fold(name: String) async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        let parts = name.split(separator: "/").map(String.init)
        let state = fixture.workspace + "/.slipway"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(ReleasedRunTests.folder)/\(parts[0])/state.db", toPath: state + "/state.db")
        let run = String(parts[1].dropFirst(4).dropLast(5))
        let result = try await fixture.slipway("run", "show", run, "--json")
        let shown = try JSONSerialization.jsonObject(with: Data(result.text.utf8)) as? [String: Any]
        let kept =
            try JSONSerialization.jsonObject(
                with: try Data(contentsOf: URL(fileURLWithPath: "\(ReleasedRunTests.folder)/\(name)")))
            as? [String: Any]
        // What a later version says beside that is no business of this one.
        for (key, value) in try #require(kept) {
            #expect(ReleasedRunTests.says(shown?[key], value), "\(name): \(key)")
        }
    }

    /// Whether a value says what another one does; its objects may have further keys.
    private static func says(_ shown: Any?, _ kept: Any) -> Bool {
        switch (shown, kept) {
        case (let shown as [String: Any], let kept as [String: Any]):
            kept.allSatisfy { key, value in says(shown[key], value) }
        case (let shown as [Any], let kept as [Any]):
            shown.count == kept.count && zip(shown, kept).allSatisfy { says($0, $1) }
        default: (shown as? NSObject) == (kept as? NSObject)
        }
    }
}
