/// A kind of place that artifacts are published to, as the configuration names it: `folder`, `python-index`.
package struct PublicationKind: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// Where artifacts go: a kind of place, and what the configuration says about it.
///
/// What the fields mean is known to the kind alone, in its folder of `ReleaseEngine/Publications`.
package struct PublicationTarget: Sendable, Hashable {
    package var kind: PublicationKind
    /// By ``PublicationKey/field``.
    package var fields: [String: String]

    package init(_ kind: PublicationKind, _ fields: [String: String] = [:]) {
        self.kind = kind
        self.fields = fields
    }

    package subscript(field: String) -> String? { fields[field] }
}

/// An object with one member, named after the kind: `{"pythonIndex":{"index":"…","upload":"…"}}`.
extension PublicationTarget: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: KindKey.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: container.codingPath, debugDescription: "A target is an object with one member."))
        }
        self.init(key.kind, try container.decode([String: String].self, forKey: key))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: KindKey.self)
        try container.encode(fields, forKey: KindKey(kind: kind))
    }

    /// The kind in camel case: `python-index` is `pythonIndex`.
    private struct KindKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }

        init(kind: PublicationKind) {
            let words = kind.text.split(separator: "-")
            stringValue =
                words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        }

        var kind: PublicationKind {
            PublicationKind(stringValue.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) })
        }
    }
}
