import ReleaseManifests
import ReleaseModel
import ReleasePlease
import ReleaseText

/// The first line names a format, the rest is the file.
func checkVersionLines(_ bytes: [UInt8]) {
    let end = bytes.firstIndex(of: 10) ?? bytes.count
    let number = fingerprint(bytes)
    let formats = VersionLineFormat.all
    let format =
        VersionLineFormat(ofKey: String(decoding: bytes[..<end], as: UTF8.self) + ":")
        ?? formats[Int(number % UInt64(formats.count))]
    let text = Array(bytes[min(end + 1, bytes.count)...])
    for value in sample(format.scan("f", text).values, limit: 4, by: number) {
        guard let new = other(than: value.text) else { continue }
        let named = format.scan("f", text).values.count { $0.key == value.key }
        guard named == 1 else { continue }
        _ = checkedRoundTrip(value.key, in: "f", from: value.text, to: new, bytes: text) {
            edit, bytes throws(EditError) in
            try VersionLineEcosystem().apply([edit], to: "f", bytes: bytes)
        }
    }
}

/// Every word of a changelog stays, in its order; the entry is there, once, however often it is added.
func checkChangelog(_ bytes: [UInt8]) {
    let entry = "## [77.88.99](x)\n\n* y\n"
    for file in ["CHANGELOG.md", "NEWS.md"] {
        let edit = FileEdit(ecosystem: .changelog, file: file, key: ChangelogEcosystem.key, change: .add(entry))
        do throws(EditError) {
            let once = try ChangelogEcosystem().apply([edit], to: file, bytes: bytes)
            hold(try ChangelogEcosystem().apply([edit], to: file, bytes: once) == once, "an entry is added once", file)
            hold(isSubsequence(words(bytes), of: words(once)), "every byte of text stays", file)
            hold(once.last == 0x0A || once == bytes, "the file ends with a line end", file)
        } catch {
            broken("an entry can be added to any file", "\(error)")
        }
    }
}

/// Without blank space, which is made equal around an entry.
private func words(_ bytes: [UInt8]) -> [UInt8] { bytes.filter { $0 != 0x20 && !(0x09...0x0D).contains($0) } }

private func isSubsequence(_ part: [UInt8], of whole: [UInt8]) -> Bool {
    var rest = part[...]
    for byte in whole where byte == rest.first { rest.removeFirst() }
    return rest.isEmpty
}

/// What is added or replaced is read back; what was there stays.
func checkReleasePleaseManifest(_ bytes: [UInt8]) {
    let file = ".release-please-manifest.json"
    let ecosystem = ReleasePleaseManifestEcosystem()
    let added = FileEdit(ecosystem: ecosystem.name, file: file, key: "zz/\"new", change: .add("77.88.99"))
    guard let once = try? ecosystem.apply([added], to: file, bytes: bytes) else { return }
    hold((try? ecosystem.apply([added], to: file, bytes: once)) == once, "an entry is added once", "")
    let entries = JSONDocument(file: file, bytes: bytes).root?.entries ?? []
    let after = JSONDocument(file: file, bytes: once).root
    for entry in entries { hold(after?[entry.key.text] != nil, "every entry stays", entry.key.text) }
    hold(isSubsequence(words(bytes), of: words(once)), "every byte stays", "")
}

/// Whatever its files hold, what a release type wants edited can be edited, and is then as it should be.
func checkReleaseTypes(_ bytes: [UInt8]) {
    let files = Bundle.files(bytes, default: "package.json")
    let types = allReleaseTypes
    for type in sample(types, limit: 8, by: fingerprint(bytes)) {
        var package = ReleasePleasePackage(path: ".", releaseType: type.name)
        package.component = "core"
        let wanted = Set(type.files(of: package, among: Set(files.keys)))
        hold(wanted.isSubset(of: files.keys), "a type asks for files that are there", "\(type.name)")
        let given = files.filter { wanted.contains($0.key) }
        _ = type.packageName(of: package, in: given).map(type.component(ofPackageNamed:))
        let edits = try? type.edits(
            of: package, from: Version(1, 2, 3), to: Version(77, 88, 99), versions: ["core": Version(77, 88, 99)],
            files: given)
        for edit in edits ?? [] { checkPlanned(edit, of: type.name, given[edit.file] ?? []) }
    }
}

private func checkPlanned(_ edit: FileEdit, of type: ReleaseTypeName, _ bytes: [UInt8]) {
    guard let ecosystem = ecosystem(named: edit.ecosystem) else { broken("an edit's ecosystem is known", "\(edit)") }
    do throws(EditError) {
        let after = try ecosystem.apply([edit], to: edit.file, bytes: bytes)
        hold(after != bytes, "an edit changes something", "\(type) \(edit)")
    } catch {
        switch error {
        case .unsupported: break
        default: broken("what a type wants edited can be edited", "\(type) \(edit)", "\(error)")
        }
    }
}
