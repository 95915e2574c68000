import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// Older releases have other answers for post releases of prereleases.
private let importing = """
    import packaging
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version
    assert int(packaging.__version__.split('.')[0]) >= 26
    """

/// The answers of Python's `packaging` to the same specifiers. Where it is missing or old, these tests are skipped.
@Suite(
    "Specifiers beside packaging",
    .enabled(if: OutsideTool.python(runs: importing), "python3 with packaging 26 is not on PATH"))
struct PythonOracleTests {
    @Test("Random specifiers accept the same versions", arguments: 0..<6)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let questions = (0..<2_000).map { _ in
            (RandomRequirement.python(using: &random), RandomRequirement.pythonVersion(using: &random))
        }
        let python = try #require(OutsideTool("python3"))
        let input = questions.map { "\($0)\t\($1)\n" }.joined()
        let answers = try python.run(["-c", PythonOracleTests.script], input: input).output.split(separator: "\n")
        try #require(answers.count == questions.count)
        for ((requirement, text), answer) in zip(questions, answers) {
            let version = try #require(Version(python: text))
            let own = [
                PythonEcosystem().accepts(requirement: requirement, version: version),
                PythonEcosystem().accepts(requirement: requirement, presentVersion: version),
            ].map { $0.map { $0 ? "1" : "0" } ?? "!" }.joined()
            #expect(own == answer, "seed \(seed): \(requirement) and \(text)")
        }
    }

    /// Prereleases count only where a clause names one, whatever the installed release of `packaging` thinks of it; and
    /// behind this, the answer for a version that is present.
    private static let script =
        importing + """

            import sys
            def named(one):
                text = one.version[:-2] if one.version.endswith('.*') else one.version
                return one.operator != '!=' and Version(text).is_prerelease
            for line in sys.stdin:
                requirement, version = line.rstrip('\\n').split('\\t')
                try: clauses = SpecifierSet(requirement)
                except Exception: print('!!'); continue
                answers = [clauses.contains(Version(version), prereleases=one)
                           for one in (any(map(named, clauses)), True)]
                print(''.join(str(int(one)) for one in answers))
            """
}
