import ReleaseModel
import Testing

@Suite("Release lines")
struct ReleaseLineTests {
    @Test(
        "A line is one or two numbers and x",
        arguments: [
            ("1.x", "1.x"), ("1.4.x", "1.4.x"), ("2.x.x", "2.x"), ("x", nil), ("1", nil), ("1.2.3", nil),
            ("1.2.3.x", nil), ("a.x", nil), ("1.x.2", nil),
        ] as [(String, String?)])
    func reading(text: String, line: String?) { #expect(ReleaseLine(text)?.description == line) }

    @Test(
        "A branch names its line with its last word",
        arguments: [
            ("1.x", "1.x"), ("v1.4.x", "1.4.x"), ("release/2.x", "2.x"), ("maintenance-3.x", "3.x"), ("main", nil),
            ("release/1.4.0", nil), ("fix-x", nil),
        ] as [(String, String?)])
    func branch(name: String, line: String?) { #expect(ReleaseLine(branch: name)?.description == line) }

    @Test(
        "A line holds the versions that begin with its numbers",
        arguments: [("1.4.0", true), ("1.10.2-rc.1", true), ("10.0.0", false), ("2.0.0", false)])
    func contains(version: String, isIn: Bool) throws {
        #expect(try #require(ReleaseLine("1.x")).contains(try #require(Version(version))) == isIn)
    }
}
