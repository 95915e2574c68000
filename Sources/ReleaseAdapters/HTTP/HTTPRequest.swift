/// A request to a server.
package struct HTTPRequest: Sendable {
    package enum Body: Sendable, Hashable {
        case none
        case bytes([UInt8])
        /// The file's full content, read while it is sent.
        case file(String)
        /// A part of a file, in bytes.
        case part(of: String, from: Int, count: Int)
    }

    /// A line of a request's or an answer's head.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// `GET`, `POST`, …
    package var method: String
    /// With `http` or `https`; without credentials, which belong in a field.
    package var address: String
    package var fields: [Field]
    package var body: Body
    /// For all of it, redirections included.
    package var deadline: Duration
    /// The most bytes that an answer's body may have, unpacked.
    package var answerLimit: Int
    /// Whether a redirection is followed; if not, it is the answer.
    package var followsRedirections = true
    /// A file that a successful answer's body is written to instead of memory; it is replaced. Absolute.
    package var destination: String?
    /// How long no byte may move in either direction; nil: as long as the deadline.
    package var stall: Duration?

    package init(
        _ method: String, _ address: String, fields: [Field] = [], body: Body = .none,
        deadline: Duration = .seconds(60), answerLimit: Int = 64 << 20
    ) {
        self.method = method
        self.address = address
        self.fields = fields
        self.body = body
        self.deadline = deadline
        self.answerLimit = answerLimit
    }

    /// Whether nothing in it can be mistaken for another header line.
    var isWellFormed: Bool {
        let texts = [method, address] + fields.flatMap { [$0.name, $0.value] }
        let isClean = texts.allSatisfy { text in text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }
        return isClean && !method.isEmpty && method.utf8.allSatisfy { (0x41...0x5A).contains($0) }
            && fields.allSatisfy { !$0.name.isEmpty && !$0.name.contains(":") }
    }
}

/// A server's response, with any status.
package struct HTTPResponse: Sendable, Hashable {
    package var status: Int
    /// Of the last answer, where there were redirections.
    package var fields: [HTTPRequest.Field]
    package var body: [UInt8]
    /// Where the answer came from, after redirections; relative addresses in the body are seen from here.
    package var address: String

    package init(status: Int, fields: [HTTPRequest.Field] = [], body: [UInt8] = [], address: String = "") {
        self.status = status
        self.fields = fields
        self.body = body
        self.address = address
    }

    /// The first field of this name, in whatever letters; nil where there is none.
    package subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    package var text: String { String(decoding: body, as: UTF8.self) }
}
