import Foundation
import ReleaseAdapters
import ReleaseCLI
import ReleaseComposition
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts
import ReleaseTestKit
import Synchronization

/// Runs command lines within this process, each with its own terminal and environment, on a workspace of its own.
struct CommandScene {
    let sandbox: GitSandbox
    /// What runs are kept in; nil: the workspace's own file.
    let store: (any RunStore)?

    /// Between two writes at a forge.
    let writeInterval: Duration

    init(store: (any RunStore)? = nil, writeInterval: Duration = .seconds(1)) throws {
        self.writeInterval = writeInterval
        sandbox = try GitSandbox(runner: ProcessRunner())
        self.store = store
        try FileManager.default.createDirectory(atPath: workspace, withIntermediateDirectories: true)
    }

    var workspace: String { sandbox.folder.path + "/w" }

    /// A released crate with one commit since: `{name}` at 1.0.0.
    func crate(_ name: String, requiring other: String? = nil, change: String = "fix: a fault") async throws {
        let requirement = other.map { "\n[dependencies]\n\($0) = \"^1.0.0\"\n" } ?? ""
        let manifest = CommandScene.manifest(name, "1.0.0") + requirement
        _ = try await sandbox.makeClone("w/\(name)", files: ["Cargo.toml": manifest])
        try await sandbox.git(["tag", "v1.0.0"], in: "w/\(name)")
        try await sandbox.git(["push", "--quiet", "origin", "v1.0.0"], in: "w/\(name)")
        try await sandbox.commit(change, files: ["src/lib.rs": "// \(change)\n"], in: "w/\(name)")
    }

    static func manifest(_ name: String, _ version: String) -> String {
        "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\npublish = false\n"
    }

    func write(_ text: String, to name: String) throws { try sandbox.folder.write(text, to: "w/" + name) }

    /// What a command wrote, and how it ended.
    struct Answer: Sendable {
        var code: Int32
        /// Of standard output.
        var output: String
        /// Of standard error.
        var messages: String

        /// The output as JSON.
        func json() throws -> [String: Any] {
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            guard let object = value as? [String: Any] else { throw NoObject() }
            return object
        }

        struct NoObject: Error {}
    }

    /// - Parameters:
    ///   - colour: Whether the terminal shows colours.
    ///   - environment: Variables beside those that git needs.
    func slipway(
        _ arguments: String..., colour: Bool = false, environment: [String: String] = [:], in folder: String? = nil
    ) async -> Answer {
        await plainly(["-C", folder ?? workspace] + arguments, colour: colour, environment: environment)
    }

    /// The arguments as they are, without the workspace's folder.
    func plainly(
        _ arguments: [String], colour: Bool = false, environment: [String: String] = [:]
    ) async -> Answer {
        let written = Written()
        let terminal = Terminal(isInteractive: colour, hasColour: colour) { written.add($0, to: $1) }
        let store = store
        var decorations = Decorations(workspace: { workspace in
            var workspace = workspace
            if let store {
                workspace.openStore = { store }
                workspace.hasStore = { true }
            }
            return workspace
        })
        decorations.writeInterval = writeInterval
        decorations.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": sandbox.folder.path,
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        ].merging(environment) { _, own in own }
        let code = await Terminal.$current.withValue(terminal) {
            await Decorations.$current.withValue(decorations) {
                await SlipwayCommand.exitCode(of: arguments)
            }
        }
        return Answer(code: code, output: written.text(.output), messages: written.text(.messages))
    }

    /// Every file below the workspace with its size and date; a command that changes something changes it.
    func files() throws -> [String: String] {
        var found: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: workspace) {
            let attributes = try FileManager.default.attributesOfItem(atPath: workspace + "/" + path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            found[path] = "\(attributes[.size] ?? "") \(attributes[.modificationDate] ?? "")"
        }
        return found
    }
}

private final class Written: Sendable {
    private let texts = Mutex<[Terminal.Stream: String]>([:])

    func add(_ text: String, to stream: Terminal.Stream) { texts.withLock { $0[stream, default: ""] += text } }
    func text(_ stream: Terminal.Stream) -> String { texts.withLock { $0[stream] ?? "" } }
}

/// Runs that were never planned from repositories.
enum Runs {
    static let moment = Date(timeIntervalSince1970: 1_767_225_600)

    /// Two steps that do nothing, one after the other.
    static func plan() throws -> ReleasePlan {
        let first = PlannedStep(id: "line:first", needs: [], work: .line)
        let second = PlannedStep(id: "line:second", needs: ["line:first"], work: .line)
        var plan = ReleasePlan(
            createdAt: moment, workspace: "demo", request: ReleaseRequest(), repositories: [],
            components: [releasedComponent()],
            steps: [first, second], warnings: [], nothingToRelease: nil)
        plan.digest = try planDigest(plan)
        return plan
    }

    /// A run whose first step failed.
    static func failed(in store: any RunStore) async throws -> RunID {
        let run = try await store.create(plan(), trigger: Trigger(by: "ada", command: "slipway release"), at: moment)
        let failure = StepFailure(
            code: "test.refused", summary: "The registry is closed.", reasons: [], suggestions: ["Open it."])
        try await store.append(
            [
                .started(step: "line:first", attempt: 1),
                .failed(step: "line:first", attempt: 1, failure: failure, again: nil),
            ], to: run, after: 1, at: moment)
        return run
    }

    /// A run that is complete.
    static func finished(in store: any RunStore) async throws -> RunID {
        let run = try await store.create(plan(), trigger: Trigger(by: "ada", command: "slipway release"), at: moment)
        let events = ["line:first", "line:second"].flatMap { (step: StepID) -> [RunEvent] in
            [.started(step: step, attempt: 1), .succeeded(step: step, attempt: 1, outcome: StepOutcome())]
        }
        try await store.append(events + [.finished], to: run, after: 1, at: moment)
        return run
    }
}
