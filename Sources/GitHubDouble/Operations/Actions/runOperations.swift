import Foundation
import ReleaseModel

let runOperations = [
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs", "actions/list-workflow-runs-for-repo", needs: .may(.read, .actions)
    ) {
        call in try await call.listRuns { _ in true }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs", "actions/list-workflow-runs",
        needs: .may(.read, .actions)
    ) { call in
        let path = try await call.workflow().path
        return try await call.listRuns { $0.workflow == path }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs/{run_id}", "actions/get-workflow-run", needs: .may(.read, .actions)
    ) {
        call in .ok(try await call.render(try call.run()))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}",
        "actions/get-workflow-run-attempt",
        needs: .may(.read, .actions)
    ) { call in
        var run = try call.run()
        let attempt = try call.number("attempt_number")
        guard (1...run.attempt).contains(attempt) else { throw Refusal.notFound }
        if attempt < run.attempt {
            run.attempt = attempt
            run.status = "completed"
            run.conclusion = run.former[attempt]
        }
        return .ok(try await call.render(run))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs", "actions/list-jobs-for-workflow-run",
        needs: .may(.read, .actions)
    ) { call in
        let run = try call.run()
        let jobs = call.query["filter"] == "all" ? run.jobs : run.jobs.filter { $0.attempt == run.attempt }
        return await call.list(jobs, as: "jobs") { call.render($0, of: run) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
        "actions/list-jobs-for-workflow-run-attempt", needs: .may(.read, .actions)
    ) { call in
        let (run, attempt) = (try call.run(), try call.number("attempt_number"))
        guard (1...run.attempt).contains(attempt) else { throw Refusal.notFound }
        return await call.list(run.jobs.filter { $0.attempt == attempt }, as: "jobs") { call.render($0, of: run) }
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/cancel", "actions/cancel-workflow-run",
        needs: .may(.write, .actions)
    ) { call in
        let run = try call.run()
        guard run.status != "completed" else { throw Refusal(409, "Cannot cancel a workflow run that is completed.") }
        await call.double.endRun(run.id, "cancelled", in: call.repository.id)
        return .accepted([:])
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun", "actions/re-run-workflow",
        needs: .may(.write, .actions)
    ) { call in try await call.rerun { _ in true } },
    Operation(
        "POST", "/repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs", "actions/re-run-workflow-failed-jobs",
        needs: .may(.write, .actions)
    ) { call in try await call.rerun { $0.conclusion != "success" } },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts", "actions/list-workflow-run-artifacts",
        needs: .may(.read, .actions)
    ) { call in
        let run = try call.run()
        let named = run.artifacts.filter { artifact in call.query["name"].map { $0 == artifact.name } ?? true }
        return await call.list(named.reversed(), as: "artifacts") { call.render($0, of: run) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/jobs/{job_id}", "actions/get-job-for-workflow-run",
        needs: .may(.read, .actions)
    ) { call in
        let id = try call.number("job_id")
        for run in call.repository.runs {
            if let job = run.jobs.first(where: { $0.id == id }) { return .ok(call.render(job, of: run)) }
        }
        throw Refusal.notFound
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/jobs/{job_id}/logs", "actions/download-job-logs-for-workflow-run",
        needs: .may(.read, .actions)
    ) { call in
        let id = try call.number("job_id")
        let job = call.repository.runs.lazy.flatMap(\.jobs).first { $0.id == id }
        guard let job, job.status == "completed", let file = job.log else { throw Refusal.notFound }
        return .redirect(to: call.double.signedAddress(of: file, name: "\(job.name).txt", at: call.now))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/artifacts", "actions/list-artifacts-for-repo",
        needs: .may(.read, .actions)
    ) { call in
        let all = call.repository.runs.flatMap { run in run.artifacts.map { (run, $0) } }
        let named = all.filter { artifact in call.query["name"].map { $0 == artifact.1.name } ?? true }
        return await call.list(named.sorted { $0.1.id > $1.1.id }, as: "artifacts") { call.render($0.1, of: $0.0) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}", "actions/get-artifact",
        needs: .may(.read, .actions)
    ) { call in
        let (run, artifact) = try call.artifact()
        return .ok(call.render(artifact, of: run))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}", "actions/download-artifact",
        needs: .may(.read, .actions)
    ) { call in
        let (_, artifact) = try call.artifact()
        guard !call.identity.isAnonymous else { throw Refusal(401, "Requires authentication") }
        guard artifact.expiresAt > call.now else { throw Refusal(410, "Artifact has expired") }
        return .redirect(
            to: call.double.signedAddress(of: artifact.file, name: "\(artifact.name).zip", at: call.now))
    },
]

