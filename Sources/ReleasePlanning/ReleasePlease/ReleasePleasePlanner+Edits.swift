import ReleaseModel

extension ReleasePleasePlanner {
    /// Every edit that the release of one package makes.
    func edits(
        of candidate: ReleaseCandidate, among candidates: [ReleaseCandidate], warnings: inout [String]
    ) -> [PlannedEdit] {
        let identity = candidate.identity
        let package = identity.package
        guard let version = Version(lenient: candidate.version.text) else { return [] }
        var edits: [FileEdit] = []
        let versions = Dictionary(
            candidates.compactMap { one in Version(lenient: one.version.text).map { (one.identity.packageName, $0) } },
            uniquingKeysWith: { first, _ in first })
        do throws(EditError) {
            edits += try identity.type.edits(
                of: package, from: identity.current.flatMap { Version(lenient: $0.text) }, to: version,
                versions: versions, files: world.repository.files)
        } catch {
            warnings.append("\(package.path): \(error.summary) \(error.reasons.joined(separator: " "))")
        }
        if !package.changelog.isSkipped {
            edits.append(
                FileEdit(
                    ecosystem: "changelog", file: package.file(changelogPath(of: identity)), key: "entry", from: "",
                    to: candidate.notes))
        }
        edits.append(
            FileEdit(
                ecosystem: "release-please-manifest", file: world.configuration.manifestPath, key: package.path,
                from: world.configuration.manifest[package.path] ?? "", to: candidate.version.text))
        return edits.map { PlannedEdit(repository: world.repository.id, edit: $0) }
    }

    private func changelogPath(of identity: PackageIdentity) -> String {
        let path = identity.package.changelog.path
        return path == ChangelogConfiguration().path ? identity.type.changelogPath : path
    }
}
