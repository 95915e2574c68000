package import Foundation

/// A JSON value: what requests carry and responses are made of.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(Int)
    case real(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    package init(_ text: String?) { self = text.map(JSON.string) ?? .null }
    package init(_ number: Int?) { self = number.map(JSON.number) ?? .null }
    /// ISO 8601 in UTC.
    package init(_ date: Date?) { self = date.map { .string($0.ISO8601Format()) } ?? .null }

    package var text: String? { if case .string(let text) = self { text } else { nil } }
    package var number: Int? { if case .number(let number) = self { number } else { nil } }
    package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var items: [JSON]? { if case .array(let items) = self { items } else { nil } }
    package var entries: [String: JSON]? { if case .object(let entries) = self { entries } else { nil } }
    package var isNull: Bool { self == .null }

    /// As the words for a value of this kind.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number, .real: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// The value of a key; nil where this is no object or has no such key.
    package subscript(key: String) -> JSON? { entries?[key] }

    package subscript(index: Int) -> JSON? {
        guard let items, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// This object with the entries of another one on top; objects inside are merged too.
    package func overlaid(with other: JSON) -> JSON {
        guard case .object(let own) = self, case .object(let others) = other else { return other }
        return .object(own.merging(others) { $0.overlaid(with: $1) })
    }

    /// This object with the entries of another one on top, one level deep.
    package func adding(_ other: JSON) -> JSON {
        .object((entries ?? [:]).merging(other.entries ?? [:]) { $1 })
    }

    package func removing(_ keys: String...) -> JSON { .object((entries ?? [:]).filter { !keys.contains($0.key) }) }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .number(value) }
    package init(floatLiteral value: Double) { self = .real(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}

extension JSON: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .real(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// nil where the bytes are not JSON.
    package init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else { return nil }
        self = value
    }

    /// On one line, with sorted keys.
    package var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Numbers that JSON lacks are the only thing that it refuses, and nothing here makes them.
        return (try? encoder.encode(self)).map { Array($0) } ?? []
    }
}
