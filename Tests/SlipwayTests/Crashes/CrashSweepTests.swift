import Foundation
import ReleaseTestKit
import Synchronization
import ReleaseTestTraits
import Testing

/// The whole process is killed at each boundary of a release, and at random moments.
///
/// By default a sample: every boundary of one component, and a hundred random kills. `Scripts/crash` does all of it:
/// - `SLIPWAY_CRASH_SWEEP=all`: every boundary of all five components;
/// - `SLIPWAY_CRASH_SEEDS=0..400`: these seeds of random kills;
/// - `SLIPWAY_CRASH_WORKERS=4`: how many releases are disturbed at once;
/// - `SLIPWAY_CRASH_RESULTS=FOLDER`: gets a line for each boundary and each seed as soon as it is done; what has one
///   already is left out.
@Suite(
    "A release whose process is killed", .heavy, .serialized,
    .enabled(if: PypiServer.isInstalled, "pypi-server and uv are not installed: run Scripts/oracles"))
struct CrashSweepTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let workers = environment["SLIPWAY_CRASH_WORKERS"].flatMap(Int.init) ?? 3
    private static let isWhole = environment["SLIPWAY_CRASH_SWEEP"] != nil
    private static let seeds: Range<UInt64>? = environment["SLIPWAY_CRASH_SEEDS"].flatMap { text in
        let ends = text.components(separatedBy: "..").compactMap { UInt64($0) }
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]..<ends[1] : nil
    }

    static var isSweeping: Bool { isWhole || seeds == nil }
    static var isKilling: Bool { seeds != nil || !isWhole }

    @Test(
        "Killed at any boundary and restarted, it ends like an undisturbed one, with nothing done twice",
        .enabled(if: CrashSweepTests.isSweeping, "only random kills were asked for"))
    func sweep() async throws {
        let template = try await CrashTemplate(only: CrashSweepTests.isWhole ? nil : ["tools"])
        defer { template.fixture.remove() }
        let results = CrashResults("boundaries.txt")
        let first = try await CrashSite(of: template, number: 0)
        let all = try await first.boundaries()
        #expect(Set(all).count == all.count, "names are unique")
        // Each step alone has an append before and after its act.
        try #require(all.count > 20, "a release has more boundaries than these: \(all)")
        let done = Set(results.lines.filter { $0.hasPrefix("ok\t") }.map { String($0.dropFirst(3)) })
        let open = all.filter { !done.contains($0) }
        results.add("# \(open.count) of \(all.count) boundaries")
        try await disturbed(open, template, first) { site, boundary in
            let problems = try await site.crash(at: boundary)
            results.add("\(problems.isEmpty ? "ok" : "FAILED")\t\(boundary)")
            #expect(problems.isEmpty, "\(boundary): \(problems.joined(separator: "\n"))")
        }
    }

    @Test(
        "Killed at random moments until it finishes, it ends like an undisturbed one, with nothing done twice",
        .enabled(if: CrashSweepTests.isKilling, "only the sweep was asked for"))
    func randomKills() async throws {
        let template = try await CrashTemplate()
        defer { template.fixture.remove() }
        let results = CrashResults("seeds.txt")
        let first = try await CrashSite(of: template, number: 0)
        let total = Counter()
        // The sample stops as soon as there are enough kills.
        let done = Set(
            results.lines.filter { $0.hasSuffix("\tok") }.compactMap {
                $0.split(separator: "\t").first.map(String.init)
            })
        let seeds = (CrashSweepTests.seeds ?? 0..<100).filter { !done.contains("\($0)") }
        try await disturbed(seeds, template, first) { site, seed in
            guard CrashSweepTests.seeds != nil || total.value < 100 else { return }
            let (kills, problems) = try await site.killAtRandom(seed: seed)
            total.add(kills)
            results.add("\(seed)\t\(kills)\t\(problems.isEmpty ? "ok" : "FAILED")")
            #expect(problems.isEmpty, "seed \(seed), \(kills) kills: \(problems.joined(separator: "\n"))")
        }
        #expect(CrashSweepTests.seeds != nil || total.value >= 100)
    }

    /// Goes through all cases, several at once, each at a site of its own.
    private func disturbed<Case: Sendable>(
        _ cases: [Case], _ template: CrashTemplate, _ first: CrashSite,
        _ body: @escaping @Sendable (CrashSite, Case) async throws -> Void
    ) async throws {
        let queue = Queue(cases)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<max(1, CrashSweepTests.workers) {
                group.addTask {
                    let site =
                        number == 0
                        ? first : try await CrashSite(of: template, number: number)
                    do {
                        while let next = queue.next() { try await body(site, next) }
                    } catch {
                        await site.close()
                        throw error
                    }
                    await site.close()
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Cases that several workers share.
private final class Queue<Case: Sendable>: Sendable {
    private let cases: Mutex<ArraySlice<Case>>
    init(_ cases: [Case]) { self.cases = Mutex(cases[...]) }
    func next() -> Case? { cases.withLock { $0.popFirst() } }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add(_ number: Int) { count.withLock { $0 += number } }
}
