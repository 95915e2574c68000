/// One packaging ecosystem: how its manifests are read, compared and edited.
///
/// This is the place where an ecosystem plugs in. Everything here is a pure function of bytes; the caller reads and
/// writes the files. The list of all ecosystems is `allEcosystems` in ReleaseManifests. Callers take the role that they
/// need.
package protocol Ecosystem: ManifestReader, RequirementLanguage, LockKeeper, ManifestEditor, ManifestInspector {}

/// An ecosystem's name as it stands in plans and configuration: `cargo`, `npm`, `version-file`.
package struct EcosystemName: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// An upstream's candidate, checked out on this machine.
package struct PackageCandidate: Sendable, Hashable {
    package var package: String
    /// The package's folder, absolute.
    package var folder: String

    package init(package: String, folder: String) {
        self.package = package
        self.folder = folder
    }
}

/// A package whose version a plan changes, for lock files.
package struct PackageVersionChange: Sendable, Hashable {
    package var package: String
    package var from: Version
    package var to: Version

    package init(package: String, from: Version, to: Version) {
        self.package = package
        self.from = from
        self.to = to
    }
}
