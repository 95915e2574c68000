import ReleaseModel
import ReleaseText

/// What projects require and the `packages.lock.json` beside them does not have, or has for another requirement.
/// `dotnet restore --locked-mode` refuses such a lock.
func unlockedNuGetRequirements(in files: [String: [UInt8]], of ecosystem: NuGetEcosystem) -> [UnlockedRequirement] {
    let locks = files.keys.filter {
        RepositoryPath.name(of: $0) == NuGetProjects.lock && ecosystem.isManifest(path: $0)
    }.sorted()
    guard !locks.isEmpty else { return [] }
    let packages = ecosystem.read(files).packages
    return locks.flatMap { path -> [UnlockedRequirement] in
        let folder = RepositoryPath.folder(of: path)
        // Of several projects in one folder, nothing says whose lock it is.
        let own = packages.filter { $0.path == folder && NuGetProjects.isProject($0.manifest.file) }
        guard own.count == 1, let bytes = files[path] else { return [] }
        let lock = JSONDocument(file: path, bytes: bytes)
        let direct = (lock.root?["dependencies"]?.entries ?? []).flatMap { $0.value.entries ?? [] }
            .filter { $0.value["type"]?.string == "Direct" }
        let entries = Dictionary(grouping: direct) { $0.key.text.lowercased() }
        let isConditional = files[own[0].manifest.file]?.holds(Array("Condition=".utf8)) ?? true
        return own[0].requirements.compactMap { one -> UnlockedRequirement? in
            guard one.path == nil, one.place.file == own[0].manifest.file || one.key != nil,
                let requirement = one.requirement
            else { return nil }
            guard let own = entries[one.package.lowercased()], let first = own.first else {
                return isConditional
                    ? nil
                    : UnlockedRequirement(
                        lock: Place(file: path, line: 1, column: 1), place: one.place, package: one.package,
                        requirement: requirement)
            }
            guard own.allSatisfy({ !isRequested(requirement, by: $0.value) }) else { return nil }
            return UnlockedRequirement(
                lock: lock.place(of: first.value), place: one.place, package: one.package, requirement: requirement,
                locked: first.value["requested"]?.string ?? first.value["resolved"]?.string)
        }
    }
}

/// Whether an entry was made for this requirement, as far as its copy (`[1.2.0, )` for `1.2`) can be compared.
private func isRequested(_ requirement: String, by entry: JSONNode) -> Bool {
    if let least = NuGetVersion(requirement.trimmingSpaces), let requested = entry["requested"]?.string,
        let match = requested.wholeMatch(of: /\[([^,\]]+), *\)/), let other = NuGetVersion(String(match.1))
    {
        return least == other
    }
    guard let resolved = entry["resolved"]?.string, let version = Version(resolved) else { return true }
    return NuGetRequirement(requirement)?.accepts(version) != false
}
