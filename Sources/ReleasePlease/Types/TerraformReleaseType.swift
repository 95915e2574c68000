import ReleaseManifests
package import ReleaseModel

/// Terraform modules and their submodules: `README.md` (major and minor number), `versions.tf`, `metadata.yaml`.
package struct TerraformReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "terraform-module"
    package var initialVersion: String { "0.1.0" }
    package var ignoresConfiguredInitialVersion: Bool { true }

    package init() {}

    private static let formats: [String: VersionLineFormat] = [
        "README.md": .terraformReadme, "readme.md": .terraformReadme, "versions.tf": .terraformModule,
        "versions.tf.tmpl": .terraformModule, "metadata.yaml": .terraformMetadata,
        "metadata.display.yaml": .terraformMetadata,
    ]

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.everywhere(among: paths) { TerraformReleaseType.formats[String($0)] != nil }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        for file in files.keys.sorted() where RepositoryPath.isInside(file, folder: package.path) {
            guard let format = TerraformReleaseType.formats[String(RepositoryPath.name(of: file))] else { continue }
            let isShort = format.name == VersionLineFormat.terraformReadme.name
            edits.setAll(format, of: file, in: files) { _ in
                isShort ? "\(version.major).\(version.minor)" : version.text
            }
        }
        return edits.sorted
    }
}
