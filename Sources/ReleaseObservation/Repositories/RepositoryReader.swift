import Foundation
import ReleaseManifests
import ReleaseModel
import ReleasePorts

/// What was read of one repository.
struct RepositoryReading: Sendable {
    var repository: ObservedRepository
    var packages: [FoundPackage]
    var versions: [VersionsManifest]
    /// Whether the requested commit was found here.
    var isAtCommit = false
    /// The identity of its remote's repository; nil without a remote.
    var remoteIdentity: RemoteIdentity?
    /// Configured folders that it does not have.
    var missingPaths: Set<String> = []
    /// Their places begin with the name of the repository.
    var diagnostics: [Diagnostic]
}

/// Reads one repository's manifests, from a commit where it is under git and from the disk where it is not.
struct RepositoryReader {
    let sourceControl: any CloneReader
    let files: any ReleaseFiles
    let ecosystems: [any Ecosystem]
    /// What changelogs are called, in lower case.
    var changelogNames: Set<String> = ["changelog.md"]
    /// Patterns of paths that are not searched.
    var ignored: [String] = []
    /// Folders that the configuration names, to be looked for.
    var configuredPaths: Set<String> = []

    /// Larger files are not hand-written manifests.
    private static let sizeLimit = 16 << 20

    func read(_ place: RepositoryPlace, at commit: String?) async throws -> RepositoryReading {
        let (clone, remote) = try await sourceControl.clone(at: place)
        // A folder inside a bigger repository is read from disk.
        let isOwn = clone.map { samePath($0.root, place.folder) } ?? false
        guard let clone, isOwn, var head = clone.head else {
            if isOwn, let branch = place.branch, clone?.head == nil {
                throw ObservationError.noSuchBranch(
                    branch, place.id, folder: place.folder, remote: clone?.remoteAddress == nil ? nil : remote)
            }
            return interpreted(
                ObservedRepository(id: place.id, folder: place.folder, files: try await onDisk(place.folder)))
        }
        var isAtCommit = false
        if let commit, let found = try await sourceControl.resolve(commit, in: place.folder) {
            head = found
            isAtCommit = true
        }
        var tags = clone.tags
        // Test releases are tagged beside the branch; this check is too expensive without a hint.
        let hasTests = tags.contains { $0.name.text.contains("test") || $0.name.text.contains(".dev") }
        if (isAtCommit || clone.hasOtherBranches || hasTests) && !tags.isEmpty {
            // A tag of another branch, or of a later commit, is not a release before this head.
            let before = try await sourceControl.tags(before: head, in: place.folder)
            for index in tags.indices { tags[index].isReachable = before.contains(tags[index].name) }
        }
        let all = try await sourceControl.paths(in: place.folder, at: head)
        let entries = all.filter { $0.mode != "120000" && !isIgnored($0.path) }
        func read(_ isWanted: (String) -> Bool) async throws -> [String: [UInt8]] {
            let wanted = entries.filter { isWanted($0.path) }
            let contents = try await sourceControl.read(wanted, in: place.folder)
            return Dictionary(zip(wanted.map(\.path), contents), uniquingKeysWith: { first, _ in first })
        }
        var repository = ObservedRepository(
            id: place.id, folder: place.folder, head: head, branch: clone.branch,
            remote: clone.remoteAddress == nil ? nil : remote, remoteAddress: clone.remoteAddress,
            tags: tags, isShallow: clone.isShallow, isDirty: clone.isDirty)
        try await addLinks(among: all, to: &repository)
        repository.files = try await manifests(of: repository, among: entries, reading: read)
        var reading = interpreted(repository)
        if let modules = all.first(where: { $0.path == ".gitmodules" }) {
            let text = try await sourceControl.read([modules], in: place.folder).first ?? []
            reading.repository.submodules = Set(
                String(decoding: text, as: UTF8.self).matches(of: /(?m)^\s*path\s*=\s*(\S.*?)\s*$/).map {
                    String($0.1)
                })
        }
        let linked = Set(
            repository.links.keys.filter(isChangelog).compactMap { reading.repository.target(of: $0) })
        reading.repository.changelogs = try await read { isChangelog($0) || linked.contains($0) }
        reading.missingPaths = configuredPaths.filter { path in
            !all.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
        }
        reading.isAtCommit = isAtCommit
        reading.remoteIdentity = clone.remoteIdentity
        return reading
    }

