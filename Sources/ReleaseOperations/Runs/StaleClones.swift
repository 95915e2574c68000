import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePorts

extension ReleaseOperation {
    /// Clones that lack commits of their remotes, a sentence each. Where there is nothing to release, those commits may
    /// be what was to be released.
    ///
    /// A remote that does not answer is reported in the same way: nothing was to be released from it anyway.
    package func staleClones(of plan: ReleasePlan) async throws -> [String] {
        let world = try await workspace.observe(.init(withHistory: false))
        var sentences: [String] = []
        for planned in plan.repositories {
            guard let repository = world.repository(planned.id), let remote = repository.remote,
                let branch = repository.branch, let head = repository.head
            else { continue }
            do {
                let difference = try await workspace.sourceControl.baseDifference(
                    of: branch, at: head, in: repository.folder, remote: remote)
                guard difference?.kind == .behind else { continue }
                sentences.append(
                    "\(planned.id): the clone is behind \(remote)/\(branch); pull first: "
                        + gitCommand("pull --ff-only \(remote) \(branch)", in: repository.folder))
            } catch let error as SourceControlError {
                sentences.append("\(planned.id): cannot tell whether the clone is current: \(error.summary)")
            }
        }
        return sentences
    }
}
