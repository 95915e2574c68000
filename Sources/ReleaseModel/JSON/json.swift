package import Foundation

/// The one way in which values of ours become JSON: sorted keys, ISO 8601 dates in UTC, readable.
///
/// - Parameter planSchema: How plans in it are spelled.
package func encodeJSON(
    _ value: some Encodable, isPretty: Bool = true, planSchema: PlanSchema = .first
) throws -> Data {
    let encoder = JSONEncoder()
    if let key = CodingUserInfoKey.planSchema { encoder.userInfo[key] = planSchema }
    encoder.outputFormatting =
        isPretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value)
}

/// The inverse of ``encodeJSON(_:isPretty:planSchema:)``.
package func decodeJSON<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: data)
}
