import ReleaseModel
import ReleaseText

/// A [version catalogue](https://docs.gradle.org/current/userguide/version_catalogs.html): `gradle/libs.versions.toml`.
struct GradleCatalogue {
    let document: TOMLDocument
    /// `libs`: what scripts call it.
    let name: String
    /// By what scripts call them, without the catalogue's name: `core.api`, `plugins.detekt`.
    private(set) var entries: [String: Entry] = [:]
    /// What each bundle has, by its name in scripts: `bundles.all`.
    private(set) var bundles: [String: [String]] = [:]
    private var reader: TOMLReader

    var diagnostics: [Diagnostic] { document.diagnostics + reader.diagnostics }

    struct Entry {
        /// `group:name`
        var module: String
        var requirement: String?
        var place: Place
        var key: String?
    }

    init(file: String, bytes: [UInt8]) {
        document = TOMLDocument(file: file, bytes: bytes)
        reader = TOMLReader(document: document, area: "gradle")
        name = String(RepositoryPath.name(of: file).dropLast(".versions.toml".count))
        guard document.diagnostics.isEmpty else { return }
        for entry in reader.table("libraries", in: document.root)?.entries ?? [] {
            read(entry, in: "libraries", as: GradleCatalogue.accessor(entry.key))
        }
        for entry in reader.table("plugins", in: document.root)?.entries ?? [] {
            read(entry, in: "plugins", as: "plugins." + GradleCatalogue.accessor(entry.key))
        }
        if let table = reader.table("bundles", in: document.root) {
            for entry in table.entries {
                bundles["bundles." + GradleCatalogue.accessor(entry.key)] = reader.strings(entry.key, in: table).map {
                    GradleCatalogue.accessor($0.text)
                }
            }
        }
    }

    /// A plain version of its table `[versions]`, by what scripts call it behind `versions.`.
    func version(called name: String) -> ScannedValue? {
        let versions = document.root["versions"]?.table?.entries ?? []
        guard let entry = versions.first(where: { GradleCatalogue.accessor($0.key) == name }),
            let text = entry.value.string
        else { return nil }
        return ScannedValue(
            key: ValuePath(keys: "versions", entry.key).description, text: text, range: entry.value.range)
    }

    static func isCatalogue(_ path: String) -> Bool {
        RepositoryPath.name(of: path).hasSuffix(".versions.toml")
            && RepositoryPath.name(of: RepositoryPath.folder(of: path)) == "gradle"
    }

    /// `core-api` and `core_api` are both `core.api` in scripts.
    private static func accessor(_ alias: String) -> String {
        alias.replacing("-", with: ".").replacing("_", with: ".")
    }

    private mutating func read(_ entry: TOMLEntry, in table: String, as accessor: String) {
        let path = ValuePath(keys: table, entry.key)
        if let text = entry.value.string {
            let (module, range) = GradleCatalogue.split(text, in: table)
            let version = range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
            entries[accessor] = Entry(
                module: module, requirement: version, place: document.place(of: entry.value),
                key: version == nil ? nil : path.description)
            return
        }
        guard let inner = entry.value.table else { return reader.expected("a string or a table", at: entry) }
        guard let module = module(of: inner, in: table) else {
            reader.note(
                "missing-coordinate", at: entry.value,
                "'\(ValuePath.quoted(entry.key))' has no \(table == "plugins" ? "id" : "module, nor group and name").")
            return
        }
        var found = Entry(module: module, requirement: nil, place: document.place(of: entry), key: nil)
        if let version = inner.entry("version") {
            if let name = version.value.table?["ref"]?.string {
                if let shared = document.root["versions"]?.table?.entry(name) {
                    note(shared, at: ValuePath(keys: "versions", name), in: &found)
                } else {
                    reader.note(
                        "undefined-version", at: version.value, "[versions] has no '\(ValuePath.quoted(name))'.")
                }
            } else {
                note(version, at: path.appending("version"), in: &found)
            }
        }
        entries[accessor] = found
    }

    private mutating func module(of table: TOMLTable, in name: String) -> String? {
        if name == "plugins" { return reader.string("id", in: table).map { "\($0.text):\($0.text).gradle.plugin" } }
        if let module = reader.string("module", in: table) { return module.text }
        guard let group = reader.string("group", in: table), let artifact = reader.string("name", in: table) else {
            return nil
        }
        return "\(group.text):\(artifact.text)"
    }

    /// A version is a text, or a table of which the strictest text counts.
    private func note(_ version: TOMLEntry, at path: ValuePath, in found: inout Entry) {
        if let text = version.value.string {
            found.requirement = text
            found.place = document.place(of: version.value)
            found.key = path.description
            return
        }
        for name in ["strictly", "require", "prefer"] {
            guard let value = version.value.table?[name], let text = value.string else { continue }
            found.requirement = text
            found.place = document.place(of: value)
            found.key = path.appending(name).description
            return
        }
    }

    /// The module of a text like `group:name:1.2`, or `plugin.id:1.2`, and the bytes of its version.
    private static func split(_ text: String, in table: String) -> (module: String, version: Range<Int>?) {
        let bytes = Array(text.utf8)
        let colons = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
        let wanted = table == "plugins" ? 0 : 1
        let end = colons.count > wanted ? colons[wanted] : bytes.count
        let name = String(decoding: bytes[..<end], as: UTF8.self)
        let module = table == "plugins" ? "\(name):\(name).gradle.plugin" : name
        return (module, colons.count > wanted ? (end + 1)..<bytes.count : nil)
    }

    static func target(at key: String, in document: TOMLDocument) throws(EditError) -> TOMLTarget? {
        guard let path = ValuePath(key), path.steps.count == 2, case .key(let table) = path.steps[0],
            table != "versions", let text = document.value(at: path)?.string
        else { return try document.target(at: key) }
        return split(text, in: table).version.map { range in
            TOMLTarget(
                path: path, within: range, text: String(decoding: Array(text.utf8)[range], as: UTF8.self))
        }
    }
}
