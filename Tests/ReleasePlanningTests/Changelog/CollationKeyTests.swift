import Foundation
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("The order of entries")
struct CollationKeyTests {
    struct Lists: Decodable {
        struct One: Decodable, CustomTestStringConvertible {
            var input: [String]
            var sorted: [String]
            var testDescription: String { input.prefix(3).joined(separator: ", ") }
        }
        var lists: [One]
        static let shared = (try? ReleaseTestKit.shared(Lists.self, "conformance/locale-compare.json"))?.lists
    }

    @Test(
        "It is that of ECMAScript's localeCompare",
        .enabled(if: Lists.shared != nil, "needs ../shared/conformance, or SLIPWAY_SHARED"),
        arguments: Lists.shared ?? [])
    func conformance(list: Lists.One) {
        let sorted = list.input.enumerated().sorted {
            let (left, right) = (CollationKey($0.element), CollationKey($1.element))
            return left == right ? $0.offset < $1.offset : left < right
        }
        #expect(sorted.map(\.element) == list.sorted)
    }

    @Test("The ASCII table agrees with the system's library", arguments: 0..<100)
    func table(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let characters = (0x20...0x7E).map { Character(UnicodeScalar(UInt8($0))) }
        func text() -> String {
            String(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in characters.randomElement(using: &random) ?? "x" }
            )
        }
        for _ in 0..<50 {
            let (left, right) = (text(), text())
            let expected = left.compare(right, options: [], range: nil, locale: Locale(identifier: "en_US"))
            #expect(
                (CollationKey(left) < CollationKey(right)) == (expected == .orderedAscending), "'\(left)' '\(right)'")
        }
    }
}
