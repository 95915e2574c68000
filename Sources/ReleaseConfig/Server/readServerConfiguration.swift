package import ReleaseModel
import ReleaseText

/// What a `server.yaml` says.
///
/// - Throws: Every error of the text, or else every error of its content, in file order.
package func readServerConfiguration(
    _ bytes: [UInt8], file: String
) throws(UnreadableInput) -> ServerConfiguration {
    let document = try yamlDocument(bytes, file: file)
    var check = ShapeCheck(source: document.source, schema: ConfigurationSchema(publications: []))
    check.check(document.root, .object(ServerSchema.root))
    let root = document.root.resolved
    var configuration = ServerConfiguration()
    if let listen = root.written("listen", \.text) {
        if let (host, port) = hostAndPort(listen.value) {
            (configuration.host, configuration.port) = (host, port)
        } else {
            check.report(
                "config.listen", listen.place, "`\(listen.value)` is not an address to listen at.",
                "Write it with its port: 127.0.0.1:8470")
        }
    }
    for entry in root["workspaces"]?.resolved.effectiveEntries ?? [] {
        let name = entry.key.text
        if name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{0,63}/) == nil {
            check.report(
                "config.workspace-name", entry.key.place,
                "`\(name)` can't be part of an address.", "Use letters, digits, `.`, `_` and `-`.")
        }
        guard let path = entry.value["path"]?.text else { continue }
        var workspace = ServerConfiguration.Workspace(path: path)
        workspace.configuration = entry.value["configuration"]?.text ?? workspace.configuration
        workspace.webhookSecrets = entry.value["webhook-secrets-from"]?.texts ?? []
        workspace.runs = entry.value["runs"]?.integer ?? workspace.runs
        workspace.lookInterval = entry.value["look-every"]?.duration ?? workspace.lookInterval
        workspace.eventsKept = entry.value["keep-events"]?.duration ?? workspace.eventsKept
        configuration.workspaces[name] = workspace
    }
    let found = check.diagnostics.sorted { $0.place < $1.place }
    guard !found.contains(where: { $0.severity == .error }) else { throw UnreadableInput(diagnostics: found) }
    return configuration
}

/// `127.0.0.1:8470`, `[::1]:8470`, `localhost:0`; nil for anything else.
package func hostAndPort(_ text: String) -> (host: String, port: Int)? {
    guard let match = text.wholeMatch(of: /(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})/),
        let port = Int(match.output.3), port <= 65_535, let host = match.output.1 ?? match.output.2
    else { return nil }
    return (String(host), port)
}

/// The keys of `server.yaml`.
package enum ServerSchema {
    package static let root = ObjectShape(
        "the server's configuration",
        [
            ConfigurationKey("version", .constant(1), "The format's version; always 1, and may be left out."),
            ConfigurationKey(
                "listen", .text(.name),
                "Where the server listens: an address of this machine and a port. Default: `127.0.0.1:8470`."),
            ConfigurationKey(
                "workspaces", .map(.object(workspace), keys: .name), "The workspaces that are served, by name.",
                isRequired: true),
        ], allowsExtensions: true)

    private static let workspace = ObjectShape(
        "a served workspace",
        [
            ConfigurationKey(
                "path", .text(.anywhere), "Its folder, relative to that of this file. Its clones are the server's own.",
                isRequired: true),
            ConfigurationKey(
                "configuration", .text(.inside),
                "Its configuration, relative to its folder. In a clone it is read from the remote's default branch, never from "
                    + "the work tree. Default: `slipway.yaml`."),
            ConfigurationKey(
                "webhook-secrets-from", .list(.text(.variable), minimum: 1),
                "The environment variables with the secrets of its webhooks; two while one is being replaced. Default: no "
                    + "webhooks are taken."),
            ConfigurationKey(
                "look-every", .duration,
                "How often the remotes are looked at for pushes that no webhook announced. Default: `60s`."),
            ConfigurationKey(
                "keep-events", .duration, "How long events are kept after they were decided. Default: `30d`."),
            ConfigurationKey("runs", .count, "How many runs are executed at once. Default: 4."),
        ])
}
