import ReleaseManifests
import ReleaseModel

/// Which keys an entry of `publish` has, and where.
struct WrittenPublication: Sendable {
    let kind: Written<String>
    /// All but `to`, in file order.
    let keys: [Written<String>]

    init?(_ node: YAMLNode) {
        let node = node.resolved
        guard let kind = node.written("to", \.text) else { return nil }
        self.kind = kind
        keys = (node.effectiveEntries ?? []).filter { $0.key.text != "to" }.map {
            Written(value: $0.key.text, place: $0.key.place)
        }
    }

    /// The keys that each kind has, and those that it can't do without.
    static let kinds: [String: (known: Set<String>, needed: [String])] = [
        "folder": (["path"], []), "forge-release": ([], []),
        "python-index": (["index", "upload", "username-from", "password-from"], ["index", "upload"]),
    ]
}
