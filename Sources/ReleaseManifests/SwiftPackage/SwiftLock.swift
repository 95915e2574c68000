import ReleaseModel
import ReleaseText

/// A `Package.resolved` of any of its [versions](https://github.com/swiftlang/swift-package-manager/blob/main/Sources/PackageGraph/ResolvedPackagesStore.swift):
/// which version, and which commit, each required package has.
///
/// Read only: a pin names the commit that bears a version, which `swift package resolve` looks up.
struct SwiftLock {
    let links: [LockedLink]
    let diagnostics: [Diagnostic]

    static let name = "Package.resolved"

    init(file: String, bytes: [UInt8]) {
        let document = JSONDocument(file: file, bytes: bytes)
        diagnostics = document.diagnostics
        let pins = document.root?["pins"]?.items ?? document.root?["object"]?["pins"]?.items ?? []
        links = pins.compactMap { pin in
            let address = pin["location"]?.string ?? pin["repositoryURL"]?.string
            guard let version = pin["state"]?["version"], let text = version.string,
                let identity = address.map(SwiftManifest.identity) ?? pin["identity"]?.string
            else { return nil }
            return LockedLink(
                from: nil, to: identity, version: text, place: document.place(of: version), isLocal: false)
        }
    }
}
