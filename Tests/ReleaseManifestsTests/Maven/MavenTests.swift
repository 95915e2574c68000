import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Maven projects")
struct MavenTests {
    private let ecosystem = MavenEcosystem()

    @Test("A pom without coordinates is an error with its location, or a warning below a test folder")
    func coordinates() {
        let reading = read(
            ecosystem,
            [
                "pom.xml": "<project>\n<version>1</version></project>", "a/pom.xml": "<settings/>",
                "tests/pom.xml": "<project/>",
            ])
        #expect(
            reading.faults == [
                "maven.no-project a/pom.xml:1:1", "maven.missing-artifact pom.xml:1:1",
                "maven.missing-coordinate pom.xml:1:1", "maven.missing-artifact tests/pom.xml:1:1",
                "maven.missing-coordinate tests/pom.xml:1:1", "maven.missing-coordinate tests/pom.xml:1:1",
            ])
        #expect(reading.diagnostics.suffix(3).allSatisfy { $0.severity == .warning })
    }

    @Test("A version that appears twice can be edited where it is read")
    func twice() throws {
        let text =
            "<project><artifactId>a</artifactId><groupId>g</groupId><version>1</version><version>2</version></project>"
        let source = try #require(read(ecosystem, ["pom.xml": text]).packages.first?.versionSources.first)
        let edit = FileEdit(ecosystem: .maven, file: "pom.xml", key: source.key, from: source.value, to: "3")
        let after = try ecosystem.apply([edit], to: "pom.xml", bytes: Array(text.utf8))
        #expect(after == Array(text.replacing("<version>1<", with: "<version>3<").utf8))
    }

    @Test("Circular parents and properties resolve to nothing")
    func circles() {
        func pom(_ name: String, parent: String) -> String {
            """
            <project><parent><groupId>g</groupId><artifactId>\(parent)</artifactId><version>${a}</version>
            <relativePath>../\(parent)</relativePath></parent><artifactId>\(name)</artifactId>
            <properties><a>${b}</a><b>${a}</b></properties></project>
            """
        }
        let reading = read(ecosystem, ["x/pom.xml": pom("x", parent: "y"), "y/pom.xml": pom("y", parent: "x")])
        #expect(reading.packages.map(\.name) == ["g:x", "g:y"])
        #expect(reading.packages.flatMap(\.versionSources) == [])
    }

    @Test("A version that needs XML escapes, and a value in several pieces, are refused")
    func refused() {
        let text = "<project><version>1.0</version><artifactId>a<!-- -->b</artifactId></project>"
        #expect(throws: EditError.self) {
            try ecosystem.edited(text, file: "pom.xml", "project.version", from: "1.0", to: "<")
        }
        #expect(throws: EditError.self) {
            try ecosystem.edited(text, file: "pom.xml", "project.artifactId", from: "ab", to: "c")
        }
        #expect(throws: EditError.notFound(file: "pom.xml", key: "project.version[0]")) {
            try ecosystem.edited(text, file: "pom.xml", "project.version[0]", from: "1.0", to: "2")
        }
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("1.2", "1.3.0", "1.3.0"), ("[1.2]", "1.3.0", "[1.3.0]"), ("[1.2,2)", "1.3.0", "[1.2,2)"),
            ("[1.2,2)", "3.1.0", "[1.2,4)"), ("[1.2,1.3)", "1.4.1", "[1.2,1.5)"), ("(,1.0]", "2.1.0", "(,2.1.0]"),
            ("[2,3)", "1.5.0", "[1.5.0,3)"), ("(,1),(1,)", "1.0.0", "1.0.0"), ("[1,2),[3,4)", "4.2.0", "[1,2),[3,5)"),
            ("1.0-SNAPSHOT", "1.0.0", "1.0.0"),
        ])
    func rewritten(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: version) == expected)
        #expect(ecosystem.accepts(requirement: expected, version: version) == true)
    }

    @Test(
        "An invalid requirement is not understood",
        arguments: ["", "[", "[1", "[1,2", "(1)", "[2,1]", "[1,2],3", "${x}"])
    func unknown(requirement: String) {
        #expect(ecosystem.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test("A newly written requirement is as tight as its policy says")
    func written() {
        #expect(
            RequirementPolicy.allCases.map { MavenRequirement.written($0, for: Version(1, 2, 3)) } == [
                "1.2.3", "[1.2.3,2)", "[1.2.3,1.3)",
            ])
        #expect(MavenRequirement.written(.caret, for: Version(0, 0, 3)) == "[0.0.3,0.0.4)")
        #expect(MavenRequirement.written(.caret, for: Version(Int.max, 0, 0)) == "[\(Int.max).0.0,\(Int.max))")
    }

    @Test("Many dependencies, properties and managed versions are resolved in time that grows with the file")
    func size() {
        let numbers = 0..<5000
        let properties = numbers.map { "<p\($0)>1.\($0)</p\($0)>" }.joined()
        let dependencies = numbers.map {
            "<dependency><groupId>g</groupId><artifactId>a\($0)</artifactId></dependency>"
        }
        let managed = numbers.map {
            "<dependency><groupId>g</groupId><artifactId>a\($0)</artifactId><version>${p\($0)}</version></dependency>"
        }
        let text = """
            <project><groupId>g</groupId><artifactId>x</artifactId><version>1.0.0</version>
            <properties>\(properties)</properties><dependencies>\(dependencies.joined())</dependencies>
            <dependencyManagement><dependencies>\(managed.joined())</dependencies></dependencyManagement></project>
            """
        let package = read(ecosystem, ["pom.xml": text]).packages.first
        #expect(package?.requirements.first?.requirement == "1.0")
        #expect(package?.requirements.first?.key == "project.properties.p0")
        #expect(package?.requirements.filter { $0.upstreamEcosystem == nil }.count == 10_000)
    }
}
