import ReleaseConfig
import ReleaseEngine
import ReleaseModel
import Testing

/// What texts tell people to write into `slipway.yaml`.
@Suite("Suggested entries of slipway.yaml")
struct SuggestedEntriesTests {
    private static let schema = ConfigurationSchema(publications: publicationShapes)
    private static let topKeys = Set(schema.root.keys.map(\.name))
    private static let componentKeys = Set(schema.component.keys.map(\.name))

    /// Keys with what stands in their brackets, in the texts of the sources.
    static let entries: [SourceText] = SourceText.all.flatMap { one in
        entries(in: one.text).map { SourceText(file: one.file, line: one.line, text: $0) }
    }

    /// `key: { … }` and `key: [ … ]` up to the bracket that closes them, where the configuration has such a key.
    static func entries(in text: String) -> [String] {
        var found: [String] = []
        var rest = text[...]
        while let match = rest.firstMatch(of: /(?:^|[ (`;])([a-z]+(?:[-.][A-Za-z0-9-]+)*): [\[{]/) {
            rest = rest[match.range.upperBound...]
            let first = String(match.output.1.prefix { $0 != "." })
            guard topKeys.contains(first) || componentKeys.contains(first) else { continue }
            var depth = 1
            let end = rest.firstIndex { character in
                if "[{".contains(character) { depth += 1 }
                if "]}".contains(character) { depth -= 1 }
                return depth == 0
            }
            // One that is put together of several texts.
            guard let end, !text[...end].hasSuffix("r1r1 } }") else { continue }
            found.append(String(text[match.output.1.startIndex...end]))
            rest = rest[end...]
        }
        return found
    }

    /// Whether the configuration reader takes an entry, with something fitting where something is filled in.
    static func isAccepted(_ entry: String) -> Bool {
        ["r", "", "\"v{version}\""].contains { word in
            var number = 0
            let text = entry.replacing(/r1/) { _ in
                number += 1
                return word.hasSuffix("\"") ? word : "\(word)\(number)"
            }
            return
                (try? readConfiguration(
                    Array(text.utf8), file: "slipway.yaml", publications: publicationShapes)) != nil
        }
    }

    @Test("Entries are read as people read them")
    func reading() {
        let found = Self.entries(
            in: "Or leave it: edges: [{ from: r1, to: b, policy: never }]; or tag: \"x\", or build.artifacts: [a]")
        #expect(found == ["edges: [{ from: r1, to: b, policy: never }]", "build.artifacts: [a]"])
        #expect(Self.isAccepted(found[0]) && !Self.isAccepted(found[1]))
        #expect(Self.entries.count > 30)
    }

    @Test("Every entry that the program suggests is accepted when it is copied into slipway.yaml")
    func accepted() {
        for entry in Self.entries {
            // What is said at a place of the file is meant for that place.
            let isAtPlace = entry.file.hasPrefix("ReleaseConfig/Validation/")
            let isTaken =
                Self.isAccepted(entry.text)
                || isAtPlace && Self.isAccepted("components: { r1: { \(entry.text) } }")
            #expect(isTaken, "\(entry)")
        }
    }

    @Test("No text names a key of slipway.yaml with dots, which the file does not understand")
    func dots() {
        for one in SourceText.all {
            for match in one.text.matches(of: /(?:^|[^\w.\/:-])(([a-z-]+)\.([A-Za-z0-9-]+)(?:\.[A-Za-z0-9-]+)*)/) {
                // Codes of errors and keys of tables are no sentences.
                guard one.text != match.output.1, let key = Self.schema.root.key(String(match.output.2)) else {
                    continue
                }
                let next = String(match.output.3)
                #expect(!Self.holds(next, key.shape), "\(one)")
            }
        }
    }

    /// Whether a key may stand in a value; any name may where they are chosen by people.
    private static func holds(_ key: String, _ shape: ValueShape) -> Bool {
        switch shape {
        case .object(let object), .either(_, let object): object.key(key) != nil
        case .map: ["NAME", "r1"].contains(key)
        default: false
        }
    }
}
