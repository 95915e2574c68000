package import ReleaseModel
package import ReleaseText

/// A `Cargo.lock`: which entries are ours, and what in them names a version.
package struct CargoLock {
    let document: TOMLDocument
    package private(set) var entries: [Entry] = []

    package struct Entry {
        var index: Int
        package var name: String
        package var version: String
        var versionRange: Range<Int>
        /// nil for what lies in the workspace or is required by path.
        var source: String?
        var hasChecksum: Bool
        /// Elements of `dependencies` with their index: `core`, `core 0.1.0` or `core 0.1.0 (source)`.
        var dependencies: [(index: Int, text: String)]

        /// The version of a foreign entry is bound to a checksum or a commit, which only its source can give.
        package var canChange: Bool {
            guard let source else { return true }
            return !hasChecksum && !source.hasPrefix("git+")
        }

        /// How edits call it: `package[core 0.1.0]`.
        package var key: String { "package[\(name) \(version)]" }
    }

    package init(document: TOMLDocument) {
        self.document = document
        // The first format lists all checksums in one table at the end.
        let checksums = Set(document.root["metadata"]?.table?.entries.map(\.key) ?? [])
        for (index, value) in (document.root["package"]?.array ?? []).enumerated() {
            guard let table = value.table, let name = table["name"]?.string, let version = table["version"],
                let versionText = version.string
            else { continue }
            let source = table["source"]?.string
            let dependencies = (table["dependencies"]?.array ?? []).enumerated().compactMap { index, element in
                element.string.map { (index: index, text: $0) }
            }
            entries.append(
                Entry(
                    index: index, name: name, version: versionText, versionRange: version.range, source: source,
                    hasChecksum: table["checksum"] != nil
                        || checksums.contains("checksum \(name) \(versionText) (\(source ?? ""))"),
                    dependencies: dependencies))
        }
    }

    /// What workspace packages are resolved to by each of their dependencies.
    var links: [LockedLink] {
        let places = TextPlaces(file: document.file, bytes: document.bytes)
        let byName = Dictionary(grouping: entries, by: \.name)
        return entries.filter { $0.source == nil }.flatMap { entry in
            entry.dependencies.compactMap { dependency -> LockedLink? in
                let words = dependency.text.split(separator: " ").map(String.init)
                guard let name = words.first else { return nil }
                let found = (byName[name] ?? []).first { one in
                    (words.count < 2 || one.version == words[1])
                        && (words.count < 3 || one.source.map { "(\($0))" } == words[2])
                }
                guard let found else { return nil }
                return LockedLink(
                    from: entry.name, to: name, version: found.version,
                    place: places.place(at: found.versionRange.lowerBound), isLocal: found.source == nil)
            }
        }
    }

    /// Members of its workspace without an entry.
    func missing(among members: [FoundPackage]) -> [UnlockedRequirement] {
        let locked = Set(entries.filter { $0.source == nil }.map(\.name))
        return members.filter { !locked.contains($0.name) }
            .map { .member($0.name, at: $0.manifest, missingIn: document.file) }
    }

    /// What a package requires and its entry does not have; empty where the lock is not of its workspace.
    func unlocked(
        of package: FoundPackage, accepts: (_ requirement: String, _ version: Version) -> Bool?
    ) -> [UnlockedRequirement] {
        let own = entries.filter { $0.source == nil && $0.name == package.name }
        guard own.count == 1, let entry = own.first else { return [] }
        let place = TextPlaces(file: document.file, bytes: document.bytes).place(at: entry.versionRange.lowerBound)
        // `rand`, or `rand 0.8.5` where the lock has several.
        let locked = Dictionary(grouping: entry.dependencies.map { $0.text.split(separator: " ") }) {
            String($0.first ?? "")
        }
        let versions = Dictionary(grouping: entries, by: \.name)
        var found = package.requirements.compactMap { one -> UnlockedRequirement? in
            // A crate that tests itself is not listed as its own dependency.
            guard one.upstreamEcosystem == nil, one.package != package.name else { return nil }
            var missing = UnlockedRequirement(
                lock: place, place: one.place, package: one.package, requirement: one.requirement)
            guard let named = locked[one.package] else { return missing }
            let chosen = (versions[one.package] ?? []).filter { entry in
                named.contains { $0.count < 2 || $0[1] == entry.version }
            }
            guard let requirement = one.requirement, !chosen.isEmpty,
                // Cargo wants the version beside a path to be that of the folder; what git gives has no other.
                chosen.allSatisfy({ $0.source.map { $0.hasPrefix("registry+") } ?? (one.path != nil) }),
                chosen.allSatisfy({ Version($0.version).flatMap { accepts(requirement, $0) } == false })
            else { return nil }
            missing.locked = chosen.map(\.version).joined(separator: " and ")
            return missing
        }
        let required = Set(package.requirements.map(\.package))
        for name in locked.keys.sorted() where !required.contains(name) {
            var left = UnlockedRequirement(lock: place, place: package.manifest, package: name, requirement: nil)
            left.isLeftOver = true
            found.append(left)
        }
        return found
    }

    /// The edits of all lock files among `files`, in file order.
    package static func edits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] {
        var edits: [FileEdit] = []
        var diagnostics: [Diagnostic] = []
        for (path, bytes) in files.sorted(by: { $0.key < $1.key })
        where RepositoryPath.name(of: path) == "Cargo.lock" && CargoEcosystem.isManifest(path) {
            let document = TOMLDocument(file: path, bytes: bytes)
            if !document.diagnostics.isEmpty, liesInSampleFolder(path: path) { continue }
            diagnostics += document.diagnostics
            edits += CargoLock(document: document).edits(for: changes)
        }
        guard diagnostics.isEmpty else { throw .unreadable(diagnostics) }
        return edits
    }

    private func edits(for changes: [PackageVersionChange]) -> [FileEdit] {
        let changes = Dictionary(changes.map { ($0.package, $0) }, uniquingKeysWith: { first, _ in first })
        let ours = Dictionary(entries.filter { $0.source == nil }.map { ($0.name, 1) }, uniquingKeysWith: +)
        func change(_ entry: Entry) -> PackageVersionChange? {
            guard let change = changes[entry.name] else { return nil }
            // The only entry of a workspace's package is that package's, whatever version it fell behind at.
            let isOnly = entry.source == nil && ours[entry.name] == 1
            return isOnly || Version(entry.version) == change.from ? change : nil
        }
        var edits: [FileEdit] = []
        func add(_ key: String, _ from: String, _ to: String) {
            if from != to {
                edits.append(FileEdit(ecosystem: .cargo, file: document.file, key: key, from: from, to: to))
            }
        }
        // What `dependencies` call an entry that changes; without its source where it has none.
        var renamed: [String: String] = [:]
        for entry in entries where entry.canChange {
            guard let change = change(entry) else { continue }
            let (old, new) = ("\(entry.name) \(entry.version)", "\(entry.name) \(change.to.text)")
            if let source = entry.source { renamed["\(old) (\(source))"] = "\(new) (\(source))" }
            renamed[old] = new
        }
        // A name and version without source is not ours if a foreign entry has both as well.
        for entry in entries where !entry.canChange && change(entry) != nil {
            if !entries.contains(where: { $0.canChange && $0.name == entry.name && $0.version == entry.version }) {
                renamed["\(entry.name) \(entry.version)"] = nil
            }
        }
        for entry in entries {
            if entry.canChange, let change = change(entry) {
                add("\(entry.key).version", entry.version, change.to.text)
            }
            for dependency in entry.dependencies {
                guard let new = renamed[dependency.text] else { continue }
                add("\(entry.key).dependencies[\(dependency.index)]", dependency.text, new)
            }
        }
        return edits
    }

    /// Finds what `package[core 0.1.0].version` or `package[core 0.1.0].dependencies[3]` names.
    ///
    /// Where several entries have that name and version, ours is meant for the version, and for an element of
    /// `dependencies` the one that has it.
    func target(at key: String) -> TOMLTarget? {
        for entry in entries.sorted(by: { $0.canChange && !$1.canChange }) where key.hasPrefix(entry.key + ".") {
            let rest = key.dropFirst(entry.key.count + 1)
            guard let inner = ValuePath(String(rest)) else { continue }
            let path = ValuePath([.key("package"), .index(entry.index)] + inner.steps)
            guard let value = document.value(at: path), let text = value.string else { continue }
            return TOMLTarget(path: path, text: text)
        }
        return nil
    }
}
