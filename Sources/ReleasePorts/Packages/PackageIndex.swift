package import ReleaseModel

/// A place that keeps released packages, where a file that is once there stays as it is.
package protocol PackageIndex: Sendable {
    /// Which of these files the index has right now, and what is in them.
    ///
    /// An index that has never heard of the package has none of them. One that can't be reached, or whose answer is not
    /// whole, is an error and never an empty answer: someone would publish upon it.
    ///
    /// - Parameters:
    ///   - names: File names, such as `core-1.0.0-py3-none-any.whl`.
    ///   - package: As its manifest writes it.
    func digests(of names: Set<String>, in package: String) async throws(PackageIndexError) -> [String: Digest]

    /// Offers a file. Returning says that the index took it, or says that it has one of that name; look which.
    ///
    /// After an error no one knows whether the file got there: look again.
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
