import ReleaseModel
import ReleaseText

/// What charts require and their lock does not have, and the other way round. `helm dependency build` refuses such a lock.
func unlockedHelmRequirements(in files: [String: [UInt8]], of ecosystem: HelmEcosystem) -> [UnlockedRequirement] {
    let packages = ecosystem.read(files).packages
    return ["Chart.lock", "requirements.lock"].flatMap { name in
        packages.flatMap { package -> [UnlockedRequirement] in
            let path = RepositoryPath.joined(package.path, name)
            let manifest = RepositoryPath.joined(
                package.path, name == "Chart.lock" ? "Chart.yaml" : "requirements.yaml")
            guard let bytes = files[path], files[manifest] != nil else { return [] }
            let entries = HelmLock(file: path, bytes: bytes).lockedPackages
            let required = package.requirements.filter { one in
                one.upstreamEcosystem == nil && one.place.file == manifest
            }
            let lock = ListedLock(file: path, packages: entries, names: [], requirements: required)
            let wanted = Set(required.map(\.package))
            let left = entries.filter { !wanted.contains($0.package) }.map { entry in
                var one = UnlockedRequirement(
                    lock: entry.place, place: Place(file: manifest, line: 1, column: 1), package: entry.package,
                    requirement: nil)
                one.isLeftOver = true
                return one
            }
            return lock.unmet(by: ecosystem) + left
        }
    }
}
