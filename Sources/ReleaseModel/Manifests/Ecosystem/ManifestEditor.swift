/// Edits files of one ecosystem.
package protocol ManifestEditor: Sendable {
    var name: EcosystemName { get }

    /// The value that edits call so, as written without quotes; nil where nothing stands there.
    ///
    /// - Throws: Where the file can't be parsed, or more than one value is called so.
    func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue?

    /// Performs edits of one file and reads every value back. No byte outside the edited values changes.
    func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8]

    /// Whether ``apply(_:to:bytes:)`` makes a file that is not there yet; it is then given no bytes.
    func makes(file: String) -> Bool

    /// A manifest as it is published: path requirements are registry requirements and local overrides are gone, every
    /// other byte stays; nil where this ecosystem publishes its files as they are.
    func publishTree(file: String, bytes: [UInt8]) throws(EditError) -> [UInt8]?

    /// Files for a throw-away checkout that make builds there use candidates instead of what is published.
    ///
    /// - Parameter existing: Those of ``candidateFilePaths`` that the checkout has.
    /// - Returns: New bytes by path, relative to the checkout; empty where this ecosystem has no such means.
    func candidateFiles(_ candidates: [PackageCandidate], existing: [String: [UInt8]]) -> [String: [UInt8]]

    /// The files that ``candidateFiles(_:existing:)`` may write.
    var candidateFilePaths: [String] { get }
}

extension ManifestEditor {
    package func makes(file: String) -> Bool { false }

    /// The text of a value, as written without quotes; nil where none can be read.
    package func value(at key: String, in file: String, bytes: [UInt8]) -> String? {
        (try? find(key, in: file, bytes: bytes))?.text
    }

    /// What stands at a version's place in another state of its file; nil where nothing can be read there.
    package func read(_ source: VersionSource, in bytes: [UInt8]) -> VersionSource? {
        value(at: source.key, in: source.place.file, bytes: bytes).map(source.saying)
    }

    package func publishTree(file: String, bytes: [UInt8]) throws(EditError) -> [UInt8]? { nil }

    package func candidateFiles(_ candidates: [PackageCandidate], existing: [String: [UInt8]]) -> [String: [UInt8]] {
        [:]
    }

    package var candidateFilePaths: [String] { [] }
}
