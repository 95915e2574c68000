import ReleaseManifests
package import ReleaseModel
import ReleaseText

/// Rust crates: `Cargo.toml`, those of a workspace's members, and the lock file.
///
/// The members of a workspace are released with its root, but for those that the configuration names as packages.
/// Requirements of other members follow where they would refuse the new version.
package struct RustReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "rust"
    package var initialVersion: String { "0.1.0" }
    package var ignoresConfiguredInitialVersion: Bool { true }

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let locks = RepositoryPath.selfAndAncestors(of: package.path).map { RepositoryPath.joined($0, "Cargo.lock") }
        guard paths.contains(package.file("Cargo.toml")) else { return locks.filter { paths.contains($0) }.sorted() }
        // Members of the workspace may lie anywhere, and so may their root.
        return paths.filter { RepositoryPath.name(of: $0) == "Cargo.toml" || locks.contains($0) }.sorted()
    }

    package func packageName(of package: ReleasePleasePackage, in files: [String: [UInt8]]) -> String? {
        let file = package.file("Cargo.toml")
        return files[file].flatMap { CargoManifest(file: file, bytes: $0).package?.name }
    }

    package func edits(
        of package: ReleasePleasePackage, from: Version?, to version: Version, versions: [String: Version],
        files: [String: [UInt8]]
    ) throws(EditError) -> [FileEdit] {
        let files = own(files, of: package)
        let crates = try Crates(of: package, in: files)
        var released = versions
        let sharing = crates.members.filter { !package.innerPaths.contains($0.folder) }
        for name in ([crates.own] + sharing).compactMap({ $0?.package?.name }) { released[name] = version }
        var edits = ReleaseEdits(files)
        for crate in [crates.own].compactMap({ $0 }) + sharing {
            try crates.edit(crate, to: version, &edits)
            crates.follow(released, in: crate, &edits)
        }
        crates.followInherited(released, &edits)
        let silent = Set(([crates.own] + sharing).compactMap { $0?.file })
        for crate in crates.siblings where !silent.contains(crate.file) {
            // What is released together with this package has edits of its own.
            if let name = crate.package?.name, versions[name] != nil { continue }
            crates.accept(released, in: crate, &edits)
        }
        try lock(package, released, files, &edits)
        return edits.sorted
    }

    package func notes(of package: ReleasePleasePackage, files: [String: [UInt8]]) -> [String] {
        let file = package.file("Cargo.toml")
        guard let bytes = files[file] else { return [] }
        let crate = CargoManifest(file: file, bytes: bytes)
        guard case .inherited(let value)? = crate.package?.version, crate.workspace == nil else { return [] }
        return [
            "\(crate.document.place(of: value)): its version is the workspace's; members are released together or get a version of their own."
        ]
    }

    /// The nearest lock file, in which the entries of the workspace follow.
    private func lock(
        _ package: ReleasePleasePackage, _ released: [String: Version], _ files: [String: [UInt8]],
        _ edits: inout ReleaseEdits
    ) throws(EditError) {
        let candidates = RepositoryPath.selfAndAncestors(of: package.path).map {
            RepositoryPath.joined($0, "Cargo.lock")
        }
        guard let file = candidates.first(where: { files[$0] != nil }), let bytes = files[file] else { return }
        let entries = CargoLock(document: TOMLDocument(file: file, bytes: bytes)).entries
        var seen: Set<String> = []
        let changes = entries.compactMap { entry -> PackageVersionChange? in
            guard entry.canChange, let to = released[entry.name], let from = Version(entry.version),
                seen.insert(entry.name).inserted
            else { return nil }
            return PackageVersionChange(package: entry.name, from: from, to: to)
        }
        for edit in try CargoLock.edits(files: [file: bytes], changes: changes) { edits.add(edit) }
    }
}

/// The manifests that a Rust package is released with.
private struct Crates {
    var own: CargoManifest?
    /// Of the workspace whose root the package is.
    var members: [CargoManifest]
    /// The nearest manifest with a workspace, the package's own among them.
    var root: CargoManifest?
    /// The workspace's root and those of its members that may require something of the package.
    var siblings: [CargoManifest]

