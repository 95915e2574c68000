import ReleaseConfig
package import ReleaseModel

/// The `slipway.yaml` equivalent to release-please's configuration, as far as Slipway has corresponding keys.
///
/// - Parameters:
///   - workspace: Its name.
///   - repository: The repository that the configuration lies in.
///   - isWorkspace: Whether that repository is the workspace's own folder.
///   - components: The components found in that repository, by path.
/// - Returns: The file, and what becomes of each key whose value is not the default.
package func mapping(
    of configuration: ReleasePleaseConfiguration, workspace: String, repository: RepositoryID, isWorkspace: Bool = true,
    components: [String: ComponentID] = [:]
) -> ReleasePleaseMapping {
    let names = ReleasePleaseNames(configuration, workspace: workspace, components: components)
    var packages = configuration.packages.map { package in
        MappedOptions(of: package, cascade: cascade(of: package, in: configuration))
    }
    let whole = MappedOptions(ofWhole: configuration)
    let plugins = configuration.plugins.map { mapped($0, names: names) }
    // Before the common entries are taken out of the packages: each lists all that becomes of its keys.
    let rows = zip(configuration.packages, packages).map { package, options in
        (package.path, names.tagRows(of: package) + options.rows)
    }
    var draft = ConfigurationDraft(workspace: workspace)
    draft.entries = whole.entries
    draft.defaults = packages.takeCommonEntries()
    draft.groups = plugins.compactMap(\.group)
    draft.components = zip(configuration.packages, packages).map { package, options in
        var component = ConfigurationDraft.Component(id: names.id(of: package), tag: names.tag(of: package))
        component.entries = names.place(of: package, in: repository) + options.entries
        return component
    }
    // release-please releases only what its file lists; Slipway finds more.
    draft.components += names.unlisted(components).map { id in
        var component = ConfigurationDraft.Component(id: id, note: "no package of release-please")
        component.entries = [DraftEntry("ignore", .flag(true))]
        return component
    }
    let isRepositoryNamed = draft.components.contains { $0.entries.contains { $0.key == "repository" } }
    // The workspace's own folder is called whatever its clone is; these entries need one name for it.
    if isWorkspace, isRepositoryNamed {
        let place = DraftEntry(repository.text, .mapping([DraftEntry("path", .text("."))]))
        draft.entries.append(DraftEntry("repositories", .mapping([place])))
    }
    let keys = whole.rows.map { MappedKey($0.key, "top level", $0.becomes, $0.note) } + plugins.map(\.key)
    return ReleasePleaseMapping(draft: draft, keys: keys + gathered(rows))
}

/// Whether an upstream's release reaches a package: with its ecosystem's workspace plugin always, else never.
///
/// - Returns: nil where there is only one package.
private func cascade(
    of package: ReleasePleasePackage, in configuration: ReleasePleaseConfiguration
) -> CascadePolicy? {
    guard configuration.packages.count > 1 else { return nil }
    let isReached = configuration.plugins.contains { plugin in
        switch plugin {
        case .nodeWorkspace: package.releaseType == "node"
        case .cargoWorkspace: package.releaseType == "rust"
        case .mavenWorkspace: ["maven", "java"].contains(package.releaseType)
        default: false
        }
    }
    return isReached ? .always : .never
}

/// One row for each key and what becomes of it, in the order of their first package.
private func gathered(_ rows: [(path: String, rows: [MappedOptions.Row])]) -> [MappedKey] {
    var paths: [MappedOptions.Row: [String]] = [:]
    var order: [MappedOptions.Row] = []
    for (path, rows) in rows {
        for row in rows {
            if paths[row] == nil { order.append(row) }
            paths[row, default: []].append(path)
        }
    }
    return order.map { row in
        let found = paths[row] ?? []
        let isOfAll = found.count == rows.count && rows.count > 1
        let place =
            isOfAll ? "every package" : found.count > 3 ? "\(found.count) packages" : found.joined(separator: ", ")
        return MappedKey(row.key, place, row.becomes, row.note)
    }
}

extension [MappedOptions] {
    /// Takes out the entries that all packages share, for `defaults`; none of a single package.
    fileprivate mutating func takeCommonEntries() -> [DraftEntry] {
        guard count > 1 else { return [] }
        let common = (first?.entries ?? []).compactMap { entry in
            dropFirst().reduce(entry as DraftEntry?) { $0?.common(with: $1.entries) }
        }
        for index in indices { self[index].remove(common) }
        return common
    }
}

extension MappedOptions {
    fileprivate mutating func remove(_ common: [DraftEntry]) { entries = entries.without(common) }
}

extension DraftEntry {
    /// What of this entry the others say too: all of it, or of a mapping some keys; nil where they don't.
    fileprivate func common(with others: [DraftEntry]) -> DraftEntry? {
        guard let other = others.first(where: { $0.key == key }) else { return nil }
        guard case .mapping(let mine) = value, case .mapping(let theirs) = other.value else {
            return other.value == value ? self : nil
        }
        let shared = mine.filter(theirs.contains)
        return shared.isEmpty ? nil : DraftEntry(key, .mapping(shared))
    }
}

extension [DraftEntry] {
    fileprivate func without(_ common: [DraftEntry]) -> [DraftEntry] {
        compactMap { entry in
            guard let shared = common.first(where: { $0.key == entry.key }) else { return entry }
            guard case .mapping(let mine) = entry.value, case .mapping(let taken) = shared.value else { return nil }
            let rest = mine.filter { !taken.contains($0) }
            return rest.isEmpty ? nil : DraftEntry(entry.key, .mapping(rest))
        }
    }
}
