import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Elixir projects: `mix.exs`.
package struct ElixirReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "elixir"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("mix.exs", among: paths)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        let file = package.file("mix.exs")
        if let bytes = files[file] {
            // The version is the value that is not a requirement: `version`, or the attribute that it refers to.
            let values = MixProject(file: file, bytes: bytes).scanned.values
            if let value = values.first(where: { $0.key == "version" || $0.key.first == "@" }) {
                edits.add(value.key, of: file, in: .mix, from: value.text, to: version.text)
            }
        }
        return edits.sorted
    }
}