    private func isChangelog(_ path: String) -> Bool {
        changelogNames.contains(RepositoryPath.name(of: path).lowercased())
    }

    /// The packages that a commit of a repository declares.
    func packages(of repository: ObservedRepository, at commit: CommitID) async throws -> [FoundPackage] {
        let all = try await sourceControl.paths(in: repository.folder, at: commit)
        let entries = all.filter { $0.mode != "120000" && !isIgnored($0.path) }
        func read(_ isWanted: (String) -> Bool) async throws -> [String: [UInt8]] {
            let wanted = entries.filter { isWanted($0.path) }
            let contents = try await sourceControl.read(wanted, in: repository.folder)
            return Dictionary(zip(wanted.map(\.path), contents), uniquingKeysWith: { first, _ in first })
        }
        var then = repository
        try await addLinks(among: all, to: &then)
        then.files = try await manifests(of: then, among: entries, reading: read)
        return interpreted(then).packages
    }

    private func addLinks(among entries: [TreeEntry], to repository: inout ObservedRepository) async throws {
        (repository.links, repository.lostLinks) = ([:], [])
        let links = entries.filter { $0.mode == "120000" }
        guard !links.isEmpty else { return }
        let targets = try await sourceControl.read(links, in: repository.folder)
        repository.links = Dictionary(
            zip(links.map(\.path), targets.map { String(decoding: $0, as: UTF8.self) }),
            uniquingKeysWith: { first, _ in first })
        var known: Set<String> = []
        for entry in entries where entry.mode != "120000" {
            var path = entry.path
            while path != ".", known.insert(path).inserted { path = RepositoryPath.folder(of: path) }
        }
        repository.lostLinks = Set(
            repository.links.keys.filter { link in repository.target(of: link).map { !known.contains($0) } ?? true })
    }

    /// The manifests of a commit and the files that they refer to, under their own paths; what is named by a link is the
    /// file that the link leads to.
    private func manifests(
        of repository: ObservedRepository, among entries: [TreeEntry],
        reading read: ((String) -> Bool) async throws -> [String: [UInt8]]
    ) async throws -> [String: [UInt8]] {
        let paths = entries.map(\.path)
        let aliases = repository.aliases(of: paths).filter { !isIgnored($0.key) }
        var linked: [EcosystemName: [String]] = [:]
        for ecosystem in ecosystems {
            linked[ecosystem.name] = aliases.keys.filter {
                ecosystem.isManifest(path: $0) && ecosystem.readsThroughLink(path: $0)
            }
        }
        let targets = Set(linked.values.joined().compactMap { aliases[$0] })
        var files = try await read { path in
            targets.contains(path) || ecosystems.contains { $0.isManifest(path: path) }
        }
        var new: [EcosystemName: [String: [UInt8]]] = [:]
        for ecosystem in ecosystems {
            var own = files.filter { ecosystem.isManifest(path: $0.key) }
            for alias in linked[ecosystem.name] ?? [] { own[alias] = aliases[alias].flatMap { files[$0] } }
            new[ecosystem.name] = own
        }
        for _ in 0..<maximumCompanionRounds {
            var wanted: [EcosystemName: Set<String>] = [:]
            for ecosystem in ecosystems {
                guard let own = new[ecosystem.name], !own.isEmpty else { continue }
                wanted[ecosystem.name] = Set(ecosystem.companions(of: own, among: paths + aliases.keys))
            }
            let missing = Set(wanted.values.joined().map { aliases[$0] ?? $0 }).subtracting(files.keys)
            guard !missing.isEmpty else { break }
            files.merge(try await read(missing.contains)) { first, _ in first }
            new = wanted.mapValues { names in
                var own: [String: [UInt8]] = [:]
                for name in names {
                    let path = aliases[name] ?? name
                    if missing.contains(path) { own[name] = files[path] }
                }
                return own
            }
        }
        return files
    }

    private func isIgnored(_ path: String) -> Bool {
        ignored.contains { pattern in
            RepositoryPath.selfAndAncestors(of: path).contains { RepositoryPath.matches($0, pattern: pattern) }
        }
    }

