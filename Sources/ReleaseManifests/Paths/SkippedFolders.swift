/// Whether an observer walks past a folder of this name, because what lies in it is built, fetched or foreign.
///
/// Manifests below such folders belong to no component of the workspace. `build` and `dist` are not among them, since
/// both are also names of real packages.
package func isSkippedFolder(_ name: some StringProtocol) -> Bool { skippedFolders.contains(String(name)) }

/// Whether a file lies below such a folder. Path relative to the repository, with `/`.
package func liesInSkippedFolder(path: String) -> Bool {
    path.split(separator: "/").dropLast().contains { isSkippedFolder($0) }
}

private let skippedFolders: Set<String> = [
    ".git", ".hg", ".svn", ".build", ".cargo", ".direnv", ".eggs", ".mypy_cache", ".nox", ".pytest_cache",
    ".ruff_cache", ".tox", ".venv", "__pycache__", "node_modules", "site-packages", "target", "vendor", "venv",
]

/// Whether a file lies below a folder for tests, where broken manifests are often meant to be broken.
func liesInTestFolder(path: String) -> Bool {
    path.split(separator: "/").dropLast().contains { testFolders.contains(String($0).lowercased()) }
}

private let testFolders: Set<String> = ["test", "tests", "testdata", "test-data", "test_data", "fixtures"]
