import Foundation
import ReleaseModel
import ReleasePorts

/// Where a repository of the workspace is.
struct RepositoryPlace: Sendable, Hashable {
    var id: RepositoryID
    /// Absolute.
    var folder: String
    /// nil: what is checked out.
    var branch: String?
    var remote: String
    /// What was seen of it already; nil: it is still to be looked at.
    var clone: CloneState?
}

/// Finds the repositories of a workspace: those that the configuration names, or those that are there.
struct RepositoryFinder {
    let sourceControl: any SourceControl
    let files: any ReleaseFiles
    let ecosystems: [any Ecosystem]

    func repositories(
        of folder: String, configuration: WorkspaceConfiguration
    ) async throws -> [RepositoryPlace] {
        let named = Set(configuration.repositories.keys)
            .union(configuration.components.values.compactMap(\.repository))
        var places: [RepositoryPlace] = []
        let root = configuration.repositoryRoot.map { resolved($0, from: folder) } ?? folder
        for id in named.sorted() {
            let settings = configuration.repositories[id] ?? RepositoryConfiguration()
            let place = settings.folder.map { resolved($0, from: folder) } ?? "\(root)/\(id)"
            guard try await exists(place) else { throw ObservationError.repositoryMissing(id, folder: place) }
            places.append(RepositoryPlace(id: id, folder: place, branch: settings.branch, remote: settings.remote))
        }
        if configuration.repositoryRoot != nil || named.isEmpty {
            let taken = Set(places.map(\.folder))
            for place in try await derived(root, configuration) where !taken.contains(place.folder) {
                places.append(place)
            }
            if root != folder, let own = try await workspaceItself(folder, places) { places.append(own) }
        }
        return places
    }

    /// The folder itself if it is a repository with something in it; else its subfolders that are repositories; else
    /// the folder as it lies there.
    private func derived(_ folder: String, _ configuration: WorkspaceConfiguration) async throws -> [RepositoryPlace] {
        guard try await exists(folder) else { throw ObservationError.noSuchFolder(folder) }
        let clone = try await sourceControl.look(at: folder, branch: nil, remote: "origin")
        if let clone, clone.head != nil {
            let own = RepositoryPlace(
                id: RepositoryID(name(of: clone.root)), folder: clone.root, remote: "origin", clone: clone)
            let isSet = try await holdsOnlyVersions(own)
            return isSet ? [own] + (try await subfolders(of: folder)) : [own]
        }
        let inside = try await subfolders(of: folder)
        let own = RepositoryPlace(id: RepositoryID(name(of: folder)), folder: folder, remote: "origin")
        if inside.isEmpty { return [own] }
        return try await files.names(in: folder).contains("versions.toml") ? [own] + inside : inside
    }

    private func subfolders(of folder: String) async throws -> [RepositoryPlace] {
        var places: [RepositoryPlace] = []
        for name in try await files.folders(in: folder) {
            let path = folder + "/" + name
            let isClone = FileManager.default.fileExists(atPath: path + "/.git")
            if isClone, !isWorktree(path, ofCloneIn: folder) {
                places.append(RepositoryPlace(id: RepositoryID(name), folder: path, remote: "origin"))
            }
        }
        return places
    }

    /// Whether it is a further work tree of a clone that lies beside it: the same repository, and not to be released
    /// twice.
    private func isWorktree(_ path: String, ofCloneIn folder: String) -> Bool {
        guard let data = FileManager.default.contents(atPath: path + "/.git") else { return false }
        let line = String(decoding: data.prefix(4096), as: UTF8.self)
        guard line.hasPrefix("gitdir: "), let end = line.range(of: "/.git/worktrees/") else { return false }
        let clone = String(line[..<end.lowerBound].dropFirst("gitdir: ".count))
        let home = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        return URL(fileURLWithPath: clone).resolvingSymlinksInPath().deletingLastPathComponent().path == home
    }

    /// A repository whose root has a `versions.toml` and no other manifest describes a set of others.
    private func holdsOnlyVersions(_ place: RepositoryPlace) async throws -> Bool {
        let names = try await files.names(in: place.folder)
        return names.contains("versions.toml")
            && !names.contains { name in
                name != "versions.toml"
                    && ecosystems.contains { $0.isManifest(path: name) && $0.name != "version-file" }
            }
    }

    /// The folder that holds the configuration, where the repositories lie elsewhere and it has a `versions.toml`.
    private func workspaceItself(_ folder: String, _ places: [RepositoryPlace]) async throws -> RepositoryPlace? {
        guard try await files.names(in: folder).contains("versions.toml"),
            !places.contains(where: { $0.folder == folder })
        else { return nil }
        return RepositoryPlace(id: RepositoryID(name(of: folder)), folder: folder, remote: "origin")
    }

    private func exists(_ folder: String) async throws -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder.boolValue
    }

    private func resolved(_ path: String, from folder: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder, isDirectory: true)).standardizedFileURL.path
    }

    private func name(of folder: String) -> String { (folder as NSString).lastPathComponent }
}
