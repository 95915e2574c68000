import ReleaseModel
import ReleaseText

/// One [`package.json`](https://docs.npmjs.com/cli/v10/configuring-npm/package-json).
struct NpmManifest {
    let document: JSONDocument
    let folder: String
    private(set) var package: FoundPackage?
    /// What it says of the folders of its workspace, relative to the repository; `!` before what is left out.
    private(set) var members: [String] = []
    /// Requirements that name a catalog, with its name; they stand for what the catalog says.
    private(set) var catalogued: [(requirement: FoundRequirement, catalog: String)] = []
    /// Whether it is kept from being published and says no version.
    private(set) var isUnversioned = false
    /// Whether it names anything that another package could use.
    private(set) var isOffered = false
    private var reader: JSONReader
    private var requirements: [FoundRequirement] = []

    var diagnostics: [Diagnostic] { document.diagnostics + reader.diagnostics }

    /// The tables with requirements.
    static let sections = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]

    init(file: String, bytes: [UInt8]) {
        document = JSONDocument(file: file, bytes: bytes)
        reader = JSONReader(document: document, area: "npm")
        folder = RepositoryPath.folder(of: file)
        guard let root = document.root else { return }
        guard root.entries != nil else {
            reader.note("wrong-type", at: root, "A package is an object, and this is \(root.kindName).")
            return
        }
        readWorkspaces(root)
        guard let name = reader.string("name", in: root), !name.text.isEmpty else {
            readRequirements(root)
            package = .unnamed(in: .npm, at: document.place(of: root), requirements)
            return
        }
        let isPrivate = root["private"]?.boolean ?? false
        let sources = versionSources(root, isPrivate: isPrivate)
        isUnversioned = isPrivate && sources.isEmpty
        readRequirements(root)
        readOverrides(root)
        readCrates(root)
        package = FoundPackage(
            ecosystem: .npm, name: name.text, path: folder, manifest: document.place(of: name.value),
            versionSources: sources, requirements: requirements, binaries: binaries(root, name: name.text))
        isOffered = NpmManifest.offers.contains { root[$0] != nil }
        let unpublishedBy = isPrivate ? "\"private\": true" : siteReason(root)
        package?.unpublishedBy = unpublishedBy
    }

    /// A documentation folder whose package offers nothing to require: a site.
    private func siteReason(_ root: JSONNode) -> String? {
        guard NpmManifest.siteFolders.contains(RepositoryPath.name(of: folder).lowercased()), !isOffered else {
            return nil
        }
        return "a site: it has neither main, exports, bin nor files"
    }

    private static let offers = ["main", "module", "exports", "bin", "files", "types", "browser", "publishConfig"]
    private static let siteFolders: Set<String> = ["docs", "doc", "documentation", "site", "website", "www"]

    private mutating func versionSources(_ root: JSONNode, isPrivate: Bool) -> [VersionSource] {
        guard let version = reader.string("version", in: root) else { return [] }
        if Version(semantic: version.text) == nil {
            reader.note(
                "invalid-version", at: version.value, "'\(version.text.prefix(80))' is not a valid npm version.",
                severity: isPrivate ? .warning : .error, suggestion: "Write three numbers, such as 1.2.0.")
        }
        let place = document.place(of: version.value)
        return [VersionSource(ecosystem: .npm, place: place, key: "version", value: version.text)]
    }

    /// An array, or an object with one under `packages`.
    private mutating func readWorkspaces(_ root: JSONNode) {
        guard let value = root["workspaces"] else { return }
        let list = value.entries == nil ? value : value["packages"]
        guard let list else { return }
        members = reader.strings(list, "workspaces").flatMap { NpmManifest.members($0, of: folder) }
    }

    /// A pattern of a workspace, relative to the repository; one for each choice in `{a,b}`.
    static func members(_ pattern: String, of folder: String) -> [String] {
        let mark = pattern.hasPrefix("!") ? "!" : ""
        var open = [String(pattern.dropFirst(mark.count))]
        var found: [String] = []
        while let next = open.popLast() {
            guard let start = next.firstIndex(of: "{"), let end = next[start...].firstIndex(of: "}"),
                open.count + found.count < memberLimit
            else {
                found.append(mark + RepositoryPath.joined(folder, next))
                continue
            }
            let choices = next[next.index(after: start)..<end].split(separator: ",", omittingEmptySubsequences: false)
            open += choices.prefix(memberLimit).map { String(next[..<start] + $0 + next[next.index(after: end)...]) }
        }
        return found.sorted()
    }

    /// Choices in one pattern that are followed.
    private static let memberLimit = 64

    private mutating func readRequirements(_ root: JSONNode) {
        let meta = (root["peerDependenciesMeta"]?.entries ?? []).filter { $0.value["optional"]?.boolean == true }
        let optionalPeers = Set(meta.map(\.key.text))
        for (section, kind) in zip(NpmManifest.sections, [EdgeKind.normal, .dev, .optional, .peer]) {
            for entry in reader.entries(section, in: root) {
                let isOptional = kind == .peer && optionalPeers.contains(entry.key.text)
                read(entry, name: entry.key.text, at: ValuePath(keys: section), kind: isOptional ? .optional : kind)
            }
        }
    }

    private mutating func read(_ entry: JSONEntry, name: String, at path: ValuePath, kind: EdgeKind) {
        guard let text = entry.value.string else {
            reader.expected("a string", at: entry.value, entry.key.text)
            return
        }
        var found = FoundRequirement(
            package: name, kind: kind, requirement: nil, place: document.place(of: entry.value), key: nil)
        guard let specifier = NpmSpecifier(text) else {
            reader.note(
                "invalid-requirement", at: entry.value, "'\(text.prefix(80))' is not a valid npm requirement.",
                severity: .warning)
            return
        }
        found.package = specifier.package ?? name
        found.publishedAs = specifier.publishedAs
        found.isOfWorkspace = specifier.prefix.hasPrefix("workspace:")
        switch specifier.kind {
        case .range:
            found.requirement = text
            found.key = path.appending(entry.key.text).description
        case .tag: found.requirement = text
        case .path(let relative): found.path = RepositoryPath.joined(folder, relative)
        case .catalog(let catalog):
            catalogued.append((found, catalog))
            return
        case .following, .address: break
        case .reference: return
        }
        requirements.append(found)
    }

    /// Crates that its scripts build for it; what lies beside the manifest is a part of the package anyway.
    private mutating func readCrates(_ root: JSONNode) {
        var seen: Set<String> = [folder]
        // No program's own table is needed for a build, so a value that is not a text is left to npm.
        for entry in root["scripts"]?.entries ?? [] {
            for crate in crateFolders(builtBy: entry.value.string ?? "") {
                let crate = RepositoryPath.joined(folder, crate)
                guard seen.insert(crate).inserted else { continue }
                requirements.append(
                    FoundRequirement(
                        package: "", in: .cargo, kind: .build, requirement: nil, path: crate,
                        place: document.place(of: entry.value), key: nil))
            }
        }
    }

    /// npm's `overrides`, which may be nested, pnpm's flat ones, and Yarn's `resolutions`.
    private mutating func readOverrides(_ root: JSONNode) {
        readOverrides("overrides", in: root, at: ValuePath())
        readOverrides("resolutions", in: root, at: ValuePath())
        if let pnpm = root["pnpm"], pnpm.entries != nil {
            readOverrides("overrides", in: pnpm, at: ValuePath(keys: "pnpm"))
        }
    }

    private mutating func readOverrides(
        _ key: String, in object: JSONNode, at path: ValuePath, within outer: String? = nil
    ) {
        let path = path.appending(key)
        for entry in reader.entries(key, in: object) {
            // `.` is the package that the object around it is about.
            let name = entry.key.text == "." ? outer ?? "." : NpmManifest.overridden(entry.key.text)
            if entry.value.entries != nil {
                readOverrides(
                    entry.key.text, in: JSONNode(content: .object([entry]), range: entry.value.range), at: path,
                    within: name)
            } else if entry.value.string != "-" {
                // `-` is pnpm's way to leave a package out.
                read(entry, name: name, at: path, kind: .patch)
            }
        }
    }

    /// The package that a key of `overrides` is about: `b` in `a>b`, `a/b`, `**/b` and `b@^1`; a scope stays.
    private static func overridden(_ key: String) -> String {
        var name = key[...]
        // A `>` behind `@` or a space belongs to a range.
        let arrow = name.indices.last { index in
            guard name[index] == ">", index > name.startIndex else { return false }
            return !"@ |".contains(name[name.index(before: index)])
        }
        if let arrow { name = name[name.index(after: arrow)...] }
        let parts = name.split(separator: "/")
        if let last = parts.last {
            let isScoped = parts.count > 1 && parts[parts.count - 2].hasPrefix("@")
            name = isScoped ? Substring("\(parts[parts.count - 2])/\(last)") : last
        }
        if let at = name.lastIndex(of: "@"), at > name.startIndex { name = name[..<at] }
        return String(name)
    }

    /// `bin` is a path for a program of the package's own name, or programs with their paths.
    private func binaries(_ root: JSONNode, name: String) -> [String] {
        guard let bin = root["bin"] else { return [] }
        if bin.string != nil { return [String(name.split(separator: "/").last ?? "")] }
        return (bin.entries ?? []).map(\.key.text).sorted()
    }
}
