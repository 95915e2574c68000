import ReleaseModel
import ReleaseText

/// What `package.json` requires and the lock's copy of it does not, or the other way round. Peers and optional packages
/// may be missing in a lock.
func unlockedNpmRequirements(
    _ recorded: RecordedRequirements, in files: [String: [UInt8]]
) -> [UnlockedRequirement] {
    let path = RepositoryPath.joined(recorded.folder, "package.json")
    guard let bytes = files[path] else { return [] }
    let manifest = JSONDocument(file: path, bytes: bytes)
    guard let root = manifest.root else { return [] }
    let optional = Set(root["optionalDependencies"]?.entries?.map(\.key.text) ?? [])
    var found: [UnlockedRequirement] = []
    for entry in ["dependencies", "devDependencies"].flatMap({ root[$0]?.entries ?? [] }) {
        let name = entry.key.text
        // An optional dependency overrides one of the same name
        // ([package.json](https://docs.npmjs.com/cli/configuring-npm/package-json#optionaldependencies)).
        guard !optional.contains(name) else { continue }
        var one = UnlockedRequirement(
            lock: recorded.place, place: manifest.place(of: entry.value), package: name, requirement: entry.value.string
        )
        guard let text = recorded.texts[name] else {
            found.append(one)
            continue
        }
        guard let wanted = entry.value.string,
            let locked = difference(wanted, text, recorded.versions?[name], isResolved: recorded.versions != nil)
        else { continue }
        one.locked = locked
        found.append(one)
    }
    guard recorded.isExact else { return found }
    // Peers and optional packages need no entry, but may have one.
    let required = Set(NpmManifest.sections.flatMap { root[$0]?.entries ?? [] }.map(\.key.text))
    for name in recorded.texts.keys.sorted() where !required.contains(name) {
        var left = UnlockedRequirement(
            lock: recorded.place, place: Place(file: path, line: 1, column: 1), package: name, requirement: nil)
        left.isLeftOver = true
        found.append(left)
    }
    return found
}

/// What the lock has for a requirement that does not fit; nil where it fits, or where only its package manager knows.
private func difference(_ wanted: String, _ text: String, _ version: String?, isResolved: Bool) -> String? {
    guard wanted != text, case .range = NpmSpecifier(wanted)?.kind else { return nil }
    if isResolved {
        // npm keeps what it has as long as that fits.
        guard let version, let locked = Version(semantic: version) else { return nil }
        return NpmSpecifier(wanted)?.accepts(locked) == false ? version : nil
    }
    let plain = text.hasPrefix("npm:") && !wanted.hasPrefix("npm:") ? String(text.dropFirst(4)) : text
    guard plain != wanted, case .range = NpmSpecifier(plain)?.kind else { return nil }
    return text
}
