package import ReleaseModel

/// Rust crates: `Cargo.toml`, those of a workspace's members, and the lock file.
///
/// The members of a workspace that say the same version as its root share it, unless one of them is released by itself.
package struct RustReleaseType: ReleaseType {
    package let name: ReleaseTypeName = "rust"
    package var initialVersion: String { "0.1.0" }
    package var ignoresConfiguredInitialVersion: Bool { true }

    package init() {}

    package func files(of package: ReleasePleasePackage, among paths: Set<String>) -> [String] {
        let inside = package.everywhere(among: paths) { $0 == "Cargo.toml" }
        let above = RepositoryPath.andAncestors(of: package.path).flatMap { folder in
            [RepositoryPath.joined(folder, "Cargo.toml"), RepositoryPath.joined(folder, "Cargo.lock")]
        }
        return Set(inside + above.filter { paths.contains($0) }).sorted()
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
        let sharing = crates.sharing(from, unlessNamedIn: versions)
        for name in ([crates.own] + sharing).compactMap({ $0?.package?.name }) { released[name] = version }
        var edits = ReleaseEdits(files)
        for crate in [crates.own].compactMap({ $0 }) + sharing {
            try crates.edit(crate, to: version, &edits)
            crates.follow(released, in: crate, &edits)
        }
        crates.followInherited(released, &edits)
        try lock(package, released, files, &edits)
        return edits.sorted
    }

    /// The nearest lock file, in which the entries of the workspace follow.
    private func lock(
        _ package: ReleasePleasePackage, _ released: [String: Version], _ files: [String: [UInt8]],
        _ edits: inout ReleaseEdits
    ) throws(EditError) {
        let candidates = RepositoryPath.andAncestors(of: package.path).map { RepositoryPath.joined($0, "Cargo.lock") }
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

    init(of package: ReleasePleasePackage, in files: [String: [UInt8]]) throws(EditError) {
        let manifests = files.filter { RepositoryPath.name(of: $0.key) == "Cargo.toml" }
            .map { CargoManifest(file: $0.key, bytes: $0.value) }.sorted { $0.file < $1.file }
        let own = manifests.first { $0.file == package.file("Cargo.toml") }
        if let own, !own.document.diagnostics.isEmpty { throw .unreadable(own.document.diagnostics) }
        self.own = own
        let workspace = own?.workspace
        members = manifests.filter { one in
            one.file != own?.file
                && workspace?.members.contains { RepositoryPath.matches(one.folder, pattern: $0) } == true
                && workspace?.excluded.contains { RepositoryPath.matches(one.folder, pattern: $0) } != true
        }
        let folders = RepositoryPath.andAncestors(of: package.path)
        root =
            folders.lazy.compactMap { folder in manifests.first { $0.folder == folder && $0.workspace != nil } }.first
        let faults = members.flatMap(\.document.diagnostics)
        guard faults.isEmpty else { throw .unreadable(faults) }
    }

    /// The members that are released with the root: those in its last version, and all where none is known.
    func sharing(_ from: Version?, unlessNamedIn versions: [String: Version]) -> [CargoManifest] {
        let names = members.compactMap { $0.package?.name }
        guard names.allSatisfy({ versions[$0] == nil }) else { return [] }
        return members.filter { one in
            guard case .written(let text, _)? = one.package?.version, let from else { return true }
            return Version(text) == from
        }
    }

    /// The version of a crate, where it stands.
    func edit(_ crate: CargoManifest, to version: Version, _ edits: inout ReleaseEdits) throws(EditError) {
        switch crate.package?.version {
        case .written:
            try edits.set("package.version", of: crate.file, in: .cargo, to: version.text)
        case .inherited:
            if let root {
                try edits.set("workspace.package.version", of: root.file, in: .cargo, to: version.text)
            }
        case .some(.none), nil: break
        }
    }

    /// Requirements that name both a folder and a version.
    func follow(_ released: [String: Version], in crate: CargoManifest, _ edits: inout ReleaseEdits) {
        for one in crate.dependencies { follow(released, one, in: crate, &edits) }
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
