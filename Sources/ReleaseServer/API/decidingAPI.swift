import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts
import ReleaseReports

private struct Requested: Encodable {
    var schema = "slipway.requested/1"
    var event: DeliveryID
    /// false: it was requested before with this key.
    var new: Bool
}

@Sendable func decideRun(_ call: APICall) async throws -> ServerResponse {
    let object = try await call.object(["kind", "step", "reason", "role", "subject"])
    let kinds = DecisionRequest.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    guard let kind = try object.text("kind").flatMap(DecisionRequest.Kind.init(rawValue:)) else {
        throw Problem(400, "api.field", "The field 'kind' takes one of \(kinds).")
    }
    try call.demand(kind.right)
    let reason = try object.text("reason")
    if kind == .skip || kind == .reject {
        guard try object.text("step") != nil, reason?.contains(where: { !$0.isWhitespace }) == true else {
            throw Problem(400, "api.field", "To \(kind.rawValue), the fields 'step' and 'reason' are needed.")
        }
    }
    let decision = DecisionRequest(
        kind, step: try object.text("step").map { StepID($0) }, reason: reason, role: try object.text("role"),
        subject: try object.text("subject"))
    let run = try await call.run().id
    let record = try await DecisionOperation(try await call.servedSite().workspace()).decide(
        decision, on: run, byProven: try call.owner().name)
    call.log("decided on \(run): \(kind.rawValue)", ["run": run.text])
    return jsonResponse(200, RunReport(record, at: call.moment))
}

@Sendable func requestRelease(_ call: APICall) async throws -> ServerResponse {
    guard let key = call.request["Idempotency-Key"] else {
        throw Problem(
            400, "api.idempotency-key",
            "The field Idempotency-Key is needed, so that a request that is sent again is made once.")
    }
    guard key.wholeMatch(of: /[A-Za-z0-9._:-]{1,100}/) != nil else {
        throw Problem(
            400, "api.idempotency-key", "Idempotency-Key takes up to 100 letters, digits and . _ : - characters.")
    }
    let (token, site) = (try call.owner(), try call.servedSite())
    let delivery = try ServedReleaseOperation.delivery(
        of: try await releaseRequest(call), by: token.name, key: "api/\(token.id)/\(key)", at: call.moment)
    let isNew = try await site.take(delivery)
    if !isNew, try await site.store.get().delivery(delivery.id)?.delivery.body != delivery.body {
        throw Problem(422, "api.other-request", "Another release was requested with this Idempotency-Key.")
    }
    if isNew { call.log("requested a release", ["event": delivery.id.text]) }
    var allowed = CharacterSet.urlPathAllowed
    allowed.remove("/")
    let names = [site.description.name, "events", delivery.id.text].compactMap {
        $0.addingPercentEncoding(withAllowedCharacters: allowed)
    }
    var response = jsonResponse(202, Requested(event: delivery.id, new: isNew))
    response.fields.append(MessageField("Location", "/api/v1/workspaces/" + names.joined(separator: "/")))
    return response
}

private func releaseRequest(_ call: APICall) async throws -> ReleaseRequest {
    let object = try await call.object([
        "components", "versions", "version", "bump", "prerelease", "graduate", "tag", "cause",
    ])
    func version(_ text: String?) throws -> Version? {
        guard let text else { return nil }
        // A `v` is meant for tags: it would be written into manifests.
        guard let version = Version(text), text.first?.isNumber == true else {
            throw Problem(400, "api.field", "'\(text)' is not a valid version.")
        }
        return version
    }
    var versions: [ComponentID: Version] = [:]
    if let given = object["versions"] {
        guard case .object(let pairs) = given else { throw [String: JSON].wrong("versions", "an object", given) }
        for (name, _) in pairs { versions[ComponentID(name)] = try version(pairs.text(name)) }
    }
    let bump = try object.text("bump").map { text in
        guard let bump = Bump(rawValue: text), [.patch, .minor, .major].contains(bump) else {
            throw Problem(400, "api.field", "The field 'bump' takes patch, minor or major.")
        }
        return bump
    }
    let (label, graduates) = (try object.text("prerelease"), try object.flag("graduate"))
    guard label == nil || !graduates else {
        throw Problem(400, "api.field", "The fields 'prerelease' and 'graduate' exclude each other.")
    }
    if let label, !Prerelease.isLabel(label) {
        throw Problem(400, "api.field", "The field 'prerelease' takes a label such as beta.")
    }
    var request = ReleaseRequest(
        components: try object.texts("components").map { ComponentID($0) }, versions: versions,
        version: try version(try object.text("version")), bump: bump,
        stage: label.map { .prerelease($0) } ?? (graduates ? .graduation : nil),
        cause: try object.text("cause").map { TagName($0) })
    if let tag = try object.text("tag") {
        guard Set(object.keys).isSubset(of: ["tag", "components"]) else {
            throw Problem(400, "api.field", "A tag names a version and a commit; only 'components' goes with it.")
        }
        request.tag = TagName(tag)
    }
    return request
}

@Sendable func replayEvent(_ call: APICall) async throws -> ServerResponse {
    let (record, starts) = try await DeliveryOperation(try await call.servedSite().workspace()).replay(
        call.values["event"] ?? "")
    call.log("had the event \(record.number) decided again", ["event": record.delivery.id.text])
    return jsonResponse(200, EventReport(record, starts))
}
