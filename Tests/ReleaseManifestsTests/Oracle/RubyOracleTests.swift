import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// The answers of RubyGems' own `Gem::Requirement` and `Gem::Version`.
@Suite("Gem requirements beside RubyGems", .enabled(if: OutsideTool.isInstalled("ruby"), "ruby is not on PATH"))
struct RubyOracleTests {
    private let ecosystem = RubyEcosystem()

    @Test("Random requirements accept the same versions")
    func random() throws {
        var random = SeededGenerator(seed: 91)
        let questions = (0..<20_000).map { _ in
            (RandomRequirement.ruby(using: &random), RandomRequirement.rubyVersion(using: &random))
        }
        let answers = try RubyOracleTests.ask(questions)
        var accepted = 0
        for ((requirement, text), answer) in zip(questions, answers) {
            guard let version = Version(text) else { continue }
            let own = ecosystem.accepts(requirement: requirement, version: version)
            if answer == "1" { accepted += 1 }
            #expect((own.map { $0 ? "1" : "0" } ?? "!") == answer, "'\(requirement)' and \(text)")
        }
        #expect(accepted > 2_000)
    }

    @Test("A requirement that follows a version accepts it, according to RubyGems")
    func following() throws {
        var random = SeededGenerator(seed: 92)
        var questions: [(String, String)] = []
        while questions.count < 5_000 {
            let requirement = RandomRequirement.ruby(using: &random)
            let text = RandomRequirement.rubyVersion(using: &random)
            guard let version = Version(text) else { continue }
            if let new = ecosystem.rewritten(requirement: requirement, toFollow: version) {
                questions.append((new, text))
            }
            let policy = RequirementPolicy.allCases[questions.count % 3]
            if let new = ecosystem.requirement(on: version, leavingOpen: policy) { questions.append((new, text)) }
        }
        for ((requirement, version), answer) in zip(questions, try RubyOracleTests.ask(questions)) {
            #expect(answer == "1", "'\(requirement)' and \(version)")
        }
    }

    @Test("Random texts are versions if RubyGems accepts them")
    func versions() throws {
        var random = SeededGenerator(seed: 93)
        let questions = (0..<5_000).map { _ in
            let text = (0..<Int.random(in: 1...7, using: &random))
                .map { _ in ["1", "0", "2", ".", ".", "-", "a", "b1", "_", "+"].randomElement(using: &random) ?? "" }
            return (">= " + text.joined(), "1")
        }
        let version = Version(1, 0, 0)
        for ((requirement, _), answer) in zip(questions, try RubyOracleTests.ask(questions)) {
            let own = ecosystem.accepts(requirement: requirement, version: version)
            #expect((own == nil) == (answer == "!"), "'\(requirement)'")
        }
    }

    /// `1`, `0`, or `!` for what RubyGems refuses.
    private static func ask(_ questions: [(String, String)]) throws -> [Substring] {
        let ruby = try #require(OutsideTool("ruby"))
        let answers = try ruby.run(
            ["-rrubygems", "-e", script], input: questions.map { "\($0)\t\($1)\n" }.joined()
        ).output.split(separator: "\n")
        try #require(answers.count == questions.count)
        return answers
    }

    private static let script = """
        STDIN.each_line do |line|
          requirement, version = line.chomp.split("\\t")
          begin
            fits = Gem::Requirement.new(*requirement.split(",", -1)).satisfied_by?(Gem::Version.new(version))
            puts(fits ? "1" : "0")
          rescue ArgumentError
            puts "!"
          end
        end
        """
}
