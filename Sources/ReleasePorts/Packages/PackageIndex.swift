package import ReleaseModel

/// A place for released packages, whose files never change.
package protocol PackageIndex: Sendable {
    /// Which of these files the index has right now, with their digests.
    ///
    /// An index that does not know the package has none of them. An unreachable index, or an incomplete response, is an
    /// error and never an empty result, which would cause an upload.
    ///
    /// - Parameters:
    ///   - names: File names, such as `core-1.0.0-py3-none-any.whl`.
    ///   - package: As its manifest writes it.
    func digests(of names: Set<String>, in package: String) async throws(PackageIndexError) -> [String: Digest]

    /// Uploads a file. Returning means that the index accepted it, or reports that it has one with that name; check
    /// which.
    ///
    /// After an error it is unknown whether the file arrived: check again.
    func upload(_ file: PackageFile) async throws(PackageIndexError)
}

/// A file for a package index.
package struct PackageFile: Sendable, Hashable {
    /// Absolute; its last part is the name under which the index keeps it.
    package var path: String
    package var digest: Digest

    package init(path: String, digest: Digest) {
        self.path = path
        self.digest = digest
    }

    package var name: String { String(path.split(separator: "/").last ?? "") }
}
