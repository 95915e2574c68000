import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// The answers of Elixir's own `Version`.
@Suite("Mix requirements beside Elixir", .enabled(if: OutsideTool.isInstalled("elixir"), "elixir is not on PATH"))
struct MixOracleTests {
    @Test("Random requirements accept the same versions")
    func random() throws {
        var random = SeededGenerator(seed: 72)
        let questions = (0..<10_000).map { _ in
            (RandomRequirement.mix(using: &random), RandomRequirement.semanticVersion(using: &random))
        }
        let elixir = try #require(OutsideTool("elixir"))
        let answers = try elixir.run(
            ["-e", MixOracleTests.script], input: questions.map { "\($0)\t\($1)\n" }.joined()
        ).output.split(separator: "\n")
        try #require(answers.count == questions.count)
        for ((requirement, text), answer) in zip(questions, answers) {
            let version = try #require(Version(semantic: text))
            let own = MixEcosystem().accepts(requirement: requirement, version: version)
            #expect((own.map { $0 ? "1" : "0" } ?? "!") == answer, "'\(requirement)' and \(text)")
        }
    }

    private static let script = """
        for line <- IO.stream(:stdio, :line) do
          [requirement, version] = line |> String.trim_trailing("\\n") |> String.split("\\t")
          case Version.parse_requirement(requirement) do
            :error -> IO.puts("!")
            {:ok, parsed} ->
              IO.puts(if Version.match?(version, parsed, allow_pre: false), do: "1", else: "0")
          end
        end
        """
}
