import Foundation
import ReleaseModel

let workflowOperations = [
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/workflows", "actions/list-repo-workflows", needs: .may(.read, .actions)
    ) {
        call in
        let workflows = try await call.workflowsOnDefaultBranch()
        return await call.list(workflows, as: "workflows") { await call.render($0) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}", "actions/get-workflow",
        needs: .may(.read, .actions)
    ) { call in .ok(await call.render(try await call.workflow())) },
    Operation(
        "POST", "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", "actions/create-workflow-dispatch",
        needs: .may(.write, .actions)
    ) { call in try await call.dispatchWorkflow() },
    Operation("POST", "/repos/{owner}/{repo}/dispatches", "repos/create-dispatch-event", needs: .may(.write, .contents))
    {
        call in try await call.dispatchRepository()
    },
]

extension Call {
    /// Only the default branch's workflows are known by name.
    fileprivate func workflowsOnDefaultBranch() async throws -> [WorkflowFile] {
        guard let head = try await git.commit(repository.settings.defaultBranch, in: repository.id) else { return [] }
        return try await double.workflows(at: head, in: repository.id)
    }

    /// By its id or its file's name.
    func workflow() async throws -> WorkflowFile {
        let wanted = text("workflow_id")
        for workflow in try await workflowsOnDefaultBranch() {
            let id = await double.workflowID(workflow.path, in: repository.id)
            if String(id) == wanted || workflow.path.hasSuffix("/\(wanted)") || workflow.path == wanted {
                return workflow
            }
        }
        throw Refusal.notFound
    }

    fileprivate func render(_ workflow: WorkflowFile) async -> JSON {
        let id = await double.workflowID(workflow.path, in: repository.id)
        let file = workflow.path.split(separator: "/").last ?? ""
        return [
            "id": .number(id), "node_id": .string(nodeID("Workflow", id)), "name": .string(workflow.name),
            "path": .string(workflow.path), "state": "active", "created_at": JSON(repository.createdAt),
            "updated_at": JSON(repository.createdAt), "url": .string(place("/actions/workflows/\(id)")),
            "html_url": .string(page("/blob/\(repository.settings.defaultBranch)/\(workflow.path)")),
            "badge_url": .string(page("/actions/workflows/\(file)/badge.svg")),
        ]
    }

    fileprivate func dispatchWorkflow() async throws -> Answer {
        let known = try await workflow()
        let ref = try required("ref", of: "WorkflowDispatch")
        guard let commit = try await git.commit(ref, in: repository.id), !isCommit(ref) else {
            throw Refusal(422, "No ref found for: \(ref)")
        }
        // What counts is the file as it is at the ref.
        guard
            let workflow = try await double.workflows(at: commit, in: repository.id).first(where: {
                $0.path == known.path
            }),
            workflow.listens(to: "workflow_dispatch")
        else { throw Refusal(422, "Workflow does not have 'workflow_dispatch' trigger") }
        let inputs = json["inputs"]?.entries ?? [:]
        guard inputs.count <= 25 else {
            throw Refusal(
                422, "Invalid request.\n\nNo more than 25 properties are allowed; \(inputs.count) were supplied.")
        }
        guard JSON.object(inputs).bytes.count <= 65_535 else { throw Refusal(422, "inputs are too large.") }
        let unknown = inputs.keys.filter { name in !workflow.inputs.contains { $0.name == name } }.sorted()
        guard unknown.isEmpty else { throw Refusal(422, "Unexpected inputs provided: \(unknown)") }
        for input in workflow.inputs where input.isRequired && inputs[input.name] == nil {
            throw Refusal(422, "Required input '\(input.name)' not provided")
        }
        let name = ref.hasPrefix("refs/") ? String(ref.split(separator: "/", maxSplits: 2).last ?? "") : ref
        let run = try await double.start(
            workflow, event: "workflow_dispatch", ref: name, commit: commit,
            title: workflow.title(["inputs", "github.event.inputs"], .object(inputs)) ?? workflow.name,
            inputs: .object(inputs), in: repository.id, by: identity, at: now)
        guard version == .of2026 || json["return_run_details"]?.flag == true else { return .noContent }
        return .ok([
            "workflow_run_id": .number(run.id), "run_url": .string(place("/actions/runs/\(run.id)")),
            "html_url": .string(page("/actions/runs/\(run.id)")),
        ])
    }

    private func isCommit(_ ref: String) -> Bool { ref.count == 40 && ref.allSatisfy(\.isHexDigit) }

    fileprivate func dispatchRepository() async throws -> Answer {
        let type = try required("event_type", of: "RepositoryDispatch")
        guard (1...100).contains(type.count) else {
            throw Refusal(422, "Invalid request.\n\nOnly 100 characters are allowed; \(type.count) were supplied.")
        }
        let payload = json["client_payload"] ?? [:]
        guard let keys = payload.entries?.count else {
            throw Refusal.invalid("RepositoryDispatch", field: "client_payload")
        }
        guard keys <= 10 else {
            throw Refusal(422, "Invalid request.\n\nNo more than 10 properties are allowed; \(keys) were supplied.")
        }
        guard payload.bytes.count < 64 << 10 else { throw Refusal(422, "client_payload is too large.") }
        try await update {
            $0.dispatches.append(DispatchEvent(type: type, payload: payload, sender: identity.login, at: now))
        }
        let branch = repository.settings.defaultBranch
        guard let head = try await git.commit(branch, in: repository.id) else { return .noContent }
        for workflow in try await double.workflows(at: head, in: repository.id)
        where workflow.listens(to: "repository_dispatch", activity: type, usual: nil) {
            try await double.start(
                workflow, event: "repository_dispatch", ref: branch, commit: head,
                title: workflow.title(["github.event.client_payload"], payload) ?? type, inputs: payload,
                eventType: type,
                in: repository.id, by: identity, at: now)
        }
        return .noContent
    }
}
