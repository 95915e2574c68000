import ReleaseManifests
package import ReleaseModel

extension Finding {
    /// An ecosystem's diagnostic about a file. Errors in test and template material are only notes.
    package init(_ one: Diagnostic, repository: RepositoryID? = nil) {
        let isSample = one.severity == .warning && liesInSampleFolder(path: one.place.file)
        self.init(
            isSample ? .note : one.severity == .error ? .error : .warning, code: one.code, place: one.place,
            repository: repository, message: one.message, reason: one.excerpt, remedy: one.suggestion ?? "")
    }
}
