import Foundation
import ReleaseModel

let checkOperations = [
    Operation("POST", "/repos/{owner}/{repo}/check-runs", "checks/create", needs: .may(.write, .checks)) { call in
        try await call.createCheckRun()
    },
    Operation("PATCH", "/repos/{owner}/{repo}/check-runs/{check_run_id}", "checks/update", needs: .may(.write, .checks))
    {
        call in
        var run = try call.checkRun()
        try call.requireApp()
        if let name = call.json["name"]?.text { run.name = name }
        run.update(from: call.json, at: call.now)
        let changed = run
        try await call.update { repository in
            repository.checkRuns = repository.checkRuns.map { $0.id == changed.id ? changed : $0 }
        }
        try await call.mergeReadyPullRequests()
        return .ok(await call.render(changed))
    },
    Operation("GET", "/repos/{owner}/{repo}/check-runs/{check_run_id}", "checks/get", needs: .may(.read, .checks)) {
        call in .ok(await call.render(try call.checkRun()))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/check-runs/{check_run_id}/annotations", "checks/list-annotations",
        needs: .may(.read, .checks)
    ) { call in
        let run = try call.checkRun()
        let unsaid: JSON = ["start_column": nil, "end_column": nil, "title": nil, "raw_details": nil]
        return await call.list(run.annotations) { annotation in
            let path = annotation["path"]?.text ?? ""
            return unsaid.adding(annotation).adding(["blob_href": .string(call.page("/blob/\(run.commit)/\(path)"))])
        }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/commits/{ref+}/check-runs", "checks/list-for-ref", needs: .may(.read, .checks)
    ) { call in
        guard let commit = try await call.git.commit(call.text("ref"), in: call.repository.id) else {
            throw Refusal(422, "No commit found for SHA: \(call.text("ref"))")
        }
        var runs = call.repository.checkRuns.filter { $0.commit == commit }
        if let name = call.query["check_name"] { runs.removeAll { $0.name != name } }
        if let status = call.query["status"] { runs.removeAll { $0.status != status } }
        if call.query["filter"] != "all" {
            // The newest of each name.
            let newest = Dictionary(runs.map { ($0.name, $0.id) }, uniquingKeysWith: { max($0, $1) })
            runs.removeAll { newest[$0.name] != $0.id }
        }
        return await call.list(runs.sorted { $0.id > $1.id }, as: "check_runs") { await call.render($0) }
    },
]

extension CheckRun {
    /// The fields that creating and updating share.
    mutating func update(from json: JSON, at now: Date) {
        if let status = json["status"]?.text { self.status = status }
        if let conclusion = json["conclusion"]?.text {
            self.conclusion = conclusion
            status = "completed"
            completedAt = now
        }
        if let id = json["external_id"]?.text { externalID = id }
        if let url = json["details_url"]?.text { detailsURL = url }
        if let output = json["output"] {
            self.output = self.output.overlaid(with: output.removing("annotations", "images"))
            // Fifty at most arrive with one request; more are added by further ones.
            annotations += (output["annotations"]?.items ?? []).prefix(50)
        }
    }
}

extension Call {
    fileprivate func requireApp() throws {
        guard identity.isApp else { throw Refusal(403, "You must authenticate via a GitHub App.") }
    }

    fileprivate func checkRun() throws -> CheckRun {
        let id = try number("check_run_id")
        guard let run = repository.checkRuns.first(where: { $0.id == id }) else { throw Refusal.notFound }
        return run
    }

    fileprivate func createCheckRun() async throws -> Answer {
        try requireApp()
        let name = try required("name", of: "CheckRun")
        let commit = try required("head_sha", of: "CheckRun")
        guard try await git.type(of: commit, in: repository.id) == "commit" else {
            throw Refusal(422, "No commit found for SHA: \(commit)")
        }
        if (json["output"]?["annotations"]?.items?.count ?? 0) > 50 {
            throw Refusal(
                422,
                "Invalid request.\n\nNo more than 50 items are allowed; \(json["output"]?["annotations"]?.items?.count ?? 0) were supplied."
            )
        }
        var run = CheckRun(
            id: await forge.makeID(), name: name, commit: commit, app: identity.login, status: "queued",
            startedAt: now, output: [:], annotations: [])
        run.update(from: json, at: now)
        let made = run
        let most = double.settings.mostStatuses
        try await update { repository in
            repository.checkRuns.append(made)
            // Of a name a commit keeps so many; the oldest go.
            let same = repository.checkRuns.filter { $0.commit == commit && $0.name == name }
            if same.count > most, let oldest = same.first?.id { repository.checkRuns.removeAll { $0.id == oldest } }
        }
        try await mergeReadyPullRequests()
        return .created(await render(made))
    }

    func render(_ run: CheckRun) async -> JSON {
        let place = place("/check-runs/\(run.id)")
        return [
            "id": .number(run.id), "head_sha": .string(run.commit), "node_id": .string(nodeID("CheckRun", run.id)),
            "external_id": JSON(run.externalID ?? ""), "url": .string(place),
            "html_url": .string(page("/runs/\(run.id)")),
            "details_url": JSON(run.detailsURL ?? page("/runs/\(run.id)")),
            "status": .string(run.status), "conclusion": JSON(run.conclusion), "started_at": JSON(run.startedAt),
            "completed_at": JSON(run.completedAt), "name": .string(run.name), "check_suite": ["id": .number(run.id)],
            "output": [
                "title": run.output["title"] ?? nil, "summary": run.output["summary"] ?? nil,
                "text": run.output["text"] ?? nil, "annotations_count": .number(run.annotations.count),
                "annotations_url": "\(place)/annotations",
            ], "app": await renderApp(login: run.app), "pull_requests": [],
        ]
    }
}
