import ReleaseModel

/// Which components share a pull request.
struct PullRequestSplit {
    struct Bundle {
        enum Kind: Equatable {
            /// One component's own.
            case single
            case group(String)
            /// Of a workspace plugin, or of everybody.
            case all
        }

        var kind: Kind
        var components: [PlannedComponent]
    }

    /// In the order of their first components.
    private(set) var bundles: [Bundle] = []

    /// Groups first, then what plugins merge, then, unless they are separate, all that is left and not separate by its
    /// own configuration. A group's goes into the one for all as well.
    init(_ components: [PlannedComponent], rules: PullRequestRules) {
        for component in components {
            let own = rules.rules(of: component).isSeparate ?? rules.isSeparate
            if !rules.isSeparate, !own || isGrouped(component, rules) {
                add(component, to: .all)
            } else if let group = component.group, rules.groups.contains(group) {
                add(component, to: .group(group))
            } else if rules.merged.contains(where: { $0.contains(component.path) }) {
                add(component, to: .all)
            } else {
                bundles.append(Bundle(kind: .single, components: [component]))
            }
        }
    }

    private func isGrouped(_ component: PlannedComponent, _ rules: PullRequestRules) -> Bool {
        component.group.map(rules.groups.contains) ?? false
    }

    private mutating func add(_ component: PlannedComponent, to kind: Bundle.Kind) {
        if let index = bundles.firstIndex(where: { $0.kind == kind }) {
            bundles[index].components.append(component)
        } else {
            bundles.append(Bundle(kind: kind, components: [component]))
        }
    }
}
