import ReleaseModel
import ReleaseText

/// What a build backend computes the version from.
extension PythonProject {
    /// What the build backend takes the version from, where that is a file.
    mutating func readComputedVersion(_ project: TOMLTable?, _ tools: TOMLTable?, name: String) {
        if let (file, place) = fileOfDynamicVersioning(tools) {
            computedVersion = file
            computedVersionWarning = notFound(file, at: place)
            return
        }
        guard let dynamic = project?.entry("dynamic"), let names = dynamic.value.array,
            names.contains(where: { $0.string == "version" })
        else { return }
        dynamicPlace = dynamic.value
        let hatch = tools?["hatch"]?.table?["version"]?.table
        let pdm = tools?["pdm"]?.table?["version"]?.table
        let setuptools = tools?["setuptools"]?.table?["dynamic"]?.table?["version"]?.table
        let backend = document.root["build-system"]?.table?["build-backend"]?.string ?? ""
        if let file = hatch?["path"]?.string { computedVersion = hatchVersion(file, hatch) }
        if pdm?["source"]?.string == "file", let file = pdm?["path"]?.string {
            computedVersion = ComputedVersion(file: file, in: folder)
        }
        if pdm?["source"]?.string == "call", let function = pdm?["getter"]?.string {
            computedVersion = ComputedVersion(call: function, in: folder, roots: places.roots)
        }
        if let attribute = setuptools?["attr"]?.string {
            computedVersion = ComputedVersion(attribute: attribute, in: folder, roots: places.roots)
        }
        if let file = setuptools?["file"]?.string ?? setuptools?["file"]?.array?.first?.string {
            computedVersion = ComputedVersion(bareFile: file, in: folder)
        }
        if backend.hasPrefix("flit_core") {
            let module = tools?["flit"]?.table?["module"]?.table?["name"]?.string
            computedVersion = ComputedVersion(module: module ?? name.replacing("-", with: "_"), in: folder)
        }
        if backend == "maturin" {
            let manifest = tools?["maturin"]?.table?["manifest-path"]?.string ?? "Cargo.toml"
            let path = RepositoryPath.joined(folder, manifest)
            // A crate in the same folder is the same component, and says the version itself.
            if RepositoryPath.folder(of: path) == folder {
                siblingCrate = ComputedVersion(crate: path)
            } else {
                computedVersion = ComputedVersion(crate: path)
            }
        }
        if let other = otherVersion(backend, tools) { computedVersion = other }
        if computedVersion == nil {
            readHook(tools?["hatch"]?.table?["metadata"]?.table)
        }
        guard let computedVersion else {
            if siblingCrate == nil, !isFromTags(tools) {
                unknownVersionWarning = Diagnostic(
                    .warning, code: "python.computed-version", place: document.place(of: dynamic.value),
                    message: "The version is dynamic, and nothing here shows what it is computed from.",
                    suggestion: "Write it as project.version, or declare the file that states it in extra-files.")
            }
            return
        }
        computedVersionWarning = notFound(computedVersion, at: dynamic.value)
    }

    private func notFound(_ version: ComputedVersion, at value: TOMLValue) -> Diagnostic {
        Diagnostic(
            code: "python.computed-version", place: document.place(of: value),
            message: "The version is computed from \(version.origin), where no version is found.",
            excerpt: document.excerpt(at: value.range.lowerBound),
            suggestion: "Write it as project.version, or let the build take it from the tag.")
    }

    /// What `hatch.toml` says in place of `tool.hatch`, with the same keys.
    mutating func readHatch(_ settings: TOMLTable) {
        guard let dynamicPlace else { return }
        let version = settings["version"]?.table
        if let file = version?["path"]?.string {
            computedVersion = hatchVersion(file, version)
        } else {
            readHook(settings["metadata"]?.table)
        }
        guard let computedVersion else { return }
        unknownVersionWarning = nil
        computedVersionWarning = notFound(computedVersion, at: dynamicPlace)
    }

    /// [A hook of the repository](https://hatch.pypa.io/latest/plugins/metadata-hook/custom/) that sets the version.
    private mutating func readHook(_ metadata: TOMLTable?) {
        guard let hook = metadata?["hooks"]?.table?["custom"]?.table else { return }
        computedVersion = ComputedVersion(script: hook["path"]?.string ?? "hatch_build.py", in: folder)
    }

    /// [poetry-dynamic-versioning](https://github.com/mtkennerly/poetry-dynamic-versioning) with `from-file`, whose pattern
    /// has the version in its first group.
    private func fileOfDynamicVersioning(_ tools: TOMLTable?) -> (ComputedVersion, TOMLValue)? {
        guard let settings = tools?["poetry-dynamic-versioning"]?.table, settings["enable"]?.boolean == true,
            let table = settings["from-file"]?.table, let value = table["source"], let file = value.string
        else { return nil }
        guard let pattern = table["pattern"]?.string else {
            return (ComputedVersion(bareFile: file, in: folder), value)
        }
        let expression =
            pattern.contains("(?P<version>")
            ? pattern : pattern.replacing(/\((?!\?)/, with: "(?P<version>", maxReplacements: 1)
        return (ComputedVersion(file: file, in: folder, expression: expression), value)
    }

    /// [Hatch](https://hatch.pypa.io/latest/plugins/version-source/regex/): a pattern with a group `version`, or code.
    private func hatchVersion(_ file: String, _ hatch: TOMLTable?) -> ComputedVersion {
        switch hatch?["source"]?.string ?? "regex" {
        case "code":
            let name = hatch?["expression"]?.string ?? "__version__"
            return ComputedVersion(file: file, in: folder, names: [name])
        default:
            guard let pattern = hatch?["pattern"]?.string else { return ComputedVersion(file: file, in: folder) }
            return ComputedVersion(file: file, in: folder, expression: pattern)
        }
    }

    /// What Meson's project says, and what a pattern of scikit-build-core finds.
    private func otherVersion(_ backend: String, _ tools: TOMLTable?) -> ComputedVersion? {
        if backend.hasPrefix("mesonpy") {
            return ComputedVersion(
                file: "meson.build", in: folder, expression: #"(?:^|[\s,(])version\s*:\s*'(?P<version>[^']+)'"#)
        }
        let provider = tools?["scikit-build"]?.table?["metadata"]?.table?["version"]?.table
        guard provider?["provider"]?.string?.hasSuffix(".regex") == true, let file = provider?["input"]?.string else {
            return nil
        }
        guard let pattern = provider?["regex"]?.string else { return ComputedVersion(file: file, in: folder) }
        return ComputedVersion(
            file: file, in: folder, expression: pattern.replacing("(?P<value>", with: "(?P<version>"))
    }

    /// Whether a plugin that is required for building, or configured, takes versions from tags.
    private func isFromTags(_ tools: TOMLTable?) -> Bool {
        let required = document.root["build-system"]?.table?["requires"]?.array?.compactMap(\.string) ?? []
        let words = ["scm", "vcs", "git", "version", "dunamai", "pbr", "nodejs"]
        let sources = ["hatch", "pdm"].compactMap { tools?[$0]?.table?["version"]?.table?["source"]?.string }
        let backend = document.root["build-system"]?.table?["build-backend"]?.string ?? ""
        return !sources.isEmpty
            || (required + [backend]).contains { text in words.contains { text.lowercased().contains($0) } }
    }
}
