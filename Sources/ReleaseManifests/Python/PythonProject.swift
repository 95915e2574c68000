import ReleaseModel
import ReleaseText

/// One `pyproject.toml`: its package, where it declares one, and everything it requires.
struct PythonProject {
    let document: TOMLDocument
    private(set) var package: FoundPackage?
    /// What it requires where it declares no package.
    private(set) var unnamed: FoundPackage?
    /// What `[tool.uv.workspace]` lists; relative to the repository.
    private(set) var members: [String] = []
    let folder: String
    /// Where the modules are, as configured for build backends.
    private(set) var places = PythonPlaces()
    /// nil where the version is in the manifest, or from the tag.
    var computedVersion: ComputedVersion?
    /// The crate in the same folder whose version this project has.
    var siblingCrate: ComputedVersion?
    /// What to say where the computed version is not found.
    var computedVersionWarning: Diagnostic?
    /// Where it says that the version is computed.
    var dynamicPlace: TOMLValue?
    /// What to say where the version is computed and nothing shows of what.
    var unknownVersionWarning: Diagnostic?
    private var reader: TOMLReader
    private var requirements: [FoundRequirement] = []

    var diagnostics: [Diagnostic] { document.diagnostics + reader.diagnostics }

    init(file: String, bytes: [UInt8]) {
        document = TOMLDocument(file: file, bytes: bytes)
        reader = TOMLReader(document: document, area: "python")
        folder = RepositoryPath.folder(of: file)
        guard document.diagnostics.isEmpty else { return }
        let project = reader.table("project", in: document.root)
        let tools = reader.table("tool", in: document.root)
        let poetry = tools.flatMap { reader.table("poetry", in: $0) }
        if let workspace = document.root["tool"]?.table?["uv"]?.table?["workspace"]?.table {
            members = reader.strings("members", in: workspace).map { RepositoryPath.joined(folder, $0.text) }
        }
        let named =
            project.flatMap { reader.string("name", in: $0) } ?? poetry.flatMap { reader.string("name", in: $0) }
        guard let named else {
            readStandard(project)
            if let poetry { readPoetry(poetry) }
            unnamed = .unnamed(
                in: .python, at: Place(file: file, line: 1, column: 1), requirements.filter { $0.kind != .build })
            return
        }
        readPlaces(tools)
        let sources = versionSources(project: project, poetry: poetry, tools: tools)
        readComputedVersion(project, tools, name: named.text)
        readStandard(project)
        if let poetry { readPoetry(poetry) }
        if let tools {
            readOtherTools(tools)
            readCrates(tools)
        }
        package = FoundPackage(
            ecosystem: .python, name: named.text, path: folder, manifest: document.place(of: named.value),
            versionSources: sources, requirements: requirements)
        package?.unpublishedBy = PythonProject.unpublishedBy(
            project: project, poetry: poetry, uv: document.root["tool"]?.table?["uv"]?.table)
    }

    /// Whether uv takes it for an application that is never built: it has no build system, and does not ask for one.
    var isVirtual: Bool {
        document.root["build-system"] == nil
            && document.root["tool"]?.table?["uv"]?.table?["package"]?.boolean != true
    }

    /// The classifier that every index refuses, and what uv and Poetry call a project that is not a package.
    private static func unpublishedBy(project: TOMLTable?, poetry: TOMLTable?, uv: TOMLTable?) -> String? {
        let classifiers = [project, poetry].compactMap { $0?["classifiers"]?.array }.joined()
        if classifiers.contains(where: { $0.string?.hasPrefix("Private ::") == true }) {
            return "Private :: Do Not Upload"
        }
        if uv?["package"]?.boolean == false { return "tool.uv.package = false" }
        if poetry?["package-mode"]?.boolean == false { return "package-mode = false" }
        return nil
    }

    /// Both tables may say it; a version that is computed at build time has no source here.
    private mutating func versionSources(
        project: TOMLTable?, poetry: TOMLTable?, tools: TOMLTable?
    ) -> [VersionSource] {
        let isDynamic = tools?["poetry-dynamic-versioning"]?.table?["enable"]?.boolean ?? false
        var sources: [VersionSource] = []
        for (table, key) in [(project, "project.version"), (isDynamic ? nil : poetry, "tool.poetry.version")] {
            guard let table, let version = reader.string("version", in: table) else { continue }
            if Version(python: version.text) == nil {
                reader.note(
                    "invalid-version", at: version.value, "'\(version.text)' is not a valid PEP 440 version.")
            }
            sources.append(
                VersionSource(
                    ecosystem: .python, place: document.place(of: version.value), key: key, value: version.text))
        }
        return sources
    }

