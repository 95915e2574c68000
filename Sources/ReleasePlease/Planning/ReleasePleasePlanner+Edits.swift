import ReleasePlanning
import ReleaseModel

extension ReleasePleasePlanner {
    /// Every edit that the release of one package makes.
    func edits(
        of candidate: ReleaseCandidate, among candidates: [ReleaseCandidate], warnings: inout [String]
    ) throws -> [PlannedEdit] {
        let identity = candidate.identity
        let package = identity.package
        guard let version = Version(lenient: candidate.version.text) else { return [] }
        var edits: [FileEdit] = []
        // Only a workspace's plugin has requirements follow other packages.
        let others = isWorkspace(package) ? candidates : [candidate]
        let versions = Dictionary(
            others.compactMap { one in Version(lenient: one.version.text).map { (one.identity.packageName, $0) } },
            uniquingKeysWith: { first, _ in first })
        do throws(EditError) {
            edits += try identity.type.edits(
                of: package, from: identity.current.flatMap { Version(lenient: $0.text) }, to: version,
                versions: versions, files: world.repository.files)
        } catch {
            if world.compatibility == .strict { throw error }
            warnings.append("\(package.path): \(error.summary) \(error.reasons.joined(separator: " "))")
        }
        if let lowered = edits.first(where: { edit in
            Version(edit.change.after)?.isSame(as: version) == true
                && Version(edit.change.before).map { $0 > version } ?? false
        }),
            !candidate.isSnapshot
        {
            let error = ReleasePleaseError.belowFile(
                version, written: lowered.change.before, file: lowered.file, package: package.path,
                manifest: world.configuration.manifestPath)
            if world.compatibility == .strict { throw error }
            warnings.append(error.summary)
        }
        warnings += identity.type.notes(of: package, files: world.repository.files).map { "\(package.path): \($0)" }
        edits += extraEdits(of: package, version)
        if candidate.isSnapshot { return edits.map { PlannedEdit(repository: world.repository.id, edit: $0) } }
        let known = Set(edits.map { [$0.file, $0.key] })
        for requirement in candidate.requirements where !known.contains([requirement.file, requirement.key]) {
            edits.append(
                FileEdit(
                    ecosystem: requirement.ecosystem, file: requirement.file, key: requirement.key,
                    from: requirement.from, to: requirement.to))
        }
        if !package.changelog.isSkipped {
            edits.append(
                FileEdit(
                    ecosystem: "changelog", file: package.file(changelogPath(of: identity)), key: "entry",
                    change: .add(candidate.notes)))
        }
        let old = world.configuration.manifest[package.path] ?? ""
        let new = candidate.version.text
        edits.append(
            FileEdit(
                ecosystem: "release-please-manifest", file: world.configuration.manifestPath, key: package.path,
                change: old.isEmpty ? .add(new) : .set(from: old, to: new)))
        // Two entries of `extra-files` may name one file.
        var seen: Set<FileEdit> = []
        return edits.filter { seen.insert($0).inserted }
            .map { PlannedEdit(repository: world.repository.id, edit: $0) }
    }

    private func isWorkspace(_ package: ReleasePleasePackage) -> Bool {
        world.configuration.plugins.contains { plugin in
            switch plugin {
            case .nodeWorkspace: package.releaseType == "node"
            case .cargoWorkspace: package.releaseType == "rust"
            case .mavenWorkspace: MavenWorkspace().releaseTypes.contains(package.releaseType)
            case .linkedVersions, .sentenceCase, .groupPriority: false
            }
        }
    }

    private func extraEdits(of package: ReleasePleasePackage, _ version: Version) -> [FileEdit] {
        (world.extraSources[package.path] ?? []).compactMap { source in
            let text = text(of: version, at: source)
            guard text != source.value else { return nil }
            return FileEdit(
                ecosystem: source.ecosystem, file: source.place.file, key: source.key, from: source.value, to: text)
        }
    }

    /// In JSON the version within a text, elsewhere the bare version whatever stood there.
    private func text(of version: Version, at source: VersionSource) -> String {
        if let part = VersionPart(key: source.key) { return part.text(of: version, at: date.moment) }
        guard source.key.hasPrefix("json:") else { return version.text }
        return replacingFirstVersion(in: source.value, with: version.text) ?? version.text
    }

    private func changelogPath(of identity: PackageIdentity) -> String {
        let path = identity.package.changelog.path
        return path == ChangelogConfiguration().path ? identity.type.changelogPath : path
    }
}
