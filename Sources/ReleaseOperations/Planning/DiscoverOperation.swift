package import ReleaseModel
import ReleaseObservation
package import ReleasePlanning

/// The result of examining a workspace without configuration.
package struct Discovery: Sendable {
    package var world: ObservedWorkspace
    package var histories: [ComponentID: Cascade.History]
    /// Components whose version stands in one place, so that they can only be released together.
    package var groups: [[ComponentID]]

    /// The template for new tags as text, where the tags so far don't decide it; nil where they do.
    package func undecidedTag(of component: ComponentID) -> String? {
        guard let history = histories[component], tagStyles(of: component).count > 1 else { return nil }
        return history.template.text
    }

    /// How the component's tags are spelled, with how many there are of each, in the order of their first version.
    package func tagStyles(of component: ComponentID) -> [(style: String, count: Int)] {
        var styles: [(style: String, count: Int)] = []
        for release in releases(of: component) {
            guard let template = release.template else { continue }
            let style = template.text
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
    /// Sets that one tag has released together so far, which a group says for good.
    package var lockstep: [(repository: RepositoryID, members: [ComponentID])] {
        Dictionary(grouping: world.components.filter { histories[$0.id]?.lockstep != nil }, by: \.repository)
            .map { ($0, $1.map(\.id).sorted()) }.sorted { $0.0 < $1.0 }
    }

    /// Tags that may be one component's or another's, and those that fit none, a sentence each.
    package var doubtfulTags: [String] {
        PlanMaker.tagOwners(of: world).sorted { $0.key < $1.key }.flatMap { repository, owners -> [String] in
            var sentences = owners.doubts.prefix(3).map { doubt in
                "\(doubt.sentence) Say whose it is: \(doubt.entry)"
            }
            if let first = owners.orphans.first {
                let more = owners.orphans.count > 1 ? " and \(owners.orphans.count - 1) more" : ""
                sentences.append("\(first)\(more) of \(repository) fits no component's version in its tree.")
            }
            return sentences
        }
    }

    /// Components that are neither published nor requested.
    package var withheld: [ComponentID] { world.components.map(\.id).filter { histories[$0]?.isWithheld == true } }
}

/// Finds out what a workspace without a configuration has.
package struct DiscoverOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    /// Looks at the workspace for a new configuration: components, groups and tags. Writes nothing.
    package func discover() async throws -> Discovery {
        let world = try await workspace.observe(.init(withHistory: false))
        return Discovery(
            world: world, histories: try PlanMaker.histories(of: world),
            groups: Cascade.sharedVersions(in: world).map(\.members))
    }
}
