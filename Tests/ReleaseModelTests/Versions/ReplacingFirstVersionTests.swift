import ReleaseModel
import Testing

@Suite("Versions within texts")
struct ReplacingFirstVersionTests {
    @Test(
        "The first three numbers with their suffixes are replaced, and the rest stays",
        arguments: [
            ("1.2.3", "2.0.0"), ("v1.2.3", "v2.0.0"),
            ("https://b.dev/schemas/1.2.3/s.json", "https://b.dev/schemas/2.0.0/s.json"),
            ("foo:v1.2.3-rc.1+b-1 1.2.3", "foo:v2.0.0 1.2.3"), ("1.2.3.4", "2.0.0.4"), ("1.2-1.2.3-", "1.2-2.0.0-"),
            ("9", nil), ("1.2", nil), ("", nil), ("1..2.3", nil), ("latest é", nil),
        ] as [(String, String?)])
    func replaced(text: String, expected: String?) {
        #expect(replacingFirstVersion(in: text, with: "2.0.0") == expected)
    }
}
