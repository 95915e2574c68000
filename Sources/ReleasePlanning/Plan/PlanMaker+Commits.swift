import ReleaseModel

extension PlanMaker {
    /// How every commit since the last releases counts.
    func account(_ components: [PlannedComponent]) -> [PlannedCommit] {
        let released = Set(components.filter { $0.nextVersion != nil }.map(\.name))
        var owners: [CommitID: [ComponentID]] = [:]
        var showing: [CommitID: [ComponentID]] = [:]
        var standing: Set<CommitID> = []
        var readings: [CommitID: CommitReading] = [:]
        for (component, commits) in commits {
            let sections = world.configuration.settings(of: component).changelog.sections ?? .strict
            let entry = ChangelogEntry(sections: sections)
            for one in commits {
                readings[one.commit.id] = one.reading
                owners[one.commit.id, default: []].append(component)
                if !one.isReverted { standing.insert(one.commit.id) }
                if released.contains(component), one.counted.contains(where: entry.shows) {
                    showing[one.commit.id, default: []].append(component)
                }
            }
        }
        let rules = MessageRules(world.configuration.compatibility)
        return world.repositories.flatMap { repository in
            repository.history.map { commit in
                plannedCommit(
                    commit,
                    reading: readings[commit.id] ?? merges[commit.id] ?? CommitReading(commit, rules: rules),
                    repository: repository.id, owners: owners[commit.id] ?? [], showing: showing[commit.id] ?? [],
                    isReverted: owners[commit.id] != nil && !standing.contains(commit.id))
            }
        }
    }
}
