import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import Synchronization

/// The configuration that a served workspace has: the newest one of the remote's default branch that could be read.
///
/// A broken one keeps the last good one in force, also across restarts, and is reported until it is repaired.
final class ConfigurationInForce: Sendable {
    private struct State {
        var workspace: Workspace?
        /// Counts the configurations that were in force.
        var version = 0
        var name: String?
        /// The text that was looked at last.
        var seen: [UInt8]?
        var problem: String?
    }

    private let state = Mutex(State())
    private let description: SiteDescription
    /// For git and files, whatever the configuration says.
    private let plain: Workspace

    init(_ description: SiteDescription, _ plain: Workspace) {
        self.description = description
        self.plain = plain
    }

    /// nil until one could be read.
    var workspace: Workspace? { state.withLock { $0.workspace } }
    var version: Int { state.withLock { $0.version } }
    /// Where it comes from.
    var name: String? { state.withLock { $0.name } }
    /// What is wrong with the newest one, in a sentence.
    var problem: String? { state.withLock { $0.problem } }

    /// The last good one is kept here.
    private var kept: String { plain.stateFolder + "/served-slipway.yaml" }

    /// Looks whether there is a newer one.
    ///
    /// - Returns: Whether another one is in force now.
    func look() async -> Bool {
        do {
            let found = try await newest()
            guard state.withLock({ $0.seen != found.bytes || $0.workspace == nil }) else { return false }
            let made = try description.workspace(found)
            try await plain.checkState()
            try? await plain.files.write(found.bytes, to: kept)
            state.withLock { state in
                state.workspace = made
                state.version += 1
                state.name = found.name
                state.seen = found.bytes
                state.problem = nil
            }
            return true
        } catch {
            let sentence = sentence(for: error)
            let isFirst = state.withLock { state in
                state.problem = sentence
                return state.workspace == nil
            }
            return isFirst ? useKept() : false
        }
    }

    /// After a restart with a broken configuration.
    private func useKept() -> Bool {
        guard let bytes = FileManager.default.contents(atPath: kept),
            let made = try? description.workspace(
                ConfigurationText(bytes: Array(bytes), name: "the last configuration that could be read"))
        else { return false }
        state.withLock { state in
            state.workspace = made
            state.version += 1
            state.name = "The last configuration that could be read"
        }
        return true
    }

    private func sentence(for error: any Error) -> String {
        guard let error = error as? any UserFacingError else { return "\(error)" }
        if let unreadable = error as? UnreadableInput,
            let first = unreadable.diagnostics.first(where: { $0.severity == .error })
        {
            let more = unreadable.diagnostics.filter { $0.severity == .error }.count - 1
            return "\(first.place): \(first.message) [\(first.code)]" + (more > 0 ? " (and \(more) more)" : "")
        }
        return ([error.summary] + error.suggestions.prefix(1)).joined(separator: " ") + " [\(error.code)]"
    }

    /// In a clone that of its remote's default branch; elsewhere the file, which is its administrator's.
    private func newest() async throws -> ConfigurationText {
        let path = description.configuration
        let folder = (path as NSString).deletingLastPathComponent
        let git = plain.sourceControl
        guard let clone = try await git.look(at: folder, branch: nil, remote: "origin"), clone.remoteAddress != nil
        else {
            guard let bytes = FileManager.default.contents(atPath: path) else { throw MissingConfiguration(path: path) }
            return ConfigurationText(bytes: Array(bytes), name: path)
        }
        try await git.followAll(in: clone.root, remote: "origin")
        var found = try await git.resolve("refs/remotes/origin/HEAD", in: clone.root)
        if found == nil, let branch = clone.branch {
            found = try await git.resolve("refs/remotes/origin/\(branch)", in: clone.root)
        }
        let root = clone.root.hasSuffix("/") ? clone.root : clone.root + "/"
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let commit = found, resolved.hasPrefix(root) else { throw MissingConfiguration(path: path) }
        let file = String(resolved.dropFirst(root.count))
        guard let bytes = try await git.read([FileAtCommit(commit: commit, path: file)], in: clone.root)[0] else {
            throw MissingConfiguration(path: "\(file) at origin's default branch (\(commit.short))")
        }
        return ConfigurationText(bytes: bytes, name: "\(file) at \(commit.short)")
    }
}

struct MissingConfiguration: UserFacingError {
    var path: String

    var code: String { "serve.no-configuration" }
    var summary: String { "\(path) does not exist." }
    var suggestions: [String] { ["Write one: slipway init"] }
    var exitCode: ExitCode { .configuration }
}