    private func onDisk(_ folder: String) async throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        let paths = try await files.tree(of: folder) { liesInSkippedFolder(path: $0 + "/x") }
            .filter { !isIgnored($0) }
        for path in paths where ecosystems.contains(where: { $0.isManifest(path: path) }) {
            found[path] = try await files.read(folder + "/" + path)
        }
        var new = found
        for _ in 0..<maximumCompanionRounds {
            let more = companions(of: new, among: paths).subtracting(found.keys)
            new = [:]
            for path in more { new[path] = try await files.read(folder + "/" + path) }
            found.merge(new) { first, _ in first }
        }
        return found
    }

    /// Files that the manifests refer to but that are not among them.
    private func companions(of manifests: [String: [UInt8]], among paths: [String]) -> Set<String> {
        guard !manifests.isEmpty else { return [] }
        return Set(ecosystems.flatMap { $0.companions(of: manifests, among: paths) })
    }

    private func interpreted(_ repository: ObservedRepository) -> RepositoryReading {
        var reading = RepositoryReading(repository: repository, packages: [], versions: [], diagnostics: [])
        // What can't be read is reported once, below, and not by each ecosystem.
        let files = repository.files.filter {
            $0.value.count <= RepositoryReader.sizeLimit && !isLargeFilePointer($0.value)
        }
        let links = ManifestLinks(of: repository)
        for ecosystem in ecosystems {
            let own = ecosystem.own(among: files, aliases: links.targets)
            guard !own.isEmpty else { continue }
            let found = ecosystem.read(own)
            reading.diagnostics += found.diagnostics.map(links.placed)
            reading.packages += found.packages.map { links.placed($0, of: ecosystem, reading: own) }
            if ecosystem.name == VersionSet.ecosystem {
                reading.versions = own.filter { !liesInSampleFolder(path: $0.key) }.sorted { $0.key < $1.key }.map {
                    VersionsManifest(file: $0.key, bytes: $0.value)
                }
            }
        }
        reading.diagnostics = reading.diagnostics.map { advised($0, among: reading) }
        for (path, bytes) in repository.files where bytes.count > RepositoryReader.sizeLimit {
            reading.diagnostics.append(
                Diagnostic(
                    code: "manifest.too-large", place: Place(file: path, line: 1, column: 1),
                    message: "The file has \(bytes.count) bytes; manifests have at most \(RepositoryReader.sizeLimit).")
            )
        }
        for (path, bytes) in repository.files where isLargeFilePointer(bytes) && !liesInSampleFolder(path: path) {
            reading.diagnostics.append(
                Diagnostic(
                    code: "manifest.lfs-pointer", place: Place(file: path, line: 1, column: 1),
                    message:
                        "Git LFS keeps this file, and the repository has only a pointer to it: its content is unknown.",
                    suggestion: "Keep it in git itself: git lfs untrack \(path), then commit the file."))
        }
        for index in reading.diagnostics.indices {
            reading.diagnostics[index].place.file = "\(repository.id)/\(reading.diagnostics[index].place.file)"
        }
        return reading
    }

    /// A fault below a folder whose packages are mostly not released stops nothing, and one in any folder below the root can
    /// be left out with it. Other advice does not help a template.
    private func advised(_ fault: Diagnostic, among reading: RepositoryReading) -> Diagnostic {
        var fault = fault
        let folder = RepositoryPath.folder(of: fault.place.file)
        guard fault.severity == .error else { return fault }
        let isReleased = reading.packages.contains { $0.path == folder && $0.unpublishedBy == nil && !$0.isSample }
        if doubtfulFolder(of: fault.place.file) != nil, !isReleased {
            fault.severity = .warning
            return fault
        }
        let isTemplate = isPlaceholder(fault.excerpt) || isPlaceholder(fault.message)
        let left = "ignore-paths: [\(yamlText(folder == "." ? fault.place.file : folder))]"
        if isTemplate {
            fault.suggestion = "If it is a template, leave it out: \(left)"
        } else if folder != "." {
            fault.suggestion =
                (fault.suggestion.map { "\($0) " } ?? "") + "If it is not released, leave it out: \(left)"
        }
        return fault
    }

    private func samePath(_ left: String, _ right: String) -> Bool {
        URL(fileURLWithPath: left).resolvingSymlinksInPath().path
            == URL(fileURLWithPath: right).resolvingSymlinksInPath().path
    }
}
