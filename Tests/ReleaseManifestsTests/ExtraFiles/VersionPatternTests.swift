import Foundation
import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Versions found by the text around them")
struct VersionPatternTests {
    private let ecosystem = ExtraFileEcosystem()

    private func read(_ text: String, _ pattern: String) -> (sources: [VersionSource], diagnostics: [Diagnostic]) {
        ecosystem.sources(in: "f.txt", bytes: Array(text.utf8), as: .automatic, query: nil, pattern: pattern)
    }

    @Test(
        "The longest version followed by the given text is meant",
        arguments: [
            ("APP = \"1.2.0-rc.1\" # 9.9.9", "APP = \"{version}\"", "1.2.0-rc.1"),
            ("pump-1.2.0.tar.gz", "pump-{version}.tar.gz", "1.2.0"), ("see v1.2.0.", "v{version}", "1.2.0"),
            ("x 1.2.0rc1 y", "x {version} y", "1.2.0rc1"), ("{1.2.0}", "{{version}}", "1.2.0"),
        ])
    func found(text: String, pattern: String, version: String) {
        #expect(read(text, pattern).sources.map(\.value) == [version])
    }

    @Test("Every matching place is edited, and nothing else")
    func edited() throws {
        let text = "a==1.2.0\nb==1.2.0\na==1.2.0 # again\n"
        let sources = read(text, "a=={version}").sources
        let edits = sources.map {
            FileEdit(ecosystem: .extraFile, file: "f.txt", key: $0.key, from: $0.value, to: "1.3.0")
        }
        let after = try ecosystem.apply(edits, to: "f.txt", bytes: Array(text.utf8))
        #expect(String(decoding: after, as: UTF8.self) == "a==1.3.0\nb==1.2.0\na==1.3.0 # again\n")
    }

    @Test("The numbers of a version are its parts")
    func numbers() throws {
        let found = read("#define V(1, 2, 3)", "V({major}, {minor}, {patch})").sources
        #expect(found.map(\.value) == ["1", "2", "3"])
        #expect(found.map { $0.text(for: Version(4, 5, 6), at: .distantPast) } == ["4", "5", "6"])
    }

    @Test(
        "A pattern that names no version or finds none is an error",
        arguments: [("APP = {number}", "extra-file.pattern"), ("APP = {version}", "extra-file.no-match")])
    func faults(pattern: String, code: String) {
        #expect(read("nothing here", pattern).diagnostics.map(\.code) == [code])
    }
}
