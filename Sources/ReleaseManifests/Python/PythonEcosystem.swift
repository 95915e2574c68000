package import ReleaseModel
package import ReleaseText

/// Python packages: `pyproject.toml` of [PEP 621](https://peps.python.org/pep-0621/), Poetry, PDM and uv, `setup.cfg`,
/// `setup.py`, and the version constants of their modules.
package struct PythonEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.python

    package init() {}

    package func isManifest(path: String) -> Bool { PythonEcosystem.isManifest(path) }

    static func isManifest(_ path: String) -> Bool {
        let names: Set<Substring> = [
            "pyproject.toml", "setup.cfg", "setup.py", "hatch.toml", "uv.lock", "poetry.lock", "pdm.lock",
        ]
        return names.contains(RepositoryPath.name(of: path)) && !liesInSkippedFolder(path: path)
    }

    package func companions(of manifests: [String: [UInt8]], among paths: [String]) -> [String] {
        let folders = PythonFolder.all(in: manifests)
        let wanted = Set(folders.flatMap(\.versionFiles))
        var found = Set(paths.filter { wanted.contains($0) })
        found.formUnion(folders.flatMap { $0.versionFiles(among: paths) })
        let modules = PythonDiscovery.Paths(paths)
        found.formUnion(folders.flatMap { $0.discoveredFiles(among: modules) })
        // What a module reads, beside it or from where the build begins.
        for (path, bytes) in manifests where path.hasSuffix(".py") && !isManifest(path: path) {
            let tokens = sourceTokens(of: bytes, language: .python)
            for folder in RepositoryPath.selfAndAncestors(of: RepositoryPath.folder(of: path)) {
                found.formUnion(NamedVersionFile(in: tokens, folder: folder).existing(among: paths))
            }
        }
        return found.filter { !isManifest(path: $0) }.sorted()
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        let folders = PythonFolder.all(in: files)
        let members = folders.filter { !liesInSampleFolder(path: $0.path + "/x") }.flatMap(\.members)
        func isMember(_ folder: String) -> Bool {
            members.contains { RepositoryPath.matches(folder, pattern: $0) }
        }
        for var folder in folders {
            if let package = folder.package(with: files) { reading.packages.append(package) }
            let isSample = liesInSampleFolder(path: folder.path + "/pyproject.toml") && !isMember(folder.path)
            reading.diagnostics += folder.diagnostics.map { $0.softened(if: isSample) }
        }
        reading.finish { isMember($0.path) }
        return reading
    }

    package var versionForm: VersionForm? { .python }

    package func precedes(_ version: Version, _ other: Version) -> Bool? {
        guard let one = Version(python: version.text), let other = Version(python: other.text) else { return nil }
        return one < other
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        PythonRequirement(requirement)?.accepts(version)
    }

    /// [PEP 440](https://peps.python.org/pep-0440/#handling-of-pre-releases) excludes prereleases, development releases
    /// among them, "unless they are already present on the system": `~=1.4` takes a folder's 1.5.dev1, and not its
    /// 1.4.dev1, which comes before 1.4.
    package func accepts(requirement: String, presentVersion version: Version) -> Bool? {
        PythonRequirement(requirement)?.accepts(version, isPresent: true)
    }

    package func requirement(on version: Version, leavingOpen policy: RequirementPolicy) -> String? {
        let plain = String(version.text.prefix { $0 != "+" })
        let isUnstable = version.major == 0
        let next = isUnstable ? "0.\(version.minor + 1)" : "\(version.major + 1)"
        return switch policy {
        case .exact: "==" + plain
        case .caret: ">=\(plain),<\(next)"
        case .tilde: ">=\(plain),<\(version.major).\(version.minor + 1)"
        }
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        PythonRequirement(requirement)?.rewritten(toFollow: version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { try PythonLock.edits(files: files, changes: changes) }

    package func form(of file: String) -> ValueForm {
        switch RepositoryPath.name(of: file) {
        case "setup.cfg": .scanned { SetupConfiguration(file: file, bytes: $0).scanned }
        case "setup.py": .scanned { SetupScript(file: file, bytes: $0).scanned }
        case let name where name.hasSuffix(".py"): .scanned { PythonConstants(file: file, bytes: $0).scanned }
        case let name where RequirementsFile.isNamed(name):
            .scanned { RequirementsFile(file: file, bytes: $0).scanned }
        case let name where name.hasSuffix(".lock"):
            .toml { key, document throws(EditError) in PythonLock(document: document).target(at: key) }
        default:
            .toml { key, document throws(EditError) in try PythonEcosystem.target(at: key, in: document) }
        }
    }

    /// An element of an array is a PEP 508 text, of which only the specifier is edited.
    private static func target(at key: String, in document: TOMLDocument) throws(EditError) -> TOMLTarget? {
        guard let path = ValuePath(key), case .index = path.steps.last else { return try document.target(at: key) }
        guard let text = document.value(at: path)?.string, let found = RequirementString(text), found.address == nil
        else { return nil }
        return TOMLTarget(path: path, within: found.specifierRange, text: found.specifier)
    }

    package func normalized(packageName: String) -> String { PythonEcosystem.normalized(packageName) }

    static func normalized(_ name: String) -> String { normalizedPythonName(name) }
}
