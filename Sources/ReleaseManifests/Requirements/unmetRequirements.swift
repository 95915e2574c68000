import ReleaseModel

/// A lock that lists what it gives and not who requires it, beside the packages that it is made for.
struct ListedLock {
    var file: String
    /// What has a version in it; of one name there may be several.
    var packages: [LockedPackage]
    /// Every name that it has, also those whose versions mean nothing here: folders, git addresses.
    var names: Set<String>
    /// Requirements of the packages that it locks.
    var requirements: [FoundRequirement]
    /// Whether requirements may stand under conditions, and be missing in the lock for that.
    var isConditional = false

    /// What is required and not in the lock, or there in versions that the requirement does not accept.
    ///
    /// A folder's version is that of its manifest, which is compared elsewhere.
    func unmet(by language: some Ecosystem) -> [UnlockedRequirement] {
        let entries = Dictionary(grouping: packages) { language.normalized(packageName: $0.package) }
        let names = Set(names.map { language.normalized(packageName: $0) }).union(entries.keys)
        return requirements.compactMap { one in
            let name = language.normalized(packageName: one.package)
            guard names.contains(name) else {
                guard !isConditional else { return nil }
                return UnlockedRequirement(
                    lock: Place(file: file, line: 1, column: 1), place: one.place, package: one.package,
                    requirement: one.requirement)
            }
            guard one.path == nil, let requirement = one.requirement, let own = entries[name],
                !own.contains(where: \.isLocal), let first = own.first
            else { return nil }
            let accepted = own.map { entry in
                SpelledVersion(entry.version).flatMap {
                    language.accepts(requirement: requirement, version: $0.version)
                }
            }
            guard accepted.allSatisfy({ $0 == false }) else { return nil }
            return UnlockedRequirement(
                lock: first.place, place: one.place, package: one.package, requirement: requirement,
                locked: first.version)
        }
    }
}
