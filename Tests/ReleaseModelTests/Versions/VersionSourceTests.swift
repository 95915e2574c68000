import Foundation
import ReleaseModel
import Testing

@Suite("Files that carry a version")
struct VersionSourceTests {
    private func source(_ value: String, _ part: VersionPart? = nil, computed: String? = nil, key: String = "version")
        -> VersionSource
    {
        VersionSource(
            ecosystem: "x", place: Place(file: "f", line: 1, column: 1), key: key, value: value, part: part,
            computed: computed)
    }

    @Test(
        "Versions are compared, not their spellings",
        arguments: [
            ("1.0.0-rc.1", "1.0.0rc1", true), ("v1.2.0", "1.2.0", true), ("1.2", "1.2.0", true),
            ("1.4.0+9", "1.4.0", true), ("1.0.0-rc.2", "1.0.0rc1", false), ("1.0.0", "1.0.0rc1", false),
            ("1.0.0-1", "1.0.0", false), ("next", "1.0.0", false),
        ])
    func spellings(value: String, version: String, carries: Bool) throws {
        #expect(source(value).carries(try #require(Version(version))) == carries)
    }

    @Test(
        "A part carries a version if its text is that version's",
        arguments: [
            ("1.4.0", VersionPart.core, "1.4.0-beta.2"), ("beta.2", .label, "1.4.0-beta.2"), ("", .label, "1.4.0"),
            ("-beta.2", .suffix, "1.4.0-beta.2"), ("1.4.0.0", .fourNumbers, "1.4.0"), ("4", .minor, "1.4.0"),
            ("", .nothing, "1.4.0"),
        ])
    func parts(value: String, part: VersionPart, version: String) throws {
        let version = try #require(Version(version))
        #expect(source(value, part).carries(version))
        #expect(!source(value + "7", part).carries(version))
        #expect(source("0", part).text(for: version, at: .distantPast) == value)
    }

    @Test("A version made of several values carries what the ecosystem computes")
    func computed() {
        let one = source("1.4.0", .core, computed: "1.4.0-SNAPSHOT")
        #expect(!one.carries(Version(1, 4, 0)))
        #expect(one.version == Version("1.4.0-SNAPSHOT"))
    }

    @Test(
        "A build number increases with every version, and stays for the same version",
        arguments: [
            ("1.4.0+9", "1.4.1", "1.4.1+10"), ("1.4.0+9", "1.5.0-rc.1", "1.5.0-rc.1+10"),
            ("1.4.0+9", "1.4.0", "1.4.0+9"),
            ("1.4.0+9", "1.4.1+12", "1.4.1+12"),
        ])
    func buildNumbers(value: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(source(value, .counted).text(for: version, at: .distantPast) == expected)
        #expect(source(expected, .counted).carries(version))
    }

    @Test("Sources that mean the same version agree, and parts never conflict")
    func agreement() {
        #expect([source("1.0.0-rc.1"), source("1.0.0rc1"), source("x", .label)].agree)
        #expect(![source("1.0.0"), source("1.0.1")].agree)
    }

    @Test("Sources stored without parts are read as complete versions")
    func stored() throws {
        let text =
            #"{"ecosystem": "x", "place": {"file": "f", "line": 1, "column": 1}, "key": "version", "value": "1.0.0"}"#
        #expect(try JSONDecoder().decode(VersionSource.self, from: Data(text.utf8)) == source("1.0.0"))
    }
}
