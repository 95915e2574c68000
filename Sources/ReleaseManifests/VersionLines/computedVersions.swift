import ReleaseModel

/// Whether a text within an expression is a version: what is computed with it keeps saying the old one. 0.0.0 stands for a
/// version that is not known.
func isWrittenVersion(_ text: String) -> Bool {
    text.contains(".") && Version(text).map { $0.release.contains { $0 != 0 } } ?? false
}

/// Whether a text names a file that is followed by itself.
func isFollowedVersionFile(_ text: String) -> Bool {
    ["VERSION", "version.txt"].contains(RepositoryPath.name(of: text))
}
