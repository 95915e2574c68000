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
        let (artifacts, released) = try await context.releaseSet()
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
        let texts = ReleaseSetTexts(plan: context.plan, released: released, artifacts: artifacts)
        try await context.write(Array(try encodeJSON(context.plan)) + [10], to: set + "/plan.json")
        for (path, bytes) in try texts.files().sorted(by: { $0.key < $1.key }) {
            try await context.write(bytes, to: "\(set)/\(path)")
        }
        // The last: a set that has its sums is complete.
        try await context.write(Array(checksums(artifacts).utf8), to: set + "/SHA256SUMS")
        return StepOutcome(note: "\(artifacts.count == 1 ? "1 artifact" : "\(artifacts.count) artifacts") in \(set)")
    }
}

extension StepContext {
    /// What the run has for its release set so far: artifacts in byte order of their names, and components in plan order.
    func releaseSet() async throws -> (artifacts: [Artifact], released: [ReleasedComponent]) {
        let state = try await environment.store.run(run).state
        let outcomes = outcomes
        let record = ReleaseSetRecord(index, state) { outcomes[$0] }
        let artifacts = record.artifacts.values.flatMap { $0 }.sorted {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        let addresses = plan.released.compactMap { component in
            environment.clones[component.repository]?.address.map { (component.name, shownAddress($0)) }
        }
        return (artifacts, record.released(addresses: Dictionary(addresses, uniquingKeysWith: { first, _ in first })))
    }
}
