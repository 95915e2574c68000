import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleasePorts

/// Takes GitHub's webhooks: checked by their signature and stored before they are answered, decided afterwards.
///
/// Source: [Best practices for webhooks](https://docs.github.com/en/webhooks/using-webhooks/best-practices-for-using-webhooks).
struct WebhookRoute: Sendable {
    let site: Site
    let now: @Sendable () -> Date

    /// GitHub sends no more.
    static let limit = 25 << 20

    private struct Taken: Encodable {
        var delivery: DeliveryID
        /// false: it was sent before.
        var new: Bool
    }

    func answer(_ request: ServerRequest) async -> ServerResponse {
        guard request.method == "POST" else {
            return Problem(405, "webhook.method", "Webhooks are sent by POST.").response([MessageField("Allow", "POST")]
            )
        }
        guard let accepts = site.description.acceptsWebhook else {
            return Problem(
                403, "webhook.off", "This workspace takes no webhooks.",
                suggestions: ["Name the variable with their secret in server.yaml: webhook-secrets-from: [NAME]"]
            ).response()
        }
        let body: Data
        do throws(RequestBodyError) { body = Data(try await request.body.bytes(upTo: WebhookRoute.limit)) } catch {
            guard case .tooLarge = error else { return .dropped }
            var response = Problem(413, "webhook.too-large", "The body is larger than 25 MiB.").response()
            response.closesConnection = true
            return response
        }
        guard accepts(request["X-Hub-Signature-256"], body) else {
            return Problem(
                401, "webhook.signature", "The signature is not that of the body.",
                suggestions: ["Compare the webhook's secret at the forge with the variable of the server."]
            ).response()
        }
        // What was not signed is not looked at.
        guard let event = request["X-GitHub-Event"], event.wholeMatch(of: /[a-z0-9_]{1,64}/) != nil,
            let id = request["X-GitHub-Delivery"], id.wholeMatch(of: /[A-Za-z0-9._:-]{1,128}/) != nil
        else {
            return Problem(
                400, "webhook.fields", "The fields X-GitHub-Event and X-GitHub-Delivery say which event it is."
            ).response()
        }
        guard let text = json(body, type: request["Content-Type"]) else {
            return Problem(400, "webhook.body", "The body is not JSON in UTF-8.").response()
        }
        let delivery = Delivery(id: DeliveryID(id), source: .github, event: event, body: text, receivedAt: now())
        do throws(StoreError) {
            return jsonResponse(202, Taken(delivery: delivery.id, new: try await site.take(delivery)))
        } catch {
            return Problem(503, error.code, error.summary, suggestions: error.suggestions)
                .response([MessageField("Retry-After", "10")])
        }
    }

    /// The JSON of a body: itself, or the field `payload` of a form.
    private func json(_ body: Data, type: String?) -> String? {
        guard let text = String(bytes: body, encoding: .utf8), !text.utf8.contains(0) else { return nil }
        guard type?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else { return text }
        for field in text.split(separator: "&") where field.hasPrefix("payload=") {
            return field.dropFirst("payload=".count).replacing("+", with: " ").removingPercentEncoding
        }
        return nil
    }
}
