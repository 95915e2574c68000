import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit

/// What an engine costs while every run waits for people.
struct WaitingBenchmark {
    let program: String
    let folder: String

    private let sizes = [0, 1_000, 10_000]
    private let seconds = 20
    private let runner = ProcessRunner()

    func run() async throws {
        show("## Waiting runs")
        show("")
        show(
            "`slipway engine` on a store whose runs all wait for an approval, with 20 steps behind it. Processor time of "
                + "\(seconds) s in which nothing happens, what the engine needs to begin left out; and the most memory it had."
        )
        show("")
        show("| store | waiting runs | processor time, s | of a core | memory, MiB |")
        show("| --- | ---: | ---: | ---: | ---: |")
        for kind in StoreKind.all { for size in sizes { try await measure(size, kind) } }
        show("")
    }

    private func measure(_ size: Int, _ kind: StoreKind) async throws {
        let place = "\(folder)/\(kind.name)-\(size)"
        let store = try kind.open(in: place)
        let prefix = try kind.arguments(in: place)
        let work = ApprovalWork(roles: ["release"], quorum: 1, lifetime: nil, people: ["anna": ["release"]])
        let approval = PlannedStep(id: "approval:release/core", needs: [], work: .approval(work))
        let plan = linePlan(20, behind: approval)
        for _ in 0..<size { _ = try await store.create(plan, at: Date()) }
        let begin = try await cost(of: 10, place, prefix)
        let all = try await cost(of: 10 + seconds, place, prefix)
        let idle = max(0, all.seconds - begin.seconds)
        show(
            "| \(kind.name) | \(size) | \(number(idle)) | \(number(100 * idle / Double(seconds))) % | \(max(begin.memory, all.memory) / 1024) |"
        )
    }

    /// Of an engine that is ended after some seconds.
    private func cost(
        of seconds: Int, _ place: String, _ prefix: [String]
    ) async throws -> (seconds: Double, memory: Int) {
        let said = place + "/cost"
        _ = try await runner.run(
            Command(
                prefix + [
                    "/usr/bin/time", "-q", "-f", "%U %S %M", "-o", said, "timeout", "--signal=INT", "\(seconds)",
                    program, "engine", "-C", place,
                ]))
        let parts = try String(contentsOfFile: said, encoding: .utf8).split(whereSeparator: \.isWhitespace).map(
            String.init)
        return ((Double(parts[0]) ?? 0) + (Double(parts[1]) ?? 0), Int(parts[2]) ?? 0)
    }
}
