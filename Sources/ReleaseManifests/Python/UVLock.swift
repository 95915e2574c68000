import ReleaseModel
import ReleaseText

/// A `uv.lock`, as far as it repeats what the projects of its workspace require
/// ([its layout](https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile)): uv refuses a lock whose copy differs.
struct UVLock {
    let document: TOMLDocument

    /// What a project requires of one package, wherever it says so.
    private struct Requirement {
        var place: Place
        /// As written, without spaces; empty where any version will do.
        var specifier: String
    }

    func unlocked(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        missingMembers(in: files) + unlockedRequirements(in: files)
    }

    /// Projects that the workspace lists and the lock does not have in that folder: new ones, and those that moved.
    private func missingMembers(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        let home = RepositoryPath.folder(of: document.file)
        let root = RepositoryPath.joined(home, "pyproject.toml")
        guard let bytes = files[root] else { return [] }
        let workspace = UVLock.settings(TOMLDocument(file: root, bytes: bytes))?["workspace"]?.table
        func patterns(_ key: String) -> [String] {
            (workspace?[key]?.array ?? []).compactMap(\.string).map { RepositoryPath.joined(home, $0) }
        }
        let (members, excluded) = (patterns("members"), patterns("exclude"))
        guard !members.isEmpty else { return [] }
        let locked = Set((document.root["package"]?.array ?? []).compactMap(\.table).compactMap(folder))
        return files.sorted { $0.key < $1.key }.compactMap { file, bytes -> UnlockedRequirement? in
            let own = RepositoryPath.folder(of: file)
            guard RepositoryPath.name(of: file) == "pyproject.toml", PythonEcosystem.isManifest(file),
                !locked.contains(own), members.contains(where: { RepositoryPath.matches(own, pattern: $0) }),
                !excluded.contains(where: { RepositoryPath.matches(own, pattern: $0) })
            else { return nil }
            let manifest = TOMLDocument(file: file, bytes: bytes)
            guard let name = manifest.root["project"]?.table?["name"], let text = name.string,
                UVLock.settings(manifest)?["managed"]?.boolean != false
            else { return nil }
            return .member(text, at: manifest.place(of: name), missingIn: document.file)
        }
    }

    private static func settings(_ manifest: TOMLDocument) -> TOMLTable? {
        manifest.root["tool"]?.table?["uv"]?.table
    }

    private func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
        (document.root["package"]?.array ?? []).flatMap { value -> [UnlockedRequirement] in
            guard let entry = value.table, let recorded = recorded(by: entry), let folder = folder(of: entry) else {
                return []
            }
            let path = RepositoryPath.joined(folder, "pyproject.toml")
            guard let bytes = files[path] else { return [] }
            let manifest = TOMLDocument(file: path, bytes: bytes)
            guard manifest.diagnostics.isEmpty, let required = required(by: manifest) else { return [] }
            let place = document.place(of: entry["version"] ?? value)
            return differences(required, recorded, at: place, manifest: Place(file: path, line: 1, column: 1))
        }
    }

    private func differences(
        _ required: [String: [Requirement]], _ recorded: [String: [String?]], at lock: Place, manifest: Place
    ) -> [UnlockedRequirement] {
        var found: [UnlockedRequirement] = []
        for (name, wanted) in required.sorted(by: { $0.key < $1.key }) {
            guard let first = wanted.first else { continue }
            guard let locked = recorded[name] else {
                found.append(
                    UnlockedRequirement(
                        lock: lock, place: first.place, package: name,
                        requirement: first.specifier.isEmpty ? nil : first.specifier))
                continue
            }
            // Several with markers may be written in any order; only one against one is compared.
            guard wanted.count == 1, locked.count == 1, let locked = locked[0],
                UVLock.clauses(first.specifier) != UVLock.clauses(locked)
            else { continue }
            found.append(
                UnlockedRequirement(
                    lock: lock, place: first.place, package: name, requirement: first.specifier,
                    locked: locked.isEmpty ? "any version" : locked))
        }
        for name in recorded.keys.sorted() where required[name] == nil {
            var left = UnlockedRequirement(lock: lock, place: manifest, package: name, requirement: nil)
            left.isLeftOver = true
            found.append(left)
        }
        return found
    }

    /// The folder of an own project; nil for what comes from elsewhere.
    private func folder(of entry: TOMLTable) -> String? {
        let source = entry["source"]?.table
        let path = ["editable", "virtual", "directory"].lazy.compactMap { source?[$0]?.string }.first
        return path.map { RepositoryPath.joined(RepositoryPath.folder(of: document.file), $0) }
    }

    /// Where uv takes a package from something else than an index, which it records in the specifier's place.
    private static let sources = ["editable", "virtual", "directory", "path", "git", "url"]

    /// By normalized name, nil for what comes from a folder or an address; nil for an entry of a uv that recorded none.
    private func recorded(by entry: TOMLTable) -> [String: [String?]]? {
        let metadata = entry["metadata"]?.table
        guard metadata != nil || (entry["dependencies"] == nil && entry["dev-dependencies"] == nil) else { return nil }
        let groups = metadata?["requires-dev"]?.table?.entries.map(\.value) ?? []
        let all = ([metadata?["requires-dist"]].compactMap { $0 } + groups).flatMap { $0.array ?? [] }
        var found: [String: [String?]] = [:]
        for one in all.compactMap(\.table) {
            guard let name = one["name"]?.string else { continue }
            let isElsewhere = UVLock.sources.contains { one[$0] != nil }
            found[PythonEcosystem.normalized(name), default: []]
                .append(isElsewhere ? nil : one["specifier"]?.string ?? "")
        }
        return found
    }

    /// By normalized name, from the tables that uv reads; nil where a build computes them.
    private func required(by manifest: TOMLDocument) -> [String: [Requirement]]? {
        let project = manifest.root["project"]?.table
        let dynamic = Set((project?["dynamic"]?.array ?? []).compactMap(\.string))
        guard dynamic.isDisjoint(with: ["dependencies", "optional-dependencies"]) else { return nil }
        let extras = project?["optional-dependencies"]?.table?.entries.map(\.value) ?? []
        let groups = manifest.root["dependency-groups"]?.table?.entries.map(\.value) ?? []
        let old = manifest.root["tool"]?.table?["uv"]?.table?["dev-dependencies"]
        let lists = [project?["dependencies"], old].compactMap { $0 } + extras + groups
        let own = project?["name"]?.string.map(PythonEcosystem.normalized)
        var found: [String: [Requirement]] = [:]
        for value in lists.flatMap({ $0.array ?? [] }) {
            guard let text = value.string, let one = RequirementString(text) else { continue }
            let name = PythonEcosystem.normalized(one.name)
            // `all = ["own[cli]"]` is resolved into what it stands for.
            guard name != own else { continue }
            found[name, default: []].append(Requirement(place: manifest.place(of: value), specifier: one.specifier))
        }
        return found
    }

    /// `>=1, <2.0` and `<2.0,>=1` are one.
    private static func clauses(_ specifier: String) -> Set<String> {
        Set(specifier.split(separator: ",").map { $0.filter { $0 != " " } })
    }
}
