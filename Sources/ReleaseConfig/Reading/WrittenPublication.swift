import ReleaseModel
import ReleaseText

/// An entry of `publish`: what it says, and where.
struct WrittenPublication: Sendable {
    let kind: Written<String>
    /// All but `to` and `tests`, in file order.
    let keys: [Written<String>]
    /// The texts under them; those of a list with spaces in between.
    private let texts: [String: String]
    private let takesTests: Bool

    init?(_ node: YAMLNode) {
        let node = node.resolved
        guard let kind = node.written("to", \.text) else { return nil }
        self.kind = kind
        let entries = (node.effectiveEntries ?? []).filter { !["to", "tests"].contains($0.key.text) }
        keys = entries.map { Written(value: $0.key.text, place: $0.key.place) }
        texts = Dictionary(
            entries.compactMap { entry in
                let text = entry.value.text ?? entry.value.texts?.joined(separator: " ")
                return text.map { (entry.key.text, $0) }
            },
            uniquingKeysWith: { first, _ in first })
        takesTests = node["tests"]?.boolean ?? false
    }

    /// - Parameter shape: Of its kind.
    func meaning(_ shape: PublicationShape) -> PublishConfiguration {
        var fields: [String: String] = [:]
        for key in shape.keys {
            var text = texts[key.name]
            if case .duration = key.value { text = text.flatMap(seconds).map(String.init) }
            fields[key.field] = text ?? key.usual
        }
        return PublishConfiguration(target: PublicationTarget(shape.kind, fields), takesTests: takesTests)
    }
}

/// The kinds of targets that `publish` can name.
struct PublicationShapes: Sendable {
    let all: [PublicationShape]

    subscript(kind: String) -> PublicationShape? { all.first { $0.kind.text == kind } }

    /// nil for an unknown kind, which the check of the file reports.
    func meaning(_ written: WrittenPublication) -> PublishConfiguration? {
        self[written.kind.value].map(written.meaning)
    }

    /// The environment variables that hold secrets of a target.
    func secrets(of target: PublicationTarget) -> [String] {
        (self[target.kind.text]?.keys ?? []).compactMap { key in
            if case .secret = key.value { target[key.field] } else { nil }
        }
    }
}
