package import ReleaseModel
package import ReleaseText

/// One `Cargo.toml`, by itself: what it says and where, before workspaces are considered.
package struct CargoManifest {
    package let document: TOMLDocument
    package let folder: String
    package var package: Package?
    package var workspace: Workspace?
    package var dependencies: [CargoDependency] = []
    var diagnostics: [Diagnostic] = []

    package var file: String { document.file }

    package struct Package {
        package var name: String
        var place: Place
        package var version: PackageVersion
        var binaries: [String]
        /// `package.workspace`: the folder of the root, where it is not simply above.
        var workspaceFolder: String?
        /// What it says against publishing it; nil: nothing.
        var unpublishedBy: String?
    }

    package enum PackageVersion {
        case none
        case written(String, Place)
        /// `version.workspace = true`
        case inherited(TOMLValue)
    }

    package struct Workspace {
        package var members: [String]
        package var excluded: [String]
        /// `workspace.package.version`
        package var version: (text: String, place: Place)?
        /// `workspace.dependencies`, by the name that members call them.
        package var dependencies: [String: CargoDependency]
    }

    package init(file: String, bytes: [UInt8]) {
        document = TOMLDocument(file: file, bytes: bytes)
        folder = RepositoryPath.folder(of: file)
        guard document.diagnostics.isEmpty else {
            diagnostics = document.diagnostics
            return
        }
        var reader = TOMLReader(document: document, area: "cargo")
        package = CargoManifest.package(&reader, folder: folder)
        dependencies = CargoDependency.all(&reader, folder: folder)
        workspace = CargoManifest.workspace(&reader, folder: folder)
        diagnostics = reader.diagnostics
    }

    private static func package(_ reader: inout TOMLReader, folder: String) -> Package? {
        guard let entry = reader.document.root.entry("package") ?? reader.document.root.entry("project") else {
            return nil
        }
        guard let table = entry.value.table else {
            reader.expected("a table", at: entry)
            return nil
        }
        guard let name = reader.string("name", in: table) else {
            if table.entry("name") == nil {
                reader.note("missing-name", at: entry.value, "This package has no name.")
            }
            return nil
        }
        var binaries: [String] = []
        for binary in reader.array("bin", in: reader.document.root) ?? [] {
            guard let table = binary.table else { continue }
            if let name = reader.string("name", in: table) { binaries.append(name.text) }
        }
        return Package(
            name: name.text, place: reader.document.place(of: name.value),
            version: version(&reader, key: entry.key, in: table), binaries: binaries,
            workspaceFolder: reader.string("workspace", in: table).map { RepositoryPath.joined(folder, $0.text) },
            unpublishedBy: unpublishedBy(table))
    }

    /// `publish = false`, no registry at all, or the mark of a fuzz crate.
    private static func unpublishedBy(_ table: TOMLTable) -> String? {
        if table["publish"]?.boolean == false { return "publish = false" }
        if table["publish"]?.array?.isEmpty == true { return "publish = []" }
        if table["metadata"]?.table?["cargo-fuzz"]?.boolean == true { return "cargo-fuzz = true" }
        return nil
    }

    private static func version(_ reader: inout TOMLReader, key: String, in table: TOMLTable) -> PackageVersion {
        guard let entry = table.entry("version") else { return .none }
        if let inner = entry.value.table, reader.boolean("workspace", in: inner) == true {
            return .inherited(entry.value)
        }
        guard let version = reader.string("version", in: table) else { return .none }
        check(version, &reader)
        return .written(version.text, reader.document.place(of: version.value))
    }

    private static func check(_ version: (text: String, value: TOMLValue), _ reader: inout TOMLReader) {
        guard Version(semantic: version.text) == nil else { return }
        reader.note(
            "invalid-version", at: version.value, "'\(version.text)' is not a valid version; three numbers are needed.",
            suggestion: "Write it as major.minor.patch, such as 1.2.0.")
    }

    private static func workspace(_ reader: inout TOMLReader, folder: String) -> Workspace? {
        guard let table = reader.table("workspace", in: reader.document.root) else { return nil }
        var version: (text: String, place: Place)?
        if let package = reader.table("package", in: table), let found = reader.string("version", in: package) {
            check(found, &reader)
            version = (found.text, reader.document.place(of: found.value))
        }
        var dependencies: [String: CargoDependency] = [:]
        if let entries = reader.table("dependencies", in: table)?.entries {
            for entry in entries {
                let path = ValuePath(keys: "workspace", "dependencies", entry.key)
                dependencies[entry.key] = CargoDependency(entry, kind: .normal, at: path, &reader, folder: folder)
            }
        }
        return Workspace(
            members: reader.strings("members", in: table).map { RepositoryPath.joined(folder, $0.text) },
            excluded: reader.strings("exclude", in: table).map { RepositoryPath.joined(folder, $0.text) },
            version: version, dependencies: dependencies)
    }
}
