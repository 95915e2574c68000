package import ReleaseModel
package import ReleaseText

/// Go modules: [`go.mod`](https://go.dev/ref/mod#go-mod-file) and the workspaces of `go.work`.
///
/// A module's version is its tag, so no file says it. `go.sum` holds hashes of what is published, which only the published
/// module gives, so a requirement that moves leaves it behind.
package struct GoEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.go

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return (name == "go.mod" || name == "go.work" || name == "go.sum") && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        let files = files.filter { isManifest(path: $0.key) && RepositoryPath.name(of: $0.key) != "go.sum" }.map {
            GoModuleFile(file: $0.key, bytes: $0.value)
        }
        .sorted { $0.file < $1.file }
        var used: Set<String> = []
        for work in files where RepositoryPath.name(of: work.file) == "go.work" {
            let folder = RepositoryPath.folder(of: work.file)
            used.formUnion(work.uses.map { RepositoryPath.joined(folder, $0) })
        }
        for file in files {
            if let package = package(of: file) { reading.packages.append(package) }
            let isSample = liesInSampleFolder(path: file.file) && !used.contains(RepositoryPath.folder(of: file.file))
            reading.diagnostics += file.diagnostics.map { $0.softened(if: isSample) }
        }
        reading.finish { used.contains($0.path) }
        return reading
    }

    private func package(of file: GoModuleFile) -> FoundPackage? {
        guard let module = file.module else { return nil }
        let folder = RepositoryPath.folder(of: file.file)
        // Of several replacements of one module the last wins; it may also be of one version only.
        let replacements = Dictionary(file.replacements.map { ($0.module, $0) }) { _, last in last }
        let winners = Dictionary(file.replacements.map { ([$0.module, $0.version ?? ""], $0.offset) }) { max($0, $1) }
        var requirements = file.requirements.map { one in
            let replacement = replacements[one.module]
            return FoundRequirement(
                package: one.module, kind: .normal, requirement: file.values[one.value].text,
                path: replacement.flatMap { $0.value == nil ? RepositoryPath.joined(folder, $0.target) : nil },
                place: file.place(at: one.offset), key: file.values[one.value].key)
        }
        requirements += file.replacements.compactMap { one in
            guard winners[[one.module, one.version ?? ""]] == one.offset else { return nil }
            return one.value.map { value in
                FoundRequirement(
                    package: one.target, kind: .normal, requirement: file.values[value].text,
                    place: file.place(at: one.offset), key: file.values[value].key)
            }
        }
        var package = FoundPackage(
            ecosystem: .go, name: module.text, path: folder, manifest: file.place(at: module.range.lowerBound),
            versionSources: [], requirements: requirements)
        // [No other module tree](https://go.dev/ref/spec#Import_declarations) can import it.
        if module.text.split(separator: "/").contains("internal") { package.unpublishedBy = "an internal module" }
        return package
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        GoRequirement(requirement)?.accepts(version)
    }

    package var requirementsSelectVersions: Bool { true }

    package func refusal(of version: Version, for package: String) -> String? {
        guard let path = GoModulePath(package), let tag = GoVersion("v" + version.plainText),
            !path.allows(tag)
        else { return nil }
        return
            "the module path '\(package)' takes no version of major \(version.major); its path would have to end in /v\(version.major)"
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        GoRequirement.written(policy, for: version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        GoRequirement(requirement)?.rewritten(toFollow: version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func form(of file: String) -> ValueForm {
        .scanned { bytes in
            let read = GoModuleFile(file: file, bytes: bytes)
            return ScannedFile(file: file, bytes: bytes, values: read.values, diagnostics: read.diagnostics)
        }
    }

    /// Without the major version, since every major version is released from the same module: `example.com/a/v2` is
    /// `example.com/a`.
    package func normalized(packageName: String) -> String { GoModulePath(packageName)?.prefix ?? packageName }
}
