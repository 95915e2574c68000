import ReleaseText

/// A container image as it is referred to: `ghcr.io/owner/name:1.2.3@sha256:…`.
///
/// See [the distribution project's grammar](https://pkg.go.dev/github.com/distribution/reference).
struct ImageReference: Hashable {
    /// With registry and owner.
    var repository: String
    var tag: String?
    var digest: String?
    /// The tag's bytes within the reference; nil without a tag.
    var tagRange: Range<Int>?

    /// The last part of the repository, by which components are known.
    var name: String { String(repository.split(separator: "/").last ?? "") }

    /// nil for a text that is not a reference: one with variables or spaces, an empty one, `scratch`.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty, text != "scratch", bytes.allSatisfy(ImageReference.isAllowed) else { return nil }
        var end = bytes.count
        if let at = bytes.firstIndex(of: UInt8(ascii: "@")) {
            digest = String(decoding: bytes[(at + 1)...], as: UTF8.self)
            end = at
        }
        let slash = bytes[..<end].lastIndex(of: UInt8(ascii: "/")) ?? -1
        // A colon before the last slash belongs to the registry's port.
        if let colon = bytes[(slash + 1)..<end].firstIndex(of: UInt8(ascii: ":")) {
            tag = String(decoding: bytes[(colon + 1)..<end], as: UTF8.self)
            tagRange = (colon + 1)..<end
            end = colon
        }
        repository = String(decoding: bytes[..<end], as: UTF8.self)
        guard !name.isEmpty, tag != "" else { return nil }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte.isWordOrHyphen || "./:@".utf8.contains(byte)
    }
}
