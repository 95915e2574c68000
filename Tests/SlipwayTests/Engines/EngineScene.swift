import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import Testing

/// A workspace of many small components whose runs are in PostgreSQL, and engines that perform them.
struct EngineScene {
    static let server = ProcessInfo.processInfo.environment["SLIPWAY_TEST_POSTGRESQL"]
    static var isPossible: Bool { server != nil }

    let fixture: Fixture
    let store: PostgreSQLRunStore
    private let environment: [String: String]
    private let count: Int
    private let updatesBefore: [String: Int]

    /// - Parameters:
    ///   - count: Of components; each has eight steps.
    ///   - address: Of the store; nil: in the server that the tests have.
    init(components count: Int, address: String? = nil) async throws {
        fixture = try Fixture()
        self.count = count
        let address = try #require(address ?? EngineScene.server)
        // A name of its own, so that tests that share the server share no run.
        let name = "many-\(UUID().uuidString.lowercased())"
        environment = ["SLIPWAY_STORE": address]
        let names = (1...count).map { "c\($0)" }
        try await fixture.repository(
            "many", Dictionary(uniqueKeysWithValues: names.map { ("\($0)/VERSION", "1.0.0\n") }), tag: nil)
        for name in names { try await fixture.git("tag", "\(name)-v1.0.0", in: "\(fixture.workspace)/many") }
        try await fixture.commit(
            "fix: correct a fault", Dictionary(uniqueKeysWithValues: names.map { ("\($0)/a.sh", "true\n") }), in: "many"
        )
        try await fixture.git("push", "--quiet", "--tags", "origin", "main", in: "\(fixture.workspace)/many")
        try fixture.write(
            EngineScene.configuration(name, names, acts: fixture.root + "/acts"), to: "workspace/slipway.yaml")
        updatesBefore = try await fixture.updates()
        store = try PostgreSQLRunStore(address: address, workspace: name)
    }

    /// How many commands of an engine's have begun that a gate is.
    func acts(of engine: RunningProgram) -> Int {
        let text = String(
            decoding: FileManager.default.contents(atPath: fixture.root + "/acts") ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").count { $0.contains("/\(engine.id)/") }
    }

    private static func configuration(_ workspace: String, _ names: [String], acts: String) -> String {
        """
        workspace: \(workspace)
        tag: "{component}-v{version}"
        defaults:
          gates:
            - { name: one, run: [sh, -c, "echo $SLIPWAY_ENGINE >> \(acts); sleep 0.02; echo 1..1"] }
            - { name: two, run: [sh, -c, "echo $SLIPWAY_ENGINE >> \(acts); echo 1..1"] }
            - { name: three, run: [sh, -c, "echo 1..1"] }
          build: { run: [sh, -c, "echo {version} > {component}.txt"], artifacts: ["{component}.txt"] }
          publish: [{ to: folder, path: ../published }]
        components:

        """ + names.map { "  \($0): { repository: many, path: \($0) }\n" }.joined()
    }

    /// The process that asks for the release, and begins to perform it.
    func release() throws -> RunningProgram {
        try RunningProgram(fixture, ["release"], log: "release", environment: environment)
    }

    /// Runs the real program on this store.
    func slipway(_ first: String, _ second: String) async throws -> CommandResult {
        try await fixture.slipway(first, second, environment: environment)
    }

    func engines(_ count: Int) throws -> [RunningProgram] {
        try (1...count).map {
            try RunningProgram(fixture, ["engine"], log: "engine\($0)", environment: environment)
        }
    }

    /// The journal, as soon as it fulfils a condition.
    ///
    /// - Parameter seconds: How long to wait for that.
    func journal(
        within seconds: Double, _ what: String, when condition: ([JournalEntry]) -> Bool
    ) async throws -> [JournalEntry] {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let entries = try await store.journals().first ?? []
            if condition(entries) { return entries }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw FixtureError(text: "\(what): not within \(seconds) s")
    }

    /// What must be true of a finished release, whoever performed how much of it.
    ///
    /// - Parameter before: How often each reference was written before the release; nil: as when the scene was made.
    func checkOutcome(_ before: [String: Int]? = nil) async throws {
        let before = before ?? updatesBefore
        let record = try await store.run("r1")
        #expect(record.status == .succeeded)
        var outcomes: [StepID: Int] = [:]
        for case .succeeded(let step, _, _) in try await store.events(of: "r1", after: 0).map(\.event) {
            outcomes[step, default: 0] += 1
        }
        #expect(outcomes == Dictionary(uniqueKeysWithValues: record.plan.steps.map { ($0.id, 1) }))
        let updates = try await fixture.updates()
        for (reference, number) in updates {
            let earlier = before[reference] ?? 0
            let isOurs = reference.hasSuffix("/main") || reference.hasSuffix("-v1.0.1")
            #expect(number == earlier + (isOurs ? 1 : 0), "\(reference)")
        }
        #expect(updates.count == before.count + count)
        let published = try FileManager.default.contentsOfDirectory(atPath: fixture.root + "/published")
        #expect(published.filter { $0.hasSuffix(".txt") }.count == count && published.count == count)
        #expect(try await store.verifyChain(against: nil).faults.isEmpty)
    }
}

/// Who took a run over, in a journal's order.
func takeovers(_ entries: [JournalEntry]) -> [(entry: JournalEntry, process: Int32)] {
    entries.compactMap { entry in
        guard case .claimed(let engine, _) = entry.event else { return nil }
        // {host}/{process}/{when it began}
        let parts = engine.text.split(separator: "/")
        return parts.count == 3 ? Int32(parts[1]).map { (entry, $0) } : nil
    }
}

/// How many steps came to a good end.
func successes(_ entries: [JournalEntry]) -> Int {
    entries.count { if case .succeeded = $0.event { true } else { false } }
}
