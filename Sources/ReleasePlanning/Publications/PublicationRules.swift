package import ReleaseModel

/// What planning asks about a kind of target.
package protocol PublicationRules: Sendable {
    var shape: PublicationShape { get }

    /// Why plans have no step for this kind of target, as a warning; nil: they have one.
    func omission(for component: ComponentID) -> String?

    /// Refuses a component whose build can't make what the target takes.
    func check(_ settings: ComponentConfiguration, of component: ComponentID, to target: PublicationTarget)
        throws(PlanError)

    /// Faults of a component's manifests for which the target would refuse its artifacts.
    func refusals(of component: Component, in files: [String: [UInt8]], _ ecosystems: [EcosystemName: any Ecosystem])
        -> [Diagnostic]

    /// What people call the target.
    func name(of target: PublicationTarget) -> String
}

extension PublicationRules {
    package func omission(for component: ComponentID) -> String? { nil }

    package func check(
        _ settings: ComponentConfiguration, of component: ComponentID, to target: PublicationTarget
    ) throws(PlanError) {}

    package func refusals(
        of component: Component, in files: [String: [UInt8]], _ ecosystems: [EcosystemName: any Ecosystem]
    ) -> [Diagnostic] { [] }
}

/// The kinds of targets that a plan can name.
package struct PublicationList: Sendable {
    private let rules: [PublicationKind: any PublicationRules]

    package init(_ all: [any PublicationRules]) {
        rules = Dictionary(uniqueKeysWithValues: all.map { ($0.shape.kind, $0) })
    }

    package subscript(kind: PublicationKind) -> (any PublicationRules)? { rules[kind] }
}
