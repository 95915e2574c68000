import Foundation
import ReleaseModel
import ReleasePorts

/// Brings what a workflow's run uploaded into the checkout, as if it had been built there.
struct TakenArtifacts {
    private let work: WorkflowBuildWork
    private let context: StepContext
    private let forge: any Forge
    private let repository: ForgeRepository

    init(_ work: WorkflowBuildWork, _ context: StepContext, _ forge: any Forge, _ repository: ForgeRepository) {
        self.work = work
        self.context = context
        self.forge = forge
        self.repository = repository
    }

    /// For a build that is over.
    init(_ work: WorkflowBuildWork, _ context: StepContext) async throws {
        let forge = try context.environment.outside.forge(work.place, ForgeRights([.actions: .read]))
        self.init(work, context, forge, try await forge.facts(of: work.repository).repository)
    }

    /// What is taken of a run: of several artifacts with one name the newest, since a run that is run again uploads again.
    func choose(of run: ForgeRun) async throws -> RemoteBuild {
        let uploaded = try await forge.artifacts(of: run.number, in: repository)
        let newest = Dictionary(grouping: uploaded, by: \.name).compactMapValues { same in
            same.max { ($0.created, $0.id) < ($1.created, $1.id) }
        }
        var chosen: [RemoteBuild.Artifact] = []
        for one in work.downloads {
            let found = newest.values.filter { Wildcard(one.name).matches($0.name) }.sorted { $0.name < $1.name }
            // Whoever takes everything also takes nothing.
            guard !found.isEmpty || one.name == "*" else {
                throw WorkflowBuildError.noArtifact(run.address, one.name, found: newest.keys.sorted())
            }
            for artifact in found where !chosen.contains(where: { $0.id == artifact.id }) {
                guard !artifact.isExpired else { throw WorkflowBuildError.expired(run.address, artifact.name) }
                chosen.append(
                    .init(
                        id: artifact.id, name: artifact.name, digest: artifact.digest, address: artifact.address,
                        folder: one.folder))
            }
        }
        return RemoteBuild(run: run.number, attempt: run.attempt, address: run.address, artifacts: chosen)
    }

    /// Downloads, unpacks and moves the files into the checkout.
    ///
    /// - Parameter proof: The commit that the files must be of, and the run that made them; nil: that was proven before.
    /// - Returns: How many files there are.
    @discardableResult
    func take(_ build: RemoteBuild, proving proof: (commit: CommitID, run: ForgeRun)?) async throws -> Int {
        let files = context.environment.files
        let temporary = context.folders.downloads(of: context.step.id)
        try await files.remove(temporary)
        try await context.checkClaim()
        var taken: [(path: String, from: String)] = []
        var said: [String] = []
        for artifact in build.artifacts {
            let (archive, folder) = ("\(temporary)/\(artifact.id).zip", "\(temporary)/\(artifact.id)")
            // Makes the folder.
            try await files.write([], to: archive)
            do throws(ForgeError) {
                try await forge.download(
                    ForgeArtifact(
                        id: artifact.id, name: artifact.name, size: 0, digest: artifact.digest, isExpired: false,
                        created: .distantPast, address: artifact.address), to: archive, in: repository)
            } catch {
                guard case .missing = error else { throw error }
                throw WorkflowBuildError.expired(build.address, artifact.name)
            }
            for path in try await context.environment.outside.archives.unpack(
                archive, into: folder, limits: ArchiveLimits())
            {
                if path == WorkflowBuildWork.proofFile {
                    let text = try await files.read("\(folder)/\(path)") ?? []
                    said.append(
                        String(decoding: text.prefix(200), as: UTF8.self).trimmingCharacters(
                            in: .whitespacesAndNewlines))
                } else {
                    taken.append((within(artifact.folder, path), "\(folder)/\(path)"))
                }
            }
            try await files.remove(archive)
        }
        if let proof { try check(said, proof.commit, proof.run) }
        try await place(taken, build)
        try await files.remove(temporary)
        return taken.count
    }

    /// What was built must be the candidate: the run says so itself, or it ran on that very commit.
    private func check(_ said: [String], _ commit: CommitID, _ run: ForgeRun) throws {
        if let other = said.first(where: { $0 != commit.text }) {
            throw WorkflowBuildError.otherCommit(run.address, built: withoutControls(other), commit)
        }
        guard !said.isEmpty || run.commit == commit else { throw WorkflowBuildError.unproven(run.address, commit) }
    }

    /// Relative to the component's folder.
    private func within(_ folder: String, _ path: String) -> String {
        [work.folder, folder].filter { $0 != "." && !$0.isEmpty }.map { $0 + "/" }.joined() + path
    }

    private func place(_ taken: [(path: String, from: String)], _ build: RemoteBuild) async throws {
        let git = context.environment.sourceControl
        let clone = try context.clone()
        let commit = try context.candidate(of: context.repository)
        let tracked = Set(try await git.paths(in: clone.folder, at: commit).map(\.path))
        var seen: Set<String> = []
        for (path, _) in taken {
            guard !tracked.contains(path) else { throw WorkflowBuildError.overwrites(build.address, path) }
            guard seen.insert(path).inserted else { throw WorkflowBuildError.repeated(build.address, path) }
        }
        let source = context.folders.source(of: context.repository)
        try await context.checkClaim()
        for (path, from) in taken {
            _ = try await context.environment.files.copy(from, as: "\(source)/\(path)", replacing: true)
        }
    }
}
