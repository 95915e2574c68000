import ReleaseModel
import ReleaseText

/// The manifests of one repository, joined: who inherits what from which workspace root.
struct CargoWorkspaces {
    private let manifests: [String: CargoManifest]
    /// Folders of those with a `[workspace]`.
    private let roots: [String]
    /// Folders that some manifest requires by path, its own workspace's dependencies included.
    private let pathRequirements: Set<String>
    /// Folders that stand in for a package of a registry: forks of what others publish.
    private let patched: Set<String>
    private var diagnostics: [Diagnostic] = []
    private var packages: [FoundPackage] = []

    static func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var lockDiagnostics: [Diagnostic] = []
        for (path, bytes) in files
        where CargoEcosystem.isManifest(path) && RepositoryPath.name(of: path) != "Cargo.toml" {
            lockDiagnostics += TOMLDocument(file: path, bytes: bytes).diagnostics
        }
        var workspaces = CargoWorkspaces(files)
        workspaces.readAll()
        workspaces.report(lockDiagnostics)
        return ManifestReading(
            packages: workspaces.packages.sorted { ($0.path, $0.name) < ($1.path, $1.name) },
            diagnostics: workspaces.diagnostics.sorted { $0.place < $1.place })
    }

    /// The packages that the lock in a folder is of: the package there, and where that is a workspace its members – those
    /// that it lists, and those below it that another one requires by path.
    mutating func members(of folder: String) -> [FoundPackage] {
        guard let home = manifests[folder] else { return [] }
        let members = manifests.values.filter { manifest in
            guard manifest.package != nil else { return false }
            if manifest.folder == folder { return true }
            guard let workspace = home.workspace, root(of: manifest)?.folder == folder else { return false }
            return workspace.members.contains { RepositoryPath.matches(manifest.folder, pattern: $0) }
                || pathRequirements.contains(manifest.folder)
        }
        return members.compactMap { manifest in manifest.package.map { found($0, in: manifest) } }
            .sorted { $0.path < $1.path }
    }

    /// Those that Cargo itself counts: the package in a folder, what its workspace lists, and what these require by path.
    /// What only a patch or a crate outside of the workspace requires is left out; none where the folder belongs to a
    /// workspace above it, whose lock counts.
    mutating func certainMembers(of folder: String) -> [FoundPackage] {
        guard let home = manifests[folder], root(of: home).map({ $0.folder == folder }) ?? true else { return [] }
        let members = members(of: folder)
        var open = members.filter { member in
            member.path == folder
                || home.workspace?.members.contains { RepositoryPath.matches(member.path, pattern: $0) } == true
        }
        var found: [String: FoundPackage] = [:]
        while let next = open.popLast() {
            guard found.updateValue(next, forKey: next.path) == nil else { continue }
            let paths = Set(next.requirements.filter { $0.kind != .patch }.compactMap(\.path))
            open += members.filter { paths.contains($0.path) }
        }
        return found.values.sorted { $0.path < $1.path }
    }

    /// Of every `Cargo.toml` among the files.
    init(_ files: [String: [UInt8]]) {
        var manifests: [String: CargoManifest] = [:]
        for (path, bytes) in files
        where RepositoryPath.name(of: path) == "Cargo.toml" && CargoEcosystem.isManifest(path) {
            manifests[RepositoryPath.folder(of: path)] = CargoManifest(file: path, bytes: bytes)
        }
        self.init(manifests)
    }

    private init(_ manifests: [String: CargoManifest]) {
        self.manifests = manifests
        roots = manifests.values.filter { $0.workspace != nil }.map(\.folder)
        pathRequirements = Set(
            manifests.values.flatMap { $0.dependencies + ($0.workspace.map { Array($0.dependencies.values) } ?? []) }
                .compactMap(\.path))
        patched = Set(manifests.values.flatMap(\.dependencies).filter { $0.kind == .patch }.compactMap(\.path))
    }

    private mutating func readAll() {
        for manifest in manifests.values {
            report(manifest.diagnostics)
            guard let package = manifest.package else { continue }
            packages.append(found(package, in: manifest))
        }
        var marked = packages
        markSamples(&marked) { isListed($0.path) }
        packages = marked
    }

    /// Below folders for tests and templates a fault is only a warning, unless a workspace lists the crate.
    private mutating func report(_ found: [Diagnostic]) {
        diagnostics += found.map { one in
            let file = one.place.file
            guard liesInSampleFolder(path: file), !isListed(RepositoryPath.folder(of: file)) else { return one }
            var warning = one
            warning.severity = .warning
            return warning
        }
    }

    private func isListed(_ folder: String) -> Bool {
        // What a workspace among the samples lists is material like itself.
        roots.contains { root in
            guard !liesInSampleFolder(path: root + "/x"), let workspace = manifests[root]?.workspace,
                !isExcluded(folder, from: workspace)
            else { return false }
            return workspace.members.contains { RepositoryPath.matches(folder, pattern: $0) }
        }
    }

    private func isExcluded(_ folder: String, from workspace: CargoManifest.Workspace) -> Bool {
        workspace.excluded.contains { RepositoryPath.isInside(folder, folder: $0) }
    }

    /// The root that a manifest inherits from: as it says, else the nearest one above that does not exclude it.
    private func root(of manifest: CargoManifest) -> CargoManifest? {
        if manifest.workspace != nil { return manifest }
        if let folder = manifest.package?.workspaceFolder { return manifests[folder] }
        for folder in RepositoryPath.selfAndAncestors(of: manifest.folder) {
            guard let root = manifests[folder], let workspace = root.workspace else { continue }
            return isExcluded(manifest.folder, from: workspace) ? nil : root
        }
        return nil
    }

    /// Whether the root may be a manifest that can't be parsed, and has diagnostics enough.
    private func mayHaveUnreadableRoot(_ manifest: CargoManifest) -> Bool {
        let folders =
            manifest.package?.workspaceFolder.map { [$0] } ?? RepositoryPath.selfAndAncestors(of: manifest.folder)
        return folders.contains { manifests[$0]?.document.diagnostics.isEmpty == false }
    }

    private mutating func found(_ package: CargoManifest.Package, in manifest: CargoManifest) -> FoundPackage {
        let root = root(of: manifest)
        var sources: [VersionSource] = []
        switch package.version {
        case .none: break
        case .written(let text, let place):
            let table = manifest.document.root.entry("package") == nil ? "project" : "package"
            sources = [VersionSource(ecosystem: .cargo, place: place, key: "\(table).version", value: text)]
        case .inherited(let value):
            if let version = root?.workspace?.version {
                sources = [
                    VersionSource(
                        ecosystem: .cargo, place: version.place, key: "workspace.package.version", value: version.text)
                ]
            } else if !mayHaveUnreadableRoot(manifest) {
                note(
                    "missing-workspace-version", at: value, in: manifest,
                    "The version is inherited, and no workspace above has 'workspace.package.version'.")
            }
        }
        var requirements: [FoundRequirement] = []
        for dependency in manifest.dependencies {
            if let requirement = requirement(dependency, in: manifest, root: root) { requirements.append(requirement) }
        }
        var found = FoundPackage(
            ecosystem: .cargo, name: package.name, path: manifest.folder, manifest: package.place,
            versionSources: sources, requirements: requirements, binaries: package.binaries)
        let isPatch = patched.contains(manifest.folder) && !isListed(manifest.folder)
        found.unpublishedBy = package.unpublishedBy ?? (isPatch ? "the [patch] that it is for" : nil)
        return found
    }

    private mutating func requirement(
        _ dependency: CargoDependency, in manifest: CargoManifest, root: CargoManifest?
    ) -> FoundRequirement? {
        guard dependency.isInherited else { return dependency.found() }
        guard var inherited = root?.workspace?.dependencies[dependency.alias] else {
            if !mayHaveUnreadableRoot(manifest) {
                note(
                    "missing-workspace-dependency", at: dependency.value, in: manifest,
                    "'\(ValuePath.quoted(dependency.alias))' is inherited, and the workspace has no such dependency.")
            }
            return nil
        }
        inherited.kind = dependency.kind
        return inherited.found()
    }

    /// Whether a crate lies below a workspace that does not count it as its own: neither listed nor required by path.
    private func isStray(_ manifest: CargoManifest) -> Bool {
        guard manifest.workspace == nil, manifest.package?.workspaceFolder == nil,
            RepositoryPath.selfAndAncestors(of: manifest.folder).contains(where: { manifests[$0]?.workspace != nil })
        else { return false }
        return root(of: manifest) == nil || !(isListed(manifest.folder) || pathRequirements.contains(manifest.folder))
    }

    /// Cargo can't build a stray crate that inherits, so it is never released: a warning is enough.
    private mutating func note(_ code: String, at value: TOMLValue, in manifest: CargoManifest, _ message: String) {
        let isStray = isStray(manifest)
        report([
            Diagnostic(
                isStray ? .warning : .error, code: "cargo.\(code)", place: manifest.document.place(of: value),
                message: message + (isStray ? " No workspace lists this crate." : ""),
                excerpt: manifest.document.excerpt(at: value.range.lowerBound))
        ])
    }
}
