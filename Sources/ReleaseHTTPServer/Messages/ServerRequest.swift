/// A request whose head has arrived; its body is read by the handler.
package struct ServerRequest: Sendable {
    /// `GET`, `POST`, …
    package var method: String
    /// As it was sent: path and query, still encoded.
    package var target: String
    package var fields: [MessageField]
    package var body: RequestBody

    package init(method: String, target: String, fields: [MessageField], body: RequestBody) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    /// The first field of this name, in whatever letters; nil where there is none.
    package subscript(name: String) -> String? { fields.first { $0.isNamed(name) }?.value }

    /// The target up to the query, still encoded.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// What follows the question mark, still encoded; empty where there is none.
    package var query: String {
        target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
    }
}

/// A line of a request's or a response's head.
package struct MessageField: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package func isNamed(_ other: String) -> Bool { name.lowercased() == other.lowercased() }
}
