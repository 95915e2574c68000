import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseObservation
import ReleaseTestKit

/// A workspace of real repositories in a folder of its own, observed as the tool does it.
struct ObservedFolder {
    let sandbox: GitSandbox

    init() throws {
        sandbox = try GitSandbox(runner: ProcessRunner())
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// The workspace's folder.
    var path: String { sandbox.folder.path + "/w" }

    /// A repository of one crate.
    @discardableResult
    func crate(_ name: String, in folder: String? = nil, hasRemote: Bool = true) async throws -> CommitID {
        try await sandbox.makeClone(
            "w/" + (folder ?? name), files: ["Cargo.toml": manifest(name)], hasRemote: hasRemote)
    }

    /// One repository in place of the workspace's folder.
    @discardableResult
    func repository(_ files: [String: String]) async throws -> CommitID {
        try await sandbox.makeClone("w", files: files, hasRemote: false)
    }

    @discardableResult
    func commit(_ message: String, _ files: [String: String], in name: String? = nil) async throws -> CommitID {
        try await sandbox.commit(message, files: files, in: name.map { "w/" + $0 } ?? "w")
    }

    @discardableResult
    func git(_ arguments: String..., in name: String? = nil) async throws -> String {
        try await sandbox.git(arguments, in: name.map { "w/" + $0 } ?? "w")
    }

    func write(_ text: String, to name: String) throws { try sandbox.folder.write(text, to: "w/" + name) }

    func observe(
        _ options: WorkspaceObserver.Options = .init(), tolerant: Bool = false,
        _ configure: (inout WorkspaceConfiguration) -> Void = { _ in }
    ) async throws -> ObservedWorkspace {
        var configuration = WorkspaceConfiguration(workspace: "w")
        configure(&configuration)
        var options = options
        options.isTolerant = tolerant
        let observer = WorkspaceObserver(
            sourceControl: GitSourceControl(runner: ProcessRunner()), files: LocalFiles(), ecosystems: allEcosystems)
        return try await observer.observe(path, configuration: configuration, options: options)
    }
}

/// A crate's manifest.
func manifest(_ name: String, _ version: String = "1.0.0", requires: String...) -> String {
    var text = "[package]\nname = \"\(name)\"\nversion = \"\(version)\"\n"
    if !requires.isEmpty { text += "\n[dependencies]\n" }
    for upstream in requires { text += "\(upstream) = \"^1.0.0\"\n" }
    return text
}

extension ObservedRepository {
    /// The subjects of a component's commits since its last release, newest first; nil: it has none to read.
    func subjects(_ component: ComponentID) -> [String]? { commits[component].map { $0.map(\.subject) } }
}
