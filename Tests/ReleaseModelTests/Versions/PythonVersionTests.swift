import ReleaseModel
import Testing

@Suite("Versions of Python packages")
struct PythonVersionTests {
    /// The order that PEP 440 states in "Summary of permitted suffixes and relative ordering", from low to high.
    static let chain = [
        "1.0.dev1", "1.0a1.dev1", "1.0a1", "1.0a1.post1.dev1", "1.0a1.post1", "1.0a2.dev1", "1.0a2", "1.0b1.dev1",
        "1.0b1", "1.0rc1.dev1", "1.0rc1", "1.0rc2", "1.0", "1.0.post1.dev1", "1.0.post1.dev2", "1.0.post1",
        "1.0.post2", "1.1.dev1", "1.1", "1!0.1",
    ]

    @Test("Each version sorts before all that follow it", arguments: chain.indices)
    func order(index: Int) throws {
        let version = try #require(Version(python: PythonVersionTests.chain[index]))
        for text in PythonVersionTests.chain[(index + 1)...] {
            let later = try #require(Version(python: text))
            #expect(version < later, "\(version) < \(later)")
            #expect(!(later < version), "\(later) < \(version)")
            #expect(version != later)
        }
    }

    @Test(
        "Permitted spellings mean the same version",
        arguments: [
            ["1.0", "1.0.0", "v1.0", "1"], ["1.0a1", "1.0-alpha-1", "1.0.A.1", "1.0_alpha1"],
            ["1.0rc1", "1.0c1", "1.0-pre.1", "1.0preview1"], ["1.0.post2", "1.0-2", "1.0-rev2", "1.0.r2"],
            ["1.0.dev0", "1.0dev", "1.0-DEV"], ["1.0+local.1", "1.0"],
        ])
    func spellings(texts: [String]) throws {
        let versions = try texts.map { try #require(Version(python: $0)) }
        #expect(Set(versions).count == 1)
    }

    @Test("A version keeps the text that was written", arguments: ["v1.0-RC.1", "1.0.post1", "01.2"])
    func text(text: String) throws {
        #expect(try #require(Version(text)).text == text)
    }

    @Test(
        "An invalid version is not read",
        arguments: ["", "v", "1.", ".1", "1.0x", "1.0+", "1.0+a b", "latest", "1!", "-1!1.0", "1.0.post1.post2"])
    func invalid(text: String) {
        #expect(Version(text) == nil)
    }
}
