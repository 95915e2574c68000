import ReleaseModel

/// Components whose releases had tags with their names until one tag without a name released them all.
extension TagOwners {
    /// Those of the components with older named tags whose release a tag without a name is too.
    ///
    /// Where three have its version in its tree, and no other one has another, that is not by chance. Of two, the one with named
    /// tags may be ahead of its own next one.
    ///
    /// - Parameter wanted: The released components that have the tag's version in its tree, and no tag of their own for it.
    func joining(_ wanted: Set<ComponentID>, at one: Nameless, _ tree: TagTree) -> Set<ComponentID> {
        let moved = wanted.intersection(named).filter { id in
            namedVersions[id]?.allSatisfy { $0 < one.version } ?? false
        }
        let others = wanted.subtracting(named)
        // Without any other one it is the tag of a set that has moved to it as a whole, or of the only one that has.
        if others.isEmpty { return moved }
        if others.union(moved).count > 2, tree.differing.isDisjoint(with: released) { return moved }
        return moved.filter { goesInStep($0, at: one) }
    }

    /// What nothing publishes, and yet is released with the only component that is: its version goes along in the trees of
    /// the tags, as an app's and that of its shell do.
    ///
    /// - Parameter fitting: The components that have the tag's version in its tree, and no tag of their own for it.
    func following(_ published: Set<ComponentID>, at one: Nameless, _ fitting: Set<ComponentID>) -> Set<ComponentID> {
        fitting.subtracting(released).subtracting(named).filter { id in
            // First versions are those of many things; only what follows shows that they belong together.
            let isFirst = [Version(0, 0, 1), Version(0, 1, 0), Version(1, 0, 0)].contains(one.version.core)
            let count = nameless.count { repository.tagTrees[$0.tag.name]?.fitting.contains(id) == true }
            return !published.contains { lies(id, within: $0) } && goesInStep(id, at: one) && (count > 1 || !isFirst)
        }
    }
}
