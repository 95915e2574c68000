package import Foundation

/// A workspace that a server serves, with everything that the server needs to know of it.
package struct SiteDescription: Sendable {
    /// Under which it is addressed.
    package var name: String
    /// How many runs are executed at once.
    package var runs: Int
    /// How often the remotes are looked at.
    package var lookInterval: Duration
    /// How long decided events are kept.
    package var eventsKept: Duration
    /// Makes the workspace from a configuration; nil: from none, so that only its store can be used.
    package var workspace: @Sendable (_ configuration: ConfigurationText?) throws -> Workspace
    /// The configuration's path, absolute.
    package var configuration: String
    /// Whether a webhook's signature is that of its body; nil: no webhooks are taken.
    package var acceptsWebhook: (@Sendable (_ signature: String?, _ body: Data) -> Bool)?

    package init(
        name: String, runs: Int, lookInterval: Duration, eventsKept: Duration, configuration: String,
        acceptsWebhook: (@Sendable (_ signature: String?, _ body: Data) -> Bool)?,
        workspace: @escaping @Sendable (_ configuration: ConfigurationText?) throws -> Workspace
    ) {
        self.name = name
        self.runs = runs
        self.lookInterval = lookInterval
        self.eventsKept = eventsKept
        self.workspace = workspace
        self.configuration = configuration
        self.acceptsWebhook = acceptsWebhook
    }
}

/// The text of a configuration, and where it comes from, for messages.
package struct ConfigurationText: Sendable, Hashable {
    package var bytes: [UInt8]
    package var name: String

    package init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }
}
