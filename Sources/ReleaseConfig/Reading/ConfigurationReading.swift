package import ReleaseModel

/// A configuration that can be used, with what is needed to say more about its text.
package struct ConfigurationReading: Sendable {
    package let configuration: WorkspaceConfiguration
    /// Warnings for its author; in file order.
    package let warnings: [Diagnostic]
    /// Every component that is named; in file order. See ``check(_:against:)``.
    package let references: [ComponentReference]
    /// Where the folder of a component is written.
    package let paths: [ComponentReference]
    /// The edges that have a policy of their own; in file order.
    package let edges: [EdgeReference]
}

/// A component's name, or its folder, somewhere in the configuration.
package struct ComponentReference: Sendable, Hashable {
    package let name: String
    /// What names it, for a sentence: `the group core`.
    package let user: String
    package let place: Place
    package let excerpt: String
}

/// An edge that the configuration gives a policy.
package struct EdgeReference: Sendable, Hashable {
    package let from: String
    package let to: String
    package let place: Place
    package let excerpt: String
}

/// What holds where there is no configuration file.
package func defaultConfiguration(workspace: String) -> WorkspaceConfiguration {
    WorkspaceConfiguration(workspace: workspace)
}

/// What a configuration says of components that is not so in the workspace: names that none has, and folders that they
/// are not in.
///
/// - Returns: In file order, offering what was most likely meant.
package func check(_ reading: ConfigurationReading, against world: ObservedWorkspace) -> [Diagnostic] {
    let known = world.components.map(\.id) + world.ignored
    return (check(reading, against: known) + checkPlaces(reading, world.misplaced) + checkEdges(reading, world))
        .sorted { $0.place < $1.place }
}

/// The names in a configuration that no component of the workspace has.
///
/// - Parameters:
///   - reading: The configuration that was read.
///   - known: Every component, derived ones included; aliases that the configuration gives count as well.
/// - Returns: An error for each, in file order, offering the nearest known name.
package func check(_ reading: ConfigurationReading, against known: some Sequence<ComponentID>) -> [Diagnostic] {
    let components = known.map(\.text)
    let aliases = reading.configuration.components.values.flatMap(\.aliases)
    let names = Set(components).union(aliases)
    return reading.references.filter { !names.contains($0.name) }.map { reference in
        Diagnostic(
            code: "config.unknown-component", place: reference.place,
            message: "`\(reference.name)`, which \(reference.user) names, is not a component of this workspace.",
            excerpt: reference.excerpt,
            suggestion: advice(for: reference.name, among: names.sorted(), shown: names.sorted())
                + missingClone(reference.name, among: names))
    }
}

/// A name that is no misspelled one may be a component whose repository was never cloned here.
private func missingClone(_ name: String, among names: Set<String>) -> String {
    nearestName(to: name, among: names.sorted()) == nil
        ? " If the repository of `\(name)` is not cloned here, clone it into the workspace: git clone ADDRESS" : ""
}

/// A policy for a requirement that does not exist has no effect, so it is most likely the wrong way round or outdated.
private func checkEdges(_ reading: ConfigurationReading, _ world: ObservedWorkspace) -> [Diagnostic] {
    reading.edges.compactMap { edge in
        let (from, to) = (world.named(ComponentID(edge.from)), world.named(ComponentID(edge.to)))
        guard world.component(from) != nil, world.component(to) != nil,
            !world.edges.contains(where: { $0.from == from && $0.to == to })
        else { return nil }
        let isReversed = world.edges.contains { $0.from == to && $0.to == from }
        return Diagnostic(
            .warning, code: "config.unused-edge", place: edge.place,
            message: "`\(from)` does not require `\(to)`, so this edge has no effect.", excerpt: edge.excerpt,
            suggestion: isReversed
                ? "`\(to)` requires `\(from)`: swap `from` and `to`."
                : "Remove it, or correct the names: slipway graph")
    }
}

private func checkPlaces(_ reading: ConfigurationReading, _ misplaced: [MisplacedComponent]) -> [Diagnostic] {
    misplaced.compactMap { one in
        guard let written = reading.paths.first(where: { $0.name == one.component.text }) else { return nil }
        let message =
            one.exists
            ? "`\(one.component)` is in `\(one.found ?? "")`, so its path `\(one.path)` is not used."
            : "`\(one.path)`, the path of `\(one.component)`, does not exist in \(one.repository)."
        let suggestion = one.found.map { "Write `\($0)`, where its manifest is, or leave `path` out." }
        return Diagnostic(
            one.exists ? .warning : .error, code: "config.no-such-path", place: written.place, message: message,
            excerpt: written.excerpt, suggestion: suggestion ?? "Write the folder as it is committed.")
    }
}
