import ReleaseManifests
import ReleaseModel

/// Lock files follow a change of versions, and follow it back to the same bytes; what had fallen behind is in step then.
func checkLocks(_ ecosystem: any Ecosystem, _ files: [String: [UInt8]], _ reading: ManifestReading) {
    var seen: Set<String> = []
    var changes: [PackageVersionChange] = []
    for package in reading.packages where seen.insert(ecosystem.normalized(packageName: package.name)).inserted {
        guard let from = package.versionSources.first.flatMap({ Version($0.value) }), from != Version(77, 88, 99)
        else { continue }
        changes.append(PackageVersionChange(package: package.name, from: from, to: Version(77, 88, 99)))
    }
    guard !changes.isEmpty, let after = following(changes, ecosystem, files) else { return }
    guard after != files, !files.values.contains(where: { contains($0, "77.88.99") }) else { return }
    let opposite = changes.map { PackageVersionChange(package: $0.package, from: $0.to, to: $0.from) }
    guard let back = following(opposite, ecosystem, after) else { return }
    let same = changes.map { PackageVersionChange(package: $0.package, from: $0.from, to: $0.from) }
    guard let inStep = following(same, ecosystem, files) else { return }
    for (path, bytes) in inStep where back[path] != bytes {
        // A lock that spells a version otherwise than its manifest gets the manifest's spelling.
        let sizes = "\(bytes.count) bytes, then \(after[path]?.count ?? 0), then \(back[path]?.count ?? 0)"
        broken("a lock file follows a change and its opposite", path, sizes, "\(changes)")
    }
}

/// The files after the lock files' edits; nil where an editor refuses for a good reason.
private func following(
    _ changes: [PackageVersionChange], _ ecosystem: any Ecosystem, _ files: [String: [UInt8]]
) -> [String: [UInt8]]? {
    do throws(EditError) {
        let edits = try ecosystem.lockEdits(files: files, changes: changes)
        var after = files
        for (file, edits) in Dictionary(grouping: edits, by: \.file) {
            guard let bytes = files[file] else { broken("a lock edit names a file that was read", file) }
            after[file] = try ecosystem.apply(edits, to: file, bytes: bytes)
        }
        return after
    } catch {
        switch error {
        case .unreadable, .unsupported: return nil
        default: broken("a lock's edits can be made", "\(error)", "\(changes)")
        }
    }
}

private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
}
