import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Ruby gems: the first version in `version.rb`, and the gem's own entries in `Gemfile.lock`. Tags have a slash between
/// component and version, whatever is configured.
package struct RubyReleaseType: ReleaseType {
    package let name: ReleaseTypeName
    package var sections: [ChangelogSection] { name == "ruby-yoshi" ? .withDocumentation : .usual }
    package var tagSeparator: String? { "/" }
    private var isLibrarian: Bool { name == "ruby-librarian" }

    package init(_ name: ReleaseTypeName) { self.name = name }

    /// `version-file`, else `lib/<component, a folder for each dash>/version.rb`.
    private func file(of package: ReleasePleasePackage) -> String {
        if let file = package.versionFile, !file.isEmpty { return package.file(file) }
        let folder = (gem(of: package) ?? "").replacing("-", with: "/")
        return RepositoryPath.joined(package.path, "lib/\(folder)/version.rb")
    }

    private func gem(of package: ReleasePleasePackage) -> String? { package.component ?? package.packageName }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let lock = name == "ruby-yoshi" ? [] : [package.file("Gemfile.lock")]
        return ([file(of: package)] + lock + (isLibrarian ? ["librarian.yaml"] : [])).filter { paths.contains($0) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        edits.setAll(.quoted, of: file(of: package), in: files) { RubyReleaseType.spelled(version, like: $0.text) }
        try lock(package, to: version, files, &edits)
        if isLibrarian { try edits.setLibrarian("librarian.yaml", of: package, to: version.text, files: files) }
        return edits.sorted
    }

    /// A prerelease stands behind a dot where it did (`1.0.0.pre.rc1`), else behind a dash.
    static func spelled(_ version: Version, like old: String) -> String {
        let parts = old.split(separator: ".", omittingEmptySubsequences: false)
        let hasDot = parts.count > 3 && parts.prefix(3).allSatisfy { $0.utf8.allSatisfy(\.isDigit) }
        return hasDot ? version.text.replacing("-", with: ".pre.") : version.text
    }

    private func lock(
        _ package: ReleasePleasePackage, to version: Version, _ files: [String: [UInt8]], _ edits: inout ReleaseEdits
    ) throws(EditError) {
        let file = package.file("Gemfile.lock")
        guard let gem = gem(of: package), let bytes = files[file], let new = RubyVersion(version.text) else { return }
        let lock = GemfileLock(file: file, bytes: bytes)
        guard lock.diagnostics.isEmpty else { throw .unreadable(lock.diagnostics) }
        let isLocal = lock.entries.contains { $0.isGem && $0.section == "PATH" && $0.name == gem }
        for entry in lock.entries where entry.name == gem && isLocal {
            if entry.isGem && entry.section == "PATH" || entry.isChecksum {
                edits.add(entry.key, of: file, in: .ruby, from: entry.text, to: new.text)
            }
        }
    }
}

extension GemfileLock.Entry {
    fileprivate var isGem: Bool { if case .gem = kind { true } else { false } }
    fileprivate var isChecksum: Bool { if case .checksum = kind { true } else { false } }
}
