import ReleaseModel

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

/// Whether a file lies below a folder for tests, benchmarks, templates or other people's packages, where manifests are
/// material: often broken on purpose, and hardly ever released.
package func liesInSampleFolder(path: String) -> Bool {
    path.split(separator: "/").dropLast().contains { folder in
        let name = folder.lowercased()
        return sampleFolders.contains(name) || vendoredFolders.contains(name) || name.hasPrefix("tests_")
            || name.hasPrefix("tests-")
            || name.hasSuffix("-tests") || name.hasSuffix("_tests") || name.contains("{{")
    }
}

private let sampleFolders: Set<String> = [
    "test", "tests", "__tests__", "testdata", "test-data", "test_data", "fixtures", "__fixtures__", "template",
    "templates", "example", "examples", "sample", "samples", "skeleton", "skeletons", "boilerplate", "bench", "benches",
    "benchmark", "benchmarks", "e2e", "playground", "playgrounds", "scripts", "test-crates", "test_crates",
    "integration", "integration-test", "integration_test", "sandbox", "sandboxes", "demo", "demos",
]

/// The folder for other people's packages that a file lies below; nil: none.
package func vendoredFolder(of path: String) -> String? {
    path.split(separator: "/").dropLast().first { vendoredFolders.contains($0.lowercased()) }.map(String.init)
}

private let vendoredFolders: Set<String> = [
    "third_party", "third-party", "thirdparty", "3rd_party", "3rd-party", "3rdparty", "vendored", "vendors", "extern",
    "external", "externals",
]

extension Diagnostic {
    /// Errors in test and template material are only warnings.
    func softened(if isSample: Bool) -> Diagnostic {
        guard isSample else { return self }
        var softened = self
        softened.severity = .warning
        return softened
    }
}

/// Marks the packages that are material of tests or templates: those below such a folder which no workspace lists and
/// which no other package requires by path.
func markSamples(_ packages: inout [FoundPackage], isListed: (FoundPackage) -> Bool) {
    for index in packages.indices {
        packages[index].isSample = liesInSampleFolder(path: packages[index].manifest.file) && !isListed(packages[index])
    }
    var hasChanged = true
    while hasChanged {
        hasChanged = false
        let required = Set(packages.filter { !$0.isSample }.flatMap(\.requirements).compactMap(\.path))
        for index in packages.indices where packages[index].isSample && required.contains(packages[index].path) {
            packages[index].isSample = false
            hasChanged = true
        }
    }
}
