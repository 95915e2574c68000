import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Finds the owner of a nameless tag (`v1.4.0`): the component that has the tag's version in its tree.
///
/// Only relevant tags are examined, with one git call for all of them.
struct TagTreeReader: Sendable {
    let sourceControl: any CloneReader
    let ecosystems: [any Ecosystem]
    /// Reads every package of a commit, for trees in which a component lay elsewhere.
    let packages: @Sendable (ObservedRepository, CommitID) async throws -> [FoundPackage]

    /// How many of the newest tags are examined, at most.
    private static let newest = 40
    /// How many older ones are examined for a component without known tags.
    private static let older = 400
    /// How many trees are read as a whole.
    private static let whole = 4

    func addTrees(to world: inout ObservedWorkspace) async throws {
        let owners = PlanMaker.tagOwners(of: world)
        for index in world.repositories.indices {
            let repository = world.repositories[index]
            guard let all = owners[repository.id], all.isShared, repository.head != nil else { continue }
            let wanted = all.tagsToExamine(limit: max(4, min(TagTreeReader.newest, 4000 / all.components.count)))
            guard !wanted.isEmpty else { continue }
            var trees = try await trees(of: wanted, all.components, in: repository)
            world.repositories[index].tagTrees = trees
            // A component that seems never to have been released may have been long ago.
            let open = PlanMaker.tagOwners(of: world)[repository.id]?.untagged.filter { $0.version != nil } ?? []
            guard !open.isEmpty else { continue }
            let older = all.tagsToExamine(limit: TagTreeReader.older).filter { trees[$0.tag.name] == nil }
            for (tag, tree) in try await self.trees(of: older, open, in: repository) where !tree.fitting.isEmpty {
                trees[tag] = tree
            }
            world.repositories[index].tagTrees = trees
        }
    }

    /// Adds the trees of tags that don't continue the numbering of a repository's only component, and of the releases
    /// below them; where none continues what its manifest says, those of all.
    ///
    /// - Returns: Whether there are any.
    func addJumps(to world: inout ObservedWorkspace, _ histories: [ComponentID: Cascade.History]) async throws -> Bool {
        let members = Dictionary(grouping: world.components.filter { !$0.isOnlyRecorded }, by: \.repository)
        var hasChanged = false
        for index in world.repositories.indices {
            let repository = world.repositories[index]
            guard repository.head != nil, let own = members[repository.id], let only = own.first, own.count == 1,
                only.version != nil, let releases = histories[only.id]?.releases
            else { continue }
            let jumps = ForeignTags.jumps(in: releases, of: only.id).suffix(TagTreeReader.newest)
            let unconfirmed = ForeignTags.unconfirmed(in: releases, of: only).suffix(TagTreeReader.newest)
            let tags = Set(jumps.flatMap { [$0.tag, $0.below] } + unconfirmed).sorted { $0.version > $1.version }
            guard !tags.isEmpty else { continue }
            world.repositories[index].tagTrees = try await trees(
                of: tags.map { TagOwners.Nameless(tag: $0.tag, version: $0.version) }, own, in: repository)
            hasChanged = true
        }
        return hasChanged
    }

