package import ReleaseModel
package import ReleaseText

/// One entry of a dependency table, in whichever form it is written.
package struct CargoDependency {
    /// What the manifest's own code calls it.
    package var alias: String
    /// The name of the table that holds it: `dependencies`, `build-dependencies`.
    package var section: String
    package var kind: EdgeKind
    /// The real name.
    package var package: String
    package var requirement: String?
    /// Where the requirement's text is, if there is one.
    package var key: ValuePath?
    /// Of the requirement, else of the entry.
    package var place: Place
    /// Relative to the repository.
    package var path: String?
    /// `workspace = true`: everything else is at the root.
    package var isInherited = false
    /// The tag or commit of its repository, beside a version.
    package var revision: GitRevision?
    /// For diagnostics.
    var value: TOMLValue

    init?(
        _ entry: TOMLEntry, kind: EdgeKind, at keyPath: ValuePath, _ reader: inout TOMLReader, folder: String
    ) {
        alias = entry.key
        section = if case .key(let name) = keyPath.steps.dropLast().last { name } else { "" }
        self.kind = kind
        package = entry.key
        value = entry.value
        place = reader.document.place(of: entry)
        if let text = entry.value.string {
            requirement = text
            key = keyPath
            place = reader.document.place(of: entry.value)
            return
        }
        guard let table = entry.value.table else {
            reader.expected("a version or a table", at: entry)
            return nil
        }
        package = reader.string("package", in: table)?.text ?? entry.key
        path = reader.string("path", in: table).map { RepositoryPath.joined(folder, $0.text) }
        isInherited = reader.boolean("workspace", in: table) ?? false
        if kind == .normal, reader.boolean("optional", in: table) ?? false { self.kind = .optional }
        if let version = reader.string("version", in: table) {
            requirement = version.text
            key = keyPath.appending("version")
            place = reader.document.place(of: version.value)
            revision = CargoDependency.revision(in: table, at: keyPath, &reader)
        }
    }

    /// A branch moves by itself.
    private static func revision(in table: TOMLTable, at path: ValuePath, _ reader: inout TOMLReader) -> GitRevision? {
        guard table["git"] != nil, table["path"] == nil else { return nil }
        for (name, kind) in [("tag", GitRevision.Kind.tag), ("rev", .commit)] {
            guard let found = reader.string(name, in: table) else { continue }
            return GitRevision(
                kind, place: reader.document.place(of: found.value), key: path.appending(name).description,
                value: found.text)
        }
        return nil
    }

    /// The tables of one manifest, or of one of its targets, that hold dependencies.
    static let tables: [(name: String, kind: EdgeKind)] = [
        ("dependencies", .normal), ("dev-dependencies", .dev), ("dev_dependencies", .dev),
        ("build-dependencies", .build), ("build_dependencies", .build),
    ]

    /// Every dependency of a manifest, by table in Cargo's order, then in file order.
    package static func all(_ reader: inout TOMLReader, folder: String) -> [CargoDependency] {
        let root = reader.document.root
        var found = dependencies(of: root, at: ValuePath(), &reader, folder: folder)
        for target in reader.table("target", in: root)?.entries ?? [] {
            guard let table = target.value.table else {
                reader.expected("a table", at: target)
                continue
            }
            found += dependencies(of: table, at: ValuePath(keys: "target", target.key), &reader, folder: folder)
        }
        for source in reader.table("patch", in: root)?.entries ?? [] {
            guard let table = source.value.table else {
                reader.expected("a table", at: source)
                continue
            }
            found += entries(of: table, .patch, at: ValuePath(keys: "patch", source.key), &reader, folder: folder)
        }
        return found
    }

    private static func dependencies(
        of table: TOMLTable, at path: ValuePath, _ reader: inout TOMLReader, folder: String
    ) -> [CargoDependency] {
        var found: [CargoDependency] = []
        for (name, kind) in tables {
            guard let inner = reader.table(name, in: table) else { continue }
            found += entries(of: inner, kind, at: path.appending(name), &reader, folder: folder)
        }
        return found
    }

    private static func entries(
        of table: TOMLTable, _ kind: EdgeKind, at path: ValuePath, _ reader: inout TOMLReader, folder: String
    ) -> [CargoDependency] {
        table.entries.compactMap { entry in
            CargoDependency(entry, kind: kind, at: path.appending(entry.key), &reader, folder: folder)
        }
    }

    func found() -> FoundRequirement {
        var found = FoundRequirement(
            package: package, kind: kind, requirement: requirement, path: path, place: place,
            key: key?.description)
        found.revision = revision
        return found
    }
}
