import Crypto
import Foundation
import ReleaseHTTPServer

/// How tests and runners move runs on.
extension GitHubDouble {
    /// Runs of a repository, oldest first.
    package func runs(in id: Int) async -> [WorkflowRun] { await forge.repository(id)?.runs ?? [] }

    /// A runner has taken the run, or it waits: `in_progress`, `waiting`, `queued`.
    package func setRun(_ run: Int, to status: String, in id: Int) async {
        let now = clock.now
        await forge.update(id) { repository in
            repository.changeRun(run) { run in
                run.status = status
                run.conclusion = nil
                run.updatedAt = now
                for index in run.jobs.indices where run.jobs[index].attempt == run.attempt {
                    run.jobs[index].status = status
                    if status == "in_progress" { run.jobs[index].hasBegun = true }
                }
            }
        }
    }

    /// The run waits until one of these people lets it into an environment.
    package func holdRun(_ run: Int, for environment: String, reviewers: [String], in id: Int) async {
        let gate = WorkflowRun.Gate(id: await forge.makeID(), name: environment, reviewers: reviewers)
        await setRun(run, to: "waiting", in: id)
        await forge.update(id) { $0.changeRun(run) { $0.gate = gate } }
    }

    /// The run has ended.
    ///
    /// - Parameter jobs: How single jobs ended, by name; the others as the run itself.
    package func endRun(_ run: Int, _ conclusion: String, jobs: [String: String] = [:], in id: Int) async {
        let now = clock.now
        await forge.update(id) { repository in
            repository.changeRun(run) { run in
                for index in run.jobs.indices where run.jobs[index].attempt == run.attempt {
                    guard let own = jobs[run.jobs[index].name] else { continue }
                    run.jobs[index].status = "completed"
                    run.jobs[index].conclusion = own
                    run.jobs[index].completedAt = now
                }
                run.end(conclusion, at: now)
            }
            repository.wakeGroup(of: run)
        }
    }

    /// What jobs printed, by name.
    package func setLogs(_ logs: [String: String], of run: Int, in id: Int) async throws {
        var files: [Int: String] = [:]
        for job in await runs(in: id).first(where: { $0.id == run })?.jobs ?? [] {
            guard let text = logs[job.name] else { continue }
            files[job.id] = "log-\(job.id)"
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/artifacts/log-\(job.id)"))
        }
        let written = files
        await forge.update(id) { repository in
            repository.changeRun(run) { run in
                for index in run.jobs.indices {
                    if let file = written[run.jobs[index].id] { run.jobs[index].log = file }
                }
            }
        }
    }

    /// What a job uploads. A name can be used once in each attempt.
    package func addArtifact(_ name: String, _ bytes: [UInt8], run: Int, in id: Int, days: Int = 90) async throws {
        guard let found = await runs(in: id).first(where: { $0.id == run }) else { throw Refusal.notFound }
        let taken = found.artifacts.contains { $0.name == name && $0.attempt == found.attempt }
        guard !taken else { throw Refusal(409, "an artifact with this name already exists on the workflow run") }
        let artifact = await forge.makeID()
        let file = "artifact-\(artifact)"
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/artifacts/\(file)"))
        let now = clock.now
        let made = WorkflowRun.Artifact(
            id: artifact, name: name, size: bytes.count, digest: hexadecimal(SHA256.hash(data: Data(bytes))),
            createdAt: now, expiresAt: now.addingTimeInterval(Double(days) * 86_400), file: file, attempt: found.attempt
        )
        await forge.update(id) { $0.changeRun(run) { $0.artifacts.append(made) } }
    }
}

extension Repository {
    mutating func changeRun(_ id: Int, _ change: (inout WorkflowRun) -> Void) {
        guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
        change(&runs[index])
        noteJobs(of: runs[index])
    }

    /// The run that waited behind one that ended gets its turn.
    mutating func wakeGroup(of id: Int) {
        guard let group = runs.first(where: { $0.id == id })?.group,
            let next = runs.firstIndex(where: { $0.group == group && $0.status == "pending" })
        else { return }
        runs[next].status = "queued"
    }
}
