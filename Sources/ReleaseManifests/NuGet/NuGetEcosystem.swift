package import ReleaseModel
package import ReleaseText

/// .NET packages: [project files](https://learn.microsoft.com/nuget/reference/msbuild-targets), the `Directory.*.props` around
/// them, and `*.nuspec`.
package struct NuGetEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.nuget

    package init() {}

    package func isManifest(path: String) -> Bool {
        NuGetProjects.isManifest(path) && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        NuGetProjects(files.filter { !liesInSkippedFolder(path: $0.key) }).reading()
    }

    /// The files of properties that projects import, and the sources that state versions in attributes.
    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] {
        let wanted = NuGetProjects.imports(of: manifests, among: paths).union(
            NuGetProjects.attributeFiles(of: manifests, among: paths))
        return wanted.isEmpty ? [] : paths.filter(wanted.contains)
    }

    package func precedes(_ version: Version, _ other: Version) -> Bool? {
        guard let one = NuGetVersion(version.text), let other = NuGetVersion(other.text) else { return nil }
        return one < other
    }

    /// The files of properties that are found by their names.
    package func readsThroughLink(path: String) -> Bool { RepositoryPath.name(of: path).hasPrefix("Directory.") }

    package func accepts(requirement: String, version: Version) -> Bool? {
        NuGetRequirement(requirement)?.accepts(version)
    }

    package var requirementsSelectVersions: Bool { true }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        NuGetRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        NuGetRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// None: the hashes in `packages.lock.json` only come with the published packages, so NuGet itself writes them.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        unlockedNuGetRequirements(in: files, of: self)
    }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        let projects = NuGetProjects(files.filter { isManifest(path: $0.key) })
        return projects.files.values.filter { NuGetProjects.isProject($0.document.file) }
            .sorted { $0.document.file < $1.document.file }.flatMap { projects.missingProjects(of: $0) }
    }

    package func lockCommand(for file: String) -> String? {
        RepositoryPath.name(of: file) == NuGetProjects.lock ? "dotnet restore --force-evaluate" : nil
    }

    /// A package that is required in another version needs that version's hash; projects have none.
    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] {
        let required = edits.filter { $0.key.contains("PackageReference") || $0.key.contains("PackageVersion") }
        return files.keys.filter { path in
            RepositoryPath.name(of: path) == NuGetProjects.lock
                && required.contains { edit in
                    let (lock, folder) = (RepositoryPath.folder(of: path), RepositoryPath.folder(of: edit.file))
                    return lock == folder
                        || (!NuGetProjects.isProject(edit.file) && RepositoryPath.isInside(lock, folder: folder))
                }
        }.sorted()
    }

    package func form(of file: String) -> ValueForm {
        AssemblyAttributes.isSource(file) ? .scanned { AssemblyAttributes(file: file, bytes: $0).scanned } : .xml
    }

    /// Names are the same in every case.
    package func normalized(packageName: String) -> String { packageName.lowercased() }
}
