import ReleaseManifests
package import ReleaseModel

/// Go modules, whose version is the tag; a `const Version` follows where there is one.
///
/// `go` has such a file only if the configuration names it; Google's own types look into `internal/version.go`.
package struct GoReleaseType: ReleaseType {
    package let name: ReleaseTypeName
    package var sections: [ChangelogSection] { name == "go-yoshi" ? .withDocumentation : .usual }
    package var changelogPath: String { name == "go" ? "CHANGELOG.md" : "CHANGES.md" }
    private var isLibrarian: Bool { name == "go-librarian" }

    package init(_ name: ReleaseTypeName) { self.name = name }

    private func file(of package: ReleasePleasePackage) -> String? {
        if name == "go" { return package.versionFile.map { package.file($0) } }
        return package.file(isLibrarian ? package.versionFile ?? "internal/version.go" : "internal/version.go")
    }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        ([file(of: package)].compactMap { $0 } + (isLibrarian ? ["librarian.yaml"] : [])).filter { paths.contains($0) }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        if let file = file(of: package) { edits.setAll(.go, of: file, in: files) { _ in version.text } }
        if isLibrarian { try edits.setLibrarian("librarian.yaml", of: package, to: version.text, files: files) }
        return edits.sorted
    }
}
