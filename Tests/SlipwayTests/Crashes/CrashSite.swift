import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// A place where releases of the five repositories are disturbed, one after the other: with an index of its own, a plan,
/// and what an undisturbed release of it looks like.
final class CrashSite: Sendable {
    private let root: String
    private let server: PypiServer
    private let runner: ProcessRunner
    private let plan: String
    private let store: CrashStore?
    /// What a disturbed release has to look like at its end.
    private let calm: Outcome

    /// What is left of a release, and how often it was made.
    struct Outcome: Sendable, Equatable {
        /// References of the remotes, sums, notes and plan.
        var references: String
        /// Every file of the release set, of the published folder and of the index, with its digest.
        var files: String
        /// The journal's fold: each step with its state.
        var steps: [String]
        /// How often each reference of the remotes was written, as the remotes recorded it.
        var updates: [String: Int]
        /// Every upload that the index took, as it says itself.
        var uploads: [String]
    }

    init(of template: CrashTemplate, number: Int) async throws {
        root = "\(template.fixture.root)/site-\(number)"
        runner = ProcessRunner(
            environment: ProcessInfo.processInfo.environment.merging(["PATH": PypiServer.path]) { _, own in own })
        let copy = Fixture(at: root + "/template")
        try await CrashSite.copy(template.fixture.root, ["workspace", "remotes"], to: copy.root, runner)
        let server = try await PypiServer(folder: root + "/index", runner: runner)
        self.server = server
        store = CrashStore(number: number, runner: runner)
        try copy.write(
            CrashTemplate.configuration(simple: server.simple, upload: server.upload, store: store?.address),
            to: "workspace/slipway.yaml")
        plan = root + "/plan.json"
        do {
            try await store?.clear()
            let planned = try await copy.slipway(
                "plan", "--out", plan, environment: CrashSite.environment)
            guard planned.hasSucceeded else { throw FixtureError(text: planned.errorText) }
            calm = try await CrashSite.undisturbed(root, plan, server, store, runner)
        } catch {
            await server.stop()
            throw error
        }
    }

    func close() async { await server.stop() }

    private static let environment = ["PATH": PypiServer.path, "UV_NO_CACHE": "1"]

    private static func copy(_ from: String, _ names: [String], to: String, _ runner: ProcessRunner) async throws {
        try FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
        let result = try await runner.run(Command(["cp", "-r", "--"] + names.map { "\(from)/\($0)" } + [to + "/"]))
        guard result.hasSucceeded else { throw FixtureError(text: result.errorText) }
    }

    /// A fresh copy of the repositories, and an empty index.
    private static func fresh(
        _ root: String, _ server: PypiServer, _ store: CrashStore?, _ runner: ProcessRunner
    ) async throws -> Fixture {
        let fixture = Fixture(at: root + "/now")
        fixture.remove()
        try server.clear()
        try await store?.clear()
        try await copy(root + "/template", ["workspace", "remotes"], to: fixture.root, runner)
        return fixture
    }

    private static func undisturbed(
        _ root: String, _ plan: String, _ server: PypiServer, _ store: CrashStore?, _ runner: ProcessRunner
    ) async throws -> Outcome {
        let fixture = try await fresh(root, server, store, runner)
        let result = try await fixture.slipway("apply", plan, environment: environment)
        guard result.hasSucceeded else { throw FixtureError(text: result.errorText + result.text) }
        return try await outcome(fixture, server)
    }

    private static func outcome(_ fixture: Fixture, _ server: PypiServer) async throws -> Outcome {
        var files = ""
        for folder in [fixture.workspace + "/.slipway/releases", fixture.root + "/published", server.folder] {
            files += Fixture.shortened(try await fixture.fingerprint(of: folder))
        }
        let shown = try await fixture.slipway("run", "show", "r1", "--json")
        let report = try JSONDecoder().decode(Report.self, from: Data(shown.output))
        return Outcome(
            references: try await fixture.outcome(), files: files,
            steps: report.steps.map { "\($0.id) \($0.state)" }.sorted(), updates: try await fixture.updates(),
            uploads: try server.accepted())
    }

    private struct Report: Decodable {
        struct Step: Decodable {
            var id: String
            var state: String
        }
        var steps: [Step]
    }

    // MARK: Disturbing

    /// The boundaries that an undisturbed release crosses, in one of its orders.
    func boundaries() async throws -> [String] {
        let fixture = try await CrashSite.fresh(root, server, store, runner)
        let list = root + "/boundaries"
        try? FileManager.default.removeItem(atPath: list)
        let result = try await fixture.slipway(
            "apply", plan, program: "slipway-crash",
            environment: CrashSite.environment.merging(["SLIPWAY_CRASH_LIST": list]) { $1 })
        guard result.hasSucceeded else { throw FixtureError(text: result.errorText) }
        let text = try String(contentsOfFile: list, encoding: .utf8)
        return text.split(separator: "\n").map { String($0.drop { $0 != " " }.dropFirst()) }
    }

    /// Ends a release at a boundary and starts it again.
    ///
    /// - Returns: What is wrong; empty: nothing.
    func crash(at boundary: String) async throws -> [String] {
        let fixture = try await CrashSite.fresh(root, server, store, runner)
        let first = try await fixture.slipway(
            "apply", plan, program: "slipway-crash",
            environment: CrashSite.environment.merging(["SLIPWAY_CRASH_AT": boundary]) { $1 })
        guard first.end == .signalled(9) else {
            return ["it should have been killed and ended with \(first.end)", first.errorText]
        }
        let published = try places(fixture)
        var second = try await fixture.slipway("apply", plan, environment: CrashSite.environment)
        // On a server another machine may perform the run, until the killed engine's claim has run out.
        for _ in 0..<60 where store != nil && second.end == .exited(75) {
            second = try await fixture.slipway("apply", plan, environment: CrashSite.environment)
        }
        var removed: [String] = []
        if second.errorText.contains("[index.differs]") {
            removed = try removeCutUploads(fixture)
            second = try await fixture.slipway("run", "retry", "r1", environment: CrashSite.environment)
        }
        guard second.hasSucceeded else {
            return ["it did not get through: \(second.end)", second.errorText + second.text]
        }
        return try await differences(fixture, published, removed)
    }

