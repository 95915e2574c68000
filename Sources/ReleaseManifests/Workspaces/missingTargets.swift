import ReleaseModel

/// The folders that packages take others from (`{ path = "…" }`) and that have no manifest, without which the ecosystem
/// builds nothing. Packages that are material of tests are left out.
///
/// - Parameter names: What a manifest may be called; one that begins with a dot is an ending.
func missingTargets(
    in files: [String: [UInt8]], of ecosystem: some Ecosystem, manifests names: [String]
) -> [MissingTarget] {
    let folders = Set(
        files.keys.filter { path in
            let name = RepositoryPath.name(of: path)
            return names.contains { $0 == name || ($0.hasPrefix(".") && name.hasSuffix($0)) }
        }.map(RepositoryPath.folder))
    var seen: Set<MissingTarget> = []
    return ecosystem.read(files).packages.filter { !$0.isSample }.flatMap(\.requirements).compactMap { one in
        guard let path = one.path, one.upstreamEcosystem == nil || one.upstreamEcosystem == ecosystem.name,
            !folders.contains(path), !isArchive(path), !liesInSkippedFolder(path: path + "/x")
        else { return nil }
        return missingTarget(path, of: one.package, at: one.place, in: ecosystem.name)
    }.filter { seen.insert($0).inserted }
}

func missingTarget(
    _ path: String, of package: String, at place: Place, in ecosystem: EcosystemName,
    severity: Diagnostic.Severity = .error
) -> MissingTarget {
    MissingTarget(
        Diagnostic(
            severity, code: "\(ecosystem).missing-path", place: place,
            message: "\(package) is taken from the folder '\(path)', where no package is.",
            suggestion: "Correct the path, or add what belongs there."),
        folder: path)
}

private func isArchive(_ path: String) -> Bool {
    [".whl", ".gz", ".tgz", ".zip", ".tar", ".bz2", ".jar"].contains { path.hasSuffix($0) }
}
