import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

@Suite("Counted requests of the double of GitHub", .heavy)
struct RequestCountTests {
    @Test("Requests are counted by repository and by what they cost")
    func counts() async throws {
        try await Bench.run { bench in
            let first = try await bench.core("GET", "/branches/main")
            let tag = try #require(first.response["etag"])
            let second = try await bench.get("/repos/acme/core/branches/main", fields: ["If-None-Match": tag])
            #expect(second.status == 304)
            _ = try await bench.core("POST", "/labels", ["name": "one"])
            _ = try await bench.get("/user")
            _ = try await bench.send("POST", "/graphql", ["query": "query { viewer { login } }"])
            _ = try await ProcessRunner().run(
                Command(["git", "ls-remote", "http://x:\(Bench.token)@\(bench.github.git.dropFirst(7))/acme/core.git"]))
            let counts = bench.github.double.recorder.requests()
            var core = RequestCount()
            core.reads = 2
            core.unchanged = 1
            core.writes = 1
            core.git = counts["acme/core"]?.git ?? 0
            #expect(counts["acme/core"] == core && core.git > 0, "\(counts)")
            #expect(counts[""]?.reads == 1 && counts[""]?.graphQL == 1)
            // git does not say whose it is before it is asked.
            let others = bench.github.double.recorder.requests(without: "ada")
            #expect(others["acme/core"]?.writes == 0 && others["acme/core"]?.git == core.git, "\(others)")
        }
    }

    @Test("The busiest minute is the most changes within any sixty seconds")
    func busiestMinute() async throws {
        try await Bench.run { bench in
            for (index, pause) in [0, 50, 20, 20, 61].enumerated() {
                bench.clock.advance(by: TimeInterval(pause))
                _ = try await bench.core("POST", "/labels", ["name": .string("label \(index)")])
            }
            // Those after 50, 70 and 90 seconds.
            #expect(bench.github.double.recorder.busiestMinute() == 3)
        }
    }
}
