import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Turns a folder of artifacts into a release set: writes checksums, notes, manifests and the plan.
///
/// Every artifact is hashed once more; the text depends on plan and artifacts only, never on when it was written.
struct AssembleStep: StepPerformer {
    func perform(_ context: StepContext) async throws -> StepOutcome {
        let files = context.environment.files
        let set = context.folders.releaseSet
        let byComponent = artifactsByComponent(context)
        let artifacts = byComponent.values.flatMap { $0 }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        try await context.checkFinishedSet(
            Dictionary(
                artifacts.map { ($0.name, context.folders.artifacts + "/" + $0.name) },
                uniquingKeysWith: { first, _ in first }), areAll: true)
        let known = Set(artifacts.map(\.name))
        for name in try await files.names(in: context.folders.artifacts) where !known.contains(name) {
            try await context.checkClaim()
            // Left by an attempt whose commit was replaced.
            try await files.remove(context.folders.artifacts + "/" + name)
        }
        try await context.checkClaim()
        // Of claims that ended in between.
        try await files.remove(context.folders.allStaged)
        for artifact in artifacts {
            let path = context.folders.artifacts + "/" + artifact.name
            let found = try await files.digest(of: path)
            guard found.digest == artifact.digest else {
                throw FileError.differs(path: path, expected: artifact.digest, found: found.digest)
            }
        }
        let state = try await context.environment.store.run(context.run).state
        let released = try context.plan.released.map { component in
            ReleasedComponent(
                component: component, commit: try commit(of: component, context),
                address: context.environment.clones[component.repository]?.address.map(shownAddress),
                artifacts: byComponent[component.name] ?? [], skipped: skipped(of: component, context.index, state))
        }
        let notes = releaseNotes(plan: context.plan, released: released, artifacts: artifacts)
        try await context.write(Array(notes.utf8), to: set + "/NOTES.md")
        try await context.write(Array(try encodeJSON(context.plan)) + [10], to: set + "/plan.json")
        let names = FileNames(released.map(\.component.name.text), reserved: ["integration"])
        for one in released {
            let manifest = ComponentManifest(one, at: context.plan.createdAt)
            try await context.write(
                Array(try encodeJSON(manifest)) + [10],
                to: "\(set)/manifests/\(names[one.component.name.text]).json")
        }
        let integration = try integrationManifest(plan: context.plan, released: released)
        try await context.write(Array(integration) + [10], to: set + "/manifests/integration.json")
        // The last: a set that has its sums is complete.
        try await context.write(Array(checksums(artifacts).utf8), to: set + "/SHA256SUMS")
        return StepOutcome(note: "\(artifacts.count == 1 ? "1 artifact" : "\(artifacts.count) artifacts") in \(set)")
    }

    private func skipped(of component: PlannedComponent, _ index: PlanIndex, _ state: RunState) -> [String] {
        index.steps(of: component.name).compactMap { step in
            guard case .skipped(let by, let reason) = state[step.id] else { return nil }
            return "\(step.id), skipped by \(by): \(reason)"
        }
    }

    private func artifactsByComponent(_ context: StepContext) -> [ComponentID: [Artifact]] {
        var found: [ComponentID: [Artifact]] = [:]
        for step in context.plan.steps where step.kind == .collect || step.kind == .reuse {
            guard let component = step.component, let outcome = context.outcomes[step.id] else { continue }
            found[component, default: []] += outcome.artifacts
        }
        return found
    }

    private func commit(of component: PlannedComponent, _ context: StepContext) throws -> CommitID? {
        guard component.tag != nil else { return nil }
        return try context.releaseCommit(of: component.repository)
    }
}
