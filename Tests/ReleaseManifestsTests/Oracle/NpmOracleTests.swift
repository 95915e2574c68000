import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// The `semver` that npm brings along, or Debian's.
private let semver: String? = {
    let npm = OutsideTool("npm").map { URL(fileURLWithPath: $0.path).resolvingSymlinksInPath() }
    let own = npm.map { $0.appendingPathComponent("../../node_modules/semver").standardized.path }
    return [own, "/usr/share/nodejs/semver"].compactMap { $0 }.first(where: FileManager.default.fileExists)
}()

/// The answers of node-semver to the same ranges. Where it is missing, these tests are skipped.
@Suite(
    "Ranges beside node-semver", .enabled(if: semver != nil && OutsideTool.isInstalled("node"), "no node with semver"))
struct NpmOracleTests {
    private let npm = NpmEcosystem()

    /// `1`, `0`, or `!` for a range that is none.
    private func answers(_ questions: [(range: String, version: String)]) throws -> [String] {
        let script = """
            const semver = require(process.argv[1])
            for (const line of require('fs').readFileSync(0, 'utf8').split('\\n').slice(0, -1)) {
                const [range, version] = line.split('@@')
                console.log(semver.validRange(range) === null ? '!' : semver.satisfies(version, range) ? '1' : '0')
            }
            """
        let input = questions.map { "\($0.range)@@\($0.version)\n" }.joined()
        let node = try #require(OutsideTool("node"))
        return try node.run(["-e", script, semver ?? ""], input: input).output.split(separator: "\n").map(
            String.init)
    }

    private func own(_ range: String, _ text: String) throws -> String {
        let version = try #require(Version(text))
        return npm.accepts(requirement: range, version: version).map { $0 ? "1" : "0" } ?? "!"
    }

    @Test("Random ranges accept the same versions", arguments: 0..<6)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let questions = (0..<4_000).map { _ in
            (RandomRequirement.npm(using: &random), RandomRequirement.semanticVersion(using: &random))
        }
        let answers = try answers(questions)
        try #require(answers.count == questions.count)
        for ((range, version), answer) in zip(questions, answers) {
            #expect(try own(range, version) == answer, "seed \(seed): '\(range)' and \(version)")
        }
    }

    @Test("Damaged ranges that are understood are understood alike", arguments: 0..<6)
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strange = Array("^~<>=|-.*x 01+a")
        let questions = (0..<4_000).map { _ in
            var range = Array(RandomRequirement.npm(using: &random))
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                range.insert(
                    strange.randomElement(using: &random) ?? " ", at: Int.random(in: 0...range.count, using: &random))
            }
            return (String(range), RandomRequirement.semanticVersion(using: &random))
        }
        let answers = try answers(questions)
        try #require(answers.count == questions.count)
        for ((range, version), answer) in zip(questions, answers) {
            let found = try own(range, version)
            // A word is the name of a tag, which is no range.
            if found == "!" || (answer == "!" && !range.contains(where: { "<>=^~*|".contains($0) })) { continue }
            #expect(found == answer, "seed \(seed): '\(range)' and \(version)")
        }
    }

    @Test("A rewritten range accepts the version there too", arguments: 0..<4)
    func rewritten(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let questions = try (0..<3_000).map { _ in
            let text = RandomRequirement.semanticVersion(using: &random)
            let range = RandomRequirement.npm(using: &random)
            let version = try #require(Version(text))
            let new = try #require(npm.rewritten(requirement: range, toFollow: version), "'\(range)' for \(text)")
            return (new, text)
        }
        let answers = try answers(questions)
        try #require(answers.count == questions.count)
        for ((range, version), answer) in zip(questions, answers) {
            #expect(answer == "1", "seed \(seed): '\(range)' and \(version)")
        }
    }
}
