import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePorts
import ReleaseStores
import ReleaseTestKit

/// Steps that do nothing, each journalled and synced: the engine beside the disk's limit and beside its peers.
struct EngineBenchmark {
    let folder: String
    /// libpq's connection string; nil: without PostgreSQL.
    let postgresql: String?
    /// The folder of the peers' programs; nil: without them.
    let peers: String?

    private let steps = 3_000
    private let chained = 300
    private let parallelism = 16
    private let turns = 3
    private let runner = ProcessRunner()

    func run() async throws {
        let figures = Figures()
        let disk = DiskLimit(folder: folder)
        for _ in 0..<turns {
            try limits(disk, figures)
            try await engines("SQLite", figures) { try SQLiteRunStore(path: $0) }
            if let postgresql {
                try await engines("PostgreSQL", figures) {
                    try PostgreSQLRunStore(address: postgresql, workspace: $0)
                }
            }
        }
        let others = try await measurePeers()
        report(figures.rows, others)
    }

    private func limits(_ disk: DiskLimit, _ figures: Figures) throws {
        try figures.add("syncs of the disk: 4 KiB written and `fdatasync`", 1_000) { try disk.syncs(1_000) }
        try figures.add("SQLite, a bare loop: one insert, one commit", 1_000) { try disk.sqlite(1_000) }
        guard let postgresql else { return }
        try figures.add("PostgreSQL, a bare loop: one insert, one commit", 1_000) {
            try disk.postgresql(1_000, address: postgresql)
        }
    }

    private func engines(
        _ kind: String, _ figures: Figures, open: (String) throws -> any RunStore
    ) async throws {
        try await engine(kind, 1, isChained: false, figures, open: open)
        try await engine(kind, 3, isChained: false, figures, open: open)
        try await engine(kind, 1, isChained: true, figures, open: open)
    }

    /// Some engines, each with a connection of its own and a run of its own, side by side in one store.
    private func engine(
        _ kind: String, _ engines: Int, isChained: Bool,
        _ figures: Figures, open: (String) throws -> any RunStore
    ) async throws {
        let state = "\(folder)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        let count = isChained ? chained : steps
        let stores = try (0..<engines).map { _ in try open(state + "/state.db") }
        var runs: [RunID] = []
        for _ in stores { runs.append(try await stores[0].create(linePlan(count, isChained: isChained), at: Date())) }
        let pairs = zip(stores, runs).enumerated().map { number, pair in
            (environment(pair.0, state, EngineID("bench/\(number)")), pair.1)
        }
        let shape = isChained ? "one after the other" : "\(parallelism) at a time"
        let what = "Slipway on \(kind), \(engines == 1 ? "1 engine" : "\(engines) engines"), \(shape)"
        let seconds =
            try await ContinuousClock().measure {
                try await withThrowingTaskGroup(of: RunRecord.self) { group in
                    for (environment, run) in pairs {
                        group.addTask {
                            try await RunEngine(environment: environment, performers: [.line: NoStep()]).perform(run)
                        }
                    }
                    for try await record in group { precondition(record.status == .succeeded, "every step ran") }
                }
            } / .seconds(1)
        figures.add(what, count * engines, seconds: seconds)
    }

    private func environment(_ store: any RunStore, _ state: String, _ engine: EngineID) -> RunEnvironment {
        RunEnvironment(
            sourceControl: GitSourceControl(runner: runner), runner: runner, files: LocalFiles(), store: store,
            ecosystems: allEcosystems, clones: [:], workspaceFolder: folder, stateFolder: state, secrets: [:],
            parallelism: parallelism, engine: engine)
    }

    // MARK: Peers

    private func measurePeers() async throws -> [Figure] {
        guard let peers else { return [] }
        let temporal = (count: 500, arguments: [peers + "/temporal", folder + "/temporal", "500", "\(parallelism)"])
        let all: [(what: String, program: String, count: Int, arguments: [String])] = [
            (
                "Temporal's development server, state in a file, \(parallelism) at a time", "temporal-steps",
                temporal.count, temporal.arguments
            ),
            ("luigi, nothing durable but the outputs", "luigi-steps", 1_000, [folder + "/luigi", "1000"]),
            ("doit, one file at the end", "doit-steps", 1_000, [folder + "/doit", "1000"]),
        ]
        var rows: [Figure] = []
        for one in all {
            var measurement = Measurement()
            for turn in 0..<turns {
                var arguments = one.arguments
                arguments[one.arguments.count == 4 ? 1 : 0] += "-\(turn)"
                let result = try await runner.run(
                    Command([peers + "/python3", "Scripts/peers/" + one.program] + arguments, timeout: .seconds(120)))
                guard result.hasSucceeded, let seconds = Double(result.text.filter { !$0.isWhitespace }) else { break }
                measurement.add(seconds)
            }
            if !measurement.seconds.isEmpty { rows.append(Figure(what: one.what, count: one.count, time: measurement)) }
        }
        return rows
    }

    private func report(
        _ rows: [Figure], _ peers: [Figure]
    ) {
        func rate(_ row: Figure) -> Double { Double(row.count) / row.time.median }
        func rate(of prefix: String) -> Double? { rows.first { $0.what.hasPrefix(prefix) }.map { rate($0) } }
        let temporal = peers.first { $0.what.hasPrefix("Temporal") }.map { rate($0) }
        show("## Durable steps")
        show("")
        show(
            "Steps that do nothing. For each, the intention is stored and synced before it begins and the outcome after it; "
                + "steps that come together share one sync, and with several engines each performs a run of its own in one "
                + "store. Median of \(turns) (fastest–slowest), taken in turns on one disk. The goal is half of the bare loop "
                + "and ten times Temporal.")
        show("")
        show("| what | a second | of its bare loop | of Temporal | seconds |")
        show("| --- | ---: | ---: | ---: | --- |")
        for row in rows + peers {
            let limit =
                row.what.contains("Slipway on SQLite")
                ? rate(of: "SQLite, a bare")
                : row.what.contains("Slipway on Post") ? rate(of: "PostgreSQL, a bare") : nil
            let ofLimit = limit.map { number(rate(row) / $0) } ?? ""
            let ofTemporal = temporal.map { number(rate(row) / $0) } ?? ""
            show(
                "| \(row.what) | \(Int(rate(row))) | \(ofLimit) | \(ofTemporal) | \(row.time.shown) for \(row.count) |")
        }
        show("")
    }
}

/// A step that is done as soon as it begins.
struct NoStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome { StepOutcome() }
}

private struct Figure {
    var what: String
    var count: Int
    var time: Measurement
}

/// Measurements of several things, taken in turns.
private final class Figures {
    private(set) var rows: [Figure] = []

    func add(_ what: String, _ count: Int, _ body: () throws -> Void) rethrows {
        add(what, count, seconds: try ContinuousClock().measure(body) / .seconds(1))
    }

    func add(_ what: String, _ count: Int, seconds: Double) {
        let index = rows.firstIndex { $0.what == what } ?? rows.count
        if index == rows.count { rows.append(Figure(what: what, count: count, time: Measurement())) }
        rows[index].time.add(seconds)
    }
}
