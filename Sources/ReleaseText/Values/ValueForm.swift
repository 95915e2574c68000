package import ReleaseModel

/// How the values of one file are found by their keys, so that reading one and replacing it are the same look-up.
package enum ValueForm {
    /// A list of values; scanned again after an edit.
    case scanned((_ bytes: [UInt8]) -> ScannedFile)
    /// Values of a TOML document.
    case toml(TOMLLocator)
    /// Elements of an XML file; what can't be written there as it is, such as `<`, is refused.
    case xml

    /// Entire texts of a TOML document, each under its path.
    package static var tomlTexts: ValueForm {
        .toml { key, document throws(EditError) in try document.target(at: key) }
    }

    /// The value that edits call so; nil where nothing stands there.
    package func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue? {
        switch self {
        case .scanned(let scan): try found(key, in: file, bytes: bytes, scanning: scan)
        case .toml(let locate): try TOMLDocument(file: file, bytes: bytes).found(key, locating: locate)
        case .xml: try found(key, in: file, bytes: bytes) { XMLDocument(file: file, bytes: $0).scanned(for: [key]) }
        }
    }

    /// The file with these values replaced, all or none.
    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        if let stray = edits.first(where: { $0.file != file }) { throw .notFound(file: file, key: stray.key) }
        switch self {
        case .scanned(let scan): return try edited(edits, of: file, bytes: bytes, scanning: scan)
        case .toml(let locate): return try TOMLDocument(file: file, bytes: bytes).applying(edits, locating: locate)
        case .xml:
            let keys = Set(edits.map(\.key))
            return try edited(edits, of: file, bytes: bytes) { XMLDocument(file: file, bytes: $0).scanned(for: keys) }
        }
    }
}
