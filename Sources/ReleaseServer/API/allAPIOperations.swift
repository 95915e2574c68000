import ReleaseModel

/// Everything that the API can do. A new operation needs nothing but an entry here.
let allAPIOperations: [APIOperation] = [
    APIOperation(
        id: "getDescription", method: "GET", path: "/openapi.json", summary: "This description of the API.",
        right: nil, answer: .init(status: 200, summary: "An OpenAPI 3.1 document.", schema: "Description")
    ) { _ in jsonResponse(200, openAPIDocument) },
    APIOperation(
        id: "listWorkspaces", method: "GET", path: "/workspaces",
        summary: "The workspaces that the token is for.", right: .read,
        answer: .init(status: 200, summary: "Their names and states.", schema: "Workspaces"), perform: listWorkspaces),
    APIOperation(
        id: "listRuns", method: "GET", path: "/workspaces/{workspace}/runs",
        summary: "A page of runs, newest first, as `slipway run list --json` shows them.", right: .read,
        parameters: [pageSize, .init(name: "before", summary: "The `next` of the page before.", schema: textSchema)],
        answer: .init(status: 200, summary: "A page.", schema: "Runs"), perform: listRuns),
    APIOperation(
        id: "getRun", method: "GET", path: "/workspaces/{workspace}/runs/{run}",
        summary: "A run, as `slipway run show --json` shows it; `@latest` is the newest.", right: .read,
        answer: .init(status: 200, summary: "The run.", schema: "Run")
    ) { call in jsonResponse(200, try await runReport(call)) },
    APIOperation(
        id: "listRunEvents", method: "GET", path: "/workspaces/{workspace}/runs/{run}/events",
        summary: "A page of a run's journal, oldest first, as `slipway run show --journal --json` shows it.",
        right: .read,
        parameters: [
            pageSize,
            .init(name: "after", summary: "Only entries after this sequence number.", schema: numberSchema(from: 0)),
        ],
        answer: .init(status: 200, summary: "A page.", schema: "Journal"), perform: listRunEvents),
    APIOperation(
        id: "getRunPlan", method: "GET", path: "/workspaces/{workspace}/runs/{run}/plan",
        summary: "The plan that a run executes, as `slipway plan --json` shows plans.", right: .read,
        answer: .init(status: 200, summary: "The plan.", schema: "Plan")
    ) { call in jsonResponse(200, try await call.run().plan) },
    APIOperation(
        id: "getNextPlan", method: "GET", path: "/workspaces/{workspace}/plan",
        summary: "What would be released now, as `slipway plan --json` shows it; it may be 20 seconds old.",
        right: .read,
        isOfWorkspace: true, answer: .init(status: 200, summary: "The plan.", schema: "Plan"), perform: getNextPlan),
    APIOperation(
        id: "decideRun", method: "POST", path: "/workspaces/{workspace}/runs/{run}/decisions",
        summary: """
            Approves or rejects (approvers), or pauses, resumes, retries, skips a step or cancels (operators), in the name of the \
            token. A retry runs the failed steps of the plan as it is.
            """,
        right: .read, body: "Decision",
        answer: .init(status: 200, summary: "The run behind the decision.", schema: "Run"), perform: decideRun),
    APIOperation(
        id: "requestRelease", method: "POST", path: "/workspaces/{workspace}/releases",
        summary: "Requests a release, as `slipway release` does. The server decides and begins it.", right: .operate,
        isOfWorkspace: true, body: "ReleaseRequest",
        fields: [
            (
                .init(
                    name: "Idempotency-Key",
                    summary: "Chosen by the client: what is sent again with the same key is requested once.",
                    schema: ["type": "string", "pattern": "^[A-Za-z0-9._:-]{1,100}$"]), isRequired: true
            )
        ], answer: .init(status: 202, summary: "It is stored as an event.", schema: "Requested"),
        perform: requestRelease),
    APIOperation(
        id: "listEvents", method: "GET", path: "/workspaces/{workspace}/events",
        summary: "A page of what arrived, newest first, as `slipway events list --json` shows it.", right: .read,
        isOfWorkspace: true,
        parameters: [
            pageSize,
            .init(name: "before", summary: "The `next` of the page before.", schema: numberSchema(from: 1)),
        ],
        answer: .init(status: 200, summary: "A page.", schema: "Events"), perform: listEvents),
    APIOperation(
        id: "getEvent", method: "GET", path: "/workspaces/{workspace}/events/{event}",
        summary: "What arrived and what came of it, by its id or number, as `slipway events show 17 --json` shows it.",
        right: .read, isOfWorkspace: true, answer: .init(status: 200, summary: "The event.", schema: "Event"),
        perform: getEvent),
    APIOperation(
        id: "replayEvent", method: "POST", path: "/workspaces/{workspace}/events/{event}/replay",
        summary: "Decides an event again, as `slipway events replay 17` does.", right: .operate, isOfWorkspace: true,
        answer: .init(status: 200, summary: "The event with its new decision.", schema: "Event"),
        perform: replayEvent),
    APIOperation(
        id: "followRuns", method: "GET", path: "/workspaces/{workspace}/live",
        summary: """
            Entries of journals as they are written, as server-sent events. An event's id says how far the client is in \
            each run (`RUN:SEQUENCE`, several with commas), so that a stream can be resumed without a gap.
            """,
        right: .read,
        parameters: [
            .init(
                name: "run", summary: "Only this run, from its beginning. Without it: what happens from now on.",
                schema: textSchema)
        ],
        fields: [
            (
                .init(name: "Last-Event-ID", summary: "The id of the last event that arrived.", schema: textSchema),
                isRequired: false
            )
        ], answer: .init(status: 200, summary: "An event stream that does not end by itself."), perform: followRuns),
]

private let textSchema: JSON = ["type": "string", "maxLength": 1000]
private func numberSchema(from least: Int) -> JSON {
    ["type": "integer", "minimum": .number(least), "maximum": .number(.max)]
}
private let pageSize = APIOperation.Parameter(
    name: "limit", summary: "How many at most.",
    schema: ["type": "integer", "minimum": 1, "maximum": 200, "default": 50])
