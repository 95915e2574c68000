import ArgumentParser
import Foundation
import ReleaseAdapters
import ReleaseConfig
import ReleaseEngine
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts

/// What every command takes.
struct GlobalOptions: ParsableArguments, Sendable {
    @Option(name: [.customShort("C"), .customLong("directory")], help: "The workspace's folder.")
    var directory = "."

    @Option(help: "The configuration. (default: slipway.yaml in the workspace, if there is one)")
    var config: String?

    @OptionGroup var releasePlease: ReleasePleaseOptions

    @Flag(help: "Refuse to plan where a commit since the last release is not understood.")
    var strictCommits = false

    @Flag(help: "Print JSON for machines.")
    var json = false

    /// The one place where adapters are chosen.
    ///
    /// - Parameters:
    ///   - performs: Whether runs are performed: then every program started carries `SLIPWAY_STATE`, by which
    ///     the next process finds what a killed one left running.
    ///   - configured: Whether `slipway.yaml` is read; if not, only what it says of all tags and of paths holds.
    func workspace(performs: Bool = false, configured: Bool = true) throws -> Workspace {
        // One workspace has one path, whichever leads to it.
        let folder = URL(fileURLWithPath: directory).standardizedFileURL.resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: folder) else { throw InputError.noSuchFolder(directory) }
        let source = configured ? try releasePlease.source(in: folder, config: config) : nil
        let reading = configured && source == nil ? try readConfiguration(in: folder) : nil
        var configuration =
            reading?.configuration ?? defaultConfiguration(workspace: (folder as NSString).lastPathComponent)
        if !configured, let written = try? readConfiguration(in: folder)?.configuration {
            // Where manifests are looked for, and which tags are releases, holds before anything is found.
            configuration.defaults.tag = written.defaults.tag
            configuration.defaults.ignoredTags = written.defaults.ignoredTags
            configuration.ignoredPaths = written.ignoredPaths
        }
        let threads = WorkerThreads()
        let environment = ProcessInfo.processInfo.environment
        let mark =
            performs ? ["SLIPWAY_STATE": folder + "/.slipway", EngineID.variable: EngineID.thisProcess.text] : [:]
        let account = performs ? try configuration.commands.account.map { try Account($0) } : nil
        let state = StateFolder(path: folder + "/.slipway", isPassedThrough: configuration.commands.account != nil)
        let store = try StoreChoice(configuration, folder: state, environment: environment)
        let (listed, withheld) = configuration.commands.divided(environment, never: store.credentials)
        let own = environment.filter { !store.credentials.contains($0.key) }
        let runner = Composition.current.runner(
            RemoteNotices(
                runner: ProcessRunner(
                    threads: threads, environment: own.merging(mark) { _, own in own },
                    listed: listed.merging(mark) { _, own in own }, account: account),
                say: { Terminal.standard.say($0) }))
        let secrets = configuration.secrets.compactMap { name in own[name].map { (name, $0) } }
        let git = GitSourceControl(runner: runner, environment: environment)
        let checkState: @Sendable () async throws -> Void = {
            let tracked = try await git.tracked(".slipway", in: folder)
            guard tracked.isEmpty else { throw StateFolderError.tracked(folder: folder, tracked) }
            try state.check()
        }
        // Whoever looks into a store that came with a clone is told what others wrote there.
        let open: @Sendable () async throws -> any RunStore & StoreUpkeep = {
            try await checkState()
            return try store.open()
        }
        var workspace = Workspace(
            folder: folder, configuration: configuration, ecosystems: allEcosystems,
            sourceControl: git, runner: runner, files: LocalFiles(threads: threads), lock: StateLock(folder: state),
            openStore: { try await open() },
            checkNames: { known in reading.map { check($0, against: known) } ?? [] },
            secrets: Dictionary(uniqueKeysWithValues: secrets))
        workspace.releasePlease = source
        workspace.withheld = withheld
        workspace.refusesUnreadCommits = strictCommits
        let indexes = PackageIndexes(environment: environment, runner: runner)
        workspace.packageIndexes = { try indexes.index(for: $0) }
        workspace.hasStore = { store.isThere }
        workspace.openUpkeep = open
        workspace.checkState = checkState
        workspace.place = {
            WorkingPlace(engine: .thisProcess, identity: try state.identity(), folder: folder)
        }
        return Composition.current.workspace(workspace)
    }

    /// In bytes; no one writes more by hand.
    private static let sizeLimit = 4 << 20

    /// nil where there is no file.
    private func readConfiguration(in folder: String) throws -> ConfigurationReading? {
        let name = (folder as NSString).lastPathComponent
        let path = config ?? folder + "/slipway.yaml"
        // A file of a repository is someone's words: it must not make us show what lies elsewhere.
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let home = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        if config == nil, FileManager.default.fileExists(atPath: path), !real.hasPrefix(home + "/") {
            throw InputError.outside(path)
        }
        if let size = (try? FileManager.default.attributesOfItem(atPath: real))?[.size] as? Int,
            size > GlobalOptions.sizeLimit
        {
            throw InputError.tooLarge(path, size)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            if let config { throw InputError.noSuchFile(config) }
            return nil
        }
        let shown = config ?? "slipway.yaml"
        let reading = try ReleaseConfig.readConfiguration(Array(data), file: shown, workspace: name)
        for warning in reading.warnings { Terminal.standard.say("\(warning.place): \(warning.message)") }
        return reading
    }
}

