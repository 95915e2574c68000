import ReleaseModel
import ReleaseText

/// One `composer.json`.
struct ComposerManifest {
    let document: JSONDocument
    let folder: String
    private(set) var package: FoundPackage?
    /// Names of packages that are released as parts of this one, with its version (`"replace": "self.version"`).
    private(set) var parts: Set<String> = []
    /// Where `repositories` of the type `path` say that packages lie, relative to this repository; may have `*`.
    private var places: [String] { offeredFolders.map(\.folder) }
    /// The same, with where it is said.
    private(set) var offeredFolders: [(folder: String, place: Place)] = []
    private var reader: JSONReader

    var diagnostics: [Diagnostic] { document.diagnostics + reader.diagnostics }

    init(file: String, bytes: [UInt8]) {
        document = JSONDocument(file: file, bytes: bytes)
        reader = JSONReader(document: document, area: "composer")
        folder = RepositoryPath.folder(of: file)
        guard let root = document.root else { return }
        guard root.entries != nil else {
            reader.note("wrong-type", at: root, "A package is an object, and this is \(root.kindName).")
            return
        }
        readPlaces(root)
        guard let name = reader.string("name", in: root) else { return }
        if name.text.split(separator: "/", omittingEmptySubsequences: false).count != 2 {
            reader.note(
                "invalid-name", at: name.value, "'\(name.text.prefix(80))' is not a name of the form vendor/name.",
                severity: .warning)
        }
        parts = Set(
            (root["replace"]?.entries ?? []).filter { $0.value.string == "self.version" }.map {
                $0.key.text.lowercased()
            })
        let sources = versionSources(root)
        let requirements = read("require", in: root, kind: .normal) + read("require-dev", in: root, kind: .dev)
        package = FoundPackage(
            ecosystem: .composer, name: name.text, path: folder, manifest: document.place(of: name.value),
            versionSources: sources, requirements: requirements, binaries: binaries(root))
    }

    /// The package, with the folder of each requirement that a path repository offers.
    ///
    /// - Parameter folders: The folders of all packages here, by their names in small letters.
    func package(withPathsOf folders: [String: String]) -> FoundPackage? {
        guard var package else { return nil }
        for index in package.requirements.indices {
            guard let found = folders[package.requirements[index].package.lowercased()],
                places.contains(where: { RepositoryPath.matches(found, pattern: $0) })
            else { continue }
            package.requirements[index].path = found
        }
        return package
    }

    private mutating func versionSources(_ root: JSONNode) -> [VersionSource] {
        guard let version = reader.string("version", in: root) else { return [] }
        if Version(version.text) == nil {
            reader.note(
                "invalid-version", at: version.value,
                "'\(version.text.prefix(80))' is not a version that a release can follow.", severity: .warning,
                suggestion: "Write three numbers, such as 1.2.0, or leave the version to the tags.")
            return []
        }
        let place = document.place(of: version.value)
        return [VersionSource(ecosystem: .composer, place: place, key: "version", value: version.text)]
    }

    /// An array, or an object whose keys only name its values.
    private mutating func readPlaces(_ root: JSONNode) {
        guard let value = root["repositories"] else { return }
        for one in value.items ?? value.entries?.map(\.value) ?? [] {
            if one["type"]?.string == "path", let value = one["url"], let url = value.string {
                offeredFolders.append((RepositoryPath.joined(folder, url), document.place(of: value)))
            }
        }
    }

    /// Names without `/` are PHP itself, its extensions and Composer.
    private mutating func read(_ key: String, in root: JSONNode, kind: EdgeKind) -> [FoundRequirement] {
        // PHP writes an empty object as an empty array.
        if root[key]?.items?.isEmpty == true { return [] }
        return reader.entries(key, in: root).filter { $0.key.text.contains("/") }.compactMap { entry in
            guard let text = entry.value.string else {
                reader.expected("a string", at: entry.value, entry.key.text)
                return nil
            }
            let isUnderstood = ComposerRequirement(text) != nil
            if !isUnderstood, !text.contains("dev-"), !text.contains("-dev"), text != "self.version" {
                reader.note(
                    "invalid-requirement", at: entry.value,
                    "'\(text.prefix(80))' is not a valid Composer requirement.", severity: .warning)
            }
            return FoundRequirement(
                package: entry.key.text, kind: kind, requirement: isUnderstood ? text : nil,
                place: document.place(of: entry.value),
                key: isUnderstood ? ValuePath(keys: key, entry.key.text).description : nil)
        }
    }

    private func binaries(_ root: JSONNode) -> [String] {
        let files = root["bin"]?.items?.compactMap(\.string) ?? [root["bin"]?.string].compactMap { $0 }
        return files.map { String(RepositoryPath.name(of: $0)) }
    }
}
