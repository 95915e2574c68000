/// In a plan of the first schema a change is two texts, and which change it is follows from them:
///
/// | `from` | `to` | ecosystem | change |
/// | --- | --- | --- | --- |
/// | digest | empty | `change-file` | remove |
/// | text | `{commit:COMPONENT}` | `versions-toml` | set to a commit |
/// | empty | text | `version-file` | create |
/// | empty | text | `changelog`, `release-please-manifest` | add |
/// | text | text | any | set |
///
/// The second schema names the change. A plan's digest covers the spelling of the first, so each change has exactly one
/// spelling there, and a stored change that would read differently is refused.
extension FileEdit.Change {
    init(from: String, to: String, in ecosystem: EcosystemName) {
        let (open, close) = ("{commit:", "}")
        if ecosystem == .changeFile, to.isEmpty {
            self = .remove(Digest(from))
        } else if ecosystem == VersionSet.ecosystem, to.hasPrefix(open), to.hasSuffix(close) {
            self = .setToCommit(from: from, of: ComponentID(String(to.dropFirst(open.count).dropLast(close.count))))
        } else if from.isEmpty, ecosystem == "version-file" {
            self = .create(to)
        } else if from.isEmpty, ecosystem == "changelog" || ecosystem == "release-please-manifest" {
            self = .add(to)
        } else {
            self = .set(from: from, to: to)
        }
    }

    /// The change's name in the second schema.
    fileprivate enum Kind: String, Codable {
        case set, add, create, remove
        case setToCommit = "set-to-commit"
    }

    fileprivate var kind: Kind {
        switch self {
        case .set: .set
        case .setToCommit: .setToCommit
        case .add: .add
        case .create: .create
        case .remove: .remove
        }
    }
}

extension FileEdit: Codable {
    private enum CodingKeys: String, CodingKey { case change, component, ecosystem, file, from, key, to }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String { try container.decode(String.self, forKey: key) }
        ecosystem = try container.decode(EcosystemName.self, forKey: .ecosystem)
        file = try text(.file)
        key = try text(.key)
        switch try container.decodeIfPresent(Change.Kind.self, forKey: .change) {
        case nil:
            change = Change(from: try text(.from), to: try text(.to), in: ecosystem)
            return
        case .set: change = .set(from: try text(.from), to: try text(.to))
        case .setToCommit: change = .setToCommit(from: try text(.from), of: ComponentID(try text(.component)))
        case .add: change = .add(try text(.to))
        case .create: change = .create(try text(.to))
        case .remove: change = .remove(Digest(try text(.from)))
        }
        guard change == Change(from: change.before, to: change.after, in: ecosystem) else {
            throw DecodingError.dataCorruptedError(
                forKey: .change, in: container,
                debugDescription: "'\(change.kind.rawValue)' is not a change of this value in '\(ecosystem)'")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ecosystem, forKey: .ecosystem)
        try container.encode(file, forKey: .file)
        try container.encode(key, forKey: .key)
        guard encoder.planSchema == .second else {
            try container.encode(change.before, forKey: .from)
            try container.encode(change.after, forKey: .to)
            return
        }
        try container.encode(change.kind, forKey: .change)
        switch change {
        case .set(let from, let to):
            try container.encode(from, forKey: .from)
            try container.encode(to, forKey: .to)
        case .setToCommit(let from, let component):
            try container.encode(from, forKey: .from)
            try container.encode(component, forKey: .component)
        case .add(let text), .create(let text): try container.encode(text, forKey: .to)
        case .remove(let digest): try container.encode(digest, forKey: .from)
        }
    }
}
