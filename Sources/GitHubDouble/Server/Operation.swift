/// One operation of the API: where it is, what it needs, what it does.
struct Operation: Sendable {
    enum Need: Sendable {
        case nothing
        /// Some valid token.
        case identity
        /// An App's own signed token.
        case app
        case may(Level, Permission)
        /// Any one of these permissions: what issues and pull requests share.
        case mayAny(Level, [Permission])
        /// People who may read; an app needs to write.
        case takesPart([Permission])
    }

    /// The name that GitHub's description gives it: `repos/get-branch`.
    let id: String
    let method: String
    let template: PathTemplate
    let need: Need
    let perform: @Sendable (Call) async throws -> Answer

    init(
        _ method: String, _ template: String, _ id: String, needs need: Need,
        _ perform: @escaping @Sendable (Call) async throws -> Answer
    ) {
        self.id = id
        self.method = method
        self.template = PathTemplate(template)
        self.need = need
        self.perform = perform
    }

    /// Whether what it answers is in git alone.
    var readsGit: Bool {
        id.hasPrefix("git/")
            || ["repos/get-branch", "repos/list-branches", "repos/list-tags", "repos/list-commits"].contains(id)
    }

    /// Whether it changes something, so that it waits for its turn in the repository.
    var isWrite: Bool { method != "GET" }
}

/// A path with parameters: `{name}` is one part of it, `{name+}` one or more.
struct PathTemplate: Sendable {
    private enum Part: Sendable {
        case literal(String)
        case one(String)
        case many(String)
    }

    let text: String
    private let parts: [Part]

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: "/").map { part in
            guard part.hasPrefix("{") else { return .literal(String(part)) }
            let name = part.dropFirst().dropLast()
            return name.last == "+" ? .many(String(name.dropLast())) : .one(String(name))
        }
    }

    /// How specific it is: of two that match, the one with more literal parts is meant.
    var weight: Int { parts.count { if case .literal = $0 { true } else { false } } }

    /// The parameters of a path that matches; nil for every other.
    func match(_ path: [String]) -> [String: String]? { match(path[...], parts[...]) }

    private func match(_ path: ArraySlice<String>, _ parts: ArraySlice<Part>) -> [String: String]? {
        guard let part = parts.first else { return path.isEmpty ? [:] : nil }
        guard let first = path.first else { return nil }
        let rest = parts.dropFirst()
        switch part {
        case .literal(let text):
            return text == first ? match(path.dropFirst(), rest) : nil
        case .one(let name):
            return match(path.dropFirst(), rest).map { $0.merging([name: first]) { $1 } }
        case .many(let name):
            for count in stride(from: path.count, to: 0, by: -1) {
                if let found = match(path.dropFirst(count), rest) {
                    return found.merging([name: path.prefix(count).joined(separator: "/")]) { $1 }
                }
            }
            return nil
        }
    }
}
