import ReleaseModel
import ReleaseText

/// What projects require and their `mix.lock` does not have: that beside them, or the umbrella's around them.
/// `mix deps.get --check-locked` refuses such a lock.
func unlockedMixRequirements(in files: [String: [UInt8]], of ecosystem: MixEcosystem) -> [UnlockedRequirement] {
    let projects = files.filter { RepositoryPath.name(of: $0.key) == "mix.exs" && ecosystem.isManifest(path: $0.key) }
        .map { MixProject(file: $0.key, bytes: $0.value) }.sorted { $0.file < $1.file }
    return files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [UnlockedRequirement] in
        guard RepositoryPath.name(of: path) == "mix.lock", ecosystem.isManifest(path: path) else { return [] }
        let folder = RepositoryPath.folder(of: path)
        let umbrella = projects.first { RepositoryPath.folder(of: $0.file) == folder }?.applications
        let own = projects.filter { one in
            let home = RepositoryPath.folder(of: one.file)
            return home == folder || umbrella == RepositoryPath.folder(of: home)
        }
        let names = String(decoding: bytes, as: UTF8.self).matches(of: /"([^"\n]+)":\s*\{/).map { String($0.1) }
        return own.flatMap { project -> [UnlockedRequirement] in
            // Those of folders and of git have no version to compare, and folders no entry.
            let lock = ListedLock(
                file: path, packages: ecosystem.lockedPackages(in: [path: bytes]), names: Set(names),
                requirements: project.requirements.filter { $0.path == nil && $0.requirement != nil },
                isConditional: project.isConditional)
            return lock.unmet(by: ecosystem)
        }
    }
}
