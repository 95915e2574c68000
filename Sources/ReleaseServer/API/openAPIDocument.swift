import Foundation
import ReleaseModel

/// The API as [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html), for `docs/openapi.json` and for clients.
package func openAPIText() throws -> String { String(decoding: try encodeJSON(openAPIDocument), as: UTF8.self) }

let openAPIDocument: JSON = {
    var paths: [String: [String: JSON]] = [:]
    for one in allAPIOperations { paths["/api/v1" + one.path, default: [:]][one.method.lowercased()] = one.description }
    return [
        "openapi": "3.1.0",
        "info": [
            "title": "Slipway", "version": "1",
            "description": """
            Reads and decides what a served workspace does: the same values as the command line's --json, and the same codes of errors.
            """,
            "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
        ],
        "servers": [["url": "/"]],
        "security": [["token": []]],
        "paths": .object(paths.mapValues { .object($0) }),
        "components": [
            "schemas": .object(apiSchemas),
            "securitySchemes": [
                "token": [
                    "type": "http", "scheme": "bearer", "description": "A token that `slipway token create` made.",
                ]
            ],
            "responses": [
                "Problem": [
                    "description": "What is wrong, and what to do about it.",
                    "content": ["application/problem+json": ["schema": reference("Problem")]],
                ]
            ],
        ],
    ]
}()

private func reference(_ schema: String) -> JSON { ["$ref": "#/components/schemas/\(schema)"] }

extension APIOperation {
    /// What the document says of it.
    fileprivate var description: JSON {
        var content: JSON = ["text/event-stream": ["schema": ["type": "string"]]]
        if let schema = answer.schema { content = ["application/json": ["schema": reference(schema)]] }
        var said: [String: JSON] = [
            "operationId": .string(id), "summary": .string(summary),
            "responses": [
                "\(answer.status)": ["description": .string(answer.summary), "content": content],
                "default": ["$ref": "#/components/responses/Problem"],
            ],
        ]
        let own = placeholders.map {
            APIOperation.described(
                Parameter(name: $0, summary: "Its name.", schema: ["type": "string"]), in: "path", isRequired: true)
        }
        let all =
            own + parameters.map { APIOperation.described($0, in: "query", isRequired: false) }
            + fields.map { APIOperation.described($0.parameter, in: "header", isRequired: $0.isRequired) }
        if !all.isEmpty { said["parameters"] = .array(all) }
        if let body {
            said["requestBody"] = ["required": true, "content": ["application/json": ["schema": reference(body)]]]
        }
        if let right {
            let roles = AccessRole.having(right).map(\.rawValue).joined(separator: ", ")
            said["description"] = .string("Roles: \(roles)." + (isOfWorkspace ? " Tokens of repositories can't." : ""))
        } else {
            said["security"] = []
        }
        return .object(said)
    }

    private static func described(_ parameter: Parameter, in place: String, isRequired: Bool) -> JSON {
        [
            "name": .string(parameter.name), "in": .string(place), "description": .string(parameter.summary),
            "required": .bool(isRequired), "schema": parameter.schema,
        ]
    }
}
