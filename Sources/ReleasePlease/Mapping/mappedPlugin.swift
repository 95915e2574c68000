import ReleaseConfig
import ReleaseModel

/// What becomes of a plugin: a group, or only a row of the account.
func mapped(
    _ plugin: ReleasePleasePlugin, names: ReleasePleaseNames
) -> (group: GroupConfiguration?, key: MappedKey) {
    func derived(_ name: String, _ kind: String) -> (GroupConfiguration?, MappedKey) {
        let note = "Slipway finds the requirements of \(kind) by itself; `always` as the plugin releases downstreams"
        return (nil, MappedKey(name, "plugins", "cascade", note))
    }
    switch plugin {
    case .nodeWorkspace: return derived("node-workspace", "npm packages")
    case .cargoWorkspace: return derived("cargo-workspace", "crates")
    case .mavenWorkspace: return derived("maven-workspace", "Maven modules")
    case .linkedVersions(let group, let components, _): return mappedGroup(group, components, names)
    case .sentenceCase:
        return (nil, MappedKey("sentence-case", "plugins", nil, "the changelog keeps the words as they were committed"))
    case .groupPriority:
        return (nil, MappedKey("group-priority", "plugins", nil, "requirements decide what is released before what"))
    }
}

private func mappedGroup(
    _ group: String, _ components: [String], _ names: ReleasePleaseNames
) -> (GroupConfiguration?, MappedKey) {
    let members = components.compactMap(names.id(ofComponent:)).map(\.text)
    let unknown = components.filter { names.id(ofComponent: $0) == nil }.map { "`\($0)`" }
    var note = "`fixed`, for the plugin releases every member; `linked` would leave out those without changes"
    if !unknown.isEmpty { note += "; no package is called \(unknown.joined(separator: ", "))" }
    let key = "linked-versions \(group)"
    guard !members.isEmpty else { return (nil, MappedKey(key, "plugins", nil, "none of its members is a package")) }
    return (
        GroupConfiguration(name: group, components: members, versions: .fixed),
        MappedKey(key, "plugins", "groups", note)
    )
}
