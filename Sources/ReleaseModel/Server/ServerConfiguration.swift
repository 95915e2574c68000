/// What `server.yaml` says: where to listen, and which workspaces are served.
package struct ServerConfiguration: Sendable, Hashable {
    /// Where the server listens. TLS is a proxy's affair, so it is this machine alone unless someone says otherwise.
    package var host = "127.0.0.1"
    package var port = 8470
    /// By the name under which their webhooks arrive.
    package var workspaces: [String: Workspace] = [:]

    package struct Workspace: Sendable, Hashable {
        /// Relative to the folder of `server.yaml`.
        package var path: String
        /// Relative to the workspace's folder.
        package var configuration = "slipway.yaml"
        /// The environment variables with the secrets of webhooks; empty: none is taken.
        package var webhookSecrets: [String] = []
        /// How many runs are executed at once.
        package var runs = 4
        /// How often its remotes are looked at, in seconds.
        package var lookInterval = 60
        /// How long decided events are kept, in seconds.
        package var eventsKept = 30 * 86_400

        package init(path: String) { self.path = path }
    }

    package init() {}
}
