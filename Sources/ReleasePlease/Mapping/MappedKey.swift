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

    /// The key that stands for the manifest's file.
    static let manifest = "manifest"

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

    /// The same account where release-please's files stay in use: the manifest is read and written.
    package func keepingFiles() -> ReleasePleaseMapping {
        ReleasePleaseMapping(
            draft: draft,
            keys: keys.map { key in
                guard key.key == MappedKey.manifest else { return key }
                return MappedKey(
                    key.key, key.place, nil,
                    "the last released versions: read for each plan, updated by the release commit")
            })
    }
}
