import Foundation
import GitHubDouble
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Synchronization
import Testing

@Suite("The same requests to two doubles of GitHub", .heavy)
struct DeterminismTests {
    /// Answers to a pull request's life and a release's, with this double's own addresses taken out.
    private func answers() async throws -> [String] {
        let seen = Mutex<[String]>([])
        try await Bench.run { bench in
            func keep(_ reply: Bench.Reply) {
                var text = String(decoding: reply.json.bytes, as: UTF8.self)
                for (name, address) in [
                    ("API", bench.github.api), ("UPLOADS", bench.github.uploads), ("STORAGE", bench.github.storage),
                    ("HOST", String(bench.github.api.dropFirst("http://".count))),
                ] {
                    text = text.replacing(address, with: name)
                }
                seen.withLock { $0.append("\(reply.status) \(text)") }
            }
            keep(try await bench.pull("topic", messages: ["feat: one", "fix: two"]))
            keep(try await bench.core("POST", "/issues/1/labels", ["labels": ["kind"]]))
            keep(try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "rebase"]))
            bench.clock.advance(by: 60)
            keep(try await bench.core("POST", "/releases", ["tag_name": "v1.0.0", "generate_release_notes": true]))
            keep(try await bench.core("GET", "/commits"))
            keep(try await bench.core("GET", "/pulls/1"))
            keep(try await bench.core("GET", "/releases"))
        }
        return seen.withLock { $0 }
    }

    @Test("get the same answers, ids and commits")
    func repeats() async throws {
        let first = try await answers()
        #expect(try await answers() == first)
        #expect(first.count == 7 && first.allSatisfy { $0.hasPrefix("20") })
    }
}