    /// What a person does where the index kept the part of a file that had arrived when its upload was killed, as
    /// pypiserver does: nothing else but its removal lets the release go on.
    ///
    /// - Returns: The names of the files; only those that are the beginning of what was to be uploaded.
    private func removeCutUploads(_ fixture: Fixture) throws -> [String] {
        var removed: [String] = []
        let sets = URL(fileURLWithPath: fixture.workspace + "/.slipway/releases")
        let files = FileManager.default.enumerator(at: sets, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            let inIndex = "\(server.folder)/\(file.lastPathComponent)"
            guard let there = FileManager.default.contents(atPath: inIndex) else { continue }
            let whole = try Data(contentsOf: file)
            guard there.count < whole.count, whole.starts(with: there) else { continue }
            try FileManager.default.removeItem(atPath: inIndex)
            removed.append(file.lastPathComponent)
        }
        return removed
    }

    /// Kills a release at random moments until it is through.
    func killAtRandom(seed: UInt64, within longest: Double = 1.2) async throws -> (kills: Int, problems: [String]) {
        let fixture = try await CrashSite.fresh(root, server, store, runner)
        var random = SeededGenerator(seed: seed)
        var published: [String: String] = [:]
        var kills = 0
        for _ in 0..<2_000 {
            let result = try await fixture.slipway(
                "apply", plan, killedAfter: .random(in: 0.005...longest, using: &random),
                environment: CrashSite.environment)
            let rewritten = published.filter { places in (try? self.places(fixture))?[places.key] != places.value }
            guard rewritten.isEmpty else { return (kills, ["written again: \(rewritten.keys.sorted())"]) }
            published = try places(fixture)
            if result.end == .exited(0) { return (kills, try await differences(fixture, published, [])) }
            // The attempt that found the cut upload may have been killed right after it.
            if result.end == .exited(65),
                try await fixture.slipway("run", "show", "r1", environment: CrashSite.environment).text
                    .contains("[index.differs]")
            {
                let removed = try removeCutUploads(fixture)
                let last = try await fixture.slipway("run", "retry", "r1", environment: CrashSite.environment)
                guard last.hasSucceeded else { return (kills, ["it ended with \(last.end)", last.errorText]) }
                return (kills, try await differences(fixture, published, removed))
            }
            if store != nil, result.end == .exited(75) { continue }
            guard result.end == .signalled(9) || result.end == .exited(137) else {
                return (kills, ["it ended with \(result.end)", result.errorText + result.text])
            }
            kills += 1
        }
        return (kills, ["it never gets through"])
    }

    /// - Parameter removed: Files that the index had kept incomplete, and therefore took twice.
    private func differences(
        _ fixture: Fixture, _ published: [String: String], _ removed: [String]
    ) async throws -> [String] {
        var found = try await CrashSite.outcome(fixture, server)
        for name in removed { found.uploads.firstIndex(of: name).map { _ = found.uploads.remove(at: $0) } }
        var problems: [String] = []
        func compare<Value: Equatable>(_ name: String, _ found: Value, _ expected: Value) {
            if found != expected { problems.append("\(name) differ:\n\(found)\ninstead of\n\(expected)") }
        }
        compare("references and texts", found.references, calm.references)
        compare("files", found.files, calm.files)
        compare("steps", found.steps, calm.steps)
        compare("updates", found.updates, calm.updates)
        compare("uploads", found.uploads, calm.uploads)
        let now = try places(fixture)
        for (file, place) in published.sorted(by: { $0.key < $1.key }) where now[file] != place {
            problems.append("\(file) was there before and has been written again")
        }
        return problems
    }

    /// Every whole file of the published folder, with its place on the disk and the time of its last change: a file that is
    /// written again gets other ones.
    private func places(_ fixture: Fixture) throws -> [String: String] {
        let folder = fixture.root + "/published"
        var found: [String: String] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !name.contains(".part") {
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { continue }
            found[name] = "\(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }
        return found
    }
}

/// The part of a PostgreSQL server that keeps the runs of one site, where `SLIPWAY_CRASH_STORE=postgresql`.
struct CrashStore: Sendable {
    let address: String
    private let server: String
    private let schema: String
    private let runner: ProcessRunner

    init?(number: Int, runner: ProcessRunner) {
        let environment = ProcessInfo.processInfo.environment
        guard environment["SLIPWAY_CRASH_STORE"] == "postgresql" else { return nil }
        server = environment["SLIPWAY_TEST_POSTGRESQL"] ?? ""
        schema = "crash_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        address = "\(server) options=-csearch_path=\(schema)"
        self.runner = runner
    }

    /// Forgets every run.
    func clear() async throws {
        let result = try await runner.run(
            Command([
                "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname=\(server)",
                "--command=SET client_min_messages = warning; DROP SCHEMA IF EXISTS \(schema) CASCADE; CREATE SCHEMA \(schema)",
            ]))
        guard result.hasSucceeded else { throw FixtureError(text: result.errorText) }
    }
}
