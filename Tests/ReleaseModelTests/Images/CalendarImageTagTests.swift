import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Tags of images by the calendar")
struct CalendarImageTagTests {
    @Test(
        "A tag in the grammar is read and written as it was",
        arguments: [
            "2025.10.25.1430-build.123-v0.1.0-abc1234-amd64", "2025.10.25.1430-build.0-v0.1.0-abc1234",
            "2024.02.29.0000-build.1-v10.20.30-rc.1-0000000-arm64",
            "2025.12.31.2359-build.7-v1.0.0-a.b.1-1234567-s390x",
        ])
    func inverse(text: String) throws {
        #expect(try #require(CalendarImageTag(text)).description == text)
    }

    @Test("Its parts are what they say")
    func parts() throws {
        let tag = try #require(CalendarImageTag("2025.10.25.1430-build.123-v0.1.0-abc1234-amd64"))
        #expect(tag.stamp.description == "2025.10.25.1430")
        #expect(tag.build == 123)
        #expect(tag.version == Version(0, 1, 0))
        #expect(tag.commit == "abc1234")
        #expect(tag.architecture == "amd64")
    }

    @Test(
        "A text outside the grammar is refused",
        arguments: [
            "", "latest", "2025.02.30.1430-build.1-v0.1.0-abc1234-amd64", "2025.10.25.2460-build.1-v0.1.0-abc1234",
            "2025.10.25.1430-build.01-v0.1.0-abc1234", "2025.10.25.1430-build.-1-v0.1.0-abc1234",
            "2025.10.25.1430-build.1-v0.1-abc1234", "2025.10.25.1430-build.1-v01.1.0-abc1234",
            "2025.10.25.1430-build.1-v0.1.0-ABC1234", "2025.10.25.1430-build.1-v0.1.0-abc123",
            "2025.10.25.1430-build.1-v0.1.0-abc1234-AMD64", "2025.10.25.1430-build.1-v0.1.0-abc1234-",
            "2025.10.25.1430-build.1-v0.1.0+x-abc1234", "x2025.10.25.1430-build.1-v0.1.0-abc1234",
            "2025.10.25.1430-build.1-v0.1.0-abc1234-abc1234", "2025.10.25.1430-build.1-v0.1.0-a-b-abc1234",
        ])
    func refused(text: String) { #expect(CalendarImageTag(text) == nil) }

    @Test("Every legal value is written, and read as itself", arguments: 0..<500 as Range<UInt64>)
    func property(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        func word(_ letters: String, _ count: Int) -> String {
            String((0..<count).compactMap { _ in letters.randomElement(using: &random) })
        }
        let moment = Date(timeIntervalSince1970: Double(number(0...4_102_444_799)))
        let core = "\(number(0...99)).\(number(0...99)).\(number(0...99))"
        let suffix = ["", "-rc.\(number(0...99))", "-\(word("abcxyz", 3)).\(number(0...9))"].randomElement(
            using: &random)
        let version = try #require(Version(semantic: core + (suffix ?? "")))
        let architecture =
            [nil, "amd64", "arm64", "riscv64", word("abcdefxyz019", number(1...6))]
            .randomElement(using: &random) ?? nil
        let tag = try #require(
            CalendarImageTag(
                stamp: CalendarStamp(moment), build: number(0...99_999), version: version,
                commit: word("0123456789abcdef", 7), architecture: architecture), "seed \(seed)")
        #expect(CalendarImageTag(tag.description) == tag, "seed \(seed): \(tag)")
        #expect(ImageTag(tag.description) != nil, "seed \(seed): \(tag)")
    }

    @Test("A value that could be read in two ways can't be made")
    func ambiguous() throws {
        let stamp = CalendarStamp(Date(timeIntervalSince1970: 0))
        for (version, architecture) in [("1.0.0-abc1234", nil), ("1.0.0", "abc1234"), ("1.0.0-a-b", nil)] {
            let version = try #require(Version(semantic: version))
            #expect(
                CalendarImageTag(
                    stamp: stamp, build: 1, version: version, commit: "0000000", architecture: architecture)
                    == nil)
        }
    }
}