extension Call {
    /// A run is seen some seconds after it was started.
    private func isVisible(_ run: WorkflowRun) -> Bool {
        run.createdAt.addingTimeInterval(Double(double.settings.runDelay)) <= now
    }

    func run() throws -> WorkflowRun {
        let id = try number("run_id")
        guard let run = repository.runs.first(where: { $0.id == id }), isVisible(run) else { throw Refusal.notFound }
        return run
    }

    fileprivate func artifact() throws -> (WorkflowRun, WorkflowRun.Artifact) {
        let id = try number("artifact_id")
        for run in repository.runs {
            if let artifact = run.artifacts.first(where: { $0.id == id }) { return (run, artifact) }
        }
        throw Refusal.notFound
    }

    fileprivate func listRuns(where isWanted: (WorkflowRun) -> Bool) async throws -> Answer {
        var runs = repository.runs.filter { isWanted($0) && isVisible($0) }
        if let event = query["event"] { runs.removeAll { $0.event != event } }
        if let branch = query["branch"] { runs.removeAll { $0.branch != branch } }
        if let commit = query["head_sha"] { runs.removeAll { $0.commit != commit } }
        if let actor = query["actor"] { runs.removeAll { $0.actor != actor } }
        if let status = query["status"] { runs.removeAll { $0.status != status && $0.conclusion != status } }
        if let created = query["created"], created.hasPrefix(">="),
            let date = try? Date(String(created.dropFirst(2)), strategy: .iso8601)
        {
            runs.removeAll { $0.createdAt < date }
        }
        return try await list(runs.sorted { $0.id > $1.id }, as: "workflow_runs") { try await render($0) }
    }

    /// The same run once more, with the next attempt; up to thirty days after it began.
    fileprivate func rerun(where isWanted: @Sendable @escaping (WorkflowRun.Job) -> Bool) async throws -> Answer {
        let run = try run()
        guard run.status == "completed" else { throw Refusal(403, "This workflow is already running") }
        guard run.createdAt.addingTimeInterval(30 * 86_400) > now else {
            throw Refusal(403, "Unable to retry this workflow run because it was created over a month ago")
        }
        let again = run.jobs.filter { $0.attempt == run.attempt && isWanted($0) }
        var jobs: [WorkflowRun.Job] = []
        for job in again {
            jobs.append(
                WorkflowRun.Job(
                    id: await forge.makeID(), name: job.name, status: "queued", labels: job.labels, startedAt: now,
                    attempt: run.attempt + 1))
        }
        let added = jobs
        try await update { repository in
            repository.changeRun(run.id) { run in
                run.former[run.attempt] = run.conclusion
                run.attempt += 1
                run.status = "queued"
                run.conclusion = nil
                run.updatedAt = now
                run.jobs += added
            }
        }
        return .created([:])
    }