    /// Modules and their folders, as configured for setuptools, Poetry, Flit, Hatch, PDM, uv and maturin.
    private mutating func readPlaces(_ tools: TOMLTable?) {
        guard let tools else { return }
        func table(_ names: String...) -> TOMLTable? {
            names.reduce(Optional(tools)) { $0?[$1]?.table }
        }
        func module(_ name: String?) {
            if let name { places.modules.append(name.split(separator: ".").joined(separator: "/")) }
        }
        func root(_ folder: String?) {
            if let folder, !folder.hasPrefix("/"), !folder.hasPrefix("..") { places.roots.append(folder) }
        }
        let maturin = table("maturin")
        root(maturin?["python-source"]?.string)
        // `pump._native` lies in the package `pump`.
        if let name = maturin?["module-name"]?.string {
            module(name)
            module(name.split(separator: ".").first.map(String.init))
        }
        module(table("flit", "module")?["name"]?.string)
        let uv = table("uv", "build-backend")
        module(uv?["module-name"]?.string)
        root(uv?["module-root"]?.string)
        root(table("pdm", "build")?["package-dir"]?.string)
        let setuptools = table("setuptools")
        for entry in setuptools?["package-dir"]?.table?.entries ?? [] {
            if entry.key.isEmpty { root(entry.value.string) }
        }
        for name in setuptools?["packages"]?.array ?? [] { module(name.string) }
        for name in setuptools?["py-modules"]?.array ?? [] { module(name.string) }
        for pattern in table("setuptools", "packages", "find")?["include"]?.array ?? [] {
            let name = pattern.string.map { String($0.prefix { $0 != "*" }) } ?? ""
            module(name.hasSuffix(".") ? String(name.dropLast()) : name.isEmpty ? nil : name)
        }
        for folder in table("setuptools", "packages", "find")?["where"]?.array ?? [] { root(folder.string) }
        for one in table("poetry")?["packages"]?.array ?? [] {
            module(one.table?["include"]?.string)
            root(one.table?["from"]?.string)
        }
        for path in table("hatch", "build", "targets", "wheel")?["packages"]?.array ?? [] {
            guard let text = path.string else { continue }
            root(RepositoryPath.folder(of: text))
            module(String(RepositoryPath.name(of: text)))
        }
    }

    private mutating func readStandard(_ project: TOMLTable?) {
        if let project {
            readList("dependencies", of: project, at: ValuePath(keys: "project"), kind: .normal)
            readLists(
                reader.table("optional-dependencies", in: project),
                at: ValuePath(keys: "project", "optional-dependencies"), kind: .optional)
        }
        if let build = reader.table("build-system", in: document.root) {
            readList("requires", of: build, at: ValuePath(keys: "build-system"), kind: .build)
        }
        readLists(
            reader.table("dependency-groups", in: document.root), at: ValuePath(keys: "dependency-groups"), kind: .dev)
    }

    private mutating func readLists(_ table: TOMLTable?, at path: ValuePath, kind: EdgeKind) {
        guard let table else { return }
        for entry in table.entries { readList(entry.key, of: table, at: path, kind: kind) }
    }

    /// An array of PEP 508 texts; `{include-group = …}` among them is skipped.
    private mutating func readList(_ key: String, of table: TOMLTable, at path: ValuePath, kind: EdgeKind) {
        for (index, element) in (reader.array(key, in: table) ?? []).enumerated() where element.table == nil {
            guard let text = element.string else {
                reader.note(
                    "wrong-type", at: element, "A requirement is expected here, and this is \(element.kindName).")
                continue
            }
            guard let found = RequirementString(text) else {
                reader.note(
                    "invalid-requirement", at: element, "'\(text.prefix(80))' is not a valid PEP 508 requirement.",
                    severity: .warning)
                continue
            }
            var requirement = FoundRequirement(
                package: found.name, kind: kind, requirement: found.specifier.isEmpty ? nil : found.specifier,
                path: sourcePath(of: found.name), place: document.place(of: element),
                key: found.specifier.isEmpty ? nil : path.appending(key).appending(index: index).description)
            if !found.specifier.isEmpty { requirement.revision = sourceRevision(of: found.name) }
            requirement.isOfWorkspace = isOfWorkspace(found.name)
            requirements.append(requirement)
        }
    }

    /// The tag or commit that `[tool.uv.sources]` names for a requirement.
    private func sourceRevision(of name: String) -> GitRevision? {
        guard let entry = source(of: name) else { return nil }
        let tables = entry.value.array?.compactMap(\.table) ?? [entry.value.table].compactMap { $0 }
        for table in tables where table["git"] != nil {
            for (field, kind) in [("tag", GitRevision.Kind.tag), ("rev", .commit)] {
                guard let value = table[field], let text = value.string else { continue }
                // Of several sources each may need another edit, which nothing here can tell.
                let key = ValuePath(keys: "tool", "uv", "sources", entry.key, field).description
                return GitRevision(
                    kind, place: document.place(of: value), key: entry.value.array == nil ? key : nil, value: text)
            }
        }
        return nil
    }

    private func source(of name: String) -> TOMLEntry? {
        let sources = document.root["tool"]?.table?["uv"]?.table?["sources"]?.table
        let normalized = PythonEcosystem.normalized(name)
        return sources?.entries.first { PythonEcosystem.normalized($0.key) == normalized }
    }

