import ReleaseManifests
import ReleaseModel

/// What must hold for every ecosystem and every set of files.
func checkEcosystem(_ ecosystem: any Ecosystem, _ bytes: [UInt8]) {
    let all = Bundle.files(bytes, default: defaultManifest(of: ecosystem))
    let files = Bundle.files(all, of: ecosystem)
    let paths = all.keys.sorted()
    let reading = ecosystem.read(files)
    _ = ecosystem.inspect(files, paths: paths)
    _ = ecosystem.lockedPackages(in: files)
    checkPlaces(reading, files)
    let number = fingerprint(bytes)
    let broken = Set(reading.diagnostics.filter { $0.severity == .error }.map(\.place.file))
    for value in sample(values(of: reading), limit: 4, by: number) {
        checkEdit(of: value, in: files, by: ecosystem, mayBeUnreadable: broken.contains(value.file))
    }
    checkLocks(ecosystem, files, reading)
    for path in files.keys.sorted().prefix(4) { checkPublishTree(ecosystem, path, files[path] ?? []) }
    let candidates = reading.packages.prefix(3).map { PackageCandidate(package: $0.name, folder: "/candidates/x") }
    _ = ecosystem.candidateFiles(candidates, existing: all)
}

/// A version or requirement that the reading says can be edited.
private struct EditableValue: Hashable {
    var file: String
    var key: String
    var text: String
    var isRequirement: Bool
    /// Whether other places say the same version; one that differs from them may be no source any more.
    var hasTwins = false
}

private func values(of reading: ManifestReading) -> [EditableValue] {
    var values: [EditableValue] = []
    for package in reading.packages {
        values += package.versionSources.map {
            EditableValue(
                file: $0.place.file, key: $0.key, text: $0.value, isRequirement: false,
                hasTwins: package.versionSources.count > 1)
        }
        for one in package.requirements {
            guard let key = one.key, let text = one.requirement else { continue }
            values.append(EditableValue(file: one.place.file, key: key, text: text, isRequirement: true))
        }
    }
    return values
}

/// A value to write instead: another version, or the requirement that follows one; nil where none is known.
private func other(than value: EditableValue, for ecosystem: any Ecosystem) -> String? {
    let new = other(than: value.text)
    guard value.isRequirement, new != nil else { return new }
    return ecosystem.rewritten(requirement: value.text, toFollow: Version(77, 88, 99))
}

/// Every place is one in the text.
private func checkPlaces(_ reading: ManifestReading, _ files: [String: [UInt8]]) {
    let places =
        reading.diagnostics.map(\.place)
        + reading.packages.flatMap { one in
            [one.manifest] + one.versionSources.map(\.place) + one.requirements.map(\.place)
        }
    for place in places {
        hold(files[place.file] != nil, "a place names a file that was read", "\(place)")
        hold(place.line >= 1 && place.column >= 1, "lines and columns count from 1", "\(place)")
        let lines = files[place.file, default: []].reduce(1) { $1 == 0x0A || $1 == 0x0D ? $0 + 1 : $0 }
        hold(place.line <= lines, "a place's line exists", "\(place) of \(lines)")
    }
}

private func checkEdit(
    of value: EditableValue, in files: [String: [UInt8]], by ecosystem: any Ecosystem, mayBeUnreadable: Bool
) {
    guard let bytes = files[value.file], let new = other(than: value, for: ecosystem), new != value.text else { return }
    let between = checkedRoundTrip(
        value.key, in: value.file, from: value.text, to: new, bytes: bytes, mayBeUnreadable: mayBeUnreadable
    ) { edit, bytes throws(EditError) in
        try ecosystem.apply([edit], to: value.file, bytes: bytes)
    }
    guard let between else { return }
    var files = files
    files[value.file] = between
    let after = values(of: ecosystem.read(files))
    let isRead = after.contains { $0.file == value.file && $0.key == value.key && $0.text == new }
    hold(
        isRead || value.hasTwins && ecosystem.value(at: value.key, in: value.file, bytes: between) == new,
        "what was edited is read back",
        "\(value) as '\(new)' is not among \(after.map { "\($0.file) \($0.key) \($0.text)" })")
}

/// A manifest as it is published is published as it is.
private func checkPublishTree(_ ecosystem: any Ecosystem, _ path: String, _ bytes: [UInt8]) {
    do throws(EditError) {
        guard let published = try ecosystem.publishTree(file: path, bytes: bytes) else { return }
        let again = try ecosystem.publishTree(file: path, bytes: published)
        hold(again == published, "publishing changes a published manifest no more", path)
    } catch {
        if case .notVerified = error { broken("a manifest for publishing is read back", "\(error)") }
    }
}
