/// How a registry wants to be asked, from the fields `WWW-Authenticate` of a 401.
///
/// Source: [RFC 9110, 11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1).
enum RegistryChallenge: Equatable {
    case basic
    /// A token is fetched from the realm's address.
    case bearer(realm: String, service: String?, scope: String?)

    /// The strongest of several: a token, where one is offered.
    init?(_ fields: [String]) {
        var hasBasic = false
        for field in fields {
            for one in challenges(in: field) {
                switch one.scheme.lowercased() {
                case "bearer":
                    guard let realm = one.parameters["realm"] else { continue }
                    self = .bearer(
                        realm: realm, service: one.parameters["service"], scope: one.parameters["scope"])
                    return
                case "basic": hasBasic = true
                default: continue
                }
            }
        }
        guard hasBasic else { return nil }
        self = .basic
    }
}

/// `Bearer realm="…",service="…", Basic realm="…"`, in their order; parameter names in lower case.
private func challenges(in field: String) -> [(scheme: String, parameters: [String: String])] {
    var found: [(scheme: String, parameters: [String: String])] = []
    var rest = field[...]
    func skip(_ characters: Set<Character>) { rest = rest.drop { characters.contains($0) } }
    func token() -> String {
        let token = rest.prefix { !" ,=\"\t".contains($0) }
        rest = rest.dropFirst(token.count)
        return String(token)
    }
    func value() -> String {
        guard rest.first == "\"" else { return token() }
        rest = rest.dropFirst()
        var text = ""
        while let next = rest.popFirst(), next != "\"" {
            if next == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(next) }
        }
        return text
    }
    while true {
        skip([" ", ",", "\t"])
        let name = token()
        guard !name.isEmpty else {
            // What is neither a name nor a separator is passed over, so that the loop ends.
            guard rest.popFirst() != nil else { return found }
            continue
        }
        skip([" ", "\t"])
        if rest.first == "=", !found.isEmpty {
            rest = rest.dropFirst()
            skip([" ", "\t"])
            found[found.count - 1].parameters[name.lowercased()] = value()
        } else {
            found.append((name, [:]))
        }
    }
}
