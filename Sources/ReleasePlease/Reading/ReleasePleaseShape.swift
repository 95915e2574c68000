/// What may stand under a key of release-please's configuration.
indirect enum ReleasePleaseShape: Sendable {
    case boolean
    case text
    /// A whole number from 0.
    case count
    /// A text that holds a version, or an empty one.
    case version
    /// A file of the repository: without `..` and `~/`.
    case path
    /// One of these names; the first text says what they are: `release type`.
    case name(of: String, [String])
    case texts
    /// A list, or one text with commas.
    case labels
    case list(ReleasePleaseShape)
    case object(ReleasePleaseObject)
    /// A path, or the object that says where in it the version is.
    case extraFile
    /// A plugin's name, or an object with its options.
    case plugin
    /// Options by path.
    case packages
}

/// An object with known keys.
struct ReleasePleaseObject: Sendable {
    /// With its article, for messages: `a package`.
    let name: String
    let keys: [String: ReleasePleaseShape]
    /// Sorted, so that messages are the same in each run.
    let required: [String]
    /// Whether its keys say what it is about, so that one that is not understood makes it mean something else.
    let isSelecting: Bool

    init(
        _ name: String, _ keys: [String: ReleasePleaseShape], required: [String] = [], isSelecting: Bool = false
    ) {
        self.isSelecting = isSelecting
        self.name = name
        self.keys = keys
        self.required = required.sorted()
    }
}
