package import ReleaseConfig

/// How a key of release-please's configuration is mapped to `slipway.yaml`.
package struct MappedKey: Sendable, Hashable {
    /// As release-please spells it; a plugin's name for a plugin.
    package let key: String
    /// Where it holds: package paths, `every package` or `top level`.
    package let place: String
    /// The key of `slipway.yaml`, or what stands for it; nil: it is not kept.
    package let becomes: String?
    /// Why, or what to know; empty where nothing is.
    package let note: String

    init(_ key: String, _ place: String, _ becomes: String?, _ note: String = "") {
        self.key = key
        self.place = place
        self.becomes = becomes
        self.note = note
    }
}

/// release-please's configuration as a new `slipway.yaml`, with an account of every key that says something.
package struct ReleasePleaseMapping: Sendable {
    package let draft: ConfigurationDraft
    package let keys: [MappedKey]
}
