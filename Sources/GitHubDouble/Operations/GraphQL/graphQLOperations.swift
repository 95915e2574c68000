import Foundation
import ReleaseModel

let graphQLOperations = [
    Operation("POST", "/graphql", "graphql", needs: .identity) { call in
        guard let text = call.json["query"]?.text else {
            throw Refusal(400, "A query attribute must be specified and must be a string.")
        }
        do {
            let query = try GraphQLQuery(text)
            let variables = call.json["variables"] ?? [:]
            let root: GraphObject = query.kind == "mutation" ? call.mutationRoot : call.queryRoot
            return .ok(["data": try await root.answer(query.fields, variables)])
        } catch let error as GraphQLQuery.Invalid {
            return .ok(["errors": [["message": .string(error.reason)]]])
        } catch let error as GraphError {
            return .ok([
                "data": .null, "errors": [["type": .string(error.type), "message": .string(error.message)]],
            ])
        } catch let refusal as Refusal {
            return .ok(["data": .null, "errors": [["type": "UNPROCESSABLE", "message": .string(refusal.message)]]])
        }
    }
]

/// Why a field has no value.
struct GraphError: Error {
    var type: String
    var message: String
}

/// An object of the graph: a name for its type, and its fields by name.
struct GraphObject: Sendable {
    typealias Resolve = @Sendable ([String: JSON]) async throws -> GraphValue

    let type: String
    let fields: [String: Resolve]

    /// Plain values, and other objects.
    init(_ type: String, _ values: [String: JSON], _ others: [String: Resolve] = [:]) {
        self.type = type
        let plain = values.mapValues { value -> Resolve in { _ in .value(value) } }
        fields = plain.merging(others) { $1 }
    }

    func answer(_ wanted: [GraphQLQuery.Field], _ variables: JSON) async throws -> JSON {
        var answer: [String: JSON] = [:]
        for field in wanted {
            if field.name == "__typename" {
                answer[field.key] = .string(type)
                continue
            }
            guard let resolve = fields[field.name] else {
                throw GraphError(
                    type: "undefinedField", message: "Field '\(field.name)' doesn't exist on type '\(type)'")
            }
            let value = try await resolve(field.arguments.mapValues { $0.resolved(variables) })
            let rendered = try await render(value, field, variables)
            answer[field.key] = answer[field.key].map { $0.overlaid(with: rendered) } ?? rendered
        }
        return .object(answer)
    }

    private func render(_ value: GraphValue, _ field: GraphQLQuery.Field, _ variables: JSON) async throws -> JSON {
        switch value {
        case .value(let json): return json
        case .object(let object): return try await object.answer(field.fields, variables)
        case .objects(let objects):
            var items: [JSON] = []
            for object in objects { items.append(try await object.answer(field.fields, variables)) }
            return .array(items)
        }
    }
}

enum GraphValue: Sendable {
    case value(JSON)
    case object(GraphObject)
    case objects([GraphObject])
}
