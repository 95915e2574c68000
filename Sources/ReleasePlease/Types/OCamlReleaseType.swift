import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// OCaml packages: `dune-project`, opam files, and JSON files with a `version`, such as `esy.json`.
package struct OCamlReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "ocaml"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("dune-project", among: paths)
            + package.everywhere(among: paths) { name in
                name.hasSuffix(".json") || name.hasSuffix(".opam") || name.hasSuffix(".opam.locked")
            }
            .filter { !RepositoryPath.isInside($0, folder: package.file("esy.lock")) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        for file in files.keys.sorted() where RepositoryPath.isInside(file, folder: package.path) {
            if file == package.file("dune-project") {
                edits.setAll(.dune, of: file, in: files) { _ in version.text }
            } else if !file.hasSuffix(".json") {
                edits.setAll(.opam, of: file, in: files) { _ in version.text }
            } else if JSONDocument.root(file, in: files)?["version"]?.string != nil {
                // Any JSON file may lie here, also one that is none; only a text is a version.
                try edits.set("json:version", of: file, in: .extraFile, to: version.text)
            }
        }
        return edits.sorted
    }
}
