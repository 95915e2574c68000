import ReleaseManifests
package import ReleaseModel

extension Finding {
    /// What an ecosystem says of a file. Faults in material of tests and templates are worth a note only.
    package init(_ one: Diagnostic, repository: RepositoryID? = nil) {
        let isSample = one.severity == .warning && liesInSampleFolder(path: one.place.file)
        self.init(
            isSample ? .note : one.severity == .error ? .error : .warning, code: one.code, place: one.place,
            repository: repository, message: one.message, reason: one.excerpt, remedy: one.suggestion ?? "")
    }
}
