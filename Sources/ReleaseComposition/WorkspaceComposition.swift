import Foundation
import ReleaseAdapters
import ReleaseConfig
import ReleaseEngine
package import ReleaseModel
package import ReleaseOperations
import ReleasePlease
import ReleasePorts

/// The one place where adapters are chosen: git, processes, files, locks, store and package indexes of a workspace on
/// this machine. It knows neither arguments nor terminals, so that every program composes the same.
package struct WorkspaceComposition: Sendable {
    /// The workspace's folder, absolute or relative.
    package var directory: String
    /// nil: `slipway.yaml` of the folder, if it is there.
    package var configurationFile: String?
    /// The configuration's text, for who reads it elsewhere, and where it comes from; nil: the file's.
    package var configurationText: ConfigurationText?
    package var releasePlease = ReleasePleaseChoice()
    /// Whether a commit that is not understood stops planning.
    package var refusesUnreadCommits = false
    /// The environment that the program was started in.
    package var environment = ProcessInfo.processInfo.environment
    package var decorations = Decorations()
    /// The forge where the configuration names none; nil: plain git.
    package var forge: ForgeChoice?
    /// Changes what the configuration says, before anything is chosen by it.
    package var adapting: @Sendable (WorkspaceConfiguration) -> WorkspaceConfiguration = { $0 }
    /// Whether long histories are kept for the next time, beside the user's other caches.
    package var cachesHistories = true
    /// Receives progress messages for people.
    package var say: @Sendable (String) -> Void

    package init(directory: String, say: @escaping @Sendable (String) -> Void) {
        self.directory = directory
        self.say = say
    }

    /// - Parameters:
    ///   - performs: Whether runs are performed: then every program started carries `SLIPWAY_STATE`, by which
    ///     the next process finds what a killed one left running.
    ///   - configured: Whether `slipway.yaml` is read; if not, only what it says of all tags and of paths holds.
    package func workspace(performs: Bool = false, configured: Bool = true) throws -> Workspace {
        let folder = try folder()
        let source = configured ? try releasePlease.source(in: folder, config: configurationFile) : nil
        let reading = configured && source == nil ? try readConfiguration(in: folder) : nil
        var configuration =
            reading?.configuration ?? defaultConfiguration(workspace: (folder as NSString).lastPathComponent)
        if !configured, let written = try? readConfiguration(in: folder)?.configuration {
            // Where manifests are looked for, and which tags are releases, holds before anything is found.
            configuration.defaults.tag = written.defaults.tag
            configuration.defaults.ignoredTags = written.defaults.ignoredTags
            configuration.ignoredPaths = written.ignoredPaths
        }
        if let forge, configuration.namesNoForge {
            configuration.forge = forge.configuration(over: configuration.forge, environment)
        }
        var made = try workspace(
            in: folder, adapting(configuration), performs: performs, source: source,
            checkNames: { world in reading.map { check($0, against: world) } ?? [] })
        made.repositoryName = releasePlease.slug.flatMap(ForgeRepository.init)
        return made
    }

    /// A workspace for what only reads or controls runs: of an invalid `slipway.yaml`, just the store's key is read.
    package func storeWorkspace() throws -> Workspace {
        let folder = try folder()
        return try workspace(in: folder, try storeConfiguration(in: folder))
    }

    private func storeConfiguration(in folder: String) throws -> WorkspaceConfiguration {
        let name = (folder as NSString).lastPathComponent
        // release-please's files do not say where runs are kept.
        guard configurationFile?.hasSuffix(".json") != true else { return defaultConfiguration(workspace: name) }
        do {
            return try readConfiguration(in: folder)?.configuration ?? defaultConfiguration(workspace: name)
        } catch let error as UnreadableInput {
            let path = configurationFile ?? folder + "/slipway.yaml"
            let errors = error.diagnostics.filter { $0.severity == .error }
            let first = errors.first.map { ": \($0.place): \($0.message)" } ?? ""
            let bytes = try InputFile(path: path, isNamed: configurationFile != nil, home: folder).bytes() ?? []
            do {
                let store = try readStoreConfiguration(bytes, file: path, workspace: name)
                say("warning: \(path) has errors; only the key `store` is used\(first)")
                return store
            } catch let unreadable {
                // Nothing may be guessed of a store that is named there. Otherwise the existing one is used.
                let isLocal = FileManager.default.fileExists(atPath: folder + "/.slipway/state.db")
                let namesAnother =
                    unreadable.diagnostics.contains { $0.code.hasPrefix("config.") }
                    || String(decoding: bytes, as: UTF8.self).contains("postgresql")
                let isNamed = !(environment["SLIPWAY_STORE"] ?? "").isEmpty
                guard isNamed || (isLocal && !namesAnother) else { throw error }
                say("warning: \(path) can't be read; the existing store is used\(first)")
                return defaultConfiguration(workspace: name)
            }
        }
    }

    private func folder() throws(InputError) -> String {
        // One workspace has one path, whichever leads to it.
        let folder = URL(fileURLWithPath: directory).standardizedFileURL.resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: folder) else { throw .noSuchFolder(directory) }
        return folder
    }

    private func workspace(
        in folder: String, _ configuration: WorkspaceConfiguration, performs: Bool = false,
        source: ReleasePleaseSource? = nil,
        checkNames: @escaping @Sendable (ObservedWorkspace) -> [Diagnostic] = { _ in [] }
    ) throws -> Workspace {
        let threads = WorkerThreads()
        let mark =
            performs ? ["SLIPWAY_STATE": folder + "/.slipway", EngineID.variable: EngineID.thisProcess.text] : [:]
        let account = performs ? try configuration.commands.account.map { try Account($0) } : nil
        let state = StateFolder(path: folder + "/.slipway", isPassedThrough: configuration.commands.account != nil)
        let store = try StoreChoice(configuration, folder: state, environment: environment)
        let (listed, withheld) = configuration.commands.divided(environment, never: store.credentials)
        let own = environment.filter { !store.credentials.contains($0.key) }
        let runner = decorations.runner(
            RemoteNotices(
                runner: ProcessRunner(
                    threads: threads, environment: own.merging(mark) { _, own in own },
                    listed: listed.merging(mark) { _, own in own }, account: account),
                say: say))
        let secrets = configuration.secrets.compactMap { name in own[name].map { (name, Secret($0)) } }
        let git = GitSourceControl(runner: runner, environment: cachesHistories ? environment : [:])
        let checkState: @Sendable () async throws -> Void = {
            let tracked = try await git.tracked(".slipway", in: folder)
            guard tracked.isEmpty else { throw StateFolderError.tracked(folder: folder, tracked) }
            try state.check()
        }
        // A store that came with a clone shows what others wrote there.
        let open: @Sendable () async throws -> any ServedStore & StoreUpkeep = {
            try await checkState()
            return try store.open()
        }
        var workspace = Workspace(
            folder: folder, configuration: configuration, ecosystems: ecosystemsWithReleasePlease,
            sourceControl: git, runner: runner, files: LocalFiles(threads: threads), lock: StateLock(folder: state),
            openStore: { try await open() },
            checkNames: checkNames, secrets: Dictionary(uniqueKeysWithValues: secrets),
            principal: Principal(NSUserName()))
        workspace.releasePlease = source
        workspace.withheld = withheld
        workspace.refusesUnreadCommits = refusesUnreadCommits
        let indexes = ConfiguredIndexes(environment: environment, runner: runner)
        workspace.outside.pages = PublicPages()
        workspace.outside.archives = ZipArchives(threads: threads)
        workspace.outside.versions = indexes.versions
        workspace.outside.index = { try indexes.index(for: $0) }
        let registries = ConfiguredRegistries(
            environment: environment, spool: folder + "/.slipway/images", runner: runner, threads: threads)
        workspace.outside.images = { try registries.registry(for: $0) }
        workspace.outside.imageArchives = ImageLayoutReader(threads: threads)
        let forges = ConfiguredForges(
            configuration, folder: folder, environment: environment, runner: runner,
            time: .init(writeInterval: decorations.writeInterval, say: say))
        workspace.outside.forge = { try forges.forge(of: $0, $1) }
        workspace.forgeUsage = { forges.usage }
        workspace.forgeRoutes = { forges.routes }
        workspace.hasStore = { store.isThere }
        workspace.openUpkeep = open
        workspace.openInbox = open
        workspace.readDelivery = { event, body throws(UnreadableDelivery) in
            try githubOccurrence(event: event, body: body)
        }
        workspace.checkState = checkState
        workspace.prepareState = {
            try await checkState()
            try state.prepare()
        }
        workspace.place = {
            WorkingPlace(engine: .thisProcess, identity: try state.identity(), folder: folder)
        }
        return decorations.workspace(workspace)
    }

    /// nil where there is no file.
    private func readConfiguration(in folder: String) throws -> ConfigurationReading? {
        let path = configurationFile ?? folder + "/slipway.yaml"
        let file = InputFile(path: path, isNamed: configurationFile != nil, home: folder)
        guard let bytes = try configurationText?.bytes ?? file.bytes() else {
            if let configurationFile {
                throw InputError.noSuchFile(configurationFile, remedy: "Write one: slipway init")
            }
            return nil
        }
        let reading = try ReleaseConfig.readConfiguration(
            bytes, file: configurationText?.name ?? configurationFile ?? "slipway.yaml",
            publications: publicationShapes,
            workspace: (folder as NSString).lastPathComponent)
        for warning in reading.warnings { say("\(warning.place): \(warning.message)") }
        return reading
    }
}
