/// A folder that a manifest names, without a manifest in it.
package struct MissingTarget: Sendable, Hashable {
    /// An error where the ecosystem builds nothing without it.
    package var diagnostic: Diagnostic
    /// Relative to the repository.
    package var folder: String

    package init(_ diagnostic: Diagnostic, folder: String) {
        self.diagnostic = diagnostic
        self.folder = folder
    }
}

extension ObservedRepository {
    /// Whether what lies in a folder is known here: what lies outside the repository, in a submodule, behind a link or in
    /// an ignored folder is not read.
    package func knows(_ folder: String, ignoring patterns: [String]) -> Bool {
        guard !folder.hasPrefix(".."), !folder.hasPrefix("/") else { return false }
        let around = RepositoryPath.selfAndAncestors(of: folder)
        return !around.contains { one in
            submodules.contains(one) || links[one] != nil
                || patterns.contains { RepositoryPath.matches(one, pattern: $0) }
        }
    }
}
