import ReleaseModel

extension PlanMaker {
    /// Tags that a person would count and this plan does not, a sentence each.
    func tagWarnings(_ decisions: [ComponentID: Cascade.Decision]) -> [String] {
        let owners = PlanMaker.tagOwners(of: world)
        return world.repositories.flatMap { repository -> [String] in
            var warnings = (owners[repository.id]?.doubts ?? []).prefix(3).map { doubt in
                "The tag \(doubt.tag) of \(repository.id) may be a release of \(doubt.components.map(\.text).joined(separator: " or ")); it counts as nobody's. Say whose it is: components.NAME.tag"
            }
            let orphans = owners[repository.id]?.orphans ?? []
            let first = (owners[repository.id]?.components ?? []).filter { component in
                decisions[component.id]?.next != nil && histories[component.id]?.last == nil
            }
            if let newest = orphans.first, !first.isEmpty {
                let more = orphans.count > 1 ? " and \(orphans.count - 1) more" : ""
                warnings.append(
                    "The tag \(newest)\(more) of \(repository.id) fits no component's version in its tree, so \(first.map(\.id.text).joined(separator: ", ")) counts as never released. If it is a release of one, say so: components.NAME.tag"
                )
            }
            for (component, tags) in repository.abandonedTags.sorted(by: { $0.key < $1.key }) {
                guard let last = histories[component]?.last, let tag = tags.max() else { continue }
                warnings.append(
                    "\(tag) is above \(last.tag.name), which \(component) released later, so it does not count. Leave it out for good: components.\(component).ignore-tags"
                )
            }
            return warnings
        }
    }
}
