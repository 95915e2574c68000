import ReleaseModel
import ReleaseText

extension VersionsManifest {
    mutating func read(_ document: TOMLDocument) {
        var reader = TOMLReader(document: document, area: "versions-toml")
        if let versions = reader.table("versions", in: document.root) {
            for entry in versions.entries {
                if entry.key == "develop" {
                    develop = reader.table("develop", in: versions).map { table in
                        VersionsManifest.develop(table, at: document.place(of: entry), &reader)
                    }
                } else if let found = VersionsManifest.entry(entry, &reader) {
                    entries.append(found)
                }
            }
        }
        for entry in reader.table("modules", in: document.root)?.entries ?? [] {
            if let module = VersionsManifest.module(entry, &reader) { modules.append(module) }
        }
        if let table = reader.table("metadata", in: document.root) {
            let path = ValuePath(keys: "metadata")
            metadata = Metadata(
                lastUpdated: reader.field("last_updated", in: table, at: path),
                updatedBy: reader.field("updated_by", in: table, at: path),
                releaseNotes: reader.field("release_notes", in: table, at: path))
        }
        diagnostics = reader.diagnostics
    }

    private static func entry(_ entry: TOMLEntry, _ reader: inout TOMLReader) -> Entry? {
        let path = ValuePath(keys: "versions", entry.key)
        let place = reader.document.place(of: entry)
        if let text = entry.value.string {
            guard let (version, isLocked) = version(text, entry.value, at: path, &reader) else { return nil }
            return Entry(
                name: entry.key, place: place, version: version, isLocked: isLocked, requires: [], binaries: [])
        }
        guard let table = entry.value.table else {
            reader.expected("a version or a table", at: entry)
            return nil
        }
        let requires = reader.strings("requires", in: table)
        let binaries = reader.strings("binaries", in: table).map(\.text)
        let gitTag = reader.field("git_tag", in: table, at: path)
        let gitCommit = reader.field("git_commit", in: table, at: path)
        guard let written = reader.string("version", in: table) else {
            if table.entry("version") == nil {
                reader.note("missing-version", at: entry.value, "'\(ValuePath.quoted(entry.key))' has no version.")
            }
            return nil
        }
        guard let (version, isLocked) = version(written.text, written.value, at: path.appending("version"), &reader)
        else { return nil }
        let elements = table["requires"]?.array ?? []
        return Entry(
            name: entry.key, place: place, version: version, isLocked: isLocked, gitTag: gitTag, gitCommit: gitCommit,
            requires: requires.compactMap { text, value in
                let index = elements.firstIndex { $0.range == value.range } ?? 0
                return requirement(text, value, at: path.appending("requires").appending(index: index), &reader)
            }, binaries: binaries)
    }

    private static func version(
        _ text: String, _ value: TOMLValue, at path: ValuePath, _ reader: inout TOMLReader
    ) -> (Field, isLocked: Bool)? {
        let declared = DeclaredVersion(text)
        guard Version(declared.text) != nil else {
            reader.note("invalid-version", at: value, "'\(text)' is not a valid version.")
            return nil
        }
        let field = Field(text: declared.text, place: reader.document.place(of: value), key: path.description)
        return (field, declared.isLocked)
    }

    private static func requirement(
        _ text: String, _ value: TOMLValue, at path: ValuePath, _ reader: inout TOMLReader
    ) -> Requirement? {
        let place = reader.document.place(of: value)
        guard let found = DeclaredRequirementText(text) else {
            reader.note(
                "invalid-requirement", at: value, "'\(text)' names no component.",
                suggestion: "Write it as \"component=1.2.0\".")
            return nil
        }
        guard !found.requirement.isEmpty else { return Requirement(name: found.name, place: place) }
        if VersionsTomlEcosystem().accepts(requirement: found.requirement, version: Version(0, 0, 0)) == nil {
            reader.note("invalid-requirement", at: value, "'\(found.requirement)' is not a valid version.")
        }
        return Requirement(
            name: found.name, requirement: Field(text: found.requirement, place: place, key: path.description),
            place: place)
    }

    private static func module(_ entry: TOMLEntry, _ reader: inout TOMLReader) -> Module? {
        guard let table = entry.value.table else {
            reader.expected("a table", at: entry)
            return nil
        }
        let path = ValuePath(keys: "modules", entry.key)
        return Module(
            name: entry.key, place: reader.document.place(of: entry),
            minimumVersion: reader.field("min_version", in: table, at: path),
            gitTag: reader.field("git_tag", in: table, at: path),
            binaries: reader.strings("binaries", in: table).map(\.text),
            registryAddress: reader.string("registry_url", in: table)?.text)
    }

    private static func develop(_ table: TOMLTable, at place: Place, _ reader: inout TOMLReader) -> Develop {
        let path = ValuePath(keys: "versions", "develop")
        var dependencies: [String: Field] = [:]
        if let inner = reader.table("dependencies", in: table) {
            for entry in inner.entries {
                dependencies[entry.key] = reader.field(entry.key, in: inner, at: path.appending("dependencies"))
            }
        }
        return Develop(
            place: place, version: reader.field("version", in: table, at: path),
            basedOnStable: reader.field("based_on_stable", in: table, at: path),
            developmentPrefix: reader.field("dev_prefix", in: table, at: path),
            publishedAt: reader.field("published_at", in: table, at: path),
            gitCommit: reader.field("git_sha", in: table, at: path), dependencies: dependencies)
    }
}

extension TOMLReader {
    /// A text, or a date as it is written.
    fileprivate mutating func field(
        _ key: String, in table: TOMLTable, at path: ValuePath
    ) -> VersionsManifest.Field? {
        guard let entry = table.entry(key) else { return nil }
        let text: String
        switch entry.value.content {
        case .string(let content), .dateTime(_, let content): text = content
        default:
            expected("a string", at: entry)
            return nil
        }
        return VersionsManifest.Field(
            text: text, place: document.place(of: entry.value), key: path.appending(key).description)
    }
}
