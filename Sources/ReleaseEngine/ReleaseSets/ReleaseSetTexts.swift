package import ReleaseModel
package import ReleasePlanning

/// The texts of a release set: notes and manifests. They follow from a plan and the results of its run, so that
/// verifying a set can derive them again and compare.
package struct ReleaseSetTexts: Sendable {
    package let plan: ReleasePlan
    package let released: [ReleasedComponent]
    /// All of the set, in byte order of their names.
    package let artifacts: [Artifact]
    private let names: FileNames

    package init(plan: ReleasePlan, released: [ReleasedComponent], artifacts: [Artifact]) {
        self.plan = plan
        self.released = released
        self.artifacts = artifacts.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        names = ReleaseSetTexts.fileNames(of: plan)
    }

    package static let notes = "NOTES.md"
    package static let integration = "manifests/integration.json"

    /// Where the manifest of a component is, relative to the set.
    package static func manifest(of component: ComponentID, among names: FileNames) -> String {
        "manifests/\(names[component.text]).json"
    }

    package static func fileNames(of plan: ReleasePlan) -> FileNames {
        FileNames(plan.released.map(\.name.text), reserved: ["integration"])
    }

    /// The bytes of each text, by its path within the set.
    ///
    /// - Parameter platforms: What manifests name as the platform, by component; this machine's where there is none.
    package func files(platforms: [ComponentID: String] = [:]) throws -> [String: [UInt8]] {
        var files = [Self.notes: Array(releaseNotes(plan: plan, released: released, artifacts: artifacts).utf8)]
        for one in released {
            var manifest = ComponentManifest(one, at: plan.createdAt)
            if let platform = platforms[one.component.name] { manifest.platform = platform }
            files[Self.manifest(of: one.component.name, among: names)] = Array(try encodeJSON(manifest)) + [10]
        }
        files[Self.integration] = Array(try integrationManifest(plan: plan, released: released)) + [10]
        return files
    }
}

/// What a run's journal says about the contents of its release set.
package struct ReleaseSetRecord: Sendable {
    private let index: PlanIndex
    private let state: RunState
    private let outcome: @Sendable (StepID) -> StepOutcome?

    package init(_ record: RunRecord) {
        let state = record.state
        self.init(PlanIndex(record.plan), state) { state.outcome(of: $0) }
    }

    init(_ index: PlanIndex, _ state: RunState, outcome: @escaping @Sendable (StepID) -> StepOutcome?) {
        self.index = index
        self.state = state
        self.outcome = outcome
    }

    package var plan: ReleasePlan { index.plan }

    /// Collected or reused, in plan order.
    package var artifacts: [ComponentID: [Artifact]] {
        var found: [ComponentID: [Artifact]] = [:]
        for step in plan.steps where step.kind == .collect || step.kind == .reuse {
            guard let component = step.component, let outcome = outcome(step.id) else { continue }
            found[component, default: []] += outcome.artifacts
        }
        return found
    }

    /// - Parameter addresses: Of the components' repositories, without credentials.
    package func released(addresses: [ComponentID: String]) -> [ReleasedComponent] {
        let artifacts = artifacts
        return plan.released.map { component in
            ReleasedComponent(
                component: component, commit: commit(of: component), address: addresses[component.name],
                artifacts: artifacts[component.name] ?? [], skipped: skipped(of: component))
        }
    }

    private func commit(of component: PlannedComponent) -> CommitID? {
        if plan.request.channel != nil { return index.repository(component.repository)?.base }
        guard component.tag != nil else { return nil }
        return outcome(StepID.push(component.repository))?.commit
            ?? outcome(StepID.prepare(component.repository))?.commit ?? index.repository(component.repository)?.base
    }

    private func skipped(of component: PlannedComponent) -> [String] {
        index.steps(of: component.name).compactMap { step in
            guard case .skipped(let by, let reason) = state[step.id] else { return nil }
            return "\(step.id), skipped by \(by): \(reason)"
        }
    }
}
