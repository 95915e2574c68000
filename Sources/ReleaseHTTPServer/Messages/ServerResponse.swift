/// What a handler answers.
package struct ServerResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// The full content of a file, whose size is read when it is sent.
        case file(String)
        /// Written piece by piece. Without a length it is sent in chunks. Throwing cuts the connection in the middle.
        case stream(length: Int?, @Sendable (ResponseWriter) async throws -> Void)
    }

    package var status: Int
    /// Without `Content-Length` and `Connection`, which the server adds.
    package var fields: [MessageField]
    package var body: Body
    /// Whether the connection ends behind it.
    package var closesConnection = false
    /// Whether nothing is sent and the connection is closed: for requests that deserve no response.
    package private(set) var isDropped = false

    package init(_ status: Int, fields: [MessageField] = [], body: Body = .bytes([])) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    package static func text(_ status: Int, _ text: String) -> ServerResponse {
        ServerResponse(
            status, fields: [MessageField("Content-Type", "text/plain; charset=utf-8")], body: .bytes(Array(text.utf8)))
    }

    package static var dropped: ServerResponse {
        var response = ServerResponse(444)
        response.isDropped = true
        return response
    }

    /// The first field of this name, in whatever letters; nil where there is none.
    package subscript(name: String) -> String? { fields.first { $0.isNamed(name) }?.value }
}

/// Sends the pieces of a body, and waits where the client is slower than we are.
package struct ResponseWriter: Sendable {
    private let send: @Sendable ([UInt8]) async throws -> Void

    package init(send: @escaping @Sendable ([UInt8]) async throws -> Void) { self.send = send }

    package func write(_ bytes: [UInt8]) async throws { try await send(bytes) }
}
