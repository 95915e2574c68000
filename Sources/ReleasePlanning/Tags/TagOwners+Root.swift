import ReleaseModel

/// Tags without a name beside a package at the root that has its versions from tags (setuptools-scm, hatch-vcs, a Swift
/// package, Composer without `version`): each of them may be its release, whatever the tree says.
extension TagOwners {
    /// The only released component at the root whose version stands in no file.
    var rootVersionedByTags: ComponentID? {
        if let strongClaim, strongClaim != configuredClaim { return nil }
        let roots = components.filter { one in
            one.path == "." && released.contains(one.id) && !named.contains(one.id)
                && one.version.map(\.isPlaceholder) ?? true
        }
        guard roots.count == 1, configuredClaim.map({ $0 == roots[0].id }) ?? true else { return nil }
        return roots[0].id
    }

    /// Whose release a tag is beside the root's: of published packages without own tags that have its version in its tree
    /// and go in step with the root. Where one has the version only here, it may be chance, so that is a question.
    ///
    /// - Parameter fitting: The components that have the tag's version in its tree, and no tag of their own for it.
    func ownersBeside(
        _ root: ComponentID, of one: Nameless, _ fitting: Set<ComponentID>
    ) -> (owners: Set<ComponentID>, doubt: Doubt?) {
        let others = fitting.intersection(released).subtracting(named).subtracting([root] as Set)
        let alone: Set<ComponentID> = [root]
        if let group = groups.first(where: { $0.contains(root) }) {
            return (alone.union(others.intersection(group)), nil)
        }
        // Whoever says that these are the root's tags has decided.
        guard configuredClaim == nil else { return (alone, nil) }
        let together = others.filter { goesInStep($0, at: one) }
        let open = others.subtracting(together)
        let doubt = Doubt(
            tag: one.tag.name, version: one.version, components: [root] + open.sorted(), owner: root)
        return (together.union(alone), open.isEmpty ? nil : doubt)
    }

    /// Whether a component has the version of each nameless tag in its tree, or of this one and its neighbour.
    func goesInStep(_ component: ComponentID, at one: Nameless) -> Bool {
        let known = nameless.compactMap { other -> (tag: TagName, fits: Bool)? in
            guard let tree = repository.tagTrees[other.tag.name] else { return nil }
            if tree.fitting.contains(component) { return (other.tag.name, true) }
            return tree.differing.contains(component) ? (other.tag.name, false) : nil
        }
        if known.allSatisfy(\.fits) { return true }
        guard let place = known.firstIndex(where: { $0.tag == one.tag.name }) else { return false }
        return [place - 1, place + 1].contains { known.indices.contains($0) && known[$0].fits }
    }

    /// Whether a component lies in the folder of another one.
    func lies(_ component: ComponentID, within other: ComponentID) -> Bool {
        guard component != other, let inner = components.first(where: { $0.id == component }),
            let outer = components.first(where: { $0.id == other }), inner.path != outer.path
        else { return false }
        return outer.path == "." || inner.path.isInFolder(outer.path)
    }
}

extension TagOwners.Doubt {
    /// The question, as `plan`, `doctor` and `init` ask it.
    package var sentence: String {
        guard let owner else {
            return "\(tag) may be a release of \(components.map(\.text).joined(separator: " or "))."
        }
        return "\(tag) is a release of \(owner), and may be one of \(listed(others.map(\.text))) too."
    }

    /// What to write into `slipway.yaml`.
    package var entry: String { tagEntry(for: owner ?? components.first ?? "NAME", owning: tag, saying: version) }
}
