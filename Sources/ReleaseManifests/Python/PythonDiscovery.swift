import ReleaseModel

/// The modules that a build takes without being told: those in `src`, or the only ones beside the manifest
/// ([automatic discovery](https://setuptools.pypa.io/en/latest/userguide/package_discovery.html)).
struct PythonDiscovery {
    let project: String
    let folder: String
    /// Folders that modules are imported from, as the manifests say.
    let roots: [String]

    private static let names: Set<Substring> = ["__init__", "_version", "version", "__version__", "__about__"]
    private static let manifests: Set<Substring> = ["pyproject.toml", "setup.py", "setup.cfg"]
    /// Folders and modules beside a manifest that setuptools leaves out.
    private static let reserved: Set<Substring> = [
        "ci", "bin", "debian", "doc", "docs", "documentation", "manpages", "news", "newsfragments", "changelog", "test",
        "tests", "unit_test", "unit_tests", "example", "examples", "scripts", "tools", "util", "utils", "python",
        "build", "benchmark", "benchmarks", "exercise", "exercises", "htmlcov", "setup", "conftest", "toxfile",
        "noxfile", "pavement", "dodo", "tasks", "fabfile", "SConstruct", "conanfile", "manage", "node_modules",
        "site_scons", "dist", "venv", "env", "vendor", "third_party",
    ]

    /// The files that may hold a version constant, of the modules among these paths.
    func constantFiles(among paths: Paths) -> [String] {
        let inner = paths.inside(folder)
        let declared = roots.map { $0 == "." ? "" : $0 + "/" }
        let isSource = inner.contains { $0.hasPrefix("src/") && $0.hasSuffix(".py") }
        let found = Set(declared + (isSource ? ["src/"] : [])).sorted().flatMap { root in
            files(below: root, among: inner, isFlat: root.isEmpty)
        }
        return Set(found).sorted().map { RepositoryPath.joined(folder, String($0)) }
    }

    /// The same beside the manifest, where the project has no module of its name and none in a folder of sources.
    ///
    /// - Returns: The files, and whether they are of several packages: the build has to be told then which it takes.
    func flatFiles(among paths: Paths) -> (files: [String], areOfSeveral: Bool) {
        let inner = paths.inside(folder)
        let own = PythonEcosystem.normalized(project).replacing("-", with: "_")
        let isElsewhere = inner.contains {
            $0.hasSuffix(".py") && ($0.hasPrefix("src/") || $0.hasPrefix(own + "/") || $0 == own + ".py")
        }
        guard roots.isEmpty, !isElsewhere else { return ([], false) }
        let found = files(below: "", among: inner, isFlat: true)
        let packages = Set(found.filter { $0.contains("/") }.compactMap { $0.split(separator: "/").first })
        let chosen = packages.isEmpty ? found : found.filter { $0.contains("/") }
        return (
            chosen.map { RepositoryPath.joined(folder, String($0)) },
            packages.isEmpty ? chosen.count > 1 : packages.count > 1
        )
    }

    private func files(below root: String, among paths: [Substring], isFlat: Bool) -> [Substring] {
        let inside = paths.filter { $0.hasPrefix(root) }.map {
            (path: $0, parts: $0.dropFirst(root.count).split(separator: "/"))
        }
        let packages = Set(
            inside.filter { $0.parts.last == "__init__.py" }.map { $0.parts.dropLast().joined(separator: "/") })
        let others = Set(
            inside.filter { $0.parts.count > 1 && PythonDiscovery.manifests.contains($0.parts.last ?? "") }
                .map { $0.parts.dropLast().joined(separator: "/") })
        return inside.compactMap { path, parts in
            guard let file = parts.last, file.hasSuffix(".py"), !isReserved(parts, isFlat: isFlat) else { return nil }
            if parts.count == 1 { return file == "__init__.py" ? nil : path }
            // A package's own files, below folders that are namespaces, of no other project.
            let around = (1..<parts.count).map { parts.prefix($0).joined(separator: "/") }
            guard PythonDiscovery.names.contains(file.dropLast(3)), parts.count <= 4,
                let package = around.first(where: packages.contains), package == around.last,
                !around.contains(where: others.contains)
            else { return nil }
            return path
        }
    }

    private func isReserved(_ parts: [Substring], isFlat: Bool) -> Bool {
        guard let first = parts.first else { return true }
        let name = parts.count == 1 ? first.dropLast(3) : first
        return isFlat
            && (PythonDiscovery.reserved.contains(name) || name.hasPrefix(".")
                || (name.hasPrefix("_") && parts.count == 1))
    }

    /// Modules and manifests, in the order in which those of a folder follow each other.
    struct Paths {
        private let sorted: [String]

        init(_ paths: some Sequence<String>) {
            sorted =
                paths.filter {
                    $0.hasSuffix(".py") || PythonDiscovery.manifests.contains(RepositoryPath.name(of: $0))
                }
                .sorted()
        }

        /// Those in a folder, relative to it.
        func inside(_ folder: String) -> [Substring] {
            if folder == "." { return sorted.map { $0[...] } }
            let prefix = folder + "/"
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] < prefix { low = middle + 1 } else { high = middle }
            }
            return sorted[low...].prefix { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
        }
    }
}
