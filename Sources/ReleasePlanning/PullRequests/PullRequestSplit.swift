import ReleaseModel

/// Which components share a pull request.
struct PullRequestSplit {
    struct Bundle {
        enum Kind: Equatable {
            /// One component's own.
            case single
            case group(String)
            /// Of a workspace plugin, or of all.
            case all
        }

        var kind: Kind
        var components: [PlannedComponent]
    }

    /// In the order of their first components.
    private(set) var bundles: [Bundle] = []

    /// Groups first, then those merged by plugins, then, unless they are separate, all remaining ones not separate by
    /// their own configuration. A group's is also part of the shared one.
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
