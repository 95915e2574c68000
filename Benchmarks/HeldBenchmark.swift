import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit

/// Reserving the versions of a large release in a store that holds those of many earlier ones.
struct HeldBenchmark {
    let folder: String
    /// libpq's connection string; nil: without PostgreSQL.
    let postgresql: String?

    private let sizes: [(components: Int, earlier: Int)] = [(1_000, 10), (2_000, 20), (10_000, 20)]

    func run() async throws {
        show("## Reserving versions")
        show("")
        show(
            "How long it takes to reserve a version of every component at once, in a store where each earlier run holds a "
                + "version of each, too, and has a journal of ten steps for each.")
        show("")
        show("| components | earlier runs | store | seconds |")
        show("| ---: | ---: | --- | ---: |")
        for size in sizes {
            let place = "\(folder)/\(size.components)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try await reserve("SQLite", try SQLiteRunStore(path: place + "/state.db"), size)
            guard let postgresql else { continue }
            let store = try PostgreSQLRunStore(address: postgresql, workspace: UUID().uuidString)
            try await reserve("PostgreSQL", store, size)
        }
        show("")
    }

    private func reserve(
        _ kind: String, _ store: any RunStore, _ size: (components: Int, earlier: Int)
    ) async throws {
        var seconds = 0.0
        var batch: [RunEvent] = []
        for number in 0...size.earlier {
            let run = try await store.create(linePlan(1), at: Date())
            let versions = (0..<size.components).map { (ComponentID("component-\($0)"), Version(1, number, 0)) }
            seconds =
                try await ContinuousClock().measure {
                    try await store.reserve(Dictionary(uniqueKeysWithValues: versions), for: run)
                } / .seconds(1)
            // Ten steps for each component, so that the journals are as long as those of real releases.
            var revision = 1
            for component in 0..<size.components {
                let events = (0..<10).flatMap { step -> [RunEvent] in
                    let id = StepID("gate:component-\(component)/\(step)")
                    return [.started(step: id, attempt: 1), .succeeded(step: id, attempt: 1, outcome: StepOutcome())]
                }
                batch += events
                guard batch.count >= 2_000 || component == size.components - 1 else { continue }
                try await store.append(batch, to: run, after: revision, at: Date())
                revision += batch.count
                batch = []
            }
            try await store.append([.finished], to: run, after: revision, at: Date())
        }
        show("| \(size.components) | \(size.earlier) | \(kind) | \(number(seconds)) |")
    }
}
