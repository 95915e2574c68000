import ReleaseManifests
package import ReleaseModel
package import ReleasePlanning
package import ReleasePorts
import ReleaseText

/// Reads the doctor's facts: trees of tags, earlier manifest versions, workflows, locks and mirrors.
///
/// Each repository needs a handful of queries, however many tags it has.
package struct FactsReader: Sendable {
    private let sourceControl: any CloneReader
    private let ecosystems: [any Ecosystem]
    private let byName: [EcosystemName: any Ecosystem]

    package init(sourceControl: any CloneReader, ecosystems: [any Ecosystem]) {
        self.sourceControl = sourceControl
        self.ecosystems = ecosystems
        byName = Dictionary(ecosystems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Throws: ``PlanError`` for a tag template that is none, ``SourceControlError``.
    package func facts(about world: ObservedWorkspace) async throws -> WorkspaceFacts {
        var facts = WorkspaceFacts(world: world, histories: try PlanMaker.histories(of: world))
        var trees: [RepositoryID: [TreeEntry]] = [:]
        for repository in world.repositories {
            var paths = Array(repository.files.keys)
            if let head = repository.head {
                let entries = try await sourceControl.paths(in: repository.folder, at: head)
                trees[repository.id] = entries
                paths = entries.map(\.path)
                facts.tagTrees += try await tagTrees(of: repository, facts)
                facts.writtenVersions.merge(try await writtenVersions(of: repository, at: head, world)) { _, new in new
                }
                try await readWorkflows(of: repository, among: entries, into: &facts)
            }
            inspect(repository, paths: paths, &facts)
            for component in world.components where component.repository == repository.id && !component.binaries.isEmpty
            {
                facts.binaries[component.id] = component.ecosystem.flatMap { byName[$0] }?
                    .binaries(of: component.path, files: repository.files, paths: paths)
            }
        }
        facts.mirrors = mirrors(of: world, trees)
        return facts
    }

    // MARK: Tags and their trees

    /// A version source, and a release whose tree is checked for it.
    private struct Question: Sendable {
        var component: Component
        var release: LastRelease
    }

    private func tagTrees(
        of repository: ObservedRepository, _ facts: WorkspaceFacts
    ) async throws -> [WorkspaceFacts.TagTree] {
        let questions = facts.world.components.filter { $0.repository == repository.id }
            .flatMap { component -> [Question] in
                guard !fileSources(of: component).isEmpty, let history = facts.histories[component.id] else {
                    return []
                }
                return history.forms.releases(in: repository.tags).map { Question(component: component, release: $0) }
            }
        let wanted = Set(
            questions.flatMap { question in
                fileSources(of: question.component).map {
                    FileAtCommit(commit: question.release.tag.commit, path: $0.place.file)
                }
            })
        let bytes = try await read(Array(wanted), in: repository.folder)
        let answers = await inParallel(questions) { question -> WorkspaceFacts.TagTree in
            // What is made of several values is read as a whole.
            let single = fileSources(of: question.component).filter { $0.computed == nil }
            let sources = single.compactMap { source -> VersionSource? in
                let file = FileAtCommit(commit: question.release.tag.commit, path: source.place.file)
                return bytes[file].flatMap { byName[source.ecosystem]?.read(source, in: $0) }
            }
            return WorkspaceFacts.TagTree(
                component: question.component.id, tag: question.release.tag.name, sources: sources)
        }
        let known = answers.filter { !$0.sources.isEmpty }
        let unknown = zip(questions, answers).filter { $0.1.sources.isEmpty }.map(\.0)
        return known + (try await elsewhere(unknown, in: repository))
    }

    /// Releases whose version stood elsewhere then: inherited now and written out before, for example.
    private func elsewhere(
        _ questions: [Question], in repository: ObservedRepository
    ) async throws -> [WorkspaceFacts.TagTree] {
        @Sendable func manifests(_ component: Component) -> [String] {
            guard let ecosystem = component.ecosystem.flatMap({ byName[$0] }) else { return [] }
            return repository.files.keys.filter {
                ecosystem.isManifest(path: $0)
                    && RepositoryPath.isInside(component.path, folder: RepositoryPath.folder(of: $0))
                    && !$0.hasSuffix(".lock")
            }
        }
        let wanted = Set(
            questions.flatMap { question in
                manifests(question.component).map { FileAtCommit(commit: question.release.tag.commit, path: $0) }
            })
        let bytes = try await read(Array(wanted), in: repository.folder)
        return await inParallel(questions) { question in
            var files: [String: [UInt8]] = [:]
            for path in manifests(question.component) {
                files[path] = bytes[FileAtCommit(commit: question.release.tag.commit, path: path)]
            }
            let packages = question.component.ecosystem.flatMap { byName[$0] }?.read(files).packages ?? []
            let same = packages.filter { $0.path == question.component.path && !$0.name.isEmpty }
            return WorkspaceFacts.TagTree(
                component: question.component.id, tag: question.release.tag.name,
                sources: same.first?.versionSources ?? [])
        }
        .filter { !$0.sources.isEmpty }
    }

    private func fileSources(of component: Component) -> [VersionSource] {
        component.versionSources.filter { !$0.isRecord }
    }

    private func read(_ files: [FileAtCommit], in folder: String) async throws -> [FileAtCommit: [UInt8]] {
        let contents = try await sourceControl.read(files, in: folder)
        var found: [FileAtCommit: [UInt8]] = [:]
        found.reserveCapacity(files.count)
        for (file, bytes) in zip(files, contents) { found[file] = bytes }
        return found
    }

    // MARK: What manifests said before

    private func writtenVersions(
        of repository: ObservedRepository, at head: CommitID, _ world: ObservedWorkspace
    ) async throws -> [ComponentID: [WorkspaceFacts.WrittenVersion]] {
        guard !repository.isShallow else { return [:] }
        let components = world.components.filter { $0.repository == repository.id }
        let sources = components.compactMap { component in
            fileSources(of: component).first.map { (component: component.id, source: $0) }
        }
        let files = Set(sources.map(\.source.place.file)).sorted()
        let changes = try await sourceControl.changes(of: files, before: head, in: repository.folder)
        let bytes = try await read(changes, in: repository.folder)
        let byFile = Dictionary(grouping: changes, by: \.path)
        let answers = await inParallel(sources) { one -> [WorkspaceFacts.WrittenVersion] in
            var written: [WorkspaceFacts.WrittenVersion] = []
            for change in byFile[one.source.place.file] ?? [] {
                guard let bytes = bytes[change], let found = byName[one.source.ecosystem]?.read(one.source, in: bytes),
                    let version = SpelledVersion(found.value)?.version, written.last?.version != version
                else { continue }
                written.append(.init(version: version, commit: change.commit))
            }
            return written
        }
        return Dictionary(zip(sources.map(\.component), answers), uniquingKeysWith: { first, _ in first })
    }

    // MARK: Workflows

    private func readWorkflows(
        of repository: ObservedRepository, among entries: [TreeEntry], into facts: inout WorkspaceFacts
    ) async throws {
        let files = entries.filter { entry in
            RepositoryPath.folder(of: entry.path) == ".github/workflows" && entry.mode != "120000"
                && (entry.path.hasSuffix(".yml") || entry.path.hasSuffix(".yaml"))
        }
        let contents = try await sourceControl.read(files, in: repository.folder)
        for (file, bytes) in zip(files, contents) {
            let names = secretNames(in: String(decoding: bytes, as: UTF8.self))
            if !names.tested.isEmpty {
                facts.secrets.append(
                    .init(repository: repository.id, file: file.path, tested: names.tested, used: names.used))
            }
            do throws(UnreadableInput) {
                guard let listener = try tagListener(in: bytes, file: file.path) else { continue }
                facts.workflows.append(
                    .init(repository: repository.id, place: listener.place, patterns: listener.patterns))
            } catch {
                facts.files.append(
                    Finding(
                        .unreadableWorkflow, place: error.diagnostics.first?.place, repository: repository.id,
                        message: "\(file.path): \(error.diagnostics.first?.message ?? "can't be read.")"))
            }
        }
    }

    // MARK: Files and mirrors

    private func inspect(_ repository: ObservedRepository, paths: [String], _ facts: inout WorkspaceFacts) {
        let aliases = repository.aliases(of: Array(repository.files.keys))
        for ecosystem in ecosystems {
            let own = ecosystem.own(among: repository.files, aliases: aliases)
            guard !own.isEmpty else { continue }
            let locked = ecosystem.lockedPackages(in: own)
            if !locked.isEmpty {
                facts.locked.append(.init(repository: repository.id, ecosystem: ecosystem.name, packages: locked))
            }
            let unlocked = ecosystem.unlockedRequirements(in: own)
            facts.files += unlocked.filter { !liesInSampleFolder(path: $0.lock.file) }.map {
                Finding(
                    .staleLock, place: $0.lock, repository: repository.id, message: $0.fact,
                    remedy: ecosystem.lockCommand(for: $0.lock.file).map { "Update it, and commit it: \($0)" })
            }
            let missing = missingTargets(of: repository, ecosystem, facts.world.configuration)
            facts.files += (ecosystem.inspect(own, paths: paths) + missing).map {
                Finding($0, repository: repository.id)
            }
        }
    }

    /// Components with one package name in two repositories: the copy that lies beside others is the original.
    private func mirrors(
        of world: ObservedWorkspace, _ trees: [RepositoryID: [TreeEntry]]
    ) -> [WorkspaceFacts.MirrorComparison] {
        let named = Dictionary(
            grouping: world.components.filter { $0.ecosystem != nil && !$0.isOnlyRecorded }
        ) {
            "\($0.ecosystem?.text ?? "") \($0.package)"
        }
        return named.values.filter { Set($0.map(\.repository)).count > 1 }.flatMap { copies in
            let sorted = copies.sorted { ($0.path == "." ? 1 : 0, $0.id) < ($1.path == "." ? 1 : 0, $1.id) }
            return sorted.dropFirst().map { mirror -> WorkspaceFacts.MirrorComparison in
                let one = contents(of: sorted[0], trees)
                let other = contents(of: mirror, trees)
                let differing = Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted()
                return WorkspaceFacts.MirrorComparison(
                    original: sorted[0].id, mirror: mirror.id, differing: differing)
            }
        }
        .sorted { $0.mirror < $1.mirror }
    }

    /// Object ids by path below the component; what serves the repository and not the package is left out.
    private func contents(of component: Component, _ trees: [RepositoryID: [TreeEntry]]) -> [String: String] {
        var found: [String: String] = [:]
        for entry in trees[component.repository] ?? [] where RepositoryPath.isInside(entry.path, folder: component.path)
        {
            let path = component.path == "." ? entry.path : String(entry.path.dropFirst(component.path.count + 1))
            let isOfRepository = path.hasPrefix(".") || path.hasSuffix(".lock") || path.hasPrefix("LICENSE")
            if !isOfRepository { found[path] = entry.object }
        }
        return found
    }

    /// All answers in the order of the items, computed on all cores.
    private func inParallel<Item: Sendable, Answer: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) -> Answer
    ) async -> [Answer] {
        let size = max(64, items.count / 16)
        return await withTaskGroup(of: (Int, [Answer]).self) { group in
            for start in stride(from: 0, to: items.count, by: size) {
                group.addTask { @concurrent in (start, items[start..<min(start + size, items.count)].map(body)) }
            }
            var parts: [(Int, [Answer])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}

/// The secrets whose presence a workflow tests (`secrets.NAME != ''`), and those whose values it takes.
package func secretNames(in text: String) -> (tested: Set<String>, used: Set<String>) {
    guard text.contains("secrets.") else { return ([], []) }
    var tested: Set<String> = []
    var used: Set<String> = []
    // Lines of comments test and use nothing.
    let code = text.split(whereSeparator: \.isNewline).filter { !$0.drop(while: \.isWhitespace).hasPrefix("#") }
        .joined(separator: "\n")
    for match in code.matches(of: /secrets\.([A-Za-z_][A-Za-z0-9_]*)(\s*[!=]=\s*(?:''|""|null))?/) {
        if match.2 == nil { used.insert(String(match.1)) } else { tested.insert(String(match.1)) }
    }
    return (tested, used)
}

/// The tag patterns that start a GitHub workflow, and where they are written; nil where it does not listen for tags.
package func tagListener(
    in bytes: [UInt8], file: String
) throws(UnreadableInput) -> (place: Place, patterns: [String])? {
    guard let root = try yamlDocuments(bytes, file: file).first?.root, let tags = root["on"]?["push"]?["tags"] else {
        return nil
    }
    let patterns = tags.items?.compactMap { $0.scalar?.text } ?? tags.scalar.map { [$0.text] } ?? []
    return patterns.isEmpty ? nil : (tags.resolved.place, patterns)
}
