import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// npm packages: `package.json`, its lock files, and what the package's samples require of it.
package struct NodeReleaseType: ReleaseType {
    package let name: ReleaseTypeName
    private var isLibrarian: Bool { name == "node-librarian" }

    package init(_ name: ReleaseTypeName) { self.name = name }

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let own = package.present(
            "package.json", "package-lock.json", "npm-shrinkwrap.json", "samples/package.json", among: paths)
        return own + (isLibrarian ? package.everywhere(among: paths) { $0 == "librarian.yaml" } : [])
    }

    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        JSONDocument.root(package.file("package.json"), in: files)?["name"]?.string
    }

    /// `@scope/x` → `x`.
    package func component(ofPackageNamed name: String) -> String {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].first == "@", parts[0].count > 1 else { return name }
        return String(parts[1])
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        var edits = ReleaseEdits(files)
        let manifest = package.file("package.json")
        let own = package.packageName ?? packageName(of: package, in: files)
        try edits.set("version", of: manifest, in: .npm, to: version.text)
        let others = versions.filter { $0.key != own }
        try NodeReleaseType.follow(others, in: manifest, at: ValuePath(), files, &edits)
        for lock in ["package-lock.json", "npm-shrinkwrap.json"] {
            try NodeReleaseType.lock(package.file(lock), to: version, others, files, &edits)
        }
        if let own { try NodeReleaseType.follow(in: package.file("samples/package.json"), own, version, files, &edits) }
        if isLibrarian {
            for file in files.keys.sorted() where RepositoryPath.name(of: file) == "librarian.yaml" {
                try edits.setLibrarian(file, of: package, to: version.text, files: files)
            }
        }
        return edits.sorted
    }

    /// The lock's own version, and those of packages that are released with this one.
    private static func lock(
        _ file: String, to version: Version, _ others: [String: Version], _ files: [String: [UInt8]],
        _ edits: inout ReleaseEdits
    ) throws(EditError) {
        guard let root = try jsonRoot(file, in: files) else { return }
        try edits.set("version", of: file, in: .npm, to: version.text)
        for entry in root["packages"]?.entries ?? [] {
            let path = ValuePath(keys: "packages", entry.key.text)
            let isOwn = entry.key.text.isEmpty
            guard isOwn || !entry.key.text.split(separator: "/").contains("node_modules") else { continue }
            let name = entry.value["name"]?.string ?? String(RepositoryPath.name(of: entry.key.text))
            if let new = isOwn ? version : others[name] {
                try edits.set(path.appending("version").description, of: file, in: .npm, to: new.text)
            }
            for section in sections { try follow(others, entry.value[section], path.appending(section), file, &edits) }
        }
    }

    /// Where requirements on other packages follow them; peers are left to their users.
    private static let sections = ["dependencies", "devDependencies", "optionalDependencies"]

    private static func follow(
        _ others: [String: Version], in file: String, at path: ValuePath, _ files: [String: [UInt8]],
        _ edits: inout ReleaseEdits
    ) throws(EditError) {
        guard let root = try jsonRoot(file, in: files) else { return }
        for section in sections { try follow(others, root[section], path.appending(section), file, &edits) }
    }

    private static func follow(
        _ others: [String: Version], _ table: JSONNode?, _ path: ValuePath, _ file: String, _ edits: inout ReleaseEdits
    ) throws(EditError) {
        for entry in table?.entries ?? [] {
            guard let new = others[entry.key.text], let old = entry.value.string,
                let text = requirement(old, following: new)
            else { continue }
            edits.add(path.appending(entry.key.text).description, of: file, in: .npm, from: old, to: text)
        }
    }

    /// Samples require the package with a caret.
    private static func follow(
        in samples: String, _ name: String, _ version: Version, _ files: [String: [UInt8]], _ edits: inout ReleaseEdits
    ) throws(EditError) {
        let key = ValuePath(keys: "dependencies", name).description
        try edits.set(key, of: samples, in: .npm, to: "^" + version.text)
    }

    /// The same comparison with the new version; nil for addresses and `workspace:`, which say no number.
    static func requirement(_ old: String, following version: Version) -> String? {
        guard !old.contains(":"), !old.contains("/") else { return nil }
        let sign = [">=", "<=", "^", "~", ">", "<"].first { old.hasPrefix($0) } ?? ""
        return sign + version.text
    }
}

extension JSONDocument {
    /// The root of a file; nil where it is not there or can't be read.
    static func root(_ file: String, in files: [String: [UInt8]]) -> JSONNode? {
        files[file].flatMap { JSONDocument(file: file, bytes: $0).root }
    }
}
