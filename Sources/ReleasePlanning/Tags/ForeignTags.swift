package import ReleaseModel

/// Tags that bear no name and look like releases of a component, but are something else: deployments, builds, data.
///
/// The version of such a tag does not continue the numbering, and its tree has another one, whereas the release below it
/// has its version in its tree. A manifest that was only forgotten continues the numbering, and its tag counts.
package enum ForeignTags {
    /// A tag that does not continue the numbering, and the release below it.
    package struct Jump: Sendable, Hashable {
        package var tag: LastRelease
        package var below: LastRelease
    }

    /// Where the numbering is not continued, as far as names show it.
    ///
    /// - Parameter releases: Lowest first.
    package static func jumps(in releases: [LastRelease], of component: ComponentID) -> [Jump] {
        walk(releases, component) { _ in true }
    }

    /// The tags that are not the component's, according to their trees; one whose tree is not known counts as a release.
    static func tags(
        in releases: [LastRelease], of component: ComponentID, trees: [TagName: TagTree]
    ) -> [TagName] {
        guard !trees.isEmpty else { return [] }
        return walk(releases, component) { jump in
            trees[jump.tag.tag.name]?.differing.contains(component) == true
                && trees[jump.below.tag.name]?.fitting.contains(component) == true
        }.map(\.tag.tag.name)
    }

    /// The releases whose trees show whether a component has been released at all, where the last one does not continue
    /// what its manifest says: tags without a name, none of them near that version, and too few to be a numbering.
    ///
    /// - Parameter releases: Lowest first.
    package static func unconfirmed(in releases: [LastRelease], of component: Component) -> [LastRelease] {
        let nameless = TagForms.nameless(of: component.id)
        let reachable = releases.filter(\.tag.isReachable)
        guard let written = component.version, written.release != [0, 0, 0], !reachable.isEmpty,
            reachable.allSatisfy({ one in
                one.template.map(nameless.contains) == true && !one.version.continues(written)
                    && !written.continues(one.version)
            })
        else { return [] }
        // Several full versions of which each continues the one before are a numbering that the manifest never followed.
        let full = reachable.map(\.version).filter { !$0.isShort && $0.major < 1990 }
        return zip(full, full.dropFirst()).contains { $1.continues($0) } ? [] : reachable
    }

    /// The last release, where only its tag says so: the tree of the tag has another version, and no other release
    /// confirms the numbering. nil where a tree agrees, or was not read.
    static func unconfirmed(
        _ last: LastRelease?, among releases: [LastRelease], of component: Component, trees: [TagName: TagTree]
    ) -> LastRelease? {
        let asked = unconfirmed(in: releases, of: component)
        guard let last, asked.contains(last), trees[last.tag.name]?.differing.contains(component.id) == true,
            !asked.contains(where: { trees[$0.tag.name]?.fitting.contains(component.id) == true })
        else { return nil }
        return last
    }

    private static func walk(
        _ releases: [LastRelease], _ component: ComponentID, isForeign: (Jump) -> Bool
    ) -> [Jump] {
        let nameless = TagForms.nameless(of: component)
        var found: [Jump] = []
        var below: LastRelease?
        for one in releases where one.tag.isReachable {
            if let below, !one.version.continues(below.version), one.template.map(nameless.contains) == true {
                let jump = Jump(tag: one, below: below)
                if isForeign(jump) {
                    found.append(jump)
                    continue
                }
            }
            below = one
        }
        return found
    }
}

extension Version {
    /// Whether it may come after a lower version: it is of the same major version, the first of the next one, or both are
    /// days of a calendar.
    fileprivate func continues(_ below: Version) -> Bool {
        major == below.major || core == below.bumped(.major) || (major >= 1990 && below.major >= 1990)
    }
}
