import ReleaseHTTPServer
import ReleaseModel

/// What an operation answers.
struct Answer: Sendable {
    enum Content: Sendable {
        case none
        case json(JSON)
        case bytes([UInt8], type: String)
        case file(String, type: String)
    }

    var status: Int
    var fields: [MessageField] = []
    var content: Content

    static func ok(_ json: JSON) -> Answer { Answer(status: 200, content: .json(json)) }
    static func created(_ json: JSON) -> Answer {
        var answer = Answer(status: 201, content: .json(json))
        if let url = json["url"]?.text { answer.fields.append(MessageField("Location", url)) }
        return answer
    }
    static func accepted(_ json: JSON) -> Answer { Answer(status: 202, content: .json(json)) }
    static let noContent = Answer(status: 204, content: .none)

    static func redirect(to address: String, status: Int = 302) -> Answer {
        Answer(status: status, fields: [MessageField("Location", address)], content: .none)
    }

    var json: JSON? { if case .json(let json) = content { json } else { nil } }
}

/// Why an operation was not performed.
struct Refusal: Error, Sendable {
    var status: Int
    var message: String
    /// Details of a 422; nil: none are listed.
    var errors: [JSON]?
    var fields: [MessageField] = []

    init(_ status: Int, _ message: String, errors: [JSON]? = nil, fields: [MessageField] = []) {
        self.status = status
        self.message = message
        self.errors = errors
        self.fields = fields
    }

    static let notFound = Refusal(404, "Not Found")

    static func invalid(_ resource: String, field: String? = nil, code: String = "invalid", message: String? = nil)
        -> Refusal
    {
        var error: [String: JSON] = ["resource": .string(resource), "code": .string(code)]
        if let field { error["field"] = .string(field) }
        if let message { error["message"] = .string(message) }
        return Refusal(422, "Validation Failed", errors: [.object(error)])
    }

    static func missing(_ resource: String, field: String) -> Refusal {
        .invalid(resource, field: field, code: "missing_field")
    }

    func answer(documentation: String) -> Answer {
        var body: [String: JSON] = [
            "message": .string(message), "documentation_url": .string(documentation), "status": .string(String(status)),
        ]
        if let errors { body["errors"] = .array(errors) }
        return Answer(status: status, fields: fields, content: .json(.object(body)))
    }
}
