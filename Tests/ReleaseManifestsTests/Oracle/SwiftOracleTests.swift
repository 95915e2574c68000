import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// What Swift's package manager reads from the same manifest. It answers with the limits of each requirement; whether
/// a version lies within it only says when it fetches packages, so these rules are checked by the limits.
@Suite("Package.swift beside Swift", .enabled(if: OutsideTool.isInstalled("swift"), "swift is not on PATH"))
struct SwiftOracleTests {
    private struct Dump: Decodable {
        struct Dependency: Decodable {
            struct Source: Decodable {
                var identity: String
                var requirement: Requirement
            }
            var sourceControl: [Source]
        }
        struct Requirement: Decodable {
            struct Limits: Decodable {
                var lowerBound: String
                var upperBound: String
            }
            var range: [Limits]?
            var exact: [String]?
        }
        var name: String
        var dependencies: [Dependency]
    }

    private func dump(_ manifest: String) throws -> Dump {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("swift-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(manifest.utf8).write(to: folder.appendingPathComponent("Package.swift"))
        let swift = try #require(OutsideTool("swift"))
        let arguments = [
            "package", "--disable-sandbox", "--manifest-cache", "none", "--package-path", folder.path, "dump-package",
        ]
        return try JSONDecoder().decode(Dump.self, from: Data(try swift.run(arguments).output.utf8))
    }

    @Test("Names and limits are those that Swift reads", arguments: 0..<2)
    func limits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let written = (0..<60).map { _ in RandomRequirement.swift(using: &random) }
        let lines = written.enumerated().map { index, one in
            "        .package(url: \"https://example.org/Team/Some-\(index)\(index % 2 == 0 ? ".git" : "")\", \(one)),\n"
        }
        let manifest =
            "// swift-tools-version: 5.9\nimport PackageDescription\nlet package = Package(\n    name: \"P\",\n"
            + "    dependencies: [\n\(lines.joined())    ])\n"
        let dump = try dump(manifest)
        let found = try #require(read(SwiftEcosystem(), ["Package.swift": manifest]).package(dump.name))
        try #require(dump.dependencies.count == written.count)
        #expect(found.requirements.map(\.package) == dump.dependencies.map { $0.sourceControl[0].identity })
        #expect(found.requirements.map(\.requirement) == written)
        for (requirement, dependency) in zip(written, dump.dependencies) {
            try check(requirement, dependency.sourceControl[0].requirement)
        }
    }

    private func check(_ text: String, _ limits: Dump.Requirement) throws {
        func accepts(_ version: Version) -> Bool? { SwiftEcosystem().accepts(requirement: text, version: version) }
        if let exact = limits.exact?.first {
            #expect(accepts(try #require(Version(semantic: exact))) == true, "\(text)")
            return
        }
        let range = try #require(limits.range?.first)
        let lower = try #require(Version(semantic: range.lowerBound))
        let upper = try #require(Version(semantic: range.upperBound))
        #expect(accepts(lower) == true, "\(text)")
        #expect(accepts(upper) == false, "\(text)")
        #expect(accepts(Version(lower.major, lower.minor, lower.patch)) == true, "\(text)")
        // The last release below the end.
        if upper.patch > 0 {
            #expect(accepts(Version(upper.major, upper.minor, upper.patch - 1)) == true, "\(text)")
        } else if upper.minor > 0 {
            #expect(accepts(Version(upper.major, upper.minor - 1, 999)) == true, "\(text)")
        } else {
            #expect(accepts(Version(upper.major - 1, 999, 999)) == true, "\(text)")
        }
    }
}