    /// `core = { workspace = true }` in `[tool.uv.sources]`, whatever else applies on other platforms.
    private func isOfWorkspace(_ name: String) -> Bool {
        source(of: name)?.value.table?["workspace"]?.boolean == true
    }

    /// `[tool.uv.sources]`: where a requirement is taken from during development.
    private func sourcePath(of name: String) -> String? {
        guard let entry = source(of: name) else { return nil }
        let tables = entry.value.array?.compactMap(\.table) ?? [entry.value.table].compactMap { $0 }
        return tables.lazy.compactMap { $0["path"]?.string }.first.map { RepositoryPath.joined(folder, $0) }
    }

    private mutating func readPoetry(_ poetry: TOMLTable) {
        let path = ValuePath(keys: "tool", "poetry")
        readPoetry("dependencies", of: poetry, at: path, kind: .normal)
        readPoetry("dev-dependencies", of: poetry, at: path, kind: .dev)
        for group in reader.table("group", in: poetry)?.entries ?? [] {
            guard let table = group.value.table else {
                reader.expected("a table", at: group)
                continue
            }
            readPoetry("dependencies", of: table, at: path.appending("group", group.key), kind: .dev)
        }
    }

    private mutating func readPoetry(_ key: String, of table: TOMLTable, at path: ValuePath, kind: EdgeKind) {
        for entry in reader.table(key, in: table)?.entries ?? [] where entry.key != "python" {
            let path = path.appending(key, entry.key)
            if let constraints = entry.value.array {
                for (index, constraint) in constraints.enumerated() {
                    readPoetry(constraint, of: entry, at: path.appending(index: index), kind: kind)
                }
            } else {
                readPoetry(entry.value, of: entry, at: path, kind: kind)
            }
        }
    }

    private mutating func readPoetry(_ value: TOMLValue, of entry: TOMLEntry, at path: ValuePath, kind: EdgeKind) {
        var found = FoundRequirement(
            package: entry.key, kind: kind, requirement: value.string, place: document.place(of: value),
            key: value.string == nil ? nil : path.description)
        if let table = value.table {
            found.place = document.place(of: entry)
            if kind == .normal, reader.boolean("optional", in: table) ?? false { found.kind = .optional }
            found.path = reader.string("path", in: table).map { RepositoryPath.joined(folder, $0.text) }
            if let version = reader.string("version", in: table) {
                found.requirement = version.text
                found.key = path.appending("version").description
                found.place = document.place(of: version.value)
            }
        } else if value.string == nil {
            reader.expected("a version or a table", at: entry)
            return
        }
        requirements.append(found)
    }

    /// Crates that a wheel is built from, where they lie in another folder: `manifest-path` of maturin, `path` of
    /// setuptools-rust's extensions and programs.
    private mutating func readCrates(_ tools: TOMLTable) {
        if let maturin = reader.table("maturin", in: tools), let manifest = reader.string("manifest-path", in: maturin)
        {
            addCrate(manifest)
        }
        guard let rust = reader.table("setuptools-rust", in: tools) else { return }
        for list in ["ext-modules", "bins"] {
            for item in rust.entries.first(where: { $0.key == list })?.value.array ?? [] {
                if let table = item.table, let manifest = reader.string("path", in: table) { addCrate(manifest) }
            }
        }
    }

    /// What setuptools reads the requirements of a project from, relative to the repository:
    /// `[tool.setuptools.dynamic] dependencies = { file = "requirements.txt" }`.
    var requirementFiles: [(file: String, kind: EdgeKind)] {
        let dynamic = document.root["tool"]?.table?["setuptools"]?.table?["dynamic"]?.table
        func files(_ value: TOMLValue?, _ kind: EdgeKind) -> [(String, EdgeKind)] {
            let named = value?.table?["file"]
            return (named?.array?.compactMap(\.string) ?? [named?.string].compactMap(\.self))
                .map { (RepositoryPath.joined(folder, $0), kind) }
        }
        let extras = dynamic?["optional-dependencies"]?.table?.entries ?? []
        return files(dynamic?["dependencies"], .normal) + extras.flatMap { files($0.value, .optional) }
    }

    private mutating func addCrate(_ manifest: (text: String, value: TOMLValue)) {
        let crate = RepositoryPath.folder(of: RepositoryPath.joined(folder, manifest.text))
        guard crate != folder else { return }
        requirements.append(
            FoundRequirement(
                package: "", in: .cargo, kind: .build, requirement: nil, path: crate,
                place: document.place(of: manifest.value), key: nil))
    }

    private mutating func readOtherTools(_ tools: TOMLTable) {
        if let pdm = reader.table("pdm", in: tools) {
            readLists(
                reader.table("dev-dependencies", in: pdm), at: ValuePath(keys: "tool", "pdm", "dev-dependencies"),
                kind: .dev)
        }
        if let uv = reader.table("uv", in: tools) {
            readList("dev-dependencies", of: uv, at: ValuePath(keys: "tool", "uv"), kind: .dev)
        }
    }
}
