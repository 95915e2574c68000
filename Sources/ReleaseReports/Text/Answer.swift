/// A value as JSON with the `schema` that names its shape beside its own fields, as in all machine-readable output.
package struct Answer<Value: Encodable>: Encodable {
    /// `slipway.{what}/{version}`
    private let schema: String
    private let value: Value

    /// - Parameter value: Encoded with keys.
    package init(_ schema: String, _ value: Value) {
        self.schema = schema
        self.value = value
    }

    private enum CodingKeys: CodingKey { case schema }

    package func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(schema, forKey: .schema)
    }
}
