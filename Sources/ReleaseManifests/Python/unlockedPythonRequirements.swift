import ReleaseModel
import ReleaseText

/// What a project requires and the `poetry.lock` or `pdm.lock` beside it does not have. Both keep a hash over the manifest
/// and refuse every other one; what they lock shows the same where it can be compared.
func unlockedPythonRequirements(in files: [String: [UInt8]], of ecosystem: PythonEcosystem) -> [UnlockedRequirement] {
    files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [UnlockedRequirement] in
        let name = RepositoryPath.name(of: path)
        guard name == "poetry.lock" || name == "pdm.lock", PythonEcosystem.isManifest(path) else { return [] }
        let manifest = RepositoryPath.joined(RepositoryPath.folder(of: path), "pyproject.toml")
        guard let text = files[manifest], let package = PythonProject(file: manifest, bytes: text).package else {
            return []
        }
        let document = TOMLDocument(file: manifest, bytes: text)
        // PDM may lock some groups only.
        let kinds: [EdgeKind] = name == "pdm.lock" ? [.normal] : [.normal, .dev, .optional]
        let required = package.requirements.filter { one in
            kinds.contains(one.kind) && one.upstreamEcosystem == nil && one.place.file == manifest
                && PythonEcosystem.normalized(one.package) != PythonEcosystem.normalized(package.name)
        }
        let entries = ecosystem.lockedPackages(in: [path: bytes])
        let lines = String(decoding: document.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        return required.flatMap { one -> [UnlockedRequirement] in
            // What a marker rules out has no entry.
            let line = lines.indices.contains(one.place.line - 1) ? lines[one.place.line - 1] : ""
            let isMarked = [";", "python", "markers", "platform"].contains { line.contains($0) }
            return ListedLock(
                file: path, packages: entries, names: [], requirements: [one], isConditional: isMarked
            ).unmet(by: ecosystem)
        }
    }
}