/// The lock file lies in the state folder, which is made when first needed.
private struct StateLock: WorkspaceLock {
    let folder: StateFolder

    func acquire(for purpose: String, at moment: Date) throws -> any HeldLock {
        try folder.prepare()
        return try FileLock(path: folder.path + "/lock").acquire(for: purpose, at: moment)
    }
}

/// Something on the command line that does not exist or can't be read.
enum InputError: UserFacingError {
    case noSuchFolder(String)
    case noSuchFile(String)
    /// A symbolic link that leaves the workspace.
    case outside(String)
    case tooLarge(String, Int)
    case badVersion(String)
    case badPlan(String, reason: String)
    case badAssignment(String)

    var code: String {
        switch self {
        case .noSuchFolder: "input.no-such-folder"
        case .noSuchFile: "input.no-such-file"
        case .outside: "input.outside"
        case .tooLarge: "input.too-large"
        case .badVersion: "input.bad-version"
        case .badPlan: "input.bad-plan"
        case .badAssignment: "input.bad-assignment"
        }
    }

    var summary: String {
        switch self {
        case .noSuchFolder(let path): "The folder \(path) does not exist."
        case .noSuchFile(let path): "The file \(path) does not exist or can't be read."
        case .outside(let path): "\(path) is a link to a file outside the workspace; it was not read."
        case .tooLarge(let path, let size): "\(path) has \(size) bytes, which no configuration has."
        case .badVersion(let text): "'\(text)' is not a valid version."
        case .badPlan(let path, _): "\(path) is not a plan that this version of Slipway can read."
        case .badAssignment(let text): "'\(text)' should be COMPONENT=VERSION."
        }
    }

    var reasons: [String] { if case .badPlan(_, let reason) = self { [reason] } else { [] } }

    var suggestions: [String] {
        switch self {
        case .noSuchFolder: ["Choose the workspace: slipway -C FOLDER …"]
        case .noSuchFile, .tooLarge: []
        case .outside: ["Put the file itself there, or name it: --config FILE"]
        case .badVersion: ["Write for example 1.4.0 or 2.0.0-rc.1."]
        case .badPlan: ["Make one: slipway plan --out plan.json"]
        case .badAssignment: ["Write for example: --set-version core=2.0.0"]
        }
    }

    var exitCode: ReleaseModel.ExitCode {
        switch self {
        case .outside, .tooLarge: .configuration
        default: .usage
        }
    }
}
