import Crypto
import Foundation
import ReleaseHTTPServer
import ReleaseModel

extension APIExchange {
    /// Where the double is, as this client reaches it.
    var places: Places {
        let scheme = request["x-forwarded-proto"] ?? "http"
        let web = "\(scheme)://\(request["host"] ?? "localhost")"
        let origins = double.origins
        return Places(
            api: web + (prefix == "/api/uploads" ? "/api/v3" : prefix), web: web, uploads: origins.uploads,
            storage: origins.storage)
    }

    /// Adds the entity tag, and answers 304 to a client that has it.
    func conditional(_ answer: Answer) -> Answer {
        guard request.method == "GET", answer.status == 200, case .json(let json) = answer.content else {
            return answer
        }
        var answer = answer
        // It depends on who asks, and for which form.
        let basis = json.bytes + Array("\(identity.login) \(request["accept"] ?? "") \(version.rawValue)".utf8)
        let tag = "W/\"\(hexadecimal(SHA256.hash(data: Data(basis))))\""
        answer.fields.append(MessageField("ETag", tag))
        guard
            request["if-none-match"]?.split(separator: ",").contains(where: {
                $0.trimmingCharacters(in: .whitespaces) == tag
            }) == true
        else { return answer }
        answer.status = 304
        answer.content = .none
        return answer
    }

    mutating func response(_ answer: Answer, _ now: Date) -> ServerResponse {
        var fields = answer.fields
        var body = ServerResponse.Body.bytes([])
        switch answer.content {
        case .none: break
        case .json(let json):
            fields.append(MessageField("Content-Type", "application/json; charset=utf-8"))
            body = .bytes(json.bytes)
        case .bytes(let bytes, let type):
            fields.append(MessageField("Content-Type", type))
            body = .bytes(bytes)
        case .file(let path, let type):
            fields.append(MessageField("Content-Type", type))
            body = .file(path)
        }
        fields.append(MessageField("X-GitHub-Media-Type", "github.v3; format=json"))
        fields.append(MessageField("X-GitHub-Api-Version-Selected", version.rawValue))
        // Personal tokens of the classic kind say their scopes, whatever is asked.
        if case .user(let scopes) = identity.kind {
            fields.append(MessageField("X-OAuth-Scopes", scopes.joined(separator: ", ")))
        }
        if let budget {
            fields += [
                MessageField("X-RateLimit-Limit", String(budget.limit)),
                MessageField("X-RateLimit-Remaining", String(budget.remaining)),
                MessageField("X-RateLimit-Used", String(budget.used)),
                MessageField("X-RateLimit-Reset", String(Int(budget.resetsAt.timeIntervalSince1970))),
                MessageField("X-RateLimit-Resource", resource),
            ]
        }
        return ServerResponse(answer.status, fields: fields, body: body)
    }

    func record(_ answer: Answer, _ response: ServerResponse) {
        double.recorder.add(
            Recorder.Exchange(
                method: request.method, target: String(request.target.dropFirst(prefix.count)),
                operation: operation?.id, template: operation?.template.text, version: version.rawValue,
                fields: request.fields, body: json, status: answer.status, answerFields: response.fields,
                answer: answer.json ?? .null, fault: fault?.kind.rawValue, login: identity.login,
                moment: double.clock.now))
    }
}
