import ReleaseModel
import Testing

@Suite("What identifies a version")
struct VersionIdentityTests {
    private static let spellings = [
        "1.0", "1.0.0", "1.0.0+build", "01.0.0", "1.0.0.0", "1.0.0.1", "1!1.0", "1.0.0-rc.1", "1.0rc1", "1.0.0-rc1",
        "1.0.0-1", "1.0.0-a", "1.0.0-alpha.1", "1.0a1", "1.0.post1", "1.0.post2", "1.0.dev1", "1.0.post1.dev1", "10.0",
        "1.00.0",
    ].compactMap { Version(lenient: $0) }

    @Test("Two versions are equal if their identities are", arguments: spellings)
    func equal(version: Version) {
        for other in VersionIdentityTests.spellings {
            #expect((version == other) == (version.identity == other.identity), "\(version) and \(other)")
        }
    }
}
