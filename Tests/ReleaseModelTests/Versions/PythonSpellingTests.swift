import Foundation
import ReleaseModel
import Testing

@Suite("Spellings of prereleases in Python's files")
struct PythonSpellingTests {
    private func text(_ written: String, _ next: String, _ ecosystem: EcosystemName = "python") throws -> String {
        let source = VersionSource(
            ecosystem: ecosystem, place: Place(file: "pyproject.toml", line: 1, column: 1), key: "project.version",
            value: written)
        let version = try #require(Version(next))
        let text = source.text(for: version, at: Date(timeIntervalSince1970: 0))
        #expect(source.saying(text).carries(version))
        return text
    }

    @Test(
        "A file keeps its own spelling, whatever the tag's is",
        arguments: [
            ("2.0.0rc1", "2.0.0-rc.2", "2.0.0rc2"), ("2.0.0-rc.1", "2.0.0rc2", "2.0.0-rc.2"),
            ("2.0.0b3", "2.0.0-rc.1", "2.0.0rc1"), ("2.0.0a1", "2.0.0-beta.2", "2.0.0b2"),
            ("2.0.0.dev1", "2.0.0-dev.2", "2.0.0.dev2"), ("2.0.0rc1", "2.0.0rc2", "2.0.0rc2"),
            ("v2.0.0rc1", "2.0.0-rc.2", "v2.0.0rc2"), ("2.0.0-rc.1", "2.0.0-rc.2", "2.0.0-rc.2"),
            ("2.0.0rc1", "2.0.0", "2.0.0"), ("1.9.0", "2.0.0-rc.1", "2.0.0-rc.1"),
        ])
    func kept(written: String, next: String, expected: String) throws {
        #expect(try text(written, next) == expected)
    }

    @Test("Other ecosystems get the version as it is")
    func others() throws {
        #expect(try text("2.0.0-rc.1", "2.0.0-rc.2", "cargo") == "2.0.0-rc.2")
    }
}
