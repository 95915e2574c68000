import ReleaseModel
import ReleaseText

/// What pubspecs require and their `pubspec.lock` does not have: that beside them, or that of the workspace they belong to.
/// `dart pub get --enforce-lockfile` refuses such a lock.
func unlockedPubRequirements(in files: [String: [UInt8]], of ecosystem: PubEcosystem) -> [UnlockedRequirement] {
    let locks = files.keys.filter { RepositoryPath.name(of: $0) == "pubspec.lock" && ecosystem.isManifest(path: $0) }
    guard !locks.isEmpty else { return [] }
    let packages = ecosystem.read(files).packages
    let folders = Set(locks.map(RepositoryPath.folder))
    var holders: [String: [FoundPackage]] = [:]
    for package in packages {
        let manifest = RepositoryPath.joined(package.path, "pubspec.yaml")
        let root = files[manifest].flatMap { YAMLReader(file: manifest, bytes: $0, area: "pub").root }
        let isMember = root?["resolution"]?.scalar?.text == "workspace"
        let around = isMember ? RepositoryPath.selfAndAncestors(of: package.path) : [package.path]
        if let folder = around.first(where: folders.contains) { holders[folder, default: []].append(package) }
    }
    return holders.sorted { $0.key < $1.key }.flatMap { folder, members -> [UnlockedRequirement] in
        let file = RepositoryPath.joined(folder, "pubspec.lock")
        guard let bytes = files[file], let root = YAMLReader(file: file, bytes: bytes, area: "pub").root else {
            return []
        }
        // An override takes the place of every requirement, and members of a workspace have no entries.
        let overridden = Set(members.flatMap(\.requirements).filter { $0.kind == .patch }.map(\.package))
        let left = members.count > 1 ? overridden.union(members.map(\.name)) : overridden
        let lock = ListedLock(
            file: file, packages: ecosystem.lockedPackages(in: [file: bytes]),
            names: Set(root["packages"]?.entries?.map(\.key.text) ?? []),
            requirements: members.flatMap(\.requirements).filter { $0.kind != .patch && !left.contains($0.package) })
        return lock.unmet(by: ecosystem)
    }
}
