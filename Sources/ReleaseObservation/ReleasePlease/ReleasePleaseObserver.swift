import Foundation
import ReleaseManifests
package import ReleaseModel
import ReleasePlanning
package import ReleasePlease
package import ReleasePorts

/// Reads a repository that release-please's two files describe, from one commit of it.
package struct ReleasePleaseObserver: Sendable {
    private let sourceControl: any CloneReader
    private let types: [any ReleaseType]

    package init(sourceControl: any CloneReader, types: [any ReleaseType]) {
        self.sourceControl = sourceControl
        self.types = types
    }

    /// - Parameters:
    ///   - folder: The clone, absolute.
    ///   - commit: Read this commit as if it were the head; nil: what is checked out.
    ///   - slug: `owner/name` for links; nil: as the remote's address says.
    /// - Throws: ``ObservationError``, ``SourceControlError``; ``UnreadableInput`` with every package's manifest that
    ///   can't be parsed.
    package func observe(
        _ folder: String, configuration: ReleasePleaseConfiguration, compatibility: Compatibility,
        at commit: String? = nil, slug: String? = nil
    ) async throws -> ReleasePleaseWorld {
        let name = RepositoryID((folder as NSString).lastPathComponent)
        let (clone, remote) = try await sourceControl.clone(
            at: RepositoryPlace(id: name, folder: folder))
        guard let clone, var head = clone.head else { throw ObservationError.notUnderGit(folder) }
        guard !clone.isShallow else { throw ObservationError.shallow(name, folder: folder) }
        if let commit {
            guard let found = try await sourceControl.resolve(commit, in: folder) else {
                throw ObservationError.noSuchCommit(commit, [name], folder: folder)
            }
            head = found
        }
        var tags = clone.tags
        let reachable = try await sourceControl.tags(before: head, in: folder)
        for index in tags.indices { tags[index].isReachable = reachable.contains(tags[index].name) }
        // The content of a symbolic link is a path, not a manifest.
        let entries = try await sourceControl.paths(in: folder, at: head).filter { $0.mode != "120000" }
        let paths = Set(entries.map(\.path))
        let wanted = wantedFiles(of: configuration, among: paths)
        let files = try await read(wanted, among: entries, in: folder)
        let faults = configuration.packages.flatMap { manifestFaults(of: $0, in: files) }
        guard faults.isEmpty else { throw UnreadableInput(diagnostics: faults) }
        // Strict plans read all commits: release-please's search depth drops changes without a word.
        let commits = try await sourceControl.commits(
            HistoryQuery(
                head: head, paths: .asForge,
                limit: compatibility == .compat ? configuration.commitSearchDepth : nil), in: folder)
        let repository = ObservedRepository(
            id: name, folder: folder, head: head, branch: clone.branch,
            remote: clone.remoteAddress == nil ? nil : remote, remoteAddress: clone.remoteAddress, tags: tags,
            isDirty: clone.isDirty, files: files)
        var world = ReleasePleaseWorld(
            configuration: configuration, compatibility: compatibility, repository: repository,
            slug: slug ?? clone.remoteAddress.flatMap(RepositoryAddress.init)?.slug, commits: commits, paths: paths,
            packages: members(of: configuration, files: files))
        addExtraSources(to: &world)
        if compatibility == .strict {
            // Which releases are meant does not depend on it: it stands only in entries of changelogs.
            let date = ReleaseDate(year: 1970, month: 1, day: 1)
            for tag in ReleasePleasePlanner(world: world, types: types, date: date).unreachableReleases {
                world.sideCommits += try await sourceControl.commits(
                    HistoryQuery(head: tag, excluding: [head], paths: .none), in: folder)
            }
        }
        return world
    }

    /// Every change of the manifest on the line of first parents, oldest first.
    ///
    /// An unreadable one has no versions.
    package func manifestChanges(_ world: ReleasePleaseWorld) async throws -> [ManifestChange] {
        guard let head = world.repository.head else { return [] }
        let path = world.configuration.manifestPath
        let folder = world.repository.folder
        let changed = try await sourceControl.changes(of: [path], before: head, in: folder)
        let subjects = Dictionary(world.commits.map { ($0.id, $0.subject) }, uniquingKeysWith: { first, _ in first })
        var before: [String: String]?
        var changes: [ManifestChange] = []
        for (change, bytes) in zip(changed, try await sourceControl.read(changed, in: folder)) {
            let after = bytes.flatMap { try? decodeJSON([String: String].self, from: Data($0)) }
            changes.append(
                ManifestChange(
                    commit: change.commit, subject: subjects[change.commit] ?? "", before: before, after: after ?? [:]))
            before = after
        }
        return changes
    }

    /// The files that an entry of `extra-files` names; one that is not there is left out, as release-please does.
    private func files(
        of one: ExtraFileConfiguration, _ package: ReleasePleasePackage, among paths: Set<String>
    ) -> [String] {
        let path = one.path.hasPrefix("/") ? String(one.path.dropFirst()) : package.file(one.path)
        if one.isPattern { return paths.filter { RepositoryPath.matches($0, pattern: path) }.sorted() }
        return paths.contains(path) ? [path] : []
    }

    private func addExtraSources(to world: inout ReleasePleaseWorld) {
        let ecosystem = ExtraFileEcosystem()
        for package in world.configuration.packages {
            for one in package.extraFiles {
                let files = files(of: one, package, among: world.paths)
                if files.isEmpty {
                    world.warnings.append(
                        Diagnostic(
                            .warning, code: "extra-file.missing",
                            place: Place(file: package.file(one.path), line: 1, column: 1),
                            message:
                                "\(package.path): extra-files names this file, which \(world.repository.head?.short ?? "the folder") does not contain.",
                            suggestion: "Commit the file, or correct the path in the configuration."))
                }
                for file in files {
                    guard let bytes = world.repository.files[file] else { continue }
                    let (sources, faults) = ecosystem.sources(
                        in: file, bytes: bytes, as: one.kind, query: one.query, reading: .asReleasePlease)
                    world.extraSources[package.path, default: []] += sources
                    world.warnings += faults.map { fault in
                        var fault = fault
                        fault.severity = .warning
                        return fault
                    }
                }
            }
        }
    }

    /// What says names and versions, or is edited by a release.
    private func wantedFiles(of configuration: ReleasePleaseConfiguration, among paths: Set<String>) -> Set<String> {
        var wanted: Set<String> = [configuration.manifestPath]
        let byName = Dictionary(types.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for package in configuration.packages {
            guard let type = byName[package.releaseType] else { continue }
            wanted.formUnion(type.files(of: package, among: paths))
            wanted.insert(package.file(package.changelog.path))
            for one in package.extraFiles { wanted.formUnion(files(of: one, package, among: paths)) }
        }
        for plugin in configuration.plugins {
            switch plugin {
            case .nodeWorkspace: wanted.formUnion(configuration.packages.map { $0.file("package.json") })
            case .cargoWorkspace: wanted.formUnion(paths.filter { RepositoryPath.name(of: $0) == "Cargo.toml" })
            case .mavenWorkspace: wanted.formUnion(paths.filter { RepositoryPath.name(of: $0) == "pom.xml" })
            case .linkedVersions, .sentenceCase, .groupPriority: break
            }
        }
        return wanted.intersection(paths)
    }

    private func read(
        _ wanted: Set<String>, among entries: [TreeEntry], in folder: String
    ) async throws -> [String: [UInt8]] {
        let objects = entries.filter { wanted.contains($0.path) }
        let contents = try await sourceControl.read(objects, in: folder)
        return Dictionary(zip(objects.map(\.path), contents), uniquingKeysWith: { first, _ in first })
    }

    private func members(
        of configuration: ReleasePleaseConfiguration, files: [String: [UInt8]]
    ) -> [EcosystemName: [WorkspaceMember]] {
        var members: [EcosystemName: [WorkspaceMember]] = [:]
        for plugin in configuration.plugins {
            switch plugin {
            case .nodeWorkspace:
                let folders = configuration.packages.filter { $0.releaseType == "node" }.map(\.path)
                members["npm"] = nodeWorkspaceMembers(in: folders, files: files)
            case .cargoWorkspace: members["cargo"] = cargoWorkspaceMembers(files: files)
            case .mavenWorkspace(let considersAllArtifacts, _):
                let folders = considersAllArtifacts ? nil : Set(configuration.packages.map(\.path))
                members["maven"] = mavenWorkspaceMembers(files: files, in: folders)
            case .linkedVersions, .sentenceCase, .groupPriority: break
            }
        }
        return members
    }
}
