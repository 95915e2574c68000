import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Synchronization
import Testing

@Suite("Faults of the double of GitHub", .heavy)
struct FaultTests {
    private let label: JSON = ["name": "one"]

    @Test("A refused request has no effect", arguments: [FaultKind.refused, .limited, .limitedSilently])
    func refuses(kind: FaultKind) async throws {
        try await Bench.run { bench in
            bench.github.double.plan(kind, for: "issues/create-label")
            let reply = try await bench.core("POST", "/labels", label)
            let statuses = kind == .refused ? [500, 502, 503] : [403, 429]
            #expect(statuses.contains(reply.status))
            #expect((reply.response["retry-after"] != nil) == (kind == .limited))
            #expect(try await bench.core("GET", "/labels").items.isEmpty)
            #expect(try await bench.core("POST", "/labels", label).status == 201)
        }
    }

    @Test("A lost answer has its effect, and the connection ends without a byte")
    func loses() async throws {
        try await Bench.run { (bench: Bench) async throws -> Void in
            bench.github.double.plan(.lost, for: "issues/create-label")
            await #expect(throws: (any Error).self) { try await bench.core("POST", "/labels", label) }
            #expect(try await bench.core("POST", "/labels", label).status == 422)
        }
    }

    @Test("An answer that fails late has its effect")
    func failsLate() async throws {
        try await Bench.run { (bench: Bench) async throws -> Void in
            bench.github.double.plan(.failedLate, for: "issues/create-label")
            #expect(try await bench.core("POST", "/labels", label).status == 502)
            #expect(try await bench.core("GET", "/labels").items.count == 1)
        }
    }

    @Test("A cut answer is shorter than it says")
    func cuts() async throws {
        try await Bench.run { (bench: Bench) async throws -> Void in
            bench.github.double.plan(.cut, for: "repos/get")
            await #expect(throws: (any Error).self) { try await bench.core("GET", "") }
            #expect(try await bench.core("GET", "").status == 200)
        }
    }

    @Test("K4: what was just written is not seen for some requests")
    func lags() async throws {
        try await Bench.run { bench in
            _ = try await bench.core("GET", "/labels")
            bench.github.double.plan(.lag, for: "issues/create-label")
            #expect(try await bench.core("POST", "/labels", label).status == 201)
            for _ in 0..<2 { #expect(try await bench.core("GET", "/labels").items.isEmpty) }
            #expect(try await bench.core("GET", "/labels").items.count == 1)
        }
    }

    @Test("K4: a release that was just made is a 404 for some requests")
    func hidesNewObjects() async throws {
        try await Bench.run { bench in
            bench.github.double.plan(.lag, for: "repos/create-release")
            _ = try await bench.core("POST", "/releases", ["tag_name": "v1"])
            for _ in 0..<2 { #expect(try await bench.core("GET", "/releases/tags/v1").status == 404) }
            #expect(try await bench.core("GET", "/releases/tags/v1").status == 200)
        }
    }

    @Test("A push whose answer is lost has arrived, a refused one has not", arguments: [FaultKind.lost, .refused])
    func spoilsPushes(kind: FaultKind) async throws {
        try await Bench.run { bench in
            try await bench.clone()
            let commit = try await bench.commit("feat: more", ["more.txt": "x"])
            bench.github.double.plan(kind, for: "git/push")
            _ = try await bench.git(["push", "origin", "main"], in: "clone", fails: true)
            #expect(try await (bench.head() == commit) == (kind == .lost))
        }
    }

    @Test("A download of an asset that is cut is shorter than it says")
    func cutsDownloads() async throws {
        try await Bench.run { bench in
            let draft = try await bench.core("POST", "/releases", ["tag_name": "v1", "draft": true])
            let address = try requireValue(draft["upload_url"]?.text).replacing("{?name,label}", with: "?name=a.txt")
            let asset = try await bench.send("POST", address, bytes: Array("content".utf8))
            let path = "/repos/acme/core/releases/assets/\(asset["id"]?.number ?? 0)"
            bench.github.double.plan(.cut, for: "storage/get")
            await #expect(throws: (any Error).self) {
                try await bench.get(path, fields: ["Accept": "application/octet-stream"])
            }
            let complete = try await bench.get(path, fields: ["Accept": "application/octet-stream"])
            #expect(complete.response.text == "content")
        }
    }

    @Test("K3: GraphQL answers 502 too")
    func failsGraphQL() async throws {
        try await Bench.run { bench in
            bench.github.double.plan(.failedLate, for: "graphql")
            #expect(try await bench.send("POST", "/graphql", ["query": "{ viewer { login } }"]).status == 502)
            let reply = try await bench.send("POST", "/graphql", ["query": "{ viewer { login } }"])
            #expect(reply["data"]?["viewer"]?["login"] == "ada")
        }
    }

    @Test("Equal seeds make equal faults, other seeds others")
    func repeats() async throws {
        func statuses(seed: UInt64) async throws -> [Int] {
            var settings = DoubleSettings()
            settings.seed = seed
            settings.faults = FaultSettings(rate: 0.5, kinds: [.refused, .limited])
            let seen = Mutex<[Int]>([])
            try await Bench.run(settings) { bench in
                for _ in 0..<20 {
                    let status = try await bench.core("GET", "/labels").status
                    seen.withLock { $0.append(status) }
                }
            }
            return seen.withLock { $0 }
        }
        let first = try await statuses(seed: 1)
        #expect(try await statuses(seed: 1) == first)
        #expect(try await statuses(seed: 2) != first)
        #expect(first.contains(200) && first.contains { $0 != 200 })
    }
}
