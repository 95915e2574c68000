import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// React Native applications of Expo: an npm package whose [`app.json`](https://docs.expo.dev/versions/latest/config/app/)
/// also says the versions that the stores see.
package struct ExpoReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "expo"
    private let node = NodeReleaseType("node")

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        node.files(of: package, among: paths) + package.present("app.json", among: paths)
    }

    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        node.packageName(of: package, in: files)
    }

    package func component(ofPackageNamed name: String) -> String { node.component(ofPackageNamed: name) }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        var edits = ReleaseEdits(files)
        for edit in try node.edits(of: package, from: from, to: version, versions: versions, files: files) {
            edits.add(edit)
        }
        let app = package.file("app.json")
        try edits.set("json:expo.version", of: app, in: .extraFile, to: version.text)
        try edits.set("json:expo.ios.buildNumber", of: app, in: .extraFile, to: version.text)
        let manifest = JSONDocument.root(package.file("package.json"), in: files)
        if let code = ExpoReleaseType.versionCode(of: version, sdk: ExpoReleaseType.sdk(in: manifest)) {
            try edits.set("json:expo.android.versionCode", of: app, in: .extraFile, to: String(code))
        }
        return edits.sorted
    }

    /// The major version of Expo that the package requires; 0 where it requires none.
    private static func sdk(in manifest: JSONNode?) -> Int {
        let tables = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]
        let requirement = tables.lazy.compactMap { manifest?[$0]?["expo"]?.string }.first ?? ""
        let digits = requirement.utf8.drop { !$0.isDigit }.prefix(while: \.isDigit)
        return Int(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    /// A number that grows with the version: two digits each for minor and patch, the SDK in front. nil where the number
    /// is larger than stores take ([2 100 000 000](https://developer.android.com/studio/publish/versioning)).
    static func versionCode(of version: Version, sdk: Int) -> Int? {
        let limit = 2_100_000_000
        guard sdk <= limit, version.major <= limit, version.minor <= limit, version.patch <= limit else { return nil }
        let code = sdk * 10_000_000 + version.major * 10_000 + version.minor * 100 + version.patch
        return code <= limit ? code : nil
    }
}
