import Foundation
import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("Channels")
struct ChannelTests {
    private let commit: CommitID = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
    /// 2026-01-31 23:30 UTC.
    private let moment = Date(timeIntervalSince1970: 1_769_902_200)

    private func state(
        _ version: String, members: [ComponentID: String] = [:], taken: [String] = [], forced: String? = nil
    ) throws -> ChannelState {
        ChannelState(
            component: "core", version: try #require(Version(version)),
            members: members.compactMapValues { Version($0) },
            taken: taken.compactMap { Version($0) }, moment: moment, commit: commit, forced: forced)
    }

    @Test(
        "Each channel has its own name format",
        arguments: [
            ("nightly", [], "nightly-20260131-0a1b2c3"), ("rc", [], "1.3.0-rc.1"),
            ("rc", ["1.3.0-rc.1", "1.3.0-rc.9", "1.2.0-rc.30", "1.3.0-test.40"], "1.3.0-rc.10"),
            ("test", ["1.3.0-test.1"], "1.3.0-test.2"), ("unverified", ["1.2.0-unverified"], "1.3.0-unverified"),
        ] as [(String, [String], String)])
    func names(name: String, taken: [String], next: String) throws {
        #expect(try channel(named: name).next(in: self.state("1.3.0", taken: taken)) == next)
    }

    @Test("A develop version is above the stable version of every member", arguments: 0..<50 as Range<UInt64>)
    func develop(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func number() -> Int { Int.random(in: 0...3, using: &random) }
        var members: [ComponentID: String] = [:]
        for index in 0..<5 { members[ComponentID("c\(index)")] = "\(number()).\(number()).\(number())" }
        let first = try DevelopChannel().next(in: self.state("0.1.0", members: members))
        let version = try #require(Version(first))
        #expect(members.values.compactMap { Version($0) }.allSatisfy { $0 < version }, "seed \(seed)")
        let second = try DevelopChannel().next(in: self.state("0.1.0", members: members, taken: [first]))
        #expect(try #require(Version(second)) > version, "seed \(seed)")
    }

    @Test("The develop version follows the highest member, and counts published versions")
    func developExample() throws {
        let members: [ComponentID: String] = ["consensus": "0.1.34", "node": "0.1.54"]
        #expect(try DevelopChannel().next(in: self.state("0.1.35", members: members)) == "0.1.55-dev.1")
        let taken = ["0.1.55-dev.1", "0.1.55-dev.2", "0.1.35-dev.7"]
        #expect(try DevelopChannel().next(in: self.state("0.1.35", members: members, taken: taken)) == "0.1.55-dev.3")
    }

    @Test(
        "A chosen name must have the channel's format and be above the existing ones",
        arguments: [
            ("0.1.55-dev.9", true), ("0.1.54-dev.9", false), ("0.1.55-dev.2", false), ("0.1.55", false),
            ("0.1.55-dev", false), ("v0.1.55-dev.9", false), ("0.1.55-dev.0", false),
        ])
    func forced(name: String, isTaken: Bool) throws {
        let state = try self.state("0.1.35", members: ["node": "0.1.54"], taken: ["0.1.55-dev.2"], forced: name)
        if isTaken {
            #expect(try DevelopChannel().next(in: state) == name)
        } else {
            #expect(throws: ChannelError.self) { try DevelopChannel().next(in: state) }
        }
    }

    @Test("A channel reads back its own names, always as prereleases, and no other channel does")
    func roundTrip() throws {
        for one in allChannels {
            let name = try one.next(in: self.state("1.3.0", members: ["core": "1.2.0"]))
            #expect(one.parse(name) != nil)
            #expect(isPrerelease(named: name), "\(name)")
            #expect(allChannels.filter { $0.parse(name) != nil }.map(\.name) == [one.name])
        }
    }

    @Test(
        "Whether a name is a prerelease depends on the entire name, never on a word in it",
        arguments: [
            ("1.0.0", false), ("1.0.0+dev", false), ("1.0.0+rc.1", false), ("nightly-20260131-0a1b2c3", true),
            ("nightly", false), ("nightly-20261331-0a1b2c3", false), ("nightly-20260131-0A1B2C3", false),
            ("1.0.0-prerelease", true), ("1.0.0-locked", true), ("1.0.0rc1", true), ("2026.01.3", false),
            ("developer", false), ("1.0.0.post1", false),
        ])
    func whole(name: String, answer: Bool) {
        #expect(isPrerelease(named: name) == answer)
    }

    @Test("An existing unverified version, and a build without a commit, have no name")
    func refused() throws {
        #expect(throws: ChannelError.taken("core", "1.3.0-unverified")) {
            try UnverifiedChannel().next(in: self.state("1.3.0", taken: ["1.3.0-unverified"]))
        }
        var state = try self.state("1.3.0")
        state.commit = nil
        let without = state
        #expect(throws: ChannelError.noCommit("core")) { try NightlyChannel().next(in: without) }
    }

    @Test("An unknown channel is an error that lists the known ones")
    func unknown() {
        #expect(throws: ChannelError.noSuchChannel("beta")) { try channel(named: "beta") }
        #expect(ChannelError.noSuchChannel("beta").suggestions.first?.contains("nightly, develop, rc, test") == true)
    }
}
