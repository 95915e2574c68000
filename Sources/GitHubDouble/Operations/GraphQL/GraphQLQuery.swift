import Foundation
import ReleaseModel

/// A GraphQL request, as far as clients of forges write them: operations with variables, arguments, aliases and fragments.
struct GraphQLQuery: Sendable {
    struct Field: Sendable {
        var name: String
        /// The key in the answer.
        var key: String
        var arguments: [String: Argument]
        var fields: [Field]
    }

    indirect enum Argument: Sendable {
        case value(JSON)
        case variable(String)
        case object([String: Argument])
        case list([Argument])

        func resolved(_ variables: JSON) -> JSON {
            switch self {
            case .value(let value): value
            case .variable(let name): variables[name] ?? .null
            case .object(let entries): .object(entries.mapValues { $0.resolved(variables) })
            case .list(let items): .array(items.map { $0.resolved(variables) })
            }
        }
    }

    struct Invalid: Error {
        var reason: String
    }

    /// `query` or `mutation`
    var kind = "query"
    var fields: [Field] = []

    init(_ text: String) throws {
        var reader = Reader(text)
        var fragments: [String: [Selection]] = [:]
        var selections: [Selection] = []
        while let token = reader.peek() {
            switch token {
            case "{": selections = try reader.selections()
            case "query", "mutation":
                kind = token
                _ = reader.next()
                reader.skip(to: "{")
                selections = try reader.selections()
            case "fragment":
                _ = reader.next()
                let name = reader.next() ?? ""
                reader.skip(to: "{")
                fragments[name] = try reader.selections()
            default: throw Invalid(reason: "Parse error on \"\(token)\"")
            }
        }
        fields = try resolve(selections, fragments)
    }

    fileprivate enum Selection {
        case field(Field, [Selection])
        case fragment(String)
        case inline([Selection])
    }

    private func resolve(_ selections: [Selection], _ fragments: [String: [Selection]]) throws -> [Field] {
        try selections.flatMap { selection -> [Field] in
            switch selection {
            case .field(var field, let below):
                field.fields = try resolve(below, fragments)
                return [field]
            case .inline(let below): return try resolve(below, fragments)
            case .fragment(let name):
                guard let below = fragments[name] else {
                    throw Invalid(reason: "Fragment \(name) was used, but not defined")
                }
                return try resolve(below, fragments)
            }
        }
    }
}

/// Takes a request apart, token by token.
private struct Reader {
    private var tokens: [String] = []
    private var place = 0

    init(_ text: String) {
        let pattern = /"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_][A-Za-z0-9_]*|-?[0-9]+(?:\.[0-9]+)?|[{}()\[\]:$!=@|&]/
        tokens = text.matches(of: pattern).map { String($0.output) }
    }

    func peek() -> String? { place < tokens.count ? tokens[place] : nil }

    mutating func next() -> String? {
        defer { place += 1 }
        return peek()
    }

    /// Past names, variables and types, up to a brace that is not inside parentheses.
    mutating func skip(to end: String) {
        var depth = 0
        while let token = peek(), token != end || depth > 0 {
            if token == "(" { depth += 1 }
            if token == ")" { depth -= 1 }
            place += 1
        }
    }

    mutating func selections() throws -> [GraphQLQuery.Selection] {
        guard next() == "{" else { throw GraphQLQuery.Invalid(reason: "Expected {") }
        var found: [GraphQLQuery.Selection] = []
        while let token = peek(), token != "}" {
            if token == "..." {
                _ = next()
                if peek() == "on" {
                    _ = (next(), next())
                    found.append(.inline(try selections()))
                } else {
                    found.append(.fragment(next() ?? ""))
                }
                continue
            }
            found.append(try field())
        }
        guard next() == "}" else { throw GraphQLQuery.Invalid(reason: "Expected }") }
        return found
    }

    private mutating func field() throws -> GraphQLQuery.Selection {
        var name = next() ?? ""
        let key = name
        if peek() == ":" {
            _ = next()
            name = next() ?? ""
        }
        var arguments: [String: GraphQLQuery.Argument] = [:]
        if peek() == "(" {
            _ = next()
            while let argument = next(), argument != ")" {
                guard next() == ":" else { throw GraphQLQuery.Invalid(reason: "Expected : behind \(argument)") }
                arguments[argument] = try value()
            }
        }
        let below = peek() == "{" ? try selections() : []
        return .field(GraphQLQuery.Field(name: name, key: key, arguments: arguments, fields: []), below)
    }

    private mutating func value() throws -> GraphQLQuery.Argument {
        guard let token = next() else { throw GraphQLQuery.Invalid(reason: "Expected a value") }
        switch token {
        case "$": return .variable(next() ?? "")
        case "true", "false": return .value(.bool(token == "true"))
        case "null": return .value(.null)
        case "[":
            var items: [GraphQLQuery.Argument] = []
            while let item = peek(), item != "]" { items.append(try value()) }
            _ = next()
            return .list(items)
        case "{":
            var entries: [String: GraphQLQuery.Argument] = [:]
            while let name = next(), name != "}" {
                guard next() == ":" else { throw GraphQLQuery.Invalid(reason: "Expected : behind \(name)") }
                entries[name] = try value()
            }
            return .object(entries)
        default:
            if let number = Int(token) { return .value(.number(number)) }
            if token.hasPrefix("\"") { return .value(JSON(parsing: Array(token.utf8)) ?? .null) }
            // A name is a value of an enumeration.
            return .value(.string(token))
        }
    }
}
