package import Foundation
import ReleaseAdapters
import ReleaseConfig
package import ReleaseModel
package import ReleaseOperations
import ReleasePorts

/// How a served workspace is composed.
package struct ServedWorkspace: Sendable {
    package let name: String
    package let runs: Int
    package let lookInterval: Duration
    /// Absolute.
    package let configuration: String
    package let acceptsWebhook: (@Sendable (_ signature: String?, _ body: Data) -> Bool)?
    private let composition: WorkspaceComposition

    /// - Parameters:
    ///   - folder: What paths are relative to.
    ///   - composition: What all workspaces of the server share.
    /// - Throws: ``InputError/noSuchFolder(_:)``; ``WebhookSecretError`` for a secret that is missing or can't be one.
    package init(
        _ name: String, _ configured: ServerConfiguration.Workspace, in folder: String,
        _ composition: WorkspaceComposition
    ) throws {
        self.name = name
        runs = configured.runs
        lookInterval = .seconds(configured.lookInterval)
        let base = URL(fileURLWithPath: folder, isDirectory: true)
        let place = URL(fileURLWithPath: configured.path, relativeTo: base).standardizedFileURL.path
        guard FileManager.default.fileExists(atPath: place) else { throw InputError.noSuchFolder(place) }
        configuration = place + "/" + configured.configuration
        var own = composition
        own.directory = place
        self.composition = own
        guard !configured.webhookSecrets.isEmpty else {
            acceptsWebhook = nil
            return
        }
        let secrets = try configured.webhookSecrets.compactMap { variable -> Secret? in
            // The old one goes away when the new one is everywhere.
            guard let value = composition.environment[variable] else {
                guard configured.webhookSecrets.count > 1 else {
                    throw WebhookSecretError(workspace: name, sentence: "The variable \(variable) is not set.")
                }
                return nil
            }
            return Secret(value)
        }
        do throws(WebhookSecrets.Problem) {
            let accepted = try WebhookSecrets(secrets)
            acceptsWebhook = { signature, body in accepted.accept(signature, of: body) }
        } catch {
            throw WebhookSecretError(workspace: name, sentence: error.sentence)
        }
    }

    /// - Parameter text: The configuration, and what it is called; nil: none, so that only the store can be used.
    package func workspace(_ text: (bytes: [UInt8], name: String)?) throws -> Workspace {
        var own = composition
        guard let text else {
            own.configurationFile = FileManager.default.fileExists(atPath: configuration) ? configuration : nil
            return try own.storeWorkspace()
        }
        own.configurationText = text
        return try own.workspace(performs: true)
    }
}

/// The webhooks of a workspace could not be told from forged ones.
package struct WebhookSecretError: UserFacingError {
    var workspace: String
    var sentence: String

    package var code: String { "serve.webhook-secret" }
    package var summary: String { "The webhooks of \(workspace) can't be checked. \(sentence)" }
    package var suggestions: [String] {
        ["Make one, and give it to the forge and to the server's variable: openssl rand -hex 32"]
    }
    package var exitCode: ExitCode { .configuration }
}

/// A `server.yaml`.
///
/// - Throws: ``InputError``, ``UnreadableInput``.
package func serverConfiguration(at path: String) throws -> ServerConfiguration {
    let folder = (path as NSString).deletingLastPathComponent
    guard let bytes = try InputFile(path: path, isNamed: true, home: folder.isEmpty ? "." : folder).bytes() else {
        throw InputError.noSuchFile(
            path, remedy: "Write one with the workspaces to serve: workspaces: { NAME: { path: FOLDER } }")
    }
    return try readServerConfiguration(bytes, file: path)
}
