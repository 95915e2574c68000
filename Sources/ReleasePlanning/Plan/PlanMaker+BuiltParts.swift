import ReleaseModel

/// What is built into releases and is never released by itself.
extension PlanMaker {
    /// Commits in parts that are not released by themselves, and that do not count for what is built from them: a sentence
    /// for each part.
    func commitsOfBuiltParts() -> [String] {
        let rules = MessageRules(world.configuration.compatibility)
        return world.components.compactMap { part -> String? in
            guard let why = whyNeverReleased(part), let repository = world.repository(part.repository) else {
                return nil
            }
            let users = releasedUsers(of: part.id).sorted()
            guard !users.isEmpty else { return nil }
            let calling = repository.history.filter { commit in
                commit.paths.contains { lies($0, in: part) }
                    && CommitReading(commit, rules: rules).commits.contains { $0.call(sections: .strict) > .none }
            }
            let missing = users.compactMap { user -> (user: ComponentID, commits: [ObservedCommit])? in
                let commits = uncounted(calling, for: user, in: repository)
                return commits.isEmpty ? nil : (user, commits)
            }
            guard let first = missing.first?.commits.first else { return nil }
            let count = Set(missing.flatMap(\.commits).map(\.id)).count
            let more = count > 1 ? " and \(count - 1) more change" : " changes"
            let names = missing.map(\.user)
            return
                "\(first.id.short) '\(first.subject)'\(more) \(part.id), which \(why), and \(count > 1 ? "do" : "does") not count for \(names.map(\.text).joined(separator: ", ")), which \(names.count > 1 ? "are" : "is") built from it. \(advice(for: names, on: part))"
        }
    }

    /// Commits that change a manifest which lies around components and belongs to none, such as the root of a workspace with
    /// the versions of what its members require: a sentence for each file.
    func commitsOfSharedFiles() -> [String] {
        let rules = MessageRules(world.configuration.compatibility)
        let readers = ecosystems.values.filter { $0.name != "extra-file" }
        return world.repositories.flatMap { repository -> [String] in
            let own = world.components.filter { $0.repository == repository.id }
            let owned = Set(repository.commits.values.joined().map(\.id))
            var found: [String: [ObservedCommit]] = [:]
            for commit in repository.history where !owned.contains(commit.id) && !commit.paths.isEmpty {
                let shared = commit.paths.filter { path in
                    !own.contains { path.isInFolder($0.path) }
                        && readers.contains { $0.isManifest(path: path) && $0.lockCommand(for: path) == nil }
                }
                guard !shared.isEmpty,
                    CommitReading(commit, rules: rules).commits.contains(where: {
                        $0.call(sections: .strict) > .none
                    })
                else { continue }
                for path in Set(shared) { found[path, default: []].append(commit) }
            }
            return found.sorted { $0.key < $1.key }.compactMap { file, commits in
                let folder = RepositoryPath.folder(of: file)
                let users = own.filter {
                    RepositoryPath.isInside($0.path, folder: folder) && whyNeverReleased($0) == nil
                        && !$0.isOnlyRecorded && !uncounted(commits, for: $0.id, in: repository).isEmpty
                }.map(\.id).sorted()
                guard let first = commits.first, let user = users.first else { return nil }
                let more = commits.count > 1 ? " and \(commits.count - 1) more change" : " changes"
                return
                    "\(first.id.short) '\(first.subject)'\(more) \(file), which belongs to no component, so \(commits.count > 1 ? "they release" : "it releases") nothing. Count such commits where they matter: components: { \(yamlText(user.text)): { include-paths: [\(yamlText(file))] } }\(users.count > 1 ? ", and likewise for \(users.dropFirst().map(\.text).joined(separator: ", "))" : "")"
            }
        }
    }

    /// Build metadata of versions that the next ones do not have, a sentence for each component.
    func droppedMetadata(_ decisions: [ComponentID: Cascade.Decision]) -> [String] {
        world.components.compactMap { component in
            guard let next = decisions[component.id]?.next, next.build.isEmpty, let version = component.version,
                !version.build.isEmpty, !component.versionSources.contains(where: { $0.part == .counted })
            else { return nil }
            return
                "\(component.id) is \(version), and \(next) has no build metadata. To keep some: --set-version \(component.id)=\(next)+\(version.build)"
        }
    }

    private func advice(for users: [ComponentID], on part: Component) -> String {
        let here = users.filter { world.component($0)?.repository == part.repository }
        // Only paths of its own repository can be counted for a component.
        guard !here.isEmpty else {
            return "Release it by name: slipway release --component \(users.map(\.text).joined(separator: " "))"
        }
        let entries = here.map { user in
            let paths = (world.configuration.settings(of: user).includedPaths + [part.path]).map { yamlText($0) }
                .joined(separator: ", ")
            return "components: { \(yamlText(user.text)): { include-paths: [\(paths)] } }"
        }
        return "Count such commits there: \(entries.joined(separator: ", and "))"
    }

    /// Why a component is not released by itself, for people; nil where it is.
    private func whyNeverReleased(_ component: Component) -> String? {
        guard !component.isOnlyRecorded else { return nil }
        if histories[component.id]?.isWithheld == true { return "nothing publishes" }
        let isUnversioned =
            component.version == nil && component.versionFaults.isEmpty && histories[component.id]?.last == nil
            && request.versions[component.id] == nil
        return isUnversioned ? "has no version" : nil
    }

    /// Whether a path is a component's own, and not one of a component in a folder below it.
    private func lies(_ path: String, in component: Component) -> Bool {
        path.isInFolder(component.path)
            && !world.components.contains {
                $0.repository == component.repository && $0.path != component.path
                    && $0.path.isInFolder(component.path) && path.isInFolder($0.path)
            }
    }

    /// Those of some commits that neither count for a component nor are in its last release.
    private func uncounted(
        _ calling: [ObservedCommit], for user: ComponentID, in repository: ObservedRepository
    ) -> [ObservedCommit] {
        guard world.component(user)?.repository == repository.id else { return calling }
        var settled = Set((repository.commits[user] ?? []).map(\.id))
        let history = Dictionary(repository.history.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var open = [histories[user]?.last?.tag.commit].compactMap(\.self)
        while let next = open.popLast() {
            if let commit = history[next], settled.insert(next).inserted { open += commit.parents }
        }
        return calling.filter { !settled.contains($0.id) }
    }

    /// What is released and built from a component, directly or over others that are not released either.
    private func releasedUsers(of component: ComponentID) -> Set<ComponentID> {
        var users: Set<ComponentID> = []
        var seen: Set<ComponentID> = [component]
        var open = [component]
        while let next = open.popLast() {
            for edge in world.edges where edge.to == next && edge.kind != .dev && edge.kind != .patch {
                guard let user = world.component(edge.from) else { continue }
                if whyNeverReleased(user) == nil {
                    users.insert(edge.from)
                } else if seen.insert(edge.from).inserted {
                    open.append(edge.from)
                }
            }
        }
        return users
    }
}
