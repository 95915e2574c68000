package import ReleaseModel
import ReleaseObservation
package import ReleasePlanning

/// What a workspace without configuration turns out to be.
package struct Discovery: Sendable {
    package var world: ObservedWorkspace
    package var histories: [ComponentID: Cascade.History]
    /// Components whose version stands in one place, so that they can only be released together.
    package var groups: [[ComponentID]]

    /// The template for new tags as text, where the tags so far don't decide it; nil where they do.
    package func undecidedTag(of component: ComponentID) -> String? {
        guard let history = histories[component], tagStyles(of: component).count > 1 else { return nil }
        let template = history.template
        return template.prefix + "{version}" + template.suffix
    }

    /// How the component's tags are spelled, with how many there are of each, in the order of their first version.
    package func tagStyles(of component: ComponentID) -> [(style: String, count: Int)] {
        guard let forms = histories[component]?.forms else { return [] }
        var styles: [(style: String, count: Int)] = []
        for release in releases(of: component) {
            guard let template = forms.template(of: release.tag.name) else { continue }
            let style = template.prefix + "{version}" + template.suffix
            if let index = styles.firstIndex(where: { $0.style == style }) {
                styles[index].count += 1
            } else {
                styles.append((style, 1))
            }
        }
        return styles
    }

    package func releases(of component: ComponentID) -> [LastRelease] {
        guard let repository = world.component(component)?.repository, let forms = histories[component]?.forms else {
            return []
        }
        return forms.releases(in: world.repository(repository)?.tags ?? [])
    }
}

extension Discovery {
    /// Repositories whose components all say one version and whose tags bear no names: released in lockstep, which only
    /// a group can say.
    package var lockstep: [(repository: RepositoryID, members: [ComponentID])] {
        Dictionary(grouping: world.components, by: \.repository).compactMap { repository, components in
            let isShared = groups.contains { Set($0).isSuperset(of: components.map(\.id)) }
            let versions = Set(components.map(\.version))
            guard components.count > 1, !isShared, versions.count == 1, let version = versions.first ?? nil,
                components.allSatisfy({ releases(of: $0.id).isEmpty }),
                let tags = world.repository(repository)?.tags,
                tags.contains(where: { Version(String($0.name.text.drop { $0 == "v" })) == version })
            else { return nil }
            return (repository, components.map(\.id).sorted())
        }
        .sorted { $0.repository < $1.repository }
    }
}

extension Workspace {
    /// Looks at the workspace for a new configuration: components, groups and tags. Writes nothing.
    package func discover() async throws -> Discovery {
        let world = try await observe(.init(withHistory: false))
        return Discovery(
            world: world, histories: try PlanMaker.histories(of: world),
            groups: Cascade.sharedVersions(in: world).map(\.members))
    }
}
