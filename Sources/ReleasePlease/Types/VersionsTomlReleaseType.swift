import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// A table of versions, `versions.toml`: the entry that has the package's name.
package struct VersionsTomlReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "versions-toml"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("versions.toml", among: paths)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        var wanted = versions
        if let name = package.packageName ?? package.component { wanted[name] = version }
        let file = package.file("versions.toml")
        guard let bytes = files[file] else { return [] }
        let table = TOMLDocument(file: file, bytes: bytes).root["versions"]?.table
        for (name, new) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let entry = table?[name] else { continue }
            let path = ValuePath(keys: "versions", name)
            let key = entry.table == nil ? path : path.appending("version")
            if let old = try edits.value(key.description, of: file, in: .versionsToml) {
                let text = SpelledVersion.prefix(of: old) + new.plainText
                edits.add(key.description, of: file, in: .versionsToml, from: old, to: text)
            }
        }
        return edits.sorted
    }
}
