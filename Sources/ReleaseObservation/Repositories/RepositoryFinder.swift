import Foundation
import ReleaseModel
import ReleasePorts

/// Where a repository of the workspace is.
struct RepositoryPlace: Sendable {
    var id: RepositoryID
    /// Absolute.
    var folder: String
    /// nil: what is checked out.
    var branch: String?
    /// nil: `origin`, or the only one.
    var remote: String?
    /// What is already known of it; nil: it has not been read yet.
    var clone: CloneState?
}

/// The repositories of a workspace, and the links among its folders, which are not followed.
struct FoundRepositories: Sendable {
    var places: [RepositoryPlace] = []
    var links: [String] = []
    /// Folders beside the clones that hold a manifest and are no clones.
    var plain: [RepositoryPlace] = []

    /// Warnings about the links.
    var warnings: [Diagnostic] {
        links.map { link in
            Diagnostic(
                .warning, code: "clone.link", place: Place(file: link, line: 1, column: 1),
                message:
                    "\(link) is a link, and links are not followed: what it leads to is not part of the workspace.",
                suggestion: "repositories: { \(yamlText(link)): { path: REAL-FOLDER } }")
        }
    }
}

/// Finds the repositories of a workspace: those that the configuration names, or else the existing ones.
///
/// A repository is identified by its remote, not by its folder: see ``checkIdentities(of:_:)``.
struct RepositoryFinder {
    let sourceControl: any CloneReader
    let files: any ReleaseFiles
    let ecosystems: [any Ecosystem]

    func repositories(
        of folder: String, configuration: WorkspaceConfiguration
    ) async throws -> FoundRepositories {
        let named = Set(configuration.repositories.keys)
            .union(configuration.components.values.compactMap(\.repository))
        var found = FoundRepositories()
        let root = configuration.repositoryRoot.map { resolved($0, from: folder) } ?? folder
        for id in named.sorted() {
            let settings = configuration.repositories[id] ?? RepositoryConfiguration()
            let place = settings.folder.map { resolved($0, from: folder) } ?? "\(root)/\(id)"
            guard try await exists(place) else { throw ObservationError.repositoryMissing(id, folder: place) }
            found.places.append(
                RepositoryPlace(id: id, folder: real(place), branch: settings.branch, remote: settings.remote))
        }
        if configuration.repositoryRoot != nil || named.isEmpty {
            let taken = Set(found.places.map(\.folder))
            let derived = try await derived(real(root), configuration)
            found.links = derived.links
            found.plain = derived.plain
            found.places += derived.places.filter { !taken.contains($0.folder) }
            if root != folder, let own = try await workspaceItself(folder, found.places) { found.places.append(own) }
        }
        return found
    }

    /// The folder itself if it is a repository with something in it; else its subfolders that are repositories; else
    /// the plain folder.
    private func derived(_ folder: String, _ configuration: WorkspaceConfiguration) async throws -> FoundRepositories {
        guard try await exists(folder) else {
            throw configuration.repositoryRoot == nil
                ? ObservationError.noSuchFolder(folder) : ObservationError.noSuchRoot(folder)
        }
        let clone = try await sourceControl.look(at: folder, branch: nil, remote: "origin")
        if let clone, clone.head != nil {
            let own = RepositoryPlace(
                id: RepositoryID(name(of: clone.root)), folder: clone.root, clone: clone)
            guard try await holdsOnlyVersions(own) else { return FoundRepositories(places: [own]) }
            var found = try await subfolders(of: folder)
            found.places.insert(own, at: 0)
            return found
        }
        var inside = try await subfolders(of: folder)
        let own = RepositoryPlace(id: RepositoryID(name(of: folder)), folder: folder)
        if inside.places.isEmpty {
            inside.places = [own]
        } else if try await files.names(in: folder).contains("versions.toml") {
            inside.places.insert(own, at: 0)
        }
        return inside
    }

    private func subfolders(of folder: String) async throws -> FoundRepositories {
        var found = FoundRepositories()
        for name in try await files.folders(in: folder) {
            let path = folder + "/" + name
            guard FileManager.default.fileExists(atPath: path + "/.git") else {
                if try await holdsManifest(path) {
                    found.plain.append(RepositoryPlace(id: RepositoryID(name), folder: path))
                }
                continue
            }
            if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil {
                found.links.append(name)
            } else if !isWorktree(path, ofCloneIn: folder) {
                found.places.append(RepositoryPlace(id: RepositoryID(name), folder: path))
            }
        }
        return found
    }

    private func holdsManifest(_ folder: String) async throws -> Bool {
        try await files.names(in: folder).contains { name in ecosystems.contains { $0.isManifest(path: name) } }
    }

    /// Whether it is an additional work tree of a clone beside it: the same repository, which must not be released
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
        return RepositoryPlace(id: RepositoryID(name(of: folder)), folder: folder)
    }

    /// Without links on the way there.
    private func real(_ folder: String) -> String { URL(fileURLWithPath: folder).resolvingSymlinksInPath().path }

    private func exists(_ folder: String) async throws -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder.boolValue
    }

    private func resolved(_ path: String, from folder: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder, isDirectory: true)).standardizedFileURL.path
    }

    private func name(of folder: String) -> String { (folder as NSString).lastPathComponent }
}
