package import ReleaseModel

/// A configuration that can be used, with what is needed to say more about its text.
package struct ConfigurationReading: Sendable {
    package let configuration: WorkspaceConfiguration
    /// Warnings for its author; in file order.
    package let warnings: [Diagnostic]
    /// Every component that is named; in file order. See ``check(_:against:)``.
    package let references: [ComponentReference]
}

/// A component's name somewhere in the configuration.
package struct ComponentReference: Sendable, Hashable {
    package let name: String
    /// What names it, for a sentence: `the group core`.
    package let user: String
    package let place: Place
    package let excerpt: String
}

/// What holds where there is no configuration file.
package func defaultConfiguration(workspace: String) -> WorkspaceConfiguration {
    WorkspaceConfiguration(workspace: workspace)
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
            suggestion: nearestName(to: reference.name, among: names.sorted()).map { "Write `\($0)`." }
                ?? "`slipway graph` lists the components.")
    }
}
