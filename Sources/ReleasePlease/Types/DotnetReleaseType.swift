import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// .NET libraries of Google: `apis/apis.json` at the repository's root, where an API is known by the component.
package struct DotnetReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "dotnet-yoshi"
    package var sections: [ChangelogSection] { .dotnetYoshi }
    package var changelogPath: String { "docs/history.md" }
    private static let file = "apis/apis.json"

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        [DotnetReleaseType.file].filter { paths.contains($0) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        let apis = try jsonRoot(DotnetReleaseType.file, in: files)?["apis"]?.items ?? []
        let component = package.component ?? package.packageName
        if let index = apis.firstIndex(where: { $0["id"]?.string == component && component != nil }) {
            try edits.set("json:apis[\(index)].version", of: DotnetReleaseType.file, in: .extraFile, to: version.text)
        }
        return edits.sorted
    }
}
