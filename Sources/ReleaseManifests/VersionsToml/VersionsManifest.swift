package import ReleaseModel
import ReleaseText

/// What a `versions.toml` says: the versions of a set of components, kept by hand or written back by releases.
package struct VersionsManifest: Sendable {
    package let file: String
    /// In file order; never the reserved `develop`.
    package var entries: [Entry] = []
    /// Modules are released on their own and never bumped with the set.
    package var modules: [Module] = []
    package var develop: Develop?
    package var metadata = Metadata()
    /// Faults of the file; what they are about is left out above.
    package var diagnostics: [Diagnostic] = []

    /// A text with what an edit of it is called.
    package struct Field: Sendable, Hashable {
        /// As written; for versions without a leading `v` and a trailing `-locked`.
        package var text: String
        package var place: Place
        package var key: String
    }

    /// One component of `[versions]`.
    package struct Entry: Sendable, Hashable {
        package var name: String
        package var place: Place
        package var version: Field
        /// Written as `…-locked`: its owner does not want it bumped.
        package var isLocked: Bool
        package var gitTag: Field?
        package var gitCommit: Field?
        package var requires: [Requirement]
        package var binaries: [String]
    }

    /// One element of `requires`.
    package struct Requirement: Sendable, Hashable {
        package var name: String
        /// The version after `=` or `==`, or a comparison such as `>=0.1`; nil for a bare name.
        package var requirement: Field?
        package var place: Place
    }

    package struct Module: Sendable, Hashable {
        package var name: String
        package var place: Place
        /// The range of the set's version with which it works.
        package var minimumVersion: Field?
        package var gitTag: Field?
        package var binaries: [String]
        package var registryAddress: String?
    }

    /// `[versions.develop]`: the newest development build.
    package struct Develop: Sendable, Hashable {
        package var place: Place
        package var version: Field?
        package var basedOnStable: Field?
        package var developmentPrefix: Field?
        package var publishedAt: Field?
        package var gitCommit: Field?
        /// Requirements by component, such as `=0.1.0`.
        package var dependencies: [String: Field]
    }

    package struct Metadata: Sendable, Hashable {
        package var lastUpdated: Field?
        package var updatedBy: Field?
        package var releaseNotes: Field?
    }

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        let document = TOMLDocument(file: file, bytes: bytes)
        guard document.diagnostics.isEmpty else {
            diagnostics = document.diagnostics
            return
        }
        read(document)
    }
}

/// A version as `versions.toml` writes it: perhaps with a leading `v`, perhaps with a trailing `-locked`.
struct DeclaredVersion {
    var text: String
    /// As offsets into the UTF-8 of the entire text.
    var range: Range<Int>
    var isLocked: Bool

    init(_ whole: String) {
        var start = 0
        var end = whole.utf8.count
        isLocked = whole.hasSuffix("-locked")
        if isLocked { end -= "-locked".utf8.count }
        if let first = whole.utf8.first, first | 0x20 == UInt8(ascii: "v") { start = min(1, end) }
        range = start..<end
        text = String(decoding: Array(whole.utf8)[range], as: UTF8.self)
    }
}

/// An element of `requires`: `core=0.1.0`, also with `==`, `>=` and such, or a bare name.
struct DeclaredRequirementText {
    var name: String
    /// Empty for a bare name. With its operator, unless that is `=` or `==`.
    var requirement: String
    /// As offsets into the UTF-8 of the entire text.
    var range: Range<Int>

    /// nil where there is no name.
    init?(_ whole: String) {
        var scanner = TextCursor(whole)
        scanner.skipSpaces()
        name = scanner.takeWhile { byte in byte > 0x20 && !"=<>^~!".utf8.contains(byte) }
        scanner.skipSpaces()
        if scanner.take("==") || scanner.take("=") { scanner.skipSpaces() }
        let start = scanner.position
        let bytes = Array(whole.utf8)
        var end = bytes.count
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        range = start..<end
        requirement = String(decoding: bytes[range], as: UTF8.self)
        if name.isEmpty { return nil }
    }
}
