import ReleaseModel
import ReleasePorts

extension DoctorOperation {
    /// Clones that lack commits of their remotes, and remotes that could not be read: a release compares the two, and
    /// starts nothing where they differ.
    func remoteFindings(_ world: ObservedWorkspace) async -> [Finding] {
        await boundedMap(world.repositories, atMost: Workspace.remotesAtOnce) { await remoteFinding($0) }
            .compactMap(\.self)
    }

    private func remoteFinding(_ repository: ObservedRepository) async -> Finding? {
        guard let remote = repository.remote, let branch = repository.branch, let head = repository.head else {
            return nil
        }
        do {
            let difference = try await workspace.sourceControl.baseDifference(
                of: branch, at: head, in: repository.folder, remote: remote)
            guard let difference, difference.kind != .unpushed else { return nil }
            return Finding(
                .behindRemote, repository: repository.id, message: difference.sentence(of: repository.id),
                remedy: difference.remedy)
        } catch {
            let error = error as? any UserFacingError
            return Finding(
                .remoteUnread, repository: repository.id,
                message:
                    "\(repository.id): the remote '\(remote)' could not be read, so the clone was not compared with it.",
                reason: ([error?.summary].compactMap(\.self) + (error?.reasons ?? [])).joined(separator: " "),
                remedy: error?.suggestions.joined(separator: " "))
        }
    }
}
