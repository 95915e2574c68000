import ReleaseModel
import ReleasePlanning

extension DoctorOperation {
    /// What would be planned now, or why nothing can be: `doctor` is not silent where `plan` refuses.
    ///
    /// - Returns: Neither of the two where the workspace could only be read in part; those errors are findings already.
    func trial(
        of world: ObservedWorkspace
    ) async -> (planned: (plan: ReleasePlan, world: ObservedWorkspace)?, refusal: (any UserFacingError)?) {
        let isPartial =
            world.warnings.contains { $0.severity == .error } || world.repositories.contains(where: \.isShallow)
        guard !isPartial else { return (nil, nil) }
        do {
            if workspace.releasePlease != nil { return (try await workspace.plan(ReleaseRequest()), nil) }
            return ((try await workspace.plan(of: world), world), nil)
        } catch {
            return (nil, error as? any UserFacingError)
        }
    }
}
