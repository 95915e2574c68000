import ReleaseModel

/// Change files, which count in addition to commits.
extension Cascade {
    /// The files that name a component, in order of their paths.
    func changeFiles(of id: ComponentID) -> [(file: ChangeFile, bump: Bump)] {
        guard let component = components[id], let repository = world.repository(component.repository) else { return [] }
        return repository.changeFiles.compactMap { file in file.bump(of: id).map { (file, $0) } }
            .sorted { $0.file.file < $1.file.file }
    }

    /// The level that its change files call for, and why.
    func changeFileCall(of id: ComponentID) -> (bump: Bump?, reasons: [PlanReason]) {
        let files = changeFiles(of: id)
        let reasons = files.map { one in
            PlanReason(
                kind: .changeFile, summary: "\(one.file.title) (\(one.file.file))", bump: one.bump, rule: one.file.file)
        }
        return (files.map(\.bump).max(), reasons)
    }

    /// The removal of every file that this release counts.
    ///
    /// - Throws: ``PlanError/changeFileShared(_:releasing:without:)`` where only some of a file's components are released:
    ///   removed, the others would lose it; left, these would count it twice.
    func changeFileRemovals(of id: ComponentID, decisions: [ComponentID: Decision]) throws -> [PlannedEdit] {
        guard decisions[id]?.next != nil, let component = components[id] else { return [] }
        return try changeFiles(of: id).map { one in
            let named = Set(one.file.changes.compactMap(\.component))
            let left = named.filter { decisions[$0]?.next == nil }.sorted()
            guard left.isEmpty else { throw PlanError.changeFileShared(one.file.file, releasing: id, without: left) }
            return PlannedEdit(
                repository: component.repository,
                edit: FileEdit(
                    ecosystem: .changeFile, file: one.file.file, key: ChangeFile.editKey,
                    change: .remove(sha256(one.file.bytes))))
        }
    }
}
