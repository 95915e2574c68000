/// Why a JSON text could not be read as what it should be, without names of types.
package func decodingText(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "It is not valid JSON." }
    switch error {
    case .keyNotFound(let key, let context): return "The key '\(path(context, key))' is missing."
    case .valueNotFound(_, let context): return "The key '\(path(context))' has no value."
    case .typeMismatch(_, let context):
        return context.codingPath.isEmpty
            ? "It is not a JSON object." : "The key '\(path(context))' has a value of another type."
    case .dataCorrupted(let context):
        return context.codingPath.isEmpty
            ? "It is not valid JSON." : "The key '\(path(context))' has an invalid value: \(context.debugDescription)"
    @unknown default: return "It is not valid JSON."
    }
}

/// `steps[3].kind`
private func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
    (context.codingPath + (last.map { [$0] } ?? [])).reduce(into: "") { text, key in
        if let index = key.intValue {
            text += "[\(index)]"
        } else {
            text += (text.isEmpty ? "" : ".") + key.stringValue
        }
    }
}
