/// What a plan says of a step and this version of Slipway does not know: a newer one made it.
package enum UnknownPlanPart: UserFacingError, Equatable {
    case kind(String, StepID)
    /// A field of the step or of its work. Ignored, it would make the plan look changed, or be left undone.
    case field(String, StepID)

    package var code: String {
        switch self {
        case .kind: "plan.unknown-kind"
        case .field: "plan.unknown-field"
        }
    }

    package var summary: String {
        switch self {
        case .kind(let kind, _): "'\(kind)' is not a kind of step that this version of Slipway knows."
        case .field(let field, let step):
            "The step \(step) has the unknown field '\(field)'; this version of Slipway may be too old for the plan."
        }
    }

    package var reasons: [String] {
        switch self {
        case .kind(_, let step): ["The step \(step) is of that kind."]
        case .field: []
        }
    }

    package var suggestions: [String] {
        ["Use a newer slipway.", "Or make a new plan: slipway plan --out plan.json"]
    }
}

/// Any field of a JSON object.
private struct AnyField: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// Refuses an object that has other fields than these.
    func checkFields<Key: CodingKey>(_ keys: Key.Type, of step: StepID) throws {
        for field in try container(keyedBy: AnyField.self).allKeys where Key(stringValue: field.stringValue) == nil {
            throw UnknownPlanPart.field(field.stringValue, step)
        }
    }
}

extension KeyedDecodingContainer {
    /// The work at a key, which may have the fields of its type only.
    func work<Work: Decodable, Field: CodingKey>(
        _ type: Work.Type, at key: Key, _ fields: Field.Type, of step: StepID
    ) throws -> Work {
        let found = try nestedContainer(keyedBy: AnyField.self, forKey: key).allKeys
        for field in found where Field(stringValue: field.stringValue) == nil {
            throw UnknownPlanPart.field(field.stringValue, step)
        }
        return try decode(type, forKey: key)
    }
}
