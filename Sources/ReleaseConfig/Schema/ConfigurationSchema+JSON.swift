import ReleaseText

extension ConfigurationSchema {
    /// The [JSON Schema](https://json-schema.org/draft/2020-12) of `slipway.yaml`, for editors; ends with a newline.
    package func jsonSchema() -> String {
        var members: [(String, JSONText)] = [
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("slipway.yaml")),
            ("description", .string("What Slipway can't derive from the manifests of a workspace.")),
        ]
        members += Self.members(of: root)
        return JSONText.object(members).text() + "\n"
    }

    private static func members(of shape: ObjectShape) -> [(String, JSONText)] {
        var members: [(String, JSONText)] = [("type", .string("object"))]
        let properties = shape.keys.map { key -> (String, JSONText) in
            (key.name, .object([("description", .string(key.summary))] + schema(of: key.shape)))
        }
        members.append(("properties", .object(properties)))
        let required = shape.keys.filter(\.isRequired).map { JSONText.string($0.name) }
        if !required.isEmpty { members.append(("required", .array(required))) }
        if !shape.needsOneOf.isEmpty {
            let options = shape.needsOneOf.map { JSONText.object([("required", .array([.string($0)]))]) }
            members.append(("anyOf", .array(options)))
        }
        if shape.allowsExtensions { members.append(("patternProperties", .object([("^x-", .object([]))]))) }
        members.append(("additionalProperties", .boolean(false)))
        return members
    }

    private static func schema(of shape: ValueShape) -> [(String, JSONText)] {
        switch shape {
        case .text(let rule): return schema(of: rule)
        case .choice(let values): return [("enum", .array(values.map(JSONText.string)))]
        case .boolean: return [("type", .string("boolean"))]
        case .number(let least): return [("type", .string("integer")), ("minimum", .number(least))]
        case .constant(let value): return [("const", .number(value))]
        case .duration:
            return [
                ("type", types(["string", "integer"])), ("minimum", .number(1)),
                ("pattern", .string("^0*[1-9][0-9]*[smhd]?$")),
            ]
        case .argument: return [("type", types(["string", "number", "boolean"]))]
        case .command: return schema(of: .list(.argument, minimum: 1))
        case .list(let item, let minimum):
            let count: [(String, JSONText)] = minimum > 0 ? [("minItems", .number(minimum))] : []
            return [("type", .string("array")), ("items", .object(schema(of: item)))] + count
        case .map(let value, let keys):
            var entry = schema(of: value)
            // An entry without anything to say, `core:`, is null.
            if case .object(let object) = value, !object.hasRequiredKeys { entry[0].1 = types(["object", "null"]) }
            let names: [(String, JSONText)] =
                if case .variable = keys {
                    [("propertyNames", .object([("pattern", .string(variablePattern))]))]
                } else { [] }
            return [("type", types(["object", "null"])), ("additionalProperties", .object(entry))] + names
        case .object(let object):
            var members = members(of: object)
            if !object.hasRequiredKeys { members[0].1 = types(["object", "null"]) }
            return members
        case .either(let other, let object):
            return [("oneOf", .array([.object(schema(of: other)), .object(members(of: object))]))]
        }
    }

    private static let variablePattern = "^[A-Za-z_][A-Za-z0-9_]*$"

    private static let addressPattern = "^[hH][tT][tT][pP][sS]?://[^/?#@\\s]+([/?#]\\S*)?$"

    /// A pattern alone can't detect every password; this finds the usual forms.
    private static let connectionPattern =
        "^(?!.*password\\s*=)(postgres(ql)?://(?![^/?]*:[^/?@]+@).*|\\s*[a-z_]+\\s*=.*)$"

    private static let commitPattern = "^[0-9a-fA-F]{7,64}$"

    private static func schema(of rule: TextRule) -> [(String, JSONText)] {
        switch rule {
        case .variable: return [("type", .string("string")), ("pattern", .string(variablePattern))]
        case .stepName:
            return [("type", types(["string", "number"])), ("pattern", .string("^[^/\\[\\]]+$"))]
        case .variablePattern:
            return [("type", .string("string")), ("pattern", .string("^[A-Za-z_][A-Za-z0-9_]*\\*?$"))]
        case .name, .anywhere, .inside, .insideRepository, .relative, .pathTemplate, .version, .calendarFormat,
            .template(_, requires: []):
            return [("type", types(["string", "number"])), ("minLength", .number(1))]
        case .versionOrNothing: return [("type", types(["string", "number"]))]
        case .line: return [("type", .string("string")), ("pattern", .string("^[0-9]+(\\.[0-9]+)?(\\.x)+$"))]
        case .commit: return [("type", types(["string", "integer"])), ("pattern", .string(commitPattern))]
        case .connectionString:
            return [("type", .string("string")), ("minLength", .number(1)), ("pattern", .string(connectionPattern))]
        case .address: return [("type", .string("string")), ("pattern", .string(addressPattern))]
        case .template(_, let required):
            let patterns = required.map { "\\{\($0)\\}" }
            return [("type", .string("string")), ("pattern", .string(patterns.joined(separator: ".*")))]
        }
    }

    private static func types(_ names: [String]) -> JSONText { .array(names.map(JSONText.string)) }
}
