/// The digest by which a registry knows content: an algorithm and its hexadecimal result, as in `sha256:9f86…`.
///
/// Always valid: 64 digits of sha256, or 128 of sha512, in lower case.
///
/// Source: [OCI image specification, descriptors](https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests).
package struct ContentDigest: Sendable, Hashable, Comparable, CustomStringConvertible {
    package enum Algorithm: String, Sendable, CaseIterable {
        case sha256, sha512

        /// Of the result, in hexadecimal digits.
        var length: Int { self == .sha256 ? 64 : 128 }
    }

    package let algorithm: Algorithm
    package let digits: String

    /// nil where the text is not a digest of a known algorithm.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let algorithm = Algorithm(rawValue: String(parts[0])) else { return nil }
        self.init(algorithm, String(parts[1]))
    }

    package init?(_ algorithm: Algorithm, _ digits: String) {
        let isHexadecimal = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard digits.utf8.count == algorithm.length, isHexadecimal else { return nil }
        self.algorithm = algorithm
        self.digits = digits
    }

    /// Of a file's digest, which is sha256 everywhere in Slipway; nil where it is not one.
    package init?(_ digest: Digest) { self.init(.sha256, digest.text) }

    package var description: String { "\(algorithm.rawValue):\(digits)" }

    package static func < (left: ContentDigest, right: ContentDigest) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
