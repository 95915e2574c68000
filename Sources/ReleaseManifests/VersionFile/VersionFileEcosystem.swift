package import ReleaseModel
import ReleaseText

/// Language-neutral version files: a `VERSION` or `version.txt` whose first line with text is the version.
///
/// Such a file names no package, so the name is empty and the caller finds one. It has no requirements.
package struct VersionFileEcosystem: Ecosystem {
    package let name = EcosystemName.versionFile
    package static let key = "version"

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        return (name == "VERSION" || name == "version.txt") && !liesInSkippedFolder(path: path)
    }

    package func readsThroughLink(path: String) -> Bool { true }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where isManifest(path: path) {
            let places = TextPlaces(file: path, bytes: bytes)
            guard let found = VersionText(bytes) else {
                let start = VersionText.firstLine(bytes).lowerBound
                reading.diagnostics.append(
                    Diagnostic(
                        .warning, code: "version-file.no-version", place: places.place(at: start),
                        message: "The first line is not a valid version, so this file is left alone.",
                        excerpt: places.excerpt(at: start)))
                continue
            }
            let place = places.place(at: found.range.lowerBound)
            reading.packages.append(
                FoundPackage(
                    ecosystem: name, name: "", path: RepositoryPath.folder(of: path), manifest: place,
                    versionSources: [
                        VersionSource(ecosystem: name, place: place, key: VersionFileEcosystem.key, value: found.text)
                    ]))
        }
        reading.packages.sort { ($0.path, $0.manifest.file) < ($1.path, $1.manifest.file) }
        return reading
    }

    /// The version that a file of any name consists of; nil where its first line is none.
    package func source(in file: String, bytes: [UInt8]) -> VersionSource? {
        guard let found = VersionText(bytes) else { return nil }
        let place = TextPlaces(file: file, bytes: bytes).place(at: found.range.lowerBound)
        return VersionSource(ecosystem: name, place: place, key: VersionFileEcosystem.key, value: found.text)
    }

    package func accepts(requirement: String, version: Version) -> Bool? { nil }

    package func rewritten(requirement: String, toFollow version: Version) -> String? { nil }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func find(_ key: String, in file: String, bytes: [UInt8]) -> FoundValue? {
        guard key == VersionFileEcosystem.key, let found = VersionText(bytes) else { return nil }
        return FoundValue(
            text: found.text, place: TextPlaces(file: file, bytes: bytes).place(at: found.range.lowerBound))
    }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        var bytes = bytes
        for edit in Set(edits) {
            if edit.file == file, edit.key == VersionFileEcosystem.key, case .create(let text) = edit.change {
                bytes = try made(text, edit, bytes)
                continue
            }
            let (from, to) = try edit.replacedTexts()
            guard edit.file == file, edit.key == VersionFileEcosystem.key, let found = VersionText(bytes) else {
                throw .notFound(file: file, key: edit.key)
            }
            guard found.text == from else { throw unexpected(found, edit, bytes) }
            var edited = bytes
            edited.replaceSubrange(found.range, with: to.utf8)
            guard VersionText(edited)?.text == to else {
                throw .notVerified(file: file, key: edit.key, why: "'\(to)' does not read back as a version")
            }
            bytes = edited
        }
        return bytes
    }

    package func makes(file: String) -> Bool { true }

    /// An empty file gets one line.
    private func made(_ text: String, _ edit: FileEdit, _ bytes: [UInt8]) throws(EditError) -> [UInt8] {
        if let found = VersionText(bytes) { throw unexpected(found, edit, bytes) }
        guard VersionText.firstLine(bytes).isEmpty else { throw .notFound(file: edit.file, key: edit.key) }
        let made = Array((text + "\n").utf8)
        guard VersionText(made)?.text == text else {
            throw .notVerified(file: edit.file, key: edit.key, why: "'\(text)' does not read back as a version")
        }
        return made
    }

    private func unexpected(_ found: VersionText, _ edit: FileEdit, _ bytes: [UInt8]) -> EditError {
        .unexpected(
            place: TextPlaces(file: edit.file, bytes: bytes).place(at: found.range.lowerBound), key: edit.key,
            expected: edit.change.before, found: found.text)
    }

    package func normalized(packageName: String) -> String { packageName }
}

/// The version in a version file, without a leading `v`.
private struct VersionText {
    var text: String
    var range: Range<Int>

    init?(_ bytes: [UInt8]) {
        var range = VersionText.firstLine(bytes)
        guard range.count <= 200, let first = bytes[range].first else { return nil }
        if first == UInt8(ascii: "v") || first == UInt8(ascii: "V") {
            range = (range.lowerBound + 1)..<range.upperBound
        }
        let text = String(decoding: bytes[range], as: UTF8.self)
        // PEP 440 would allow a second one.
        guard text.first != "v", text.first != "V", Version(text) != nil else { return nil }
        self.text = text
        self.range = range
    }

    /// The first line that is not empty, without the spaces around its text.
    static func firstLine(_ bytes: [UInt8]) -> Range<Int> {
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count, bytes[start].isSpace { start += 1 }
        var end = start
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        while end > start, bytes[end - 1].isSpace { end -= 1 }
        return start..<end
    }
}
