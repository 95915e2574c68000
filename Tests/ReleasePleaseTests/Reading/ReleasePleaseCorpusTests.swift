import Foundation
import ReleaseModel
import ReleasePlease
import ReleaseTestKit
import Testing

/// The configurations of real releases, of which the conformance data keeps a line each.
private enum Corpus {
    static let lines = (sharedFile("replay/dev.jsonl") ?? Data()).split(separator: UInt8(ascii: "\n"))
    static let types: Set<ReleaseTypeName> = [
        "node", "go", "python", "simple", "rust", "terraform-module", "php", "ruby", "helm",
    ]
}

@Suite("Configurations of real releases", .enabled(if: !Corpus.lines.isEmpty, "needs ../shared/replay"))
struct ReleasePleaseCorpusTests {
    private func reading(_ line: Data) throws -> (ReleasePleaseReading, packages: Int) {
        let record = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        let config = try #require(record["config"] as? [String: Any])
        let manifest = try #require(record["manifest"] as? [String: Any])
        let reading = try readReleasePlease(
            configuration: Array(try JSONSerialization.data(withJSONObject: config)), file: "config.json",
            manifest: Array(try JSONSerialization.data(withJSONObject: manifest)), manifestFile: "manifest.json",
            releaseTypes: Corpus.types)
        return (reading, (config["packages"] as? [String: Any])?.count ?? 0)
    }

    @Test("Each is read without errors, with all packages, and only keys without effect are warnings")
    func each() throws {
        #expect(Corpus.lines.count > 500)
        for line in Corpus.lines {
            let (found, packages) = try reading(line)
            #expect(found.configuration.packages.count == packages)
            for warning in found.warnings {
                #expect(["release-please.unknown-key", "release-please.stray-version"].contains(warning.code))
            }
        }
    }
}
