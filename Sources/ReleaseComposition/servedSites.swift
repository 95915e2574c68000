import Foundation
import ReleaseAdapters
import ReleaseConfig
package import ReleaseModel
package import ReleaseOperations
import ReleasePorts

extension SiteDescription {
    /// - Parameters:
    ///   - folder: What paths are relative to.
    ///   - composition: What all workspaces of the server share.
    /// - Throws: ``InputError/noSuchFolder(_:)``; ``WebhookSecretError`` for a secret that is missing or can't be one.
    package init(
        _ name: String, _ configured: ServerConfiguration.Workspace, in folder: String,
        _ composition: WorkspaceComposition
    ) throws {
        let base = URL(fileURLWithPath: folder, isDirectory: true)
        let place = URL(fileURLWithPath: configured.path, relativeTo: base).standardizedFileURL.path
        guard FileManager.default.fileExists(atPath: place) else { throw InputError.noSuchFolder(place) }
        let configuration = place + "/" + configured.configuration
        let secrets = try WebhookSecrets(of: name, configured.webhookSecrets, composition.environment)
        var accepts: (@Sendable (String?, Data) -> Bool)?
        if let secrets { accepts = { signature, body in secrets.accept(signature, of: body) } }
        self.init(
            name: name, runs: configured.runs, lookInterval: .seconds(configured.lookInterval),
            eventsKept: .seconds(configured.eventsKept),
            configuration: configuration,
            acceptsWebhook: accepts
        ) { text in
            var own = composition
            own.directory = place
            guard let text else {
                own.configurationFile = FileManager.default.fileExists(atPath: configuration) ? configuration : nil
                return try own.storeWorkspace()
            }
            own.configurationText = text
            return try own.workspace(performs: true)
        }
    }
}

extension WebhookSecrets {
    /// nil where no variable is named.
    fileprivate init?(of workspace: String, _ variables: [String], _ environment: [String: String]) throws {
        guard !variables.isEmpty else { return nil }
        let secrets = try variables.compactMap { variable -> Secret? in
            // The old one goes away when the new one is everywhere.
            guard let value = environment[variable] else {
                guard variables.count > 1 else {
                    throw WebhookSecretError(workspace: workspace, sentence: "The variable \(variable) is not set.")
                }
                return nil
            }
            return Secret(value)
        }
        do throws(Problem) { try self.init(secrets) } catch {
            throw WebhookSecretError(workspace: workspace, sentence: error.sentence)
        }
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
