import ReleaseModel
import Testing

@Suite("Numbers with leading zeros")
struct SpelledBumpTests {
    @Test(
        "A version keeps its digit count when raised",
        arguments: [
            ("2026.04.09", Bump.patch, "2026.04.10"), ("2026.04.09", .minor, "2026.05.00"),
            ("26.04.1", .patch, "26.04.2"),
            ("2026.09.99", .patch, "2026.09.100"), ("1.2.3", .minor, "1.3.0"), ("2026.04", .patch, "2026.04.1"),
            ("10.0.3", .patch, "10.0.4"), ("2026.04.09rc1", .patch, "2026.04.09"),
        ])
    func raised(text: String, bump: Bump, next: String) throws {
        #expect(try #require(Version(text)).bumped(bump).text == next)
    }
}
