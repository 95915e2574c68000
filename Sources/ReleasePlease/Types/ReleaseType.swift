package import ReleaseModel

import ReleaseManifests

/// One of release-please's release types: what a package of that type is called, and which files say its version.
///
/// This is the place where a release type plugs in; the list of all is ``allReleaseTypes``. Everything
/// here is a pure function; the caller reads and writes the files.
package protocol ReleaseType: Sendable {
    var name: ReleaseTypeName { get }
    /// The version of a first release where the configuration names none.
    var initialVersion: String { get }
    /// Whether a first release has ``initialVersion`` whatever the configuration says.
    var ignoresConfiguredInitialVersion: Bool { get }
    /// What its changelog shows where the configuration doesn't say.
    var sections: [ChangelogSection] { get }
    /// The changelog's file where the configuration doesn't say, relative to the package.
    var changelogPath: String { get }
    /// What separates component and version in its tags whatever the configuration says; nil: as configured.
    var tagSeparator: String? { get }
    /// The strategy that it follows whatever the configuration says; nil: as configured.
    var strategy: VersioningConfiguration.Strategy? { get }

    /// Whether its files say a `-SNAPSHOT` version between two releases.
    var hasSnapshots: Bool { get }

    /// The files that say a package's name or are edited when it is released; some may not exist.
    ///
    /// - Parameter paths: Every path of the repository.
    /// - Returns: Some of `paths`, relative to the repository.
    func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String]

    /// The name that a package's own file says; nil where no file says one.
    ///
    /// - Parameter files: Bytes by path, for what ``files(of:among:)`` named.
    func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String?

    /// The component that a package of this name is, if the configuration names none (`@scope/x` → `x`).
    func component(ofPackageNamed name: String) -> String

    /// The edits of a release: versions in its files, never its changelog nor what the configuration's `extra-files` say.
    ///
    /// - Parameter versions: The new version of each package that is released or updated together, by package name.
    /// - Returns: By file and in the order of the file; a file that has to be made has edits from the empty text.
    /// - Throws: ``EditError`` for a file that can't be read.
    func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit]

    /// Notes about a released package, one sentence each, with its location.
    func notes(of package: ReleasePleasePackage, files: [String: [UInt8]]) -> [String]
}

extension ReleaseType {
    package func notes(of package: ReleasePleasePackage, files: [String: [UInt8]]) -> [String] { [] }
    package var initialVersion: String { "1.0.0" }
    package var ignoresConfiguredInitialVersion: Bool { false }
    package var sections: [ChangelogSection] { .usual }
    package var changelogPath: String { "CHANGELOG.md" }
    package var tagSeparator: String? { nil }
    package var hasSnapshots: Bool { false }
    package var strategy: VersioningConfiguration.Strategy? { nil }
    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? { nil }
    package func component(ofPackageNamed name: String) -> String { name }
}

extension ReleasePleasePackage {
    /// A path of this package's folder, relative to the repository.
    package func file(_ name: String) -> String { path == "." ? name : path + "/" + name }
}
