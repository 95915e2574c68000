package import ReleaseModel

/// Starts what a forge's own CI does.
package protocol WorkflowKeeper: Sendable {
    /// The workflows' files of a branch, by path; empty where there are none, or no such branch.
    func workflows(
        at branch: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> [String: [UInt8]]

    /// Sends an event to the workflows of the default branch that listen for it.
    ///
    /// - Parameter payload: At most ten names; values are JSON texts.
    func dispatch(
        event: String, payload: [String: String], in repository: ForgeRepository
    ) async throws(ForgeError)

    /// Starts a workflow at a branch or tag.
    ///
    /// - Parameters:
    ///   - workflow: The name of its file.
    ///   - reference: A branch or tag that has the workflow.
    /// - Returns: The run's number; nil: the forge does not say.
    /// - Throws: ``ForgeError/missing(_:)`` without the workflow, ``ForgeError/invalid(_:status:reason:)`` without the
    ///   reference or for inputs that it does not have.
    func start(
        workflow: String, at reference: String, inputs: [String: String], in repository: ForgeRepository
    ) async throws(ForgeError) -> Int?
}
