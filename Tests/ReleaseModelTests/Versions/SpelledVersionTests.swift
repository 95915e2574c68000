import ReleaseModel
import Testing

@Suite("Versions with and without a v")
struct SpelledVersionTests {
    @Test(
        "A v before a version is its spelling, and no part of it",
        arguments: [("1.2.3", ""), ("v1.2.3", "v"), ("v1.0rc1", "v"), ("1.2.3-rc.1+v", "")])
    func read(text: String, prefix: String) throws {
        let spelled = try #require(SpelledVersion(text))
        #expect(spelled.prefix == prefix && spelled.version.text == String(text.dropFirst(prefix.count)))
        #expect(spelled.text(of: Version(2, 0, 0)) == prefix + "2.0.0")
    }

    @Test("Other texts have none", arguments: ["", "v", "vv1.2.3", "version", "latest", "v 1.2.3", "x1.2.3"])
    func none(text: String) { #expect(SpelledVersion(text) == nil) }

    @Test("A version that was itself read with a v is written with one at most")
    func once() throws {
        let version = try #require(Version("v2.0"))
        #expect(version.plainText == "2.0")
        #expect(SpelledVersion("v1.0")?.text(of: version) == "v2.0")
        #expect(SpelledVersion("1.0")?.text(of: version) == "2.0")
    }

    @Test(
        "A text spells a version only with the same digits",
        arguments: [("1.2.0", true), ("v1.2.0", true), ("1.2", false), ("vv1.2.0", false), ("1.2.0-rc.1", false)])
    func spells(text: String, expected: Bool) { #expect(Version(1, 2, 0).isSpelled(as: text) == expected) }

    @Test("A place that says another text keeps everything but a computed version")
    func saying() {
        let source = VersionSource(
            ecosystem: "cargo", place: Place(file: "f", line: 2, column: 3), key: "k", value: "1.0.0", computed: "1.1.0"
        )
        let other = source.saying("v2.0.0")
        #expect(other.place == source.place && other.key == "k" && other.version == Version(2, 0, 0))
    }
}
