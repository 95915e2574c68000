package import ReleaseModel

/// A target that takes artifacts before they are public, and shows them later.
///
/// What is staged survives the machine that made it: an unfinished release is continued from there.
package protocol StagedPublication: Publication {
    /// Brings the artifacts to the target, and verifies them there. Safe to repeat.
    func stage(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome

    /// Writes what an earlier run staged into a folder, under the names that it has in a release set.
    ///
    /// - Parameter folder: Absolute; it may not exist yet.
    /// - Returns: The artifacts, each with the digest that was verified.
    func fetch(
        _ staged: StagedArtifacts, of component: ComponentID, into folder: String, _ context: StepContext
    ) async throws -> [Artifact]

    /// What tells the content of these artifacts from every other, by their names and bytes; nil for none.
    func content(of artifacts: [Artifact]) -> Digest?

    /// Removes what this run staged, since another run publishes: `tag` says so, or other content was staged for it.
    ///
    /// - Parameter said: The content that the tag names; `.some(nil)`: none. nil: it names nothing.
    /// - Returns: Why this run can't publish; nil where it may.
    func yield(
        _ artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, to said: Digest??,
        _ context: StepContext
    ) async throws -> (any UserFacingError)?
}

extension StagedPublication {
    package var isStaged: Bool { true }
}
