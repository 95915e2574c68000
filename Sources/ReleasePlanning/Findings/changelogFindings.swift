import ReleaseModel

/// Changelogs that omit a release between two that they list.
func changelogFindings(_ facts: WorkspaceFacts, ecosystems: [any Ecosystem]) -> [Finding] {
    guard let reader = ecosystems.first(where: { $0.name == .changelogs }) else { return [] }
    return facts.world.components.compactMap { component in
        guard let (repository, path) = facts.world.changelog(of: component), let file = repository.target(of: path),
            let bytes = repository.changelogs[file], let reading = reader.readChangelog(bytes, file: file)
        else { return nil }
        let listed = reading.sections.filter { !$0.isUnreleased }.compactMap { Version($0.version) }
        guard let first = listed.min(), let last = listed.max() else { return nil }
        let releases = facts.histories[component.id]?.releases ?? []
        let left = Set(releases.map(\.version)).filter { version in
            !version.isPrerelease && version > first && version < last && !listed.contains(version)
        }.sorted()
        guard !left.isEmpty else { return nil }
        let names = left.prefix(5).map(\.text).joined(separator: ", ")
        let more = left.count > 5 ? " and \(left.count - 5) more" : ""
        return Finding(
            .changelogGap, place: Place(file: file, line: 1, column: 1), repository: repository.id,
            component: component.id,
            message: "The changelog of \(component.id) has no section for \(names)\(more), which have tags.")
    }
}
