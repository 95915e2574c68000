import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

private let loading = "require_once 'Composer/Semver/autoload.php';"

/// Whether PHP runs and finds Composer's own comparison, as Debian's php-composer-semver installs it.
private let hasComposer = OutsideTool("php").flatMap { try? $0.run(["-r", loading]).status } == 0

/// The answers of composer/semver to the same requirements. Where it is missing, these tests are skipped.
@Suite("Requirements beside composer/semver", .enabled(if: hasComposer, "no php with composer/semver"))
struct ComposerOracleTests {
    private let composer = ComposerEcosystem()

    private func answers(_ questions: [(String, String)]) throws -> [String] {
        let script =
            loading + """
                foreach (explode("\\n", rtrim(stream_get_contents(STDIN), "\\n")) as $line) {
                    [$requirement, $version] = explode('@@', $line);
                    try { echo Composer\\Semver\\Semver::satisfies($version, $requirement) ? "1\\n" : "0\\n"; }
                    catch (Exception $e) { echo "!\\n"; }
                }
                """
        let php = try #require(OutsideTool("php"))
        let input = questions.map { "\($0.0)@@\($0.1)\n" }.joined()
        return try php.run(["-r", script], input: input).output.split(separator: "\n").map(String.init)
    }

    @Test("Random requirements accept the same versions", arguments: 0..<6)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let questions = (0..<3_000).map { _ in
            (RandomRequirement.composer(using: &random), RandomRequirement.composerVersion(using: &random))
        }
        let answers = try answers(questions)
        try #require(answers.count == questions.count)
        for ((requirement, text), answer) in zip(questions, answers) {
            let version = try #require(Version(text))
            let own = composer.accepts(requirement: requirement, version: version)
            // Nothing but branches is not understood here, and accepts no version there.
            #expect((own ?? false ? "1" : "0") == answer, "seed \(seed): '\(requirement)' and \(text)")
        }
    }

    @Test("Damaged requirements that are understood are understood alike", arguments: 0..<4)
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strange = Array("^~<>=|-.*xv 01+a,!")
        let questions = (0..<3_000).map { _ in
            var text = Array(RandomRequirement.composer(using: &random))
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                text.insert(
                    strange.randomElement(using: &random) ?? " ", at: Int.random(in: 0...text.count, using: &random))
            }
            return (String(text), RandomRequirement.composerVersion(using: &random))
        }
        let answers = try answers(questions)
        try #require(answers.count == questions.count)
        for ((requirement, text), answer) in zip(questions, answers) {
            let version = try #require(Version(text))
            guard let own = composer.accepts(requirement: requirement, version: version) else { continue }
            #expect((own ? "1" : "0") == answer, "seed \(seed): '\(requirement)' and \(text)")
        }
    }
}
