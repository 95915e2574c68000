/// What may stand under a key. Validation, the JSON Schema and the reference all follow these.
package indirect enum ValueShape: Sendable {
    /// A whole number from 1.
    static let count = ValueShape.number(from: 1)

    case text(TextRule)
    case choice([String])
    case boolean
    /// A whole number, this or greater.
    case number(from: Int)
    /// This number and no other.
    case constant(Int)
    /// `90`, `90s`, `10m`, `1h`.
    case duration
    /// Any scalar but null; what counts is the text as written, so `3.10` stays `3.10`.
    case argument
    /// An argument array with at least one entry.
    case command
    case list(ValueShape, minimum: Int)
    /// Keys that the author chooses.
    case map(ValueShape, keys: TextRule)
    case object(ObjectShape)
    /// The object where a mapping stands, the other shape anywhere else.
    case either(ValueShape, ObjectShape)
}

/// What a text must fulfil.
package enum TextRule: Sendable {
    /// Not empty.
    case name
    /// Not empty, and a part of a step's id: without `/`, `[` and `]`.
    case stepName
    /// The name of an environment variable.
    case variable
    /// The same, perhaps with a `*` at its end.
    case variablePattern
    /// Relative, and not out of the folder it is relative to.
    case inside
    /// As `inside`, or with a leading `/`, which stands for the repository's own folder.
    case insideRepository
    /// Anywhere: relative or absolute.
    case anywhere
    /// Relative, perhaps out of the folder it is relative to.
    case relative
    /// `{field}` of these; the required ones must occur.
    case template([String], requires: [String])
    /// As the template, and relative and inside.
    case pathTemplate([String])
    /// A version number.
    case version
    /// `1.x`, `1.4.x`.
    case line
    /// A version number, or an empty text.
    case versionOrNothing
    /// A commit's hexadecimal id, of 7 digits at least.
    case commit
    /// A connection string of PostgreSQL's, without a password.
    case connectionString
    /// A version of calendar parts: `YYYY.0M.MICRO`.
    case calendarFormat
    /// An address with `http` or `https`, without credentials.
    case address
}

/// A mapping with known keys.
package struct ObjectShape: Sendable {
    /// With its article, for messages: `a gate`.
    package let name: String
    package let keys: [ConfigurationKey]
    /// Whether keys that begin with `x-` are left alone: a place for anchors.
    package let allowsExtensions: Bool
    /// Of these keys there must be one; empty: none need be there.
    let needsOneOf: [String]

    init(_ name: String, _ keys: [ConfigurationKey], allowsExtensions: Bool = false, needsOneOf: [String] = []) {
        self.needsOneOf = needsOneOf
        self.name = name
        self.keys = keys
        self.allowsExtensions = allowsExtensions
    }

    package func key(_ name: String) -> ConfigurationKey? { keys.first { $0.name == name } }
    var hasRequiredKeys: Bool { keys.contains(where: \.isRequired) }
}

/// A key, what may stand under it, and what it is for.
package struct ConfigurationKey: Sendable {
    package let name: String
    package let shape: ValueShape
    package let isRequired: Bool
    /// Markdown, for the JSON Schema and the reference.
    package let summary: String

    init(_ name: String, _ shape: ValueShape, _ summary: String, isRequired: Bool = false) {
        self.name = name
        self.shape = shape
        self.summary = summary
        self.isRequired = isRequired
    }
}
