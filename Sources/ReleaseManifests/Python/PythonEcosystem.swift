package import ReleaseModel

/// Python packages: `pyproject.toml` of [PEP 621](https://peps.python.org/pep-0621/), Poetry, PDM and uv.
package struct PythonEcosystem: Ecosystem {
    package let name = EcosystemName.python

    package init() {}

    package func isManifest(path: String) -> Bool {
        RepositoryPath.name(of: path) == "pyproject.toml" && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        let projects = files.filter { isManifest(path: $0.key) }.map { PythonProject(file: $0.key, bytes: $0.value) }
        let members = projects.flatMap(\.members)
        func isMember(_ folder: String) -> Bool {
            members.contains { RepositoryPath.matches(folder, pattern: $0) }
        }
        for project in projects {
            if let package = project.package { reading.packages.append(package) }
            let isSample = liesInSampleFolder(path: project.document.file) && !isMember(project.folder)
            reading.diagnostics += project.diagnostics.map { one in
                var diagnostic = one
                if isSample { diagnostic.severity = .warning }
                return diagnostic
            }
        }
        markSamples(&reading.packages) { isMember($0.path) }
        reading.packages.sort { ($0.path, $0.name) < ($1.path, $1.name) }
        reading.diagnostics.sort { $0.place < $1.place }
        return reading
    }

    package func accepts(requirement: String, version: Version) -> Bool? {
        PythonRequirement(requirement)?.accepts(version)
    }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        PythonRequirement(requirement)?.rewritten(toFollow: version)
    }

    /// None: Python's lock files are not read yet.
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        let document = TOMLDocument(file: file, bytes: bytes)
        return try applied(edits, to: document) { edit throws(EditError) in
            try PythonEcosystem.replacement(for: edit, in: document)
        }
    }

    /// An element of an array is a PEP 508 text, of which only the specifier is edited.
    private static func replacement(
        for edit: FileEdit, in document: TOMLDocument
    ) throws(EditError) -> TOMLReplacement {
        guard let path = ValuePath(edit.key), case .index = path.steps.last else {
            return try document.wholeReplacement(for: edit)
        }
        guard let value = document.value(at: path), let text = value.string, let found = RequirementString(text),
            found.address == nil
        else { throw .notFound(file: document.file, key: edit.key) }
        guard found.specifier == edit.from else {
            throw .unexpected(
                place: document.place(of: value), key: edit.key, expected: edit.from, found: found.specifier)
        }
        return TOMLReplacement(path: path, within: found.specifierRange, text: edit.to, key: edit.key)
    }

    package func normalized(packageName: String) -> String { PythonEcosystem.normalized(packageName) }

    /// [PEP 503](https://peps.python.org/pep-0503/): lower case, and runs of `-`, `_` and `.` are one `-`.
    static func normalized(_ name: String) -> String {
        name.lowercased().split(omittingEmptySubsequences: true) { "-_.".contains($0) }.joined(separator: "-")
    }
}
