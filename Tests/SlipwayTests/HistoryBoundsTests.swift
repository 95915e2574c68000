import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("How far back commits are looked for", .heavy)
struct HistoryBoundsTests {
    private func entry(_ configuration: String, tag: String?) async throws -> String {
        var configuration = configuration
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"], tag: tag)
        for (index, message) in ["feat: one", "fix: two", "fix: three"].enumerated() {
            try await fixture.commit(message, ["a": "\(index)"], in: "core")
            let id = try await fixture.git("rev-parse", "HEAD", in: fixture.workspace + "/core")
            configuration.replace("at-\(index)", with: id.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        try fixture.write("workspace: w\nrepositories: { core: {} }\n\(configuration)\n", to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("changelog")
        #expect(result.end == .exited(0), "\(result.errorText)")
        return result.text.split(separator: "\n").filter { $0.hasPrefix("* ") }
            .map { String($0.dropFirst(2).prefix { $0 != " " }) }.joined(separator: " ")
    }

    @Test(
        "From the last release, from a named commit, or up to a number of commits",
        arguments: [
            ("", "v1.0.0", "one three two"), ("last-release-commit: at-0", "v1.0.0", "three two"),
            ("commit-search-depth: 1", "v1.0.0", "three"), ("bootstrap-commit: at-1", "v1.0.0", "one three two"),
            ("bootstrap-commit: at-1", nil, "three"), ("", nil, ""),
        ] as [(String, String?, String)])
    func bounds(configuration: String, tag: String?, entries: String) async throws {
        #expect(try await entry(configuration, tag: tag) == entries)
    }
}
