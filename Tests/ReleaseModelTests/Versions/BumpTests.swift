import ReleaseModel
import Testing

@Suite("Bumps")
struct BumpTests {
    @Test(
        "The next version is the lowest of its level",
        arguments: [
            ("1.2.3", Bump.patch, "1.2.4"), ("1.2.3", .minor, "1.3.0"), ("1.2.3", .major, "2.0.0"),
            ("0.1.0", .major, "1.0.0"), ("1.2.3", .none, "1.2.3"), ("1.2.3", .initial, "1.2.3"),
        ])
    func next(from: String, bump: Bump, to: String) throws {
        #expect(try #require(Version(from)).bumped(bump).text == to)
    }

    @Test(
        "A prerelease is finalised if that is enough for the level",
        arguments: [
            ("1.2.4-rc.1", Bump.patch, "1.2.4"), ("1.2.4-rc.1", .minor, "1.3.0"), ("1.3.0-rc.1", .minor, "1.3.0"),
            ("1.3.0-rc.1", .major, "2.0.0"), ("2.0.0-rc.1", .major, "2.0.0"), ("2.0.0-rc.1", .patch, "2.0.0"),
        ])
    func finished(from: String, bump: Bump, to: String) throws {
        #expect(try #require(Version(from)).bumped(bump).text == to)
    }

    @Test("The largest number has no successor and stays")
    func largest() {
        let largest = Version(.max, .max, .max)
        for bump in Bump.allCases { #expect(largest.bumped(bump) >= Version(.max, 0, 0)) }
    }

    @Test(
        "The change between two versions is the leftmost number that differs",
        arguments: [
            (nil, "0.1.0", Bump.initial), ("1.2.3", "1.2.3", .none), ("1.2.3", "1.2.4", .patch),
            ("1.2.3", "1.3.0", .minor), ("1.2.3", "2.0.0", .major), ("1.2.3-rc.1", "1.2.3", .prerelease),
            ("1.2.3.4", "1.2.3.5", .patch),
        ] as [(String?, String, Bump)])
    func difference(from: String?, to: String, bump: Bump) throws {
        #expect(try #require(Version(to)).bump(from: from.flatMap { Version($0) }) == bump)
    }

    @Test("A bumped version is above the one before", arguments: [Bump.patch, .minor, .major])
    func grows(bump: Bump) throws {
        for text in ["0.0.0", "1.2.3", "1.2.3-rc.1", "1.0.0a1", "2.0.0.dev1"] {
            let version = try #require(Version(text))
            #expect(version < version.bumped(bump), "\(version)")
        }
    }

    @Test("The levels are ordered from nothing to a first release")
    func levels() {
        #expect(Bump.allCases.sorted() == [.none, .prerelease, .patch, .minor, .major, .initial])
    }
}
