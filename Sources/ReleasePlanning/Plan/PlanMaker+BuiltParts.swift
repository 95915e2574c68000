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

    private func advice(for users: [ComponentID], on part: Component) -> String {
        let here = users.filter { world.component($0)?.repository == part.repository }
        // Only paths of its own repository can be counted for a component.
        guard !here.isEmpty else {
            return "Release it by name: slipway release --component \(users.map(\.text).joined(separator: " "))"
        }
        let entries = here.map { user in
            let paths = world.configuration.settings(of: user).includedPaths + [part.path]
            return "\(yamlText(user.text)): { include-paths: [\(paths.map { yamlText($0) }.joined(separator: ", "))] }"
        }
        return "Count such commits there: components: { \(entries.joined(separator: ", ")) }"
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