    /// Adds what the trees of the last releases say, where it is not what the tags say. Only sources that lay where they lie
    /// now, and that say a version by themselves, are compared.
    func addDifferences(to world: inout ObservedWorkspace, _ histories: [ComponentID: Cascade.History]) async throws {
        let languages = Dictionary(ecosystems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for index in world.repositories.indices {
            let repository = world.repositories[index]
            guard repository.head != nil else { continue }
            let questions = world.components.filter { $0.repository == repository.id && !$0.isOnlyRecorded }.flatMap {
                component -> [(component: ComponentID, last: LastRelease, source: VersionSource)] in
                guard let last = histories[component.id]?.last, !last.tag.commit.text.isEmpty else { return [] }
                return component.versionSources.filter { !$0.isRecord && $0.computed == nil }
                    .map { (component.id, last, $0) }
            }
            let files = Array(
                Set(questions.map { FileAtCommit(commit: $0.last.tag.commit, path: $0.source.place.file) }))
            guard !files.isEmpty else { continue }
            let contents = try await sourceControl.read(files, in: repository.folder)
            let bytes = Dictionary(zip(files, contents), uniquingKeysWith: { first, _ in first })
            var differing: [ComponentID: [VersionSource]] = [:]
            for one in questions {
                let file = FileAtCommit(commit: one.last.tag.commit, path: one.source.place.file)
                guard let text = bytes[file] ?? nil,
                    let then = languages[one.source.ecosystem]?.read(one.source, in: text)
                else { continue }
                differing[one.component, default: []] += differingSources([then], from: one.last.version)
            }
            world.repositories[index].differingSources = differing.filter { !$0.value.isEmpty }
        }
    }

    private func trees(
        of tags: [TagOwners.Nameless], _ components: [Component], in repository: ObservedRepository
    ) async throws -> [TagName: TagTree] {
        struct Question {
            var tag: TagOwners.Nameless
            var component: ComponentID
            var source: VersionSource
            var file: FileAtCommit
        }
        let questions = tags.flatMap { tag in
            components.flatMap { component in
                component.versionSources.filter { !$0.isRecord }.prefix(1).map { source in
                    Question(
                        tag: tag, component: component.id, source: source,
                        file: FileAtCommit(commit: tag.tag.commit, path: source.place.file))
                }
            }
        }
        let files = Array(Set(questions.map(\.file)))
        let contents = try await sourceControl.read(files, in: repository.folder)
        let bytes = Dictionary(zip(files, contents), uniquingKeysWith: { first, _ in first })
        let languages = Dictionary(ecosystems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var trees = Dictionary(tags.map { ($0.tag.name, TagTree()) }, uniquingKeysWith: { first, _ in first })
        for question in questions {
            guard let bytes = bytes[question.file] ?? nil,
                let found = languages[question.source.ecosystem]?.read(question.source, in: bytes)
            else { continue }
            let owner = owner(of: bytes, question.source, question.component, components)
            trees[question.tag.tag.name]?.add(owner, says: found.value, in: question.tag)
        }
        // A component that a tree does not have where it lies now may have lain elsewhere. Newest first, as they were given.
        let sought = Set(questions.map(\.component))
        let unknown = tags.filter { one in
            trees[one.tag.name].map { !sought.isSubset(of: $0.fitting.union($0.differing)) } ?? false
        }
        for tag in unknown.prefix(TagTreeReader.whole) {
            let known = trees[tag.tag.name].map { $0.fitting.union($0.differing) } ?? []
            let packages = try await packages(repository, tag.tag.commit)
            for component in components where !known.contains(component.id) {
                let found = packages.first { package in
                    !package.name.isEmpty && package.name == component.package(in: package.ecosystem)
                        && !package.versionSources.isEmpty
                }
                guard let value = found?.versionSources.first?.value else { continue }
                trees[tag.tag.name]?.add(component.id, says: value, in: tag)
            }
        }
        return trees
    }

    /// The component whose manifest this was then: where one lies now, another may have lain, as after a merge of two
    /// histories. Its name shows it.
    private func owner(
        of bytes: [UInt8], _ source: VersionSource, _ component: ComponentID, _ components: [Component]
    ) -> ComponentID {
        guard components.count > 1, let name = ecosystems.packageName(in: bytes, at: source.place.file),
            components.first(where: { $0.id == component })?.package(in: source.ecosystem) != name
        else { return component }
        return components.first { $0.package(in: source.ecosystem) == name }?.id ?? component
    }
}

extension TagTree {
    /// A candidate's tree may have the final version already.
    fileprivate mutating func add(_ component: ComponentID, says text: String, in tag: TagOwners.Nameless) {
        let version = SpelledVersion(text)?.version
        let isFinal = version?.isPrerelease == false && version?.release == tag.version.release
        if version?.isSame(as: tag.version) == true || (tag.version.isPrerelease && isFinal) {
            fitting.insert(component)
            differing.remove(component)
        } else if !fitting.contains(component) {
            differing.insert(component)
        }
    }
}
