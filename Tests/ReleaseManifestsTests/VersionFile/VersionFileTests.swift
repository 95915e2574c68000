import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Version files")
struct VersionFileTests {
    private let files = VersionFileEcosystem()

    @Test("Only VERSION and version.txt are version files, case-sensitively")
    func manifestNames() {
        let paths = ["VERSION", "a/version.txt", "version", "VERSION.txt", "Version.txt", "target/VERSION"]
        #expect(paths.filter { files.isManifest(path: $0) } == ["VERSION", "a/version.txt"])
    }

    @Test(
        "The first non-empty line is the version",
        arguments: [
            ("1.2.3\n", "1.2.3 1:1"), ("\n\n  v1.2.3 \r\nmore\n", "1.2.3 3:4"), ("\u{FEFF}1.0rc1", "1.0rc1 1:1"),
        ])
    func version(text: String, expected: String) throws {
        let package = try #require(read(files, ["a/VERSION": text]).packages.first)
        let source = try #require(package.versionSources.first)
        #expect("\(source.value) \(source.place.line):\(source.place.column)" == expected)
        #expect(package.name.isEmpty && package.path == "a" && source.key == "version")
    }

    @Test(
        "A file without a version is left alone, with a warning",
        arguments: ["", "see git\n1.0.0", "vv1.0", "\u{0}"])
    func noVersion(text: String) {
        let reading = read(files, ["VERSION": text])
        #expect(reading.packages.isEmpty)
        #expect(reading.diagnostics.map(\.severity) == [.warning])
    }

    @Test(
        "An edit changes the version's bytes only",
        arguments: [
            ("1.0.0", "1.1.0-rc.1"), ("1.0.0\n", "1.1.0-rc.1\n"), ("v1.0.0\r\n", "v1.1.0-rc.1\r\n"),
            ("\u{FEFF}\r\n 1.0.0 \r\n1.0.0\n", "\u{FEFF}\r\n 1.1.0-rc.1 \r\n1.0.0\n"),
        ])
    func edits(before: String, after: String) throws {
        #expect(try files.edited(before, file: "VERSION", "version", from: "1.0.0", to: "1.1.0-rc.1") == after)
    }

    @Test("An empty file gets one line", arguments: ["", "\n", "\u{FEFF}\r\n "])
    func made(text: String) throws {
        #expect(files.makes(file: "version.txt"))
        #expect(try files.edited(text, file: "version.txt", "version", from: "", to: "1.0.0") == "1.0.0\n")
    }

    @Test("A file with content is never recreated", arguments: ["1.0.0\n", "see git"])
    func notMade(text: String) {
        #expect(throws: EditError.self) { try files.edited(text, file: "VERSION", "version", from: "", to: "1.0.0") }
    }

    @Test("A version that differs from the plan is an error with its location")
    func unexpected() {
        #expect(
            throws: EditError.unexpected(
                place: Place(file: "VERSION", line: 1, column: 2), key: "version", expected: "1.0.0", found: "2.0.0")
        ) {
            try files.edited("v2.0.0", file: "VERSION", "version", from: "1.0.0", to: "1.1.0")
        }
    }

    @Test("A new text that is not a version is refused")
    func notVerified() {
        #expect {
            try files.edited("1.0.0", file: "VERSION", "version", from: "1.0.0", to: "next")
        } throws: { error in
            (error as? EditError)?.code == "edit.not-verified"
        }
    }
}