    init(of package: ReleasePleasePackage, in files: [String: [UInt8]]) throws(EditError) {
        let file = package.file("Cargo.toml")
        let all = files.filter { RepositoryPath.name(of: $0.key) == "Cargo.toml" }
        func manifest(_ file: String) -> CargoManifest? { all[file].map { CargoManifest(file: file, bytes: $0) } }
        let own = manifest(file)
        let folders = RepositoryPath.selfAndAncestors(of: package.path)
        let root = folders.lazy.compactMap { manifest(RepositoryPath.joined($0, "Cargo.toml")) }
            .first { $0.workspace != nil }
        var others = all
        if let name = own?.package?.name, own?.workspace == nil {
            // Only those that name the crate are worth parsing.
            others = all.filter { Crates.holds(Array(name.utf8), in: $0.value) }
        }
        let joined = others.keys.sorted().filter { $0 != file && $0 != root?.file && Crates.isMember($0, of: root) }
            .compactMap(manifest)
        self.own = own
        self.root = root
        members = own?.workspace == nil ? [] : joined
        siblings = [root].compactMap { $0 } + joined
        let faults = (([own] + members).compactMap { $0 }).flatMap(\.document.diagnostics)
        guard faults.isEmpty else { throw .unreadable(faults) }
    }

    private static func isMember(_ file: String, of root: CargoManifest?) -> Bool {
        guard let workspace = root?.workspace else { return false }
        let folder = RepositoryPath.folder(of: file)
        return workspace.members.contains { RepositoryPath.matches(folder, pattern: $0) }
            && !workspace.excluded.contains { RepositoryPath.matches(folder, pattern: $0) }
    }

    private static func holds(_ name: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = name.first else { return false }
        var offset = 0
        while let next = bytes[offset...].firstIndex(of: first) {
            if bytes[next...].starts(with: name) { return true }
            offset = next + 1
        }
        return false
    }

    /// The version of a crate, where it stands.
    func edit(_ crate: CargoManifest, to version: Version, _ edits: inout ReleaseEdits) throws(EditError) {
        switch crate.package?.version {
        case .written:
            try edits.set("package.version", of: crate.file, in: .cargo, to: version.text)
        case .inherited:
            guard let root else { return }
            let isOwn = own?.file == root.file
            // One member's release never takes the others back.
            if !isOwn, let text = root.workspace?.version?.text, let old = Version(text), old >= version { return }
            try edits.set("workspace.package.version", of: root.file, in: .cargo, to: version.text)
        case .some(.none), nil: break
        }
    }

    /// Requirements that name both a folder and a version.
    func follow(_ released: [String: Version], in crate: CargoManifest, _ edits: inout ReleaseEdits) {
        for one in crate.dependencies { follow(released, one, in: crate, &edits) }
    }

    /// Requirements of a crate that stays as it is, where they would refuse what is released.
    func accept(_ released: [String: Version], in crate: CargoManifest, _ edits: inout ReleaseEdits) {
        let cargo = CargoEcosystem()
        for one in crate.dependencies {
            guard one.path != nil, let old = one.requirement, let key = one.key, let new = released[one.package],
                cargo.accepts(requirement: old, version: new) == false,
                let text = cargo.rewritten(requirement: old, toFollow: new)
            else { continue }
            edits.add(key.description, of: crate.file, in: .cargo, from: old, to: text)
        }
    }

    /// Those that members take from the root.
    func followInherited(_ released: [String: Version], _ edits: inout ReleaseEdits) {
        guard let root else { return }
        for (_, one) in (root.workspace?.dependencies ?? [:]).sorted(by: { $0.value.place < $1.value.place }) {
            follow(released, one, in: root, &edits)
        }
    }

    private func follow(
        _ released: [String: Version], _ one: CargoDependency, in crate: CargoManifest, _ edits: inout ReleaseEdits
    ) {
        guard one.path != nil, let old = one.requirement, let key = one.key, let new = released[one.package] else {
            return
        }
        edits.add(key.description, of: crate.file, in: .cargo, from: old, to: new.text)
    }
}
