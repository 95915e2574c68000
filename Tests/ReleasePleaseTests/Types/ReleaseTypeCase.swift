import ReleaseManifests
import ReleaseModel
import ReleasePlease
import Testing

/// A package of a release type with its files before and after a release from 1.2.3 to 1.3.0.
struct ReleaseTypeCase: Sendable, CustomTestStringConvertible {
    var type: ReleaseTypeName
    var what: String
    var package: ReleasePleasePackage
    /// By path; `«before|after»` is what the release changes.
    var files: [String: String]
    var versions: [String: Version] = [:]
    var from: Version? = Version(1, 2, 3)

    var testDescription: String { "\(type): \(what)" }

    init(
        _ type: ReleaseTypeName, _ what: String, path: String = ".", _ files: [String: String],
        versions: [String: Version] = [:], package change: (inout ReleasePleasePackage) -> Void = { _ in }
    ) {
        self.type = type
        self.what = what
        self.files = files
        self.versions = versions
        package = ReleasePleasePackage(path: path, releaseType: type)
        change(&package)
    }

    var before: [String: [UInt8]] { files.mapValues { Array(side($0, 0).utf8) }.filter { !$0.value.isEmpty } }
    var after: [String: String] { files.mapValues { side($0, 1) } }

    private func side(_ text: String, _ index: Int) -> String {
        var result = ""
        for (number, part) in text.split(separator: "«", omittingEmptySubsequences: false).enumerated() {
            guard number > 0 else {
                result += part
                continue
            }
            let halves = part.split(separator: "»", maxSplits: 1, omittingEmptySubsequences: false)
            result += halves[0].split(separator: "|", omittingEmptySubsequences: false)[index]
            result += halves[1]
        }
        return result
    }

    /// The files after the type's edits were made by their ecosystems.
    func released(_ files: [String: [UInt8]], to version: Version = Version(1, 3, 0)) throws -> [String: [UInt8]] {
        guard let type = releaseType(named: type) else { return [:] }
        let wanted = Set(type.files(of: package, among: Set(files.keys)))
        let given = files.filter { wanted.contains($0.key) }
        let edits = try type.edits(of: package, from: from, to: version, versions: versions, files: given)
        var files = files
        for edit in edits {
            guard let ecosystem = ecosystem(named: edit.ecosystem) else { continue }
            let bytes = try files[edit.file] ?? made(edit, by: ecosystem)
            files[edit.file] = try ecosystem.apply([edit], to: edit.file, bytes: bytes)
        }
        return files
    }

    private func made(_ edit: FileEdit, by ecosystem: any Ecosystem) throws(EditError) -> [UInt8] {
        guard ecosystem.makes(file: edit.file) else { throw .notFound(file: edit.file, key: edit.key) }
        return []
    }
}
