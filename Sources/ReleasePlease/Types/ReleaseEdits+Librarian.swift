import ReleaseManifests
import ReleaseModel
import ReleaseText

extension ReleaseEdits {
    /// The version of a package in the `librarian.yaml` of Google's client libraries.
    ///
    /// A library is this package where its `output` (or, without one, `packages/<name>`) is the package's folder, or its
    /// name is the package's component.
    mutating func setLibrarian(
        _ file: String, of package: ReleasePleasePackage, to version: String, files: [String: [UInt8]]
    ) throws(EditError) {
        guard let bytes = files[file] else { return }
        let manifest = YAMLReader(file: file, bytes: bytes, area: "librarian")
        guard manifest.diagnostics.isEmpty else { throw .unreadable(manifest.diagnostics) }
        for library in manifest.root?["libraries"]?.items ?? [] {
            guard let name = library["name"]?.scalar?.text, let node = library["version"],
                let old = node.scalar?.text, let key = manifest.key(of: node)
            else { continue }
            let output = library["output"]?.scalar?.text ?? "packages/" + name
            let isOwn = RepositoryPath.joined(".", output) == package.path || name == package.component
            if isOwn { add("yaml:" + key, of: file, in: .extraFile, from: old, to: version) }
        }
    }
}
