import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Deno and JSR packages: `deno.json`, `deno.jsonc`, `jsr.json` and `jsr.jsonc`.
package struct DenoReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "deno"
    private static let names = ["deno.json", "deno.jsonc", "jsr.json", "jsr.jsonc"]

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        DenoReleaseType.names.map { package.file($0) }.filter { paths.contains($0) }
    }

    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        DenoReleaseType.names.lazy.map { package.file($0) }.compactMap { file in
            files[file].flatMap { JSONDocument(file: file, bytes: VersionLineFormat.withoutComments($0)).root }
        }
        .compactMap { $0["name"]?.string }.first
    }

    /// `@scope/x` → `x`.
    package func component(ofPackageNamed name: String) -> String {
        NodeReleaseType("node").component(ofPackageNamed: name)
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        for name in DenoReleaseType.names {
            edits.setAll(.jsonWithComments, of: package.file(name), in: files) { _ in version.text }
        }
        return edits.sorted
    }
}
