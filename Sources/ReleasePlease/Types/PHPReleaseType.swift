import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// PHP packages: `composer.json` where it says a version, and the file `VERSION`.
package struct PHPReleaseType: ReleaseType {
    package let name: ReleaseTypeName
    package var sections: [ChangelogSection] { name == "php-yoshi" ? .phpYoshi : .withChores }
    private var isLibrarian: Bool { name == "php-librarian" }

    package init(_ name: ReleaseTypeName) { self.name = name }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("composer.json", "VERSION", among: paths)
            + (isLibrarian && paths.contains("librarian.yaml") ? ["librarian.yaml"] : [])
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        let manifest = package.file("composer.json")
        try edits.set("version", of: manifest, in: .composer, to: version.text)
        for (name, new) in versions.sorted(by: { $0.key < $1.key }) {
            let key = ValuePath(keys: "replace", name).description
            try edits.set(key, of: manifest, in: .composer, to: new.text)
        }
        try edits.setVersionFile(package.file("VERSION"), to: version.text)
        if isLibrarian { try edits.setLibrarian("librarian.yaml", of: package, to: version.text, files: files) }
        return edits.sorted
    }
}
