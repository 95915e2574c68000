import Foundation
import ReleaseModel

extension GitHubDouble {
    /// Starts the workflows that listen to a push. A push of more than three tags makes no events for them.
    func startWorkflows(for changes: [RefChange], in id: Int, by identity: Identity, at now: Date) async throws {
        guard !identity.isWorkflow else { return }
        let isCrowded = changes.count { $0.tag != nil && $0.new != nil } > 3
        for change in changes {
            guard let new = change.new, let commit = try await git.commit(new, in: id) else { continue }
            if change.tag != nil, isCrowded { continue }
            let files = try await pushedFiles(change, commit, in: id)
            for workflow in try await workflows(at: commit, in: id)
            where workflow.accepts("push", branch: change.branch, tag: change.tag, files: files) {
                let title = try await git.commitObject(commit, in: id).title
                try await start(
                    workflow, event: "push", ref: change.branch ?? change.tag, commit: commit, title: title, in: id,
                    by: identity, at: now)
            }
            // Open requests of the branch hear of their new commits.
            guard let branch = change.branch, let repository = await forge.repository(id) else { continue }
            for issue in repository.issues.values.sorted(by: { $0.number < $1.number })
            where issue.isOpen && issue.pull?.headBranch == branch && change.old != nil {
                try await startWorkflows(
                    forPullRequest: issue.number, action: "synchronize", in: id, by: identity, at: now)
            }
        }
    }

    private func pushedFiles(_ change: RefChange, _ commit: String, in id: Int) async throws -> [String] {
        let parent = try await git.commitObject(commit, in: id).parents.first
        return try await git.changes(from: change.old ?? parent ?? emptyTree, to: commit, in: id).map(\.path)
    }

    /// Starts the workflows that listen to a pull request.
    func startWorkflows(
        forPullRequest number: Int, action: String, in id: Int, by identity: Identity, at now: Date
    ) async throws {
        guard !identity.isWorkflow, let repository = await forge.repository(id), let issue = repository.issues[number],
            let pull = issue.pull
        else { return }
        let base = try await git.mergeBase(pull.baseCommit, pull.headCommit, in: id) ?? pull.baseCommit
        let files = try await git.changes(from: base, to: pull.headCommit, in: id).map(\.path)
        for workflow in try await workflows(at: pull.headCommit, in: id)
        where workflow.listens(to: "pull_request", activity: action, usual: ["opened", "synchronize", "reopened"])
            && workflow.accepts("pull_request", branch: pull.baseBranch, tag: nil, files: files)
        {
            try await start(
                workflow, event: "pull_request", ref: pull.headBranch, commit: pull.headCommit, title: issue.title,
                in: id, by: identity, at: now, needsApproval: repository.settings.runsNeedApproval)
        }
    }

    /// Starts the workflows that listen to a release, as they are in the tagged commit.
    func startWorkflows(
        forRelease release: Release, action: String, in id: Int, by identity: Identity, at now: Date
    ) async throws {
        guard !identity.isWorkflow, let commit = try await git.commit("refs/tags/\(release.tag)", in: id) else {
            return
        }
        for workflow in try await workflows(at: commit, in: id)
        where workflow.listens(to: "release", activity: action, usual: nil) {
            try await start(
                workflow, event: "release", ref: release.tag, commit: commit, title: release.name ?? release.tag,
                in: id,
                by: identity, at: now)
        }
    }

    /// Makes a run with its jobs, waiting for a runner, or behind another run of its group.
    @discardableResult
    func start(
        _ workflow: WorkflowFile, event: String, ref: String?, commit: String, title: String, inputs: JSON = [:],
        eventType: String? = nil, in id: Int, by identity: Identity, at now: Date, needsApproval: Bool = false
    ) async throws -> WorkflowRun {
        let runID = await forge.makeID()
        var jobs: [WorkflowRun.Job] = []
        for job in workflow.jobs {
            jobs.append(
                WorkflowRun.Job(
                    id: await forge.makeID(), name: job.name, status: "queued", labels: job.labels, startedAt: now,
                    attempt: 1))
        }
        let made = WorkflowRun(
            id: runID, number: 0, workflow: workflow.path, workflowName: workflow.name, title: title, event: event,
            branch: ref, commit: commit, status: needsApproval ? "completed" : "queued",
            conclusion: needsApproval ? "action_required" : nil, actor: identity.login, inputs: inputs,
            eventType: eventType, createdAt: now,
            updatedAt: now, group: workflow.group, jobs: needsApproval ? [] : jobs)
        await forge.update(id) { $0.add(made, at: now) }
        return made
    }
}

extension Repository {
    fileprivate mutating func add(_ run: WorkflowRun, at now: Date) {
        var run = run
        run.number = runs.count { $0.workflow == run.workflow } + 1
        if let group = run.group, runs.contains(where: { $0.group == group && $0.status != "completed" }) {
            // A group keeps one waiting run: an older one that waits is cancelled before it began.
            for index in runs.indices where runs[index].group == group && runs[index].status == "pending" {
                runs[index].end("cancelled", at: now)
                runs[index].jobs = []
            }
            run.status = "pending"
        }
        runs.append(run)
        noteJobs(of: run)
    }

    /// Jobs are check runs of their commit, but those of dispatched runs do not count for pull requests.
    mutating func noteJobs(of run: WorkflowRun) {
        guard run.event != "workflow_dispatch", run.event != "repository_dispatch" else { return }
        for job in run.jobs where job.attempt == run.attempt {
            checkRuns.removeAll { $0.id == job.id }
            checkRuns.append(
                CheckRun(
                    id: job.id, name: job.name, commit: run.commit, app: "github-actions[bot]", status: job.status,
                    conclusion: job.conclusion, startedAt: job.startedAt, completedAt: job.completedAt, output: [:],
                    annotations: []))
        }
    }
}

extension WorkflowRun {
    mutating func end(_ conclusion: String, at now: Date) {
        status = "completed"
        self.conclusion = conclusion
        updatedAt = now
        for index in jobs.indices where jobs[index].attempt == attempt && jobs[index].status != "completed" {
            jobs[index].status = "completed"
            jobs[index].conclusion = conclusion
            jobs[index].completedAt = now
        }
    }
}
