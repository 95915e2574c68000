package import ReleaseText

/// One shape in which a file says versions.
package struct VersionLineFormat: Sendable {
    /// What keys begin with, without the colon.
    package let name: String
    /// What a file says: the rest of each value's key, and where it is.
    private let values: @Sendable (String, [UInt8]) -> [(key: String, range: Range<Int>)]

    init(_ name: String, _ values: @escaping @Sendable ([UInt8]) -> [(key: String, range: Range<Int>)]) {
        self.name = name
        self.values = { _, bytes in values(bytes) }
    }

    /// A format with at most one value, called `version`.
    init(_ name: String, one: @escaping @Sendable ([UInt8]) -> Range<Int>?) {
        self.name = name
        values = { _, bytes in one(bytes).map { [("version", $0)] } ?? [] }
    }

    /// A format whose values are numbered in the order of the text.
    init(_ name: String, every: @escaping @Sendable ([UInt8]) -> [Range<Int>]) {
        self.name = name
        values = { _, bytes in every(bytes).enumerated().map { ("\($0)", $1) } }
    }

    package init?(ofKey key: String) {
        guard let colon = key.firstIndex(of: ":"),
            let found = VersionLineFormat.all.first(where: { $0.name == key[..<colon] })
        else { return nil }
        self = found
    }

    package func scan(_ file: String, _ bytes: [UInt8]) -> ScannedFile {
        let found = values(file, bytes).map { value in
            ScannedValue(
                key: "\(name):\(value.key)", text: String(decoding: bytes[value.range], as: UTF8.self),
                range: value.range)
        }
        return ScannedFile(file: file, bytes: bytes, values: found)
    }

    package static let all: [VersionLineFormat] = [
        .bazel, .blueprint, .cmake, .description, .dune, .go, .jsonWithComments, .javaReleased, .javaUpdate, .opam,
        .quoted, .terraformMetadata, .terraformModule, .terraformReadme, .versionsText, .zig,
    ]
}
