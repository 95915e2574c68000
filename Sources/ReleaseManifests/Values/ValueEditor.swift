package import ReleaseModel
package import ReleaseText

/// An ecosystem whose values are all replaced in place.
package protocol ValueEditor: ManifestEditor {
    func form(of file: String) -> ValueForm
}

extension ValueEditor {
    package func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue? {
        try form(of: file).find(key, in: file, bytes: bytes)
    }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        try form(of: file).apply(edits, to: file, bytes: bytes)
    }
}
