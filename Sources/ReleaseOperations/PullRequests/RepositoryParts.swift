import ReleaseModel

/// Repositories whose releases depend on each other: by requirements of their components, or by groups.
struct RepositoryParts {
    /// The neighbours of each repository, in both directions.
    private var neighbours: [RepositoryID: Set<RepositoryID>] = [:]

    init(_ world: ObservedWorkspace) {
        let home = Dictionary(
            world.components.map { ($0.id, $0.repository) }, uniquingKeysWith: { first, _ in first })
        for edge in world.edges { join(home[edge.from], home[edge.to]) }
        for group in world.configuration.groups {
            let members = world.components.filter { group.contains($0.id) }
            for (one, next) in zip(members, members.dropFirst()) { join(one.repository, next.repository) }
        }
    }

    private mutating func join(_ one: RepositoryID?, _ other: RepositoryID?) {
        guard let one, let other, one != other else { return }
        neighbours[one, default: []].insert(other)
        neighbours[other, default: []].insert(one)
    }

    /// These and all that are joined with them, over others too.
    func touched(by ids: [RepositoryID]) -> Set<RepositoryID> {
        var found = Set(ids)
        var open = ids
        while let next = open.popLast() {
            for other in neighbours[next] ?? [] where found.insert(other).inserted { open.append(other) }
        }
        return found
    }
}
