/// What a requirement takes from a git repository beside the version that it names: `{ git = "…", tag = "v1.4.0" }`.
///
/// The version has to be what the repository says at that place, so both move or neither does.
package struct GitRevision: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable {
        case tag, commit
    }

    package var kind: Kind
    package var place: Place
    /// What an edit of it is called; nil where it can't be edited.
    package var key: String?
    /// As written.
    package var value: String

    package init(_ kind: Kind, place: Place, key: String?, value: String) {
        self.kind = kind
        self.place = place
        self.key = key
        self.value = value
    }
}
