/// What `slipway.yaml` may say about one kind of target. The check of the file, its JSON Schema and the reference are made
/// from it.
package struct PublicationShape: Sendable {
    package var kind: PublicationKind
    /// A sentence about the kind, in Markdown.
    package var summary: String
    package var keys: [PublicationKey]

    package init(_ kind: PublicationKind, _ summary: String, _ keys: [PublicationKey] = []) {
        self.kind = kind
        self.summary = summary
        self.keys = keys
    }

    package func key(_ name: String) -> PublicationKey? { keys.first { $0.name == name } }
}

/// A key of an entry of `publish`.
package struct PublicationKey: Sendable {
    /// What may stand under it.
    package enum Value: Sendable {
        /// An address with `http` or `https`, without credentials.
        case address
        /// A path, relative to the workspace's folder, or absolute.
        case path
        /// The name of an environment variable that holds a secret.
        case secret
        /// Any text that is not empty.
        case text
        /// A text with `{field}` of these.
        case template([String])
        /// One of these.
        case choice([String])
        /// How long, as `90s`, `10m` or `1h`; in ``PublicationTarget/fields`` the number of seconds.
        case duration
        /// Texts; in ``PublicationTarget/fields`` with spaces in between.
        case list
    }

    package var name: String
    /// What ``PublicationTarget/fields`` calls it.
    package var field: String
    package var value: Value
    package var isRequired: Bool
    /// The value where the configuration gives none.
    package var usual: String?
    /// Markdown, for the JSON Schema and the reference.
    package var summary: String

    package init(
        _ name: String, field: String? = nil, _ value: Value, isRequired: Bool = false, usual: String? = nil,
        _ summary: String
    ) {
        self.name = name
        self.field = field ?? name
        self.value = value
        self.isRequired = isRequired
        self.usual = usual
        self.summary = summary
    }
}
