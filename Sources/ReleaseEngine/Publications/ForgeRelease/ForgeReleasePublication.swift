import ReleaseModel
import ReleasePlanning

/// A release of the forge, where there is one that has releases.
struct ForgeReleasePublication: Publication {
    let shape = PublicationShape(
        "forge-release",
        "A `forge-release` needs a forge that has releases; on plain git the plan says that it is left out, and the "
            + "release set stands for it.")

    func name(of target: PublicationTarget) -> String { "the forge's release" }

    func omission(for component: ComponentID) -> String? {
        "Plain git has no forge releases: the one for \(component) is skipped; the release set replaces it."
    }

    // No plan on plain git has a step of this kind; one that says otherwise comes from a newer program.

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? { nil }

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome { throw PublicationError.unknownKind(target.kind) }
}
