import ReleaseModel
import Testing

@Suite("Addresses for people")
struct ShownAddressTests {
    @Test(
        "In text, no address shows its user, query or fragment",
        arguments: [
            ("see https://ada:geheim@host/a.git now", "see https://***@host/a.git now"),
            ("'https://host/a.git?private_token=geheim'", "'https://host/a.git?***'"),
            ("https://host/a.git#geheim", "https://host/a.git#***"),
            ("https://geheim@host/a.git?x=geheim&y=1#geheim: 403", "https://***@host/a.git?***#***"),
            ("ssh://git:geheim@host:22/a b", "ssh://***@host:22/a b"),
            ("https://a:ge?heim#x@host/y", "https://***@host/y"),
            ("https://host/@scope/a@1.0", "https://host/@scope/a@1.0"),
            ("<https://host?token=geheim>, \"http://h/?geheim\"", "<https://host?***>, \"http://h/?***\""),
            ("git@host:owner/a.git and C:\\x", "git@host:owner/a.git and C:\\x"),
        ])
    func masked(text: String, expected: String) {
        let shown = withoutSecrets(text)
        #expect(shown.hasPrefix(expected) && !shown.contains("geheim"), "\(shown)")
    }

    @Test("A bare address loses everything that is not part of the location")
    func address() {
        #expect(shownAddress("https://a:b@host/path?token=x#y") == "https://host/path")
        #expect(shownAddress("https://host/a@b") == "https://host/a@b")
    }
}

@Suite("Texts without control characters")
struct WithoutControlsTests {
    @Test("Terminal control characters become dots; newlines and tabs stay")
    func dots() {
        #expect(withoutControls("a\u{1B}[31mb\u{7}\u{9B}2J\u{7F}\n\tc\r\nd") == "a·[31mb··2J·\n\tc\nd")
        #expect(withoutControls("ünï – ✓ → “x” …") == "ünï – ✓ → “x” …")
    }

    @Test(
        "Characters that turn the direction of text around are dots too",
        arguments: Array(0x2028...0x2070 as ClosedRange<UInt32>))
    func directions(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let turns = (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
        #expect(withoutControls("fix: a\(scalar)b") == (turns ? "fix: a·b" : "fix: a\(scalar)b"))
    }
}
