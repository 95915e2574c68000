package import ReleaseModel

/// Runs what a workflow's file says. Without one, runs wait until they are moved on by ``GitHubDouble/endRun(_:_:jobs:in:)``.
package protocol WorkflowRunner: Sendable {
    func perform(_ work: WorkflowTask) async throws -> WorkflowResult
}

/// A run that a runner takes.
package struct WorkflowTask: Sendable {
    package var run: WorkflowRun
    /// `owner/name`
    package var repository: String
    /// The bare repository that has the run's commit.
    package var folder: String
    /// What the runner finds as its event: inputs of `workflow_dispatch`, action and payload of `repository_dispatch`.
    package var event: JSON
}

/// How a run ended.
package struct WorkflowResult: Sendable {
    /// `success`, `failure`, …
    package var conclusion: String
    /// How each job ended, by name; those that are missing were skipped.
    package var jobs: [String: String]

    package init(conclusion: String, jobs: [String: String]) {
        self.conclusion = conclusion
        self.jobs = jobs
    }
}

extension GitHubDouble {
    /// Takes the oldest queued run of a repository, as a runner that polls does, and ends it as the runner says.
    ///
    /// - Returns: How it ended; nil: no run is queued.
    package func performNextRun(in id: Int, by runner: any WorkflowRunner) async throws -> WorkflowResult? {
        guard let repository = await forge.repository(id),
            let run = repository.runs.first(where: { $0.status == "queued" })
        else { return nil }
        await setRun(run.id, to: "in_progress", in: id)
        let event: JSON =
            run.event == "repository_dispatch"
            ? ["action": JSON(run.eventType), "client_payload": run.inputs] : ["inputs": run.inputs]
        let result: WorkflowResult
        do {
            result = try await runner.perform(
                WorkflowTask(run: run, repository: repository.fullName, folder: git.folder(id), event: event))
        } catch {
            await endRun(run.id, "failure", in: id)
            throw error
        }
        var jobs = Dictionary(run.jobs.map { ($0.name, "skipped") }, uniquingKeysWith: { first, _ in first })
        jobs.merge(result.jobs) { _, said in said }
        await endRun(run.id, result.conclusion, jobs: jobs, in: id)
        return result
    }
}
