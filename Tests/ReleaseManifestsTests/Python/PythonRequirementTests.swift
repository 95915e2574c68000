import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Python requirements")
struct PythonRequirementTests {
    private let python = PythonEcosystem()

    @Test(
        "A specifier accepts what PEP 440 accepts",
        arguments: [
            ("==1.0", ["1.0", "1.0.0", "1.0+local"], ["1.0.1", "1.0.post1", "1.0rc1"]),
            ("==1.1.*", ["1.1", "1.1.2", "1.1.post1"], ["1.2", "1.1a1"]), ("!=1.1.*", ["1.2"], ["1.1.1"]),
            ("~=2.2", ["2.2", "2.3"], ["3.0", "2.1"]), ("~=1.4.5", ["1.4.5", "1.4.9"], ["1.5.0"]),
            (">1.7", ["1.7.1", "1.8"], ["1.7", "1.7.0.post1", "1.7+local"]), (">1.7.post2", ["1.7.post3"], ["1.7.0"]),
            ("<3.1", ["3.0"], ["3.1", "3.1.dev0"]), ("<3.1a2", ["3.1a1"], ["3.1"]), (">=1.0,<2", ["1.5"], ["2.0"]),
            ("===1.0", ["1.0"], ["1.0.0"]), (">=1.0rc1", ["1.0rc2", "1.0"], ["1.0b1"]), ("", ["1.0"], ["1.0rc1"]),
            ("==1!1.0", ["1!1.0"], ["1.0"]), (">=1.0.post1.dev2", ["1.0.post1.dev3", "1.0.post1"], ["1.0.post1.dev1"]),
        ])
    func specifiers(requirement: String, yes: [String], no: [String]) {
        #expect(
            yes.filter { Version($0).flatMap { python.accepts(requirement: requirement, version: $0) } != true } == [])
        #expect(
            no.filter { Version($0).flatMap { python.accepts(requirement: requirement, version: $0) } != false } == [])
    }

    @Test(
        "A prerelease that is present needs no clause that names one, and is compared as PEP 440 orders it",
        arguments: [
            ("~=1.4", ["1.4", "1.5.dev1", "1.9rc1", "1.4.post1.dev1"], ["1.4.dev1", "1.4rc1", "2.0.dev1"]),
            ("~=1.4.5", ["1.4.6.dev1"], ["1.4.5.dev1", "1.5.0.dev1"]), ("~=1.4.0", ["1.4.1.dev1"], ["1.5.dev1"]),
            ("~=1.4.dev1", ["1.4.dev2", "1.9.dev1"], ["1.4.dev0", "2.0.dev1"]),
            (">=1.4", ["1.5.dev1"], ["1.4.dev1"]), ("<2", ["1.9rc1"], ["2.0.dev1"]),
            ("==1.*", ["1.0.dev1", "1.5.dev1"], ["2.0.dev1"]), ("!=1.5", ["1.5.dev1"], ["1.5"]),
        ])
    func present(requirement: String, yes: [String], no: [String]) throws {
        for text in yes + no {
            let version = try #require(Version(python: text))
            #expect(
                python.accepts(requirement: requirement, presentVersion: version) == yes.contains(text), "\(text)")
        }
        // To be fetched, it has to be named.
        let fetched = yes.filter { Version(python: $0).map(\.isPrerelease) == true }.filter {
            Version(python: $0).flatMap { python.accepts(requirement: requirement, version: $0) } == true
        }
        #expect(fetched.isEmpty || requirement.contains("dev"), "\(fetched)")
    }

    @Test(
        "Poetry's forms are understood",
        arguments: [
            ("^1.2", ["1.2", "1.9.1"], ["2.0", "1.1"]), ("^0.2.3", ["0.2.5"], ["0.3.0"]),
            ("^0.0.3", ["0.0.3"], ["0.0.4"]),
            ("^0", ["0.9"], ["1.0"]), ("~1.2.3", ["1.2.9"], ["1.3.0"]), ("~1", ["1.9"], ["2.0"]),
            ("*", ["9.1"], ["1.0a1"]),
            ("1.2.*", ["1.2.9"], ["1.3"]), ("1.2.3", ["1.2.3"], ["1.2.4"]), ("^1.0 || ^3.0", ["1.5", "3.1"], ["2.0"]),
        ])
    func poetry(requirement: String, yes: [String], no: [String]) {
        #expect(
            yes.filter { Version($0).flatMap { python.accepts(requirement: requirement, version: $0) } != true } == [])
        #expect(
            no.filter { Version($0).flatMap { python.accepts(requirement: requirement, version: $0) } != false } == [])
    }

    @Test(
        "What is not a valid specifier is not understood",
        arguments: ["~=1", ">=1.*", "==1.0a1.*", "x", ">=", "1,,2", ">=1.0+local", "latest"])
    func notUnderstood(requirement: String) {
        #expect(python.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("==1.2", "1.3.0", "==1.3"), ("==1.2", "1.3.1", "==1.3.1"), ("== 1.2.0", "1.3.1", "== 1.3.1"),
            ("==1.2.*", "1.3.1", "==1.3.*"), ("~=1.2", "1.3.1", "~=1.3"), ("~=1.2.3", "1.3.0", "~=1.3.0"),
            (">=1.0,<2", "1.3.0", ">=1.0,<2"), (">=1.0,<2", "2.1.0", ">=1.0,<3"),
            (">=1.0,<0.5", "0.6.1", ">=0.6.1,<0.7"),
            (">=1.0", "1.0rc1", ">=1.0rc1"), ("<=1.5", "1.5.1", "<=1.5.1"), (">1.2", "1.2", ">=1.2"),
            ("===1.0", "1.1", "===1.1"), ("^1.2", "1.3.0", "^1.3"), ("~1.2", "1.3.0", "~1.3"), ("*", "2.0", "*"),
            ("1.*", "2.1", "2.*"), ("1.2.3", "1.3.0", "1.3.0"), ("^1.2", "2.0rc1", "^2.0rc1"), ("", "1.0", ""),
            ("", "1.0rc1", ">=1.0rc1"), ("^1.0 || ^2.0", "1.5.0", "^1.0 || ^2.0"), ("!=1.2,<2", "1.2", ">=1.2"),
            ("==1.2.0", "1.2", "==1.2.0"),
        ])
    func followed(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(python.rewritten(requirement: requirement, toFollow: version) == expected)
    }

    @Test("A pin without a local part stays for every local version")
    func localVersion() throws {
        let version = try #require(Version(python: "1.02.0+local"))
        #expect(PythonEcosystem().rewritten(requirement: "==1.2.0", toFollow: version) == "==1.2.0")
    }

    @Test("A rewritten requirement accepts the version, and rewriting it again changes nothing", arguments: 0..<60)
    func alwaysAccepts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let requirement = RandomRequirement.poetry(using: &random)
            let text = RandomRequirement.pythonVersion(using: &random)
            let version = try #require(Version(python: text))
            let answer = try #require(
                python.rewritten(requirement: requirement, toFollow: version), "seed \(seed): '\(requirement)' \(text)")
            #expect(
                python.accepts(requirement: answer, version: version) == true,
                "seed \(seed): '\(requirement)' for \(text) became '\(answer)'")
            #expect(
                python.rewritten(requirement: answer, toFollow: version) == answer,
                "seed \(seed): '\(requirement)' for \(text) became '\(answer)'")
        }
    }
}
