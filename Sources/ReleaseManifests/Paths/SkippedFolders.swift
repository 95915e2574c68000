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
    // Builds that Maven's invoker makes as tests, and what archetypes make projects of.
    if "/\(path)".contains("/src/it/") || path.contains("archetype-resources/") { return true }
    return path.split(separator: "/").dropLast().contains { folder in
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

/// The folder that a file lies below and whose packages are mostly no products of the repository, for its name; nil: none.
/// They may be, so what lies there is a component that is released on request only.
///
/// A name counts if its first or last word does: `smoke`, `test_fixtures`, `functional-tests`. Folders that begin with a
/// dot belong to tools (`.github/actions`).
package func doubtfulFolder(of path: String) -> String? {
    path.split(separator: "/").dropLast().first { folder in
        if folder.hasPrefix("."), folder.dropFirst().contains(where: { $0 != "." }) { return true }
        let words = folder.lowercased().split { "-_. ".contains($0) }.map(String.init)
        return [words.first, words.last].contains { $0.map(doubtfulWords.contains) ?? false }
    }
    .map(String.init)
}

private let doubtfulWords: Set<String> = [
    "test", "tests", "testing", "testdata", "testsuite", "testsuites", "spec", "specs", "fixture", "fixtures", "mock",
    "mocks", "stub", "stubs", "example", "examples", "sample", "samples", "demo", "demos", "template", "templates",
    "skeleton", "skeletons", "boilerplate", "starter", "starters", "tutorial", "tutorials", "quickstart", "quickstarts",
    "bench", "benches", "benchmark", "benchmarks", "benchmarking", "perf", "e2e", "smoke", "fuzz", "fuzzing", "fuzzers",
    "cypress", "playwright", "playground", "playgrounds", "sandbox", "sandboxes", "workshop", "workshops",
    "acceptance", "its", "regress", "regression", "archetype", "archetypes", "cookbook", "cookbooks",
]

/// Whether a name or a version is the placeholder of a template: `<%= name %>`, `{{name}}`, `${name}`, `__NAME__`.
package func isPlaceholder(_ text: some StringProtocol) -> Bool {
    if text.count > 4, text.hasPrefix("__"), text.hasSuffix("__") { return true }
    return ["<%", "{{", "{%", "${", "[[", "%%", "@@"].contains { text.contains($0) }
}

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

/// Marks the packages that are material of tests or templates: those below such a folder, or with a placeholder as their
/// name, which no workspace lists and which no other package requires by path. In a folder that leaves it open they are
/// not published.
func markSamples(_ packages: inout [FoundPackage], isListed: (FoundPackage) -> Bool) {
    for index in packages.indices {
        let one = packages[index]
        // What declares no package never becomes a component.
        if one.isSample, one.name.isEmpty { continue }
        packages[index].isSample =
            (liesInSampleFolder(path: one.manifest.file) || isPlaceholder(one.name)) && !isListed(one)
    }
    var hasChanged = true
    while hasChanged {
        hasChanged = false
        let required = Set(packages.filter { !$0.isSample }.flatMap(\.requirements).compactMap(\.path))
        for index in packages.indices
        where packages[index].isSample && !packages[index].name.isEmpty && required.contains(packages[index].path) {
            packages[index].isSample = false
            hasChanged = true
        }
    }
    markDoubtful(&packages, isListed: isListed)
}

/// What others are built from is published, in whatever folder it lies.
private func markDoubtful(_ packages: inout [FoundPackage], isListed: (FoundPackage) -> Bool) {
    var doubtful: [Int: String] = [:]
    for (index, one) in packages.enumerated() where !one.isSample && one.unpublishedBy == nil && !isListed(one) {
        if let folder = doubtfulFolder(of: one.manifest.file) { doubtful[index] = folder }
    }
    var hasChanged = !doubtful.isEmpty
    while hasChanged {
        let required = Set(
            packages.indices.filter { doubtful[$0] == nil && !packages[$0].isSample }
                .flatMap { packages[$0].requirements }.filter { $0.kind != .dev }.compactMap(\.path))
        let used = doubtful.keys.filter { required.contains(packages[$0].path) }
        for index in used { doubtful[index] = nil }
        hasChanged = !used.isEmpty
    }
    for (index, folder) in doubtful { packages[index].unpublishedBy = "it lies in \(folder)" }
}
