package import ReleaseModel

/// A JSON file, whole; nil where it is not there.
package func jsonRoot(_ file: String, in files: [String: [UInt8]]) throws(EditError) -> JSONNode? {
    guard let bytes = files[file] else { return nil }
    let document = JSONDocument(file: file, bytes: bytes)
    let errors = document.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw .unreadable(errors) }
    return document.root
}
