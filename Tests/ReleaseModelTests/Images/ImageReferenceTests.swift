import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("References to images")
struct ImageReferenceTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    @Test(
        "What is read is written as it was",
        arguments: [
            "ghcr.io/acme/core:1.2.0", "127.0.0.1:5000/core:latest", "localhost/core:a", "[::1]:5000/a/b:c",
            "registry.example.org:443/a-b/c.d/e__f/g---h:V1_.-", "ghcr.io/acme/core@\(digest)",
            "ghcr.io/acme/core:1.2.0@\(digest)", "localhost:5000/core@sha512:" + String(repeating: "0b", count: 64),
        ])
    func inverse(text: String) throws {
        #expect(try #require(ImageReference(text)).description == text)
    }

    @Test(
        "What is not a reference with its registry is refused",
        arguments: [
            "", "core", "core:1.2.0", "acme/core:1.2.0", "ghcr.io/acme/core", "ghcr.io/Acme/core:1", "ghcr.io/a//b:1",
            "ghcr.io/a:", "ghcr.io/a:-x", "ghcr.io/a@sha256:00", "ghcr.io/a:.x", "ghcr.io/a___b:1", "ghcr.io/-a:1",
            "ghcr.io:99999/a:1", "ghcr.io:0/a:1", "gh_cr.io/a:1", "ghcr..io/a:1", "ghcr.io/a@\(digest.uppercased())",
            "https://ghcr.io/a:1", "ghcr.io/a:" + String(repeating: "x", count: 129), "ghcr.io/a b:1",
            "ghcr.io/" + String(repeating: "a", count: 250) + ":1",
        ])
    func refused(text: String) { #expect(ImageReference(text) == nil) }

    @Test("Every reference that can be made is read as itself", arguments: 0..<300 as Range<UInt64>)
    func property(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func word(_ letters: String, _ count: ClosedRange<Int>) -> String {
            String(
                (0..<Int.random(in: count, using: &random)).compactMap { _ in letters.randomElement(using: &random) })
        }
        let small = "abcxyz019"
        let host = [
            "localhost", "\(word(small, 1...4)).\(word(small, 1...3))",
            "\(word(small, 1...4)):\(Int.random(in: 1...65535, using: &random))",
        ]
        let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            word(small, 1...3) + (["", ".", "_", "__", "-", "---"].randomElement(using: &random) ?? "")
                + word(small, 1...3)
        }
        var text = "\(host.randomElement(using: &random) ?? "")/\(parts.joined(separator: "/"))"
        let kind = Int.random(in: 0...2, using: &random)
        if kind > 0 { text += ":" + word("abcXYZ019_", 1...1) + word("abcXYZ019_.-", 0...127) }
        if kind < 2 { text += "@sha256:" + word("0123456789abcdef", 64...64) }
        let reference = try #require(ImageReference(text), "seed \(seed): \(text)")
        #expect(reference.description == text, "seed \(seed)")
    }
}
