package import Foundation
package import ReleaseModel
package import ReleasePorts

/// Everything a run needs from its environment.
package struct RunEnvironment: Sendable {
    package var sourceControl: any SourceControl
    package var runner: any CommandRunner
    package var files: any ReleaseFiles
    package var store: any RunStore
    package var ecosystems: [EcosystemName: any Ecosystem]
    package var clones: [RepositoryID: Clone]
    /// The workspace's folder and its `.slipway`, absolute.
    package var workspaceFolder: String
    package var stateFolder: String
    /// The values of the configured secrets, by the name of their variable.
    package var secrets: [String: Secret]
    /// The names of variables that are set here, and that commands don't see.
    package var withheld: Set<String> = []
    /// How many steps run at once.
    package var parallelism: Int
    /// The executing engine: this process.
    package var engine: EngineID
    /// How long a run is claimed at a time; a process that is silent for longer has lost it.
    package var lease: Duration
    /// Whether a claim may be taken from another engine: only with the workspace's lock.
    package var isTakingOver: Bool
    package var retries: RetryPolicy
    package var now: @Sendable () -> Date
    package var outside = PublicationAccess()
    package var readWorkflow: WorkflowReader = { _, _ in preconditionFailure("no reader of workflows was given") }
    /// Lets time pass: between attempts, until an effect can be seen, and until the store answers again.
    package var wait: @Sendable (Duration) async throws -> Void
    /// This machine's own clock, by which claims expire.
    package var time: @Sendable () -> Duration = bootTime
    /// Lets time pass on that clock.
    package var claimWait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// How long an idle run waits here for the next attempt; longer waits are left to engines that ask the store for
    /// runnable runs. nil: without limit.
    package var patience: Duration?
    /// Called each time that the store did not answer and is asked again.
    package var storeIsSilent: @Sendable () async -> Void = {}
    /// Receives every event right after it was stored.
    package var progress: @Sendable ([RunEvent]) async -> Void

    /// How long a claim lasts unless renewed: others continue within ten seconds.
    package static let lease: Duration = .seconds(5)

    /// A local clone and the remote that its releases go to.
    package struct Clone: Sendable {
        package var folder: String
        /// nil: commits and tags stay in the clone.
        package var remote: String?
        package var address: String?

        package init(folder: String, remote: String?, address: String?) {
            self.folder = folder
            self.remote = remote
            self.address = address
        }
    }

    package init(
        sourceControl: any SourceControl, runner: any CommandRunner, files: any ReleaseFiles, store: any RunStore,
        ecosystems: [any Ecosystem], clones: [RepositoryID: Clone], workspaceFolder: String, stateFolder: String,
        secrets: [String: Secret], parallelism: Int, engine: EngineID = .thisProcess,
        lease: Duration = RunEnvironment.lease,
        isTakingOver: Bool = true, retries: RetryPolicy = RetryPolicy(),
        now: @escaping @Sendable () -> Date = { Date() },
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        progress: @escaping @Sendable ([RunEvent]) async -> Void = { _ in }
    ) {
        self.sourceControl = sourceControl
        self.runner = runner
        self.files = files
        self.store = store
        self.ecosystems = Dictionary(uniqueKeysWithValues: ecosystems.map { ($0.name, $0) })
        self.clones = clones
        self.workspaceFolder = workspaceFolder
        self.stateFolder = stateFolder
        self.secrets = secrets
        self.parallelism = max(1, parallelism)
        self.engine = engine
        self.lease = lease
        self.isTakingOver = isTakingOver
        self.retries = retries
        self.now = now
        self.wait = wait
        self.progress = progress
    }

    func clone(of repository: RepositoryID?) throws -> Clone {
        guard let repository, let clone = clones[repository] else {
            throw RunError.cloneMissing(repository?.text ?? "")
        }
        return clone
    }
}

extension EngineID {
    /// Every program that an engine starts carries its id in this variable.
    package static let variable = "SLIPWAY_ENGINE"

    /// `{host}/{process}/{when it began}`.
    package static let thisProcess = EngineID(
        "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"
            + "/\(Int(Date().timeIntervalSince1970 * 1000))")

    /// Whether it is known to have ended: it was a process of this machine, and there is no such process now.
    package var hasEnded: Bool {
        let parts = text.split(separator: "/")
        guard parts.count == 3, parts[0] == ProcessInfo.processInfo.hostName, let process = pid_t(parts[1]) else {
            return false
        }
        return kill(process, 0) != 0 && errno == ESRCH
    }
}

/// Where a run keeps its files, below the workspace's `.slipway`.
package struct RunFolders: Sendable {
    package let run: RunID
    package let state: String
    /// The name of the folder that the claim works in; nil if there is no work.
    private let workFolder: String?
    private let repositories: FileNames
    private let steps: FileNames

    /// - Parameters:
    ///   - plan: The plan whose checkouts and logs are beside each other; nil if neither is needed.
    ///   - workFolder: The name of the folder that the claim works in.
    package init(run: RunID, state: String, plan: ReleasePlan? = nil, workFolder: String? = nil) {
        self.run = run
        self.state = state
        self.workFolder = workFolder
        repositories = FileNames(plan?.repositories.map(\.id.text) ?? [])
        steps = FileNames(plan?.steps.map(\.id.text) ?? [], isShort: true)
    }

    /// The folders of all claims, and the file that says which of them was left.
    package var work: String { "\(state)/work/\(run)" }
    var leftWork: String { work + "/left.json" }
    /// Used only by this claim: another engine's late writes go elsewhere.
    private var ownWork: String { "\(work)/\(workFolder ?? "0")" }
    /// Checkouts of the candidates side by side, like sibling clones.
    package var sources: String { ownWork + "/src" }
    package var publishTrees: String { ownWork + "/publish" }
    var uploads: String { ownWork + "/uploads" }
    /// Which files a step took from a forge into its checkout.
    func takenFiles(of step: StepID) -> String { "\(ownWork)/taken/\(steps[step.text])" }
    /// For what a step takes from a forge.
    func downloads(of step: StepID) -> String { "\(ownWork)/downloads/\(steps[step.text])" }
    package var releaseSet: String { "\(state)/releases/\(run)" }
    package var artifacts: String { releaseSet + "/artifacts" }
    /// What claims have collected and not yet put among the run's artifacts, a folder for each; on the same disk as those.
    var allStaged: String { releaseSet + "/.staged" }
    var staged: String { "\(allStaged)/\(workFolder ?? "0")" }
    package var logs: String { "\(state)/logs/\(run)" }

    package func source(of repository: RepositoryID) -> String { "\(sources)/\(repositories[repository.text])" }
    /// Exists while a checkout is being recreated.
    func incomplete(_ repository: RepositoryID) -> String { "\(ownWork)/incomplete/\(repositories[repository.text])" }
    package func publishTree(of repository: RepositoryID) -> String {
        "\(publishTrees)/\(repositories[repository.text])"
    }

    /// One file for each attempt of a step.
    package func log(of step: StepID, attempt: Int) -> String { "\(logs)/\(steps[step.text]).\(attempt).log" }
}
