import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Salesforce packages: the default folder of `sfdx-project.json`, whose version has a fourth part, `1.2.3.NEXT`.
package struct SalesforceReleaseType: ReleaseType {
    package let name: ReleaseTypeName

    package init(_ name: ReleaseTypeName) { self.name = name }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        package.present("sfdx-project.json", among: paths)
    }

    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        JSONDocument.root(package.file("sfdx-project.json"), in: files)?["name"]?.string
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        let file = package.file("sfdx-project.json")
        let folders = try jsonRoot(file, in: files)?["packageDirectories"]?.items ?? []
        for (index, folder) in folders.enumerated() where folder["default"]?.boolean == true {
            let key = "json:packageDirectories[\(index)].versionNumber"
            try edits.set(key, of: file, in: .extraFile, to: version.text + ".NEXT")
        }
        return edits.sorted
    }
}
