import ReleaseModel
import ReleaseText

/// A `yarn.lock` of Yarn 2 and later, which is YAML
/// ([the format](https://yarnpkg.com/configuration/manifest), [its fields](https://yarnpkg.com/advanced/lexicon)).
///
/// Each entry is called by the descriptors that resolve to it, `"@x/a@npm:^1.0.0, @x/a@workspace:packages/a"`. That of
/// an own package mirrors its requirements; so a requirement that changes also changes the name of a sibling's entry.
struct YarnLock: NpmLockFile {
    let file: String
    private let bytes: [UInt8]
    private let folder: String
    private(set) var diagnostics: [Diagnostic] = []
    private var root: YAMLNode?
    private var entries: [Entry] = []

    private struct Entry {
        var key: YAMLKey
        var value: YAMLNode
        /// How edits call it; what it resolves to, which stays when requirements change.
        var name: String
        /// `packages/a` of an own package; nil for every other.
        var workspace: String?

        var descriptors: [String] { key.text.split(separator: ",").map { String($0).trimmingSpaces } }
    }

    /// Whether a `yarn.lock` has the newer format, whose first entry is `__metadata`.
    static func isBerry(_ bytes: [UInt8]) -> Bool {
        let wanted = Array("\n__metadata:".utf8)
        let head = bytes.prefix(4_096)
        guard head.count >= wanted.count else { return false }
        return head.starts(with: wanted.dropFirst())
            || (0...(head.count - wanted.count)).contains { head[$0...].starts(with: wanted) }
    }

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        folder = RepositoryPath.folder(of: file)
        do throws(UnreadableInput) {
            root = try yamlDocument(bytes, file: file).root
        } catch {
            diagnostics = error.diagnostics
        }
        for entry in root?.entries ?? [] {
            let resolution = entry.value["resolution"]?.scalar?.text
            let mark = resolution?.range(ofWorkspace: "@workspace:")
            entries.append(
                Entry(
                    key: entry.key, value: entry.value, name: resolution ?? entry.key.text,
                    workspace: mark.flatMap { mark in resolution.map { String($0[mark...]) } }))
        }
    }

    func edits(_ context: NpmLockContext) -> [FileEdit] {
        var edits: [FileEdit] = []
        let siblings = siblings
        var uses: [String: Int] = [:]
        for entry in entries {
            for one in requirements(of: entry) where one.namesEntry { uses[one.descriptor, default: 0] += 1 }
        }
        // By the sibling's entry: descriptors that it gets.
        var added: [Int: Set<String>] = [:]
        for entry in entries {
            guard let workspace = entry.workspace else { continue }
            let own = RepositoryPath.joined(folder, workspace)
            for one in requirements(of: entry) {
                guard let to = YarnLock.text(of: one, in: own, context) else { continue }
                let sibling = siblings[one.descriptor]
                if one.namesEntry {
                    guard let sibling else { continue }
                    uses[one.descriptor, default: 0] -= 1
                    uses["\(one.package)@\(to)", default: 0] += 1
                    added[sibling, default: []].insert("\(one.package)@\(to)")
                }
                let path = ValuePath(keys: entry.name, one.section, one.package)
                edits.append(edit(path, one.text, to))
            }
        }
        for (index, new) in added.sorted(by: { $0.key < $1.key }) {
            let entry = entries[index]
            // Descriptors that are no longer required are removed, except the folder's own.
            let kept = entry.descriptors.filter { uses[$0] == nil || uses[$0] ?? 0 > 0 }
            let text = Set(kept).union(new).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(
                separator: ", ")
            if text != entry.key.text {
                edits.append(edit(ValuePath(keys: entry.name, "descriptors"), entry.key.text, text))
            }
        }
        return edits
    }

    /// What own packages' requirements are resolved to.
    var links: [LockedLink] {
        var byDescriptor: [String: Entry] = [:]
        for entry in entries { for descriptor in entry.descriptors { byDescriptor[descriptor] = entry } }
        return entries.filter { $0.workspace != nil }.flatMap { entry in
            requirements(of: entry).compactMap { one -> LockedLink? in
                guard one.namesEntry, let found = byDescriptor[one.descriptor] else { return nil }
                return LockedLink(
                    from: entry.name.split(separator: "@workspace:").first.map(String.init), to: one.package,
                    version: found.value["version"]?.scalar?.text, place: found.value.place,
                    isLocal: found.workspace != nil, prefersLocal: true)
            }
        }
    }

    var members: Set<String>? {
        Set(entries.compactMap { entry in entry.workspace.map { RepositoryPath.joined(folder, $0) } })
    }

    var recorded: [RecordedRequirements] {
        entries.compactMap { entry in
            entry.workspace.map { workspace in
                // What package.json calls optional stands among the others here.
                RecordedRequirements(
                    folder: RepositoryPath.joined(folder, workspace), place: entry.value.place,
                    texts: Dictionary(
                        requirements(of: entry).map { ($0.package, $0.text) }, uniquingKeysWith: { first, _ in first }))
            }
        }
    }

    /// The entries of own packages, by each of their descriptors.
    private var siblings: [String: Int] {
        var siblings: [String: Int] = [:]
        for (index, entry) in entries.enumerated() where entry.workspace != nil {
            for descriptor in entry.descriptors { siblings[descriptor] = index }
        }
        return siblings
    }

    private struct Requirement {
        var section: String
        var package: String
        var text: String
        /// Whether an entry must be called so; peers are found elsewhere.
        var namesEntry: Bool
        var descriptor: String { "\(package)@\(text)" }
    }

    private func requirements(of entry: Entry) -> [Requirement] {
        ["dependencies", "peerDependencies"].flatMap { section in
            (entry.value[section]?.entries ?? []).compactMap { one in
                one.value.scalar.map {
                    Requirement(
                        section: section, package: one.key.text, text: $0.text, namesEntry: section == "dependencies")
                }
            }
        }
    }

    /// Newer releases write `npm:` before a bare range.
    private static func text(of one: Requirement, in folder: String, _ context: NpmLockContext) -> String? {
        if let to = context.text(of: one.package, in: folder, from: one.text) { return to }
        guard one.text.hasPrefix("npm:") else { return nil }
        return context.text(of: one.package, in: folder, from: String(one.text.dropFirst(4))).map { "npm:" + $0 }
    }

    /// Its values: for each entry the descriptors that it is called by, and everything in it.
    var scanned: ScannedFile {
        var scanned = ScannedFile(file: file, bytes: bytes, diagnostics: diagnostics)
        for entry in entries {
            let path = entry.name.utf8.count < 1_024 ? ValuePath.quoted(entry.name) : "…"
            scanned.values.append(
                ScannedValue(
                    key: path + ".descriptors", text: entry.key.text,
                    range: unquoted(entry.key.range, style: entry.key.style)))
            addScalars(of: entry.value, at: path, to: &scanned.values)
        }
        return scanned
    }

    private func edit(_ path: ValuePath, _ from: String, _ to: String) -> FileEdit {
        FileEdit(ecosystem: .npm, file: file, key: path.description, from: from, to: to)
    }
}

extension String {
    /// Where the text behind the first `mark` begins.
    fileprivate func range(ofWorkspace mark: String) -> String.Index? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(mark) { return self.index(index, offsetBy: mark.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