    fileprivate func render(_ run: WorkflowRun) async throws -> JSON {
        let place = place("/actions/runs/\(run.id)")
        let workflowID = await double.workflowID(run.workflow, in: repository.id)
        let commit = try await git.commitObject(run.commit, in: repository.id)
        func person(_ signature: Signature) -> JSON {
            ["name": .string(signature.name), "email": .string(signature.email)]
        }
        return [
            "id": .number(run.id), "name": .string(run.workflowName), "node_id": .string(nodeID("WorkflowRun", run.id)),
            "head_branch": JSON(run.branch), "head_sha": .string(run.commit), "path": .string(run.workflow),
            "run_number": .number(run.number), "run_attempt": .number(run.attempt), "event": .string(run.event),
            "status": .string(run.status), "conclusion": JSON(run.conclusion), "workflow_id": .number(workflowID),
            "url": .string(place), "html_url": .string(page("/actions/runs/\(run.id)")), "pull_requests": [],
            "created_at": JSON(run.createdAt), "updated_at": JSON(run.updatedAt), "run_started_at": JSON(run.createdAt),
            "jobs_url": "\(place)/jobs", "logs_url": "\(place)/logs",
            "check_suite_url": .string(self.place("/check-suites/\(run.id)")), "artifacts_url": "\(place)/artifacts",
            "cancel_url": "\(place)/cancel", "rerun_url": "\(place)/rerun",
            "workflow_url": .string(self.place("/actions/workflows/\(workflowID)")),
            "head_commit": [
                "id": .string(run.commit), "tree_id": .string(commit.tree), "message": .string(commit.shownMessage),
                "timestamp": JSON(commit.committer.date), "author": person(commit.author),
                "committer": person(commit.committer),
            ], "repository": await minimal(repository), "head_repository": await minimal(repository),
            "display_title": .string(run.title), "actor": await account(run.actor),
            "triggering_actor": await account(run.actor),
        ]
    }

    fileprivate func render(_ job: WorkflowRun.Job, of run: WorkflowRun) -> JSON {
        [
            "id": .number(job.id), "run_id": .number(run.id), "run_url": .string(place("/actions/runs/\(run.id)")),
            "run_attempt": .number(job.attempt), "node_id": .string(nodeID("Job", job.id)),
            "head_sha": .string(run.commit), "url": .string(place("/actions/jobs/\(job.id)")),
            "html_url": .string(page("/actions/runs/\(run.id)/job/\(job.id)")), "status": .string(job.status),
            "conclusion": JSON(job.conclusion), "created_at": JSON(job.startedAt), "started_at": JSON(job.startedAt),
            "completed_at": JSON(job.completedAt), "name": .string(job.name),
            "check_run_url": .string(place("/check-runs/\(job.id)")), "labels": .array(job.labels.map { .string($0) }),
            "runner_id": nil, "runner_name": nil, "runner_group_id": nil, "runner_group_name": nil,
            "workflow_name": .string(run.workflowName), "head_branch": JSON(run.branch),
            "steps": job.hasBegun
                ? [
                    [
                        "name": "Set up job", "status": .string(job.status), "conclusion": JSON(job.conclusion),
                        "number": 1,
                    ]
                ] : [],
        ]
    }

    fileprivate func render(_ artifact: WorkflowRun.Artifact, of run: WorkflowRun) -> JSON {
        let place = place("/actions/artifacts/\(artifact.id)")
        return [
            "id": .number(artifact.id), "node_id": .string(nodeID("Artifact", artifact.id)),
            "name": .string(artifact.name), "size_in_bytes": .number(artifact.size), "url": .string(place),
            "archive_download_url": "\(place)/zip", "expired": .bool(artifact.expiresAt <= now),
            "created_at": JSON(artifact.createdAt), "updated_at": JSON(artifact.createdAt),
            "expires_at": JSON(artifact.expiresAt), "digest": "sha256:\(artifact.digest)",
            "workflow_run": [
                "id": .number(run.id), "repository_id": .number(repository.id),
                "head_repository_id": .number(repository.id), "head_branch": JSON(run.branch),
                "head_sha": .string(run.commit),
            ],
        ]
    }
}
