import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// That `Scripts/check-exchanges` would find a fault of the double.
@Suite(
    "The judge of recorded exchanges", .heavy,
    .enabled(if: OutsideTool.python(runs: "import jsonschema"), "needs jsonschema, which Scripts/oracles installs"),
    .enabled(
        if: sharedFile("contracts/github-api/openapi-2026-03-10.subset.json") != nil,
        "needs ../shared/contracts/github-api, or SLIPWAY_SHARED"))
struct JudgeTests {
    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scripts/check-exchanges").path

    /// What the judge says of one recorded request for a repository, after a change to the record.
    private func judged(_ change: @Sendable (JSON) -> JSON) async throws -> CommandResult {
        let folder = try TemporaryFolder()
        try await Bench.run { bench in
            _ = try await bench.core("GET", "")
            let line = try requireValue(JSON(parsing: Array(try bench.folder.text("exchanges.jsonl").utf8)))
            try folder.write(String(decoding: change(line).bytes, as: UTF8.self) + "\n", to: "changed.jsonl")
        }
        return try await ProcessRunner().run(Command(["python3", Self.script, folder.path + "/changed.jsonl"]))
    }

    @Test("An answer as it is passes")
    func passes() async throws {
        let result = try await judged { $0 }
        #expect(result.hasSucceeded && result.text.contains("1 exchanges judged"), "\(result.text)")
    }

    @Test("A missing required field, a wrong type and a status that is not described are faults")
    func findsFaults() async throws {
        let missing = try await judged { line in
            var response = line["response"]?.entries ?? [:]
            response["default_branch"] = nil
            return .object((line.entries ?? [:]).merging(["response": .object(response)]) { $1 })
        }
        #expect(missing.end == .exited(1) && missing.text.contains("'default_branch' is a required property"))
        let wrong = try await judged { $0.overlaid(with: ["response": ["id": "text"]]) }
        #expect(wrong.end == .exited(1) && wrong.text.contains("is not of type 'integer'"))
        let status = try await judged { $0.overlaid(with: ["status": 201]) }
        #expect(status.end == .exited(1) && status.text.contains("201 is not described"))
    }
}
