import ReleaseModel
import ReleaseOperations

/// What requests and answers look like, by the name that the description gives it.
let apiSchemas: [String: JSON] = [
    "Problem": object(
        [
            "status": integer, "code": said("Stable, as on the command line."), "title": text,
            "detail": said("The facts behind it."), "suggestions": list(text),
        ], required: ["status", "code", "title", "suggestions"]),
    "Description": ["type": "object", "description": "An OpenAPI 3.1 document."],
    "Workspaces": object(
        [
            "schema": constant("slipway.workspaces/1"),
            "workspaces": list(
                object(
                    [
                        "name": text, "ready": flag, "problems": list(text),
                        "stateFolder": said("Where the server keeps files of its runs."),
                        "role": choice(AccessRole.allCases.map(\.rawValue)), "repositories": list(text),
                    ], required: ["name", "ready", "problems", "stateFolder", "role", "repositories"])),
        ], required: ["schema", "workspaces"]),
    "Runs": object(
        [
            "schema": constant("slipway.runs/1"), "runs": list(schema("Run")),
            "next": said("For the parameter `before`; absent on the last page."),
        ], required: ["schema", "runs"]),
    "Run": object(
        [
            "schema": constant("slipway.run/1"), "id": text,
            "status": choice(RunRecord.Status.allCases.map(\.rawValue)), "createdAt": moment, "plan": text,
            "planFault": text, "revision": integer, "isStuck": flag, "isInterrupted": flag,
            "components": list(
                object(
                    ["name": text, "version": text, "tag": text, "unproven": flag, "unverified": list(text)],
                    required: ["name"])),
            "waits": list(["type": "object"]),
            "steps": list(
                object(
                    [
                        "id": text, "kind": text, "component": text, "attempt": integer, "note": text,
                        "state": choice([
                            "pending", "running", "succeeded", "advisory-refusal", "waiting", "awaiting", "failed",
                            "skipped",
                        ]), "failure": ["type": "object"],
                    ], required: ["id", "kind", "state", "attempt"])),
        ],
        required: [
            "schema", "id", "status", "createdAt", "plan", "revision", "isStuck", "components", "waits", "steps",
        ]
    ),
    "Journal": object(
        [
            "schema": constant("slipway.journal/1"), "run": text,
            "events": list(
                object(
                    ["sequence": integer, "at": moment, "event": ["type": "object"]],
                    required: ["sequence", "at", "event"])), "next": integer,
        ], required: ["schema", "run", "events"]),
    "Plan": ["type": "object", "description": "A plan, as `slipway plan --json` shows it."],
    "Events": object(
        [
            "schema": constant("slipway.events/1"), "events": list(schema("Event")), "next": integer,
        ], required: ["schema", "events"]),
    "Event": object(
        [
            "schema": constant("slipway.event/1"), "number": integer, "id": text,
            "source": choice(Delivery.Source.allCases.map(\.rawValue)), "event": text, "receivedAt": moment,
            "decidedAt": moment, "decision": choice(["start", "ignore"]), "code": text, "sentences": list(text),
            "causes": list(
                object(
                    ["relation": choice(["new", "joins", "supersedes"]), "action": text, "reason": text],
                    required: ["relation", "action", "reason"])),
            "starts": list(
                object(
                    [
                        "action": text, "reason": text, "stage": choice(["waiting", "running", "ended"]), "run": text,
                        "outcome": text,
                    ], required: ["action", "reason", "stage"])),
            "body": said("As it arrived."),
        ], required: ["number", "id", "source", "event", "receivedAt", "sentences", "starts"]),
    "Decision": object(
        [
            "kind": choice(DecisionRequest.Kind.allCases.map(\.rawValue)),
            "step": said("What is skipped or rejected, or approved alone."),
            "reason": said("Why it is skipped, rejected or cancelled; needed to skip and to reject."),
            "role": said("The role of the person in which it is approved."),
            "subject": said("The digest of what was reviewed, or its first digits; anything else is refused."),
        ], required: ["kind"]),
    "ReleaseRequest": object(
        [
            "components": list(text),
            "versions": ["type": "object", "additionalProperties": text, "description": "By component."],
            "version": said("One for all."), "bump": choice(["patch", "minor", "major"]),
            "prerelease": said("A label such as beta."), "graduate": flag,
            "tag": said("A public tag whose release is made."), "cause": said("The release that caused this one."),
        ], required: []),
    "Requested": object(
        ["schema": constant("slipway.requested/1"), "event": text, "new": flag], required: ["schema", "event", "new"]),
]

private let text: JSON = ["type": "string"]
private let integer: JSON = ["type": "integer"]
private let flag: JSON = ["type": "boolean"]
private let moment: JSON = ["type": "string", "format": "date-time"]

private func said(_ description: String) -> JSON { ["type": "string", "description": .string(description)] }
private func constant(_ value: String) -> JSON { ["type": "string", "const": .string(value)] }
private func choice(_ values: [String]) -> JSON { ["type": "string", "enum": .array(values.map { .string($0) })] }
private func list(_ items: JSON) -> JSON { ["type": "array", "items": items] }
private func schema(_ name: String) -> JSON { ["$ref": "#/components/schemas/\(name)"] }

private func object(_ properties: [String: JSON], required: [String]) -> JSON {
    var made: [String: JSON] = [
        "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
    if !required.isEmpty { made["required"] = .array(required.map { .string($0) }) }
    return .object(made)
}
