import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Requirements that setuptools reads from files")
struct RequirementsFileTests {
    private let python = PythonEcosystem()
    private let manifest = """
        [project]
        name = "house"
        version = "1.0.0"
        dynamic = ["dependencies", "optional-dependencies"]
        [tool.setuptools.dynamic]
        dependencies = { file = ["requirements.txt"] }
        optional-dependencies.test = { file = "more/test.in" }

        """
    private let text =
        "# pump==9\n-r other.txt\npump[x] >=1,<2 ; python_version > '3' # why\n\nlamp\r\nhose @ https://h.example/x\n"

    @Test("Each line is a requirement with its place, and is edited there alone")
    func lines() throws {
        let files = ["a/pyproject.toml": manifest, "a/requirements.txt": text, "a/more/test.in": "pump==1.0.0\n"]
        let own = python.own(among: files.mapValues { Array($0.utf8) })
        #expect(Set(own.keys) == Set(files.keys))
        let found = try #require(python.read(own).packages.first).requirements
        #expect(
            found.map { "\(line($0)) \($0.place)" } == [
                "pump normal >=1,<2 - line[2] a/requirements.txt:3:9", "lamp normal - - - a/requirements.txt:5:1",
                "pump optional ==1.0.0 - line[0] a/more/test.in:1:5",
            ])
        let after = try python.edited(text, file: "a/requirements.txt", "line[2]", from: ">=1,<2", to: ">=1,<3")
        #expect(after == text.replacing(">=1,<2", with: ">=1,<3"))
    }

    @Test("A file that no manifest names is not read")
    func unnamed() {
        let files = ["pyproject.toml": "[project]\nname = 'house'\nversion = '1.0.0'\n", "requirements.txt": text]
        #expect(python.own(among: files.mapValues { Array($0.utf8) }).keys.sorted() == ["pyproject.toml"])
    }
}
