import Foundation
import ReleaseHTTPServer
import ReleaseModel

/// One request to an operation, with everything the operation may look at.
struct Call: Sendable {
    let operation: Operation
    let parameters: [String: String]
    let query: Query
    let fields: [MessageField]
    let body: SpooledBody
    /// The body where it is JSON; an empty object where there is none.
    let json: JSON
    let version: APIVersion
    let places: Places
    var identity: Identity
    let now: Date
    let double: GitHubDouble
    /// The repository in the path; the state in which the operation found it.
    var found: Repository?
    /// Whether it sees what was true before the last write.
    var isStale = false
    /// Whether the body came to its end.
    var isComplete = true

    var forge: Forge { double.forge }
    var git: GitStore { double.git }

    var repository: Repository {
        guard let found else { preconditionFailure("\(operation.id) has no repository in its path") }
        return found
    }

    /// The repository as it is now.
    func current() async throws -> Repository {
        if isStale { return repository }
        guard let current = await forge.repository(repository.id) else { throw Refusal.notFound }
        return current
    }

    /// A parameter of the path.
    func text(_ name: String) -> String { parameters[name] ?? "" }

    func number(_ name: String) throws -> Int {
        guard let number = Int(text(name)) else { throw Refusal.notFound }
        return number
    }

    func field(_ name: String) -> String? { fields.first { $0.isNamed(name) }?.value }

    /// A text of the body that has to be there.
    func required(_ key: String, of resource: String) throws -> String {
        guard let value = json[key], !value.isNull else { throw Refusal.missing(resource, field: key) }
        guard let text = value.text else { throw Refusal.invalid(resource, field: key) }
        return text
    }

    /// Address of something in the repository.
    func place(_ path: String) -> String { "\(places.api)/repos/\(repository.fullName)\(path)" }
    func page(_ path: String) -> String { "\(places.web)/\(repository.fullName)\(path)" }

    /// Changes the repository and answers what the change does.
    @discardableResult
    func update<Value: Sendable>(_ change: @Sendable (inout Repository) throws -> Value) async throws -> Value {
        guard let value = try await forge.update(repository.id, change) else { throw Refusal.notFound }
        return value
    }
}

/// The two versions of GitHub's REST interface.
package enum APIVersion: String, Sendable, CaseIterable {
    case of2022 = "2022-11-28"
    case of2026 = "2026-03-10"
}

/// Under which addresses the double is reached, as the client sees them.
struct Places: Sendable {
    var api: String
    var web: String
    var uploads: String
    var storage: String
}

/// The decoded query of a request.
struct Query: Sendable {
    let pairs: [(String, String)]

    init(_ text: String) {
        pairs = text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { part in
                part.replacing("+", with: " ").removingPercentEncoding ?? String(part)
            }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    subscript(name: String) -> String? { pairs.last { $0.0 == name }?.1 }

    func number(_ name: String) -> Int? { self[name].flatMap { Int($0) } }
}
