import Foundation
import GitHubDouble
import ReleaseAdapters
package import ReleaseComposition
import ReleaseEngine
package import ReleaseModel
package import ReleaseOperations
import ReleasePlanning
import ReleasePorts

/// Releases copies of a workspace's repositories, with the same engine, against a double of the forge on this machine.
///
/// Nothing outside a temporary folder is written: not the user's clones, remotes and store, not the forge, not the
/// targets. Configured builds and gates are run as in a release.
package struct RehearsalOperation: Sendable {
    /// How the user's workspace is made.
    let composition: WorkspaceComposition

    package init(_ composition: WorkspaceComposition) { self.composition = composition }

    /// Whose requests are no part of a release: the person who merges.
    static let person = "rehearsing-person"
    static let login = "slipway-rehearsal"

    package func rehearse(_ request: ReleaseRequest, _ options: RehearsalOptions) async throws -> Rehearsal {
        let began = ContinuousClock.now
        var (composition, options) = (composition, options)
        var own = try composition.workspace()
        if own.releasePlease != nil, !options.byPullRequest {
            // Their releases are pull requests, at a forge that no file names.
            options.byPullRequest = true
            composition.forge = composition.forge ?? ForgeChoice()
            own = try composition.workspace()
        }
        return try await rehearse(request, options, own, composition, began)
    }

    private func rehearse(
        _ request: ReleaseRequest, _ options: RehearsalOptions, _ own: Workspace, _ composition: WorkspaceComposition,
        _ began: ContinuousClock.Instant
    ) async throws -> Rehearsal {
        let world = try await observed(own)
        // No runner takes what the double starts.
        let request = request.builtHere
        for component in world.components {
            if let build = own.configuration.settings(of: component.id).build, build.run.isEmpty {
                throw RehearsalError.onlyInWorkflow(component.id)
            }
        }
        let folder = try RehearsalFolder(
            standingInFor: [own.folder] + world.repositories.map(\.folder), in: composition.environment["TMPDIR"],
            isKept: options.keepsFolder)
        options.madeFolder(folder.path)
        defer { if !options.keepsFolder { folder.remove() } }
        let environment = RehearsalEnvironment(composition.environment, own.configuration)
        let copies = RepositoryCopies(
            runner: ProcessRunner(environment: composition.environment), environment: RehearsalEnvironment.git)
        let github = try await double(in: folder, options)
        let (double, token) = (github.double, environment.token)
        await double.addToken(token, of: RehearsalOperation.login)
        await double.addToken(token + "-person", of: RehearsalOperation.person)
        var rehearsal = try await github.serving {
            var standIns: [StandIn] = []
            // Outer folders first, and single files last: git clones only into empty folders.
            for repository in world.repositories.sorted(by: { $0.folder.utf8.count < $1.folder.utf8.count }) {
                standIns.append(
                    try await standIn(for: repository, own, folder, copies, github, token, beside: standIns))
            }
            try copyFiles(of: own, world, to: folder)
            return try await Performance(
                composition: composition, own: own, folder: folder, standIns: standIns, environment: environment,
                copies: copies, github: github, options: options
            ).rehearse(request)
        }
        // What an interrupted release did is no answer to what a release would do.
        try Task.checkCancellation()
        rehearsal.span = began.duration(to: .now)
        rehearsal.folder = options.keepsFolder ? folder.path : nil
        return rehearsal
    }

    /// What can be read of the workspace; errors appear when the copies are planned.
    private func observed(_ workspace: Workspace) async throws -> ObservedWorkspace {
        try await workspace.observeRepositories()
    }

    private func double(in folder: RehearsalFolder, _ options: RehearsalOptions) async throws -> RunningGitHub {
        var settings = DoubleSettings()
        settings.seed = options.seed
        settings.faults.rate = options.faults
        return try await RunningGitHub(
            GitHubDouble(settings, folder: folder.double, runner: ProcessRunner(environment: composition.environment)))
    }

    /// Copies a clone, and what its remote is known to have.
    private func standIn(
        for repository: ObservedRepository, _ own: Workspace, _ folder: RehearsalFolder, _ copies: RepositoryCopies,
        _ github: RunningGitHub, _ token: String, beside others: [StandIn]
    ) async throws -> StandIn {
        var standIn = StandIn(repository, in: own.configuration, copy: folder.copy(of: repository.folder))
        guard repository.head != nil else { return standIn }
        // Two folders of one remote, each with its own branch, share the stand-in.
        if let other = others.first(where: { $0.isSameRemote(as: standIn) }) {
            (standIn.remote, standIn.double, standIn.defaultBranch) =
                (other.remote, other.double, other.defaultBranch)
        } else {
            let bare = "\(folder.remotes)/\(others.count + 1).git"
            standIn.defaultBranch = try await copies.makeRemote(of: repository, in: bare)
            standIn.remote = bare
            if let name = standIn.at?.name.description {
                let taken = others.first { $0.at?.name.description.lowercased() == name.lowercased() }
                if let taken { throw RehearsalError.sameName(name, [taken.repository.id, repository.id]) }
                var settings = RepositorySettings()
                settings.defaultBranch = standIn.defaultBranch
                settings.roles = [RehearsalOperation.login: .admin, RehearsalOperation.person: .admin]
                standIn.double = try await github.double.addRepository(name, settings: settings, from: bare)
            }
        }
        try await copies.makeClone(standIn, reaching: standIn.address(at: github, token))
        return standIn
    }

    /// The files of the workspace's folder that no commit has: its configuration, manifests of a plain folder.
    private func copyFiles(of own: Workspace, _ world: ObservedWorkspace, to folder: RehearsalFolder) throws {
        let files = FileManager.default
        for repository in world.repositories where repository.head == nil {
            for (path, bytes) in repository.files {
                try write(bytes, to: folder.copy(of: repository.folder) + "/" + path)
            }
        }
        let isClone = world.repositories.contains { $0.folder == own.folder && $0.head != nil }
        let known = ["slipway.yaml", ReleasePleaseFiles.usualConfiguration, ReleasePleaseFiles.usualManifest]
        let names = isClone ? known : ((try? files.contentsOfDirectory(atPath: own.folder)) ?? [])
        try files.createDirectory(atPath: folder.copy(of: own.folder), withIntermediateDirectories: true)
        for name in names {
            let path = own.folder + "/" + name
            let attributes = try? files.attributesOfItem(atPath: path)
            guard attributes?[.type] as? FileAttributeType == .typeRegular,
                (attributes?[.size] as? Int ?? .max) <= 4 << 20, let data = files.contents(atPath: path)
            else { continue }
            try write(Array(data), to: folder.copy(of: own.folder) + "/" + name)
        }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
}

extension StandIn {
    func isSameRemote(as other: StandIn) -> Bool {
        repository.remoteAddress != nil && repository.remoteAddress == other.repository.remoteAddress
    }

    /// Where git reaches the stand-in of the remote.
    func address(at github: RunningGitHub, _ token: String) -> String {
        guard let at, double != nil else { return remote ?? "" }
        return "http://x:\(token)@\(github.git.dropFirst("http://".count))/\(at.name).git"
    }
}
