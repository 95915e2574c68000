/// A repository of a registry, with the registry's host: `ghcr.io/acme/core`, `127.0.0.1:5000/core`.
///
/// The host is always written: no registry is guessed for a short name.
///
/// Source: [OCI distribution specification, pulling
/// manifests](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests).
package struct ImageRepository: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// With the port, where one is written.
    package let host: String
    /// Without the host: `acme/core`.
    package let name: String

    /// nil where the text is not a repository with its registry.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, isHost(parts[0]), isRepositoryName(parts[1]), text.utf8.count <= 255 else { return nil }
        host = parts[0]
        name = parts[1]
    }

    package var description: String { "\(host)/\(name)" }

    package subscript(digest: ContentDigest) -> ImageReference { ImageReference(self, digest: digest) }
    package subscript(tag: ImageTag) -> ImageReference { ImageReference(self, tag: tag) }

    package static func < (left: ImageRepository, right: ImageRepository) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

/// A tag of an image: up to 128 letters, digits, `_`, `.` and `-`, of which the first is neither `.` nor `-`.
package struct ImageTag: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        let isTag = text.utf8.allSatisfy { isWord($0) || $0 == 0x2E || $0 == 0x2D }
        guard isTag, (1...128).contains(text.utf8.count), let first = text.utf8.first, isWord(first) else { return nil }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: ImageTag, right: ImageTag) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// What names an image: a repository with a tag, a digest, or both: `ghcr.io/acme/core:1.2.0@sha256:9f86…`.
///
/// ``init(_:)`` and ``description`` are inverse. Where there is a digest, it alone decides.
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    package let repository: ImageRepository
    package let tag: ImageTag?
    package let digest: ContentDigest?

    package init(_ repository: ImageRepository, tag: ImageTag) {
        self.repository = repository
        self.tag = tag
        digest = nil
    }

    package init(_ repository: ImageRepository, digest: ContentDigest) {
        self.repository = repository
        tag = nil
        self.digest = digest
    }

    /// nil where the text is not a reference, or has neither a tag nor a digest.
    package init?(_ text: String) {
        var rest = text
        var digest: ContentDigest?
        if let at = rest.firstIndex(of: "@") {
            guard let found = ContentDigest(String(rest[rest.index(after: at)...])) else { return nil }
            digest = found
            rest = String(rest[..<at])
        }
        var tag: ImageTag?
        // A colon before the last slash belongs to the host's port.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            guard let found = ImageTag(String(rest[rest.index(after: colon)...])) else { return nil }
            tag = found
            rest = String(rest[..<colon])
        }
        guard let repository = ImageRepository(rest), tag != nil || digest != nil else { return nil }
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    package var description: String {
        "\(repository)" + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }

    /// What stands for it in an address: the digest, or the tag.
    package var key: String { digest?.description ?? tag?.text ?? "" }
}

private func isWord(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F }

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
}

/// A host is told from the first part of a name by a dot, a port, or by being `localhost`.
private func isHost(_ text: String) -> Bool {
    var name = text[...]
    var hasPort = false
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
        let inner = text[text.index(after: text.startIndex)..<end]
        guard !inner.isEmpty, inner.utf8.allSatisfy({ isWord($0) && $0 != 0x5F || $0 == 0x3A }) else { return false }
        let rest = text[text.index(after: end)...]
        return rest.isEmpty || rest.first == ":" && isPort(rest.dropFirst())
    }
    if let colon = text.lastIndex(of: ":") {
        guard isPort(text[text.index(after: colon)...]) else { return false }
        name = text[..<colon]
        hasPort = true
    }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { label in
        !label.isEmpty && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { isWord($0) && $0 != 0x5F || $0 == 0x2D }
    }
    return isName && (labels.count > 1 || hasPort || name == "localhost")
}

private func isPort(_ text: Substring) -> Bool {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(text) else {
        return false
    }
    return (1...65535).contains(port) && !text.hasPrefix("0")
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`, with slashes in between.
private func isRepositoryName(_ text: String) -> Bool {
    text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        let bytes = Array(part.utf8)
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        var index = 0
        while index < bytes.count {
            let end = bytes[index...].firstIndex(where: isAlphanumeric) ?? bytes.count
            let separator = bytes[index..<end]
            let isAllowed =
                separator.isEmpty || separator.allSatisfy { $0 == 0x2D } || separator.elementsEqual([0x2E])
                || separator.elementsEqual([0x5F]) || separator.elementsEqual([0x5F, 0x5F])
            guard isAllowed else { return false }
            index = end + 1
        }
        return true
    }
}
