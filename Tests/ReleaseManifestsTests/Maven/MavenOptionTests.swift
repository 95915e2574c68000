import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Maven versions from outside of the pom")
struct MavenOptionTests {
    private func faults(_ properties: String, _ rest: String = "", _ more: [String: String] = [:]) throws -> [String] {
        let pom =
            "<project><groupId>sea</groupId><artifactId>winch</artifactId><version>${number}</version><properties>\(properties)</properties>\(rest)</project>\n"
        let files = more.merging(["pom.xml": pom]) { $1 }.mapValues { Array($0.utf8) }
        let ecosystem = MavenEcosystem()
        return try #require(ecosystem.read(ecosystem.own(among: files)).packages.first).versionFaults.map(\.code)
    }

    @Test(
        "A property of the version that the project's options set makes a release impossible",
        arguments: ["-Dnumber=2.7.0", "-B\n-D number=2.7.0", "--define\nnumber=2.7.0", "--define=number=2.7.0"],
        [".mvn/maven.config", ".mvn/jvm.config"])
    func options(text: String, file: String) throws {
        #expect(try faults("<number>2.6.0</number>", "", [file: text + "\n"]) == ["maven.computed-version"])
        #expect(try faults("", "", [file: text + "\n"]) == ["maven.computed-version"])
        let other = text.replacing("number", with: "skipTests")
        #expect(try faults("<number>2.6.0</number>", "", [file: other + "\n"]) == [])
    }

    @Test("So does one that only a profile sets")
    func profile() throws {
        let profile =
            "<profiles><profile><id>r</id><properties><number>2.7.0</number></properties></profile></profiles>"
        #expect(try faults("", profile) == ["maven.computed-version"])
        #expect(try faults("<number>2.7.0</number>", profile) == [])
    }
}
