package import ReleaseModel
import ReleaseText

/// What an index and the build backends would refuse, as far as files tell.
extension PythonEcosystem {
    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] {
        files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [LockedPackage] in
            guard path.hasSuffix(".lock"), isManifest(path: path) else { return [] }
            let document = TOMLDocument(file: path, bytes: bytes)
            return (document.root["package"]?.array ?? []).compactMap { value in
                guard let table = value.table, let name = table["name"]?.string, let version = table["version"],
                    let text = version.string
                else { return nil }
                return LockedPackage(
                    package: name, version: text, place: document.place(of: version),
                    isLocal: PythonLock.isLocal(table))
            }
        }
    }

    /// What a project requires and `uv.lock` does not repeat in the metadata of its entry, and the other way round; what the
    /// entries of other locks do not meet.
    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        files.filter { RepositoryPath.name(of: $0.key) == "uv.lock" && isManifest(path: $0.key) }
            .sorted { $0.key < $1.key }.flatMap { path, bytes -> [UnlockedRequirement] in
                UVLock(document: TOMLDocument(file: path, bytes: bytes)).unlocked(in: files)
            } + unlockedPythonRequirements(in: files, of: self)
    }

    package func lockCommand(for file: String) -> String? {
        switch RepositoryPath.name(of: file) {
        case "uv.lock": "uv lock"
        case "poetry.lock": "poetry lock"
        case "pdm.lock": "pdm lock"
        default: nil
        }
    }

    /// Poetry and PDM keep a hash over the requirements of the manifest; uv repeats those that no folder answers.
    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] {
        let manifests = edits.filter { edit in
            RepositoryPath.name(of: edit.file) == "pyproject.toml"
                && !["project.version", "tool.poetry.version"].contains(edit.key)
        }
        return Set(
            manifests.flatMap { edit in
                ["poetry.lock", "pdm.lock"].map { RepositoryPath.joined(RepositoryPath.folder(of: edit.file), $0) }
            }
        ).filter { files[$0] != nil && isManifest(path: $0) }.sorted()
    }

    package func missingTargets(in files: [String: [UInt8]]) -> [MissingTarget] {
        ReleaseManifests.missingTargets(in: files, of: self, manifests: ["pyproject.toml", "setup.py", "setup.cfg"])
    }

    /// Members of uv's workspaces that are named and have no `pyproject.toml`.
    package func missingMembers(in files: [String: [UInt8]]) -> [Diagnostic] {
        let mark = Array("workspace".utf8)
        return files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [Diagnostic] in
            guard RepositoryPath.name(of: path) == "pyproject.toml", isManifest(path: path),
                !liesInSampleFolder(path: path), bytes.holds(mark)
            else { return [] }
            let document = TOMLDocument(file: path, bytes: bytes)
            let workspace = document.root["tool"]?.table?["uv"]?.table?["workspace"]?.table
            return ReleaseManifests.missingMembers(
                workspace?["members"]?.array ?? [], of: document, at: path, manifest: "pyproject.toml",
                code: "python.missing-member", files: files, isLookedFor: isManifest(path:))
        }
    }

    package func inspect(_ files: [String: [UInt8]], paths: [String]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key })
        where RepositoryPath.name(of: path) == "pyproject.toml" && isManifest(path: path)
            && !liesInSampleFolder(path: path)
        {
            let document = TOMLDocument(file: path, bytes: bytes)
            guard document.diagnostics.isEmpty else { continue }
            var inspection = PythonInspection(document: document, paths: Set(paths))
            inspection.inspect()
            found += inspection.diagnostics
        }
        return found
    }
}

/// The rules of the [core metadata](https://packaging.python.org/en/latest/specifications/core-metadata/) and of
/// [`pyproject.toml`](https://packaging.python.org/en/latest/specifications/pyproject-toml/).
private struct PythonInspection {
    let document: TOMLDocument
    let paths: Set<String>
    private var reader: TOMLReader

    var diagnostics: [Diagnostic] { reader.diagnostics }

    init(document: TOMLDocument, paths: Set<String>) {
        self.document = document
        self.paths = paths
        reader = TOMLReader(document: document, area: "python")
    }

    private var folder: String { RepositoryPath.folder(of: document.file) }

    private mutating func note(_ code: String, at value: TOMLValue, _ message: String, suggestion: String) {
        reader.note(code, at: value, message, suggestion: suggestion)
    }

    mutating func inspect() {
        checkMembers()
        guard let entry = document.root.entry("project"), let project = entry.value.table else { return }
        if let name = project["name"], let text = name.string, RequirementString(text)?.name != text {
            note(
                "project-name", at: name, "'\(text.prefix(80))' is not a project name that an index accepts.",
                suggestion: "Use ASCII letters, digits, -, _ and ., beginning and ending with a letter or digit.")
        }
        let isDynamic = project["dynamic"]?.array?.contains { $0.string == "version" } ?? false
        if project["version"] == nil, !isDynamic {
            note(
                "no-version", at: entry.value, "The project has neither a version nor 'version' among 'dynamic'.",
                suggestion: "Add version = \"…\".")
        } else if let version = project["version"], isDynamic {
            note(
                "static-and-dynamic", at: version, "The version is written here and also listed as dynamic.",
                suggestion: "Remove it from 'dynamic'.")
        }
        if let requirement = project["requires-python"], let text = requirement.string, PythonRequirement(text) == nil {
            note(
                "requires-python", at: requirement,
                "'\(text.prefix(60))' is not a valid specifier as PEP 440 has them.",
                suggestion: "Write for example >=3.10.")
        }
        checkReadme(project)
        checkClassifiers(project)
    }

    /// Members of a uv workspace that are listed and not there.
    private mutating func checkMembers() {
        let workspace = document.root["tool"]?.table?["uv"]?.table?["workspace"]?.table
        for member in workspace?["members"]?.array ?? [] {
            guard let text = member.string else { continue }
            let pattern = RepositoryPath.joined(folder, text)
            let isThere = paths.contains { path in
                RepositoryPath.name(of: path) == "pyproject.toml"
                    && RepositoryPath.matches(RepositoryPath.folder(of: path), pattern: pattern)
            }
            if !isThere {
                note(
                    "missing-member", at: member, "The workspace member '\(text)' is not there.",
                    suggestion: "Remove it from the list, or add its pyproject.toml.")
            }
        }
    }

    private mutating func checkReadme(_ project: TOMLTable) {
        guard let readme = project["readme"], let text = readme.string ?? readme.table?["file"]?.string,
            !paths.contains(RepositoryPath.joined(folder, text))
        else { return }
        note("missing-readme", at: readme, "The readme '\(text)' is not there.", suggestion: "Correct the path.")
    }

    /// The first part of a [classifier](https://packaging.python.org/en/latest/specifications/core-metadata/#classifier-multiple-use) must be known; `Private ::` keeps a project off
    /// the index on purpose.
    private mutating func checkClassifiers(_ project: TOMLTable) {
        let known: Set<String> = [
            "Development Status", "Environment", "Framework", "Intended Audience", "License", "Natural Language",
            "Operating System", "Private", "Programming Language", "Topic", "Typing",
        ]
        for classifier in project["classifiers"]?.array ?? [] {
            guard let text = classifier.string else { continue }
            let first = text.split(separator: "::").first.map { $0.reversed().drop { $0 == " " }.reversed() } ?? []
            if !known.contains(String(first)) || !text.contains(" :: ") {
                note(
                    "classifier", at: classifier, "'\(text.prefix(80))' is not a classifier of the index.",
                    suggestion: "Take one of the index's list, parts joined by ' :: '.")
            }
        }
    }
}
