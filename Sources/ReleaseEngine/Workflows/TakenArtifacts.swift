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
        var limits = ArchiveLimits()
        for artifact in build.artifacts {
            let (archive, folder) = ("\(temporary)/\(artifact.id).zip", "\(temporary)/\(artifact.id)")
            // Makes the folder.
            try await files.write([], to: archive)
            try await download(artifact, of: build, to: archive)
            let paths = try await context.environment.outside.archives.unpack(archive, into: folder, limits: limits)
            try await files.remove(archive)
            limits.files -= paths.count
            limits.bytes -= try await files.size(of: folder)
            if let proof { try await check(artifact, paths, in: folder, proof.commit, proof.run) }
            for path in paths where path != WorkflowBuildWork.proofFile {
                taken.append((try within(artifact.folder, path, build), "\(folder)/\(path)"))
            }
        }
        try await place(taken, build)
        try await files.remove(temporary)
        return taken.count
    }

    private func download(_ artifact: RemoteBuild.Artifact, of build: RemoteBuild, to archive: String) async throws {
        do throws(ForgeError) {
            try await forge.download(
                ForgeArtifact(
                    id: artifact.id, name: artifact.name, size: 0, digest: artifact.digest, isExpired: false,
                    created: .distantPast, address: artifact.address), to: archive, in: repository)
        } catch {
            guard case .missing = error else { throw error }
            throw WorkflowBuildError.expired(build.address, artifact.name)
        }
    }

    /// What was built must be the candidate: the run ran on that very commit, or each artifact says so itself, since each job
    /// checks out by itself.
    private func check(
        _ artifact: RemoteBuild.Artifact, _ paths: [String], in folder: String, _ commit: CommitID, _ run: ForgeRun
    ) async throws {
        guard paths.contains(WorkflowBuildWork.proofFile) else {
            if run.commit == commit { return }
            throw WorkflowBuildError.unproven(run.address, artifact.name, commit)
        }
        let bytes = try await context.environment.files.read("\(folder)/\(WorkflowBuildWork.proofFile)") ?? []
        let said = String(decoding: bytes.prefix(200), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard said == commit.text else {
            throw WorkflowBuildError.otherCommit(run.address, built: withoutControls(said), commit)
        }
    }

    /// Relative to the checkout.
    ///
    /// - Throws: ``WorkflowBuildError/overwrites(_:_:)`` for what would be elsewhere, or where git keeps its own.
    private func within(_ folder: String, _ path: String, _ build: RemoteBuild) throws -> String {
        let parts = [work.folder, folder, path].filter { $0 != "." }.flatMap { $0.split(separator: "/") }
        guard parts.allSatisfy({ $0 != ".." && $0.lowercased() != ".git" }) else {
            throw WorkflowBuildError.overwrites(build.address, path)
        }
        return parts.filter { $0 != "." }.joined(separator: "/")
    }

    /// Puts the files of a build where those of an earlier one of the same step were, which are removed: what an older run
    /// made is not released.
    private func place(_ taken: [(path: String, from: String)], _ build: RemoteBuild) async throws {
        let files = context.environment.files
        let source = context.folders.source(of: context.repository)
        let list = context.folders.takenFiles(of: context.step.id)
        try await context.checkClaim()
        let earlier = String(decoding: try await files.read(list) ?? [], as: UTF8.self)
        for path in earlier.split(separator: "\n") { try await files.remove("\(source)/\(path)") }
        let sources = try await sourcePaths()
        var seen: Set<String> = []
        for (path, _) in taken {
            // What is tracked, laid for the build, or made by another build stays; and nothing is written through a link.
            let folders = path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
            guard !sources.contains(path), !folders.contains(where: sources.contains),
                try await files.size(of: "\(source)/\(path)") == 0
            else { throw WorkflowBuildError.overwrites(build.address, path) }
            guard seen.insert(path).inserted else { throw WorkflowBuildError.repeated(build.address, path) }
        }
        // Noted first, so that what is cut short is removed, too.
        try await files.write(Array(seen.sorted().joined(separator: "\n").utf8), to: list)
        for (path, from) in taken {
            _ = try await files.copy(from, as: "\(source)/\(path)", replacing: true)
        }
    }

    private func sourcePaths() async throws -> Set<String> {
        let commit = try context.candidate(of: context.repository)
        let tree = try await context.environment.sourceControl.paths(in: try context.clone().folder, at: commit)
        return Set(tree.map(\.path))
    }
}
