import ReleaseModel
import ReleaseText

/// Checks the configuration against the schema, and records every mismatch.
struct ShapeCheck {
    let source: YAMLSource
    let schema: ConfigurationSchema
    private(set) var diagnostics: [Diagnostic] = []
    private var known: Set<Diagnostic> = []

    init(source: YAMLSource, schema: ConfigurationSchema) {
        self.source = source
        self.schema = schema
    }

    mutating func report(
        _ code: String, _ place: Place, _ message: String, _ suggestion: String? = nil,
        severity: Diagnostic.Severity = .error, showsLine: Bool = true
    ) {
        let one = Diagnostic(
            severity, code: code, place: place, message: message,
            excerpt: showsLine ? source.excerpt(line: place.line) : "",
            suggestion: suggestion)
        // What an alias repeats is reported once.
        if known.insert(one).inserted { diagnostics.append(one) }
    }

    mutating func check(_ node: YAMLNode, _ shape: ValueShape) {
        let node = node.resolved
        switch shape {
        case .text(let rule): if let text = text(node, expected: "a string") { check(text, rule, node.place) }
        case .argument: argument(node)
        case .choice(let values): checkChoice(node, values)
        case .boolean: checkBoolean(node)
        case .number(let least): checkNumber(node, from: least)
        case .constant(let value):
            if node.value != .integer(value) {
                report(
                    "config.version", node.place, "Only the format's version \(value) is known.", "Write `\(value)`.")
            }
        case .duration:
            let text = text(node, expected: "a duration such as `90s`, `10m` or `1h`")
            if let text, seconds(text) == nil {
                report(
                    "config.duration", node.place, "`\(text)` is not a duration.",
                    "Write seconds, or a whole number with `s`, `m` or `h`: `90s`.")
            }
        case .command: checkCommand(node)
        case .list(let item, let minimum): checkList(node, item, minimum)
        case .map(let value, let keys): checkMap(node, value, keys)
        case .object(let object): checkObject(node, object)
        case .either(let other, let object):
            if node.entries == nil { check(node, other) } else { checkObject(node, object) }
        }
    }

    // MARK: Collections

    private mutating func checkObject(_ node: YAMLNode, _ object: ObjectShape) {
        if node.value == .null, !object.hasRequiredKeys { return }
        guard let entries = node.effectiveEntries else { return wrongType(node, "a mapping for \(object.name)") }
        for entry in entries {
            if let key = object.key(entry.key.text) {
                check(entry.value, key.shape)
            } else if !(object.allowsExtensions && entry.key.text.hasPrefix("x-")) {
                unknownKey(entry.key, object)
            }
        }
        for key in object.keys where key.isRequired && !entries.contains(where: { $0.key.text == key.name }) {
            report(
                "config.missing-key", node.place, "The key `\(key.name)` is missing in \(object.name).",
                "Add `\(key.name): \(example(of: key.shape))`: \(meaning(of: key.summary))")
        }
    }

    /// A value of the kind that is meant, for a suggestion.
    private func example(of shape: ValueShape) -> String {
        switch shape {
        case .text(.address): "https://ADDRESS"
        case .text(.version), .text(.versionOrNothing): "1.2.3"
        case .text(.name), .text(.stepName): "NAME"
        case .text, .argument: "TEXT"
        case .choice(let words): words.first ?? "TEXT"
        case .boolean: "true"
        case .number(let least): "\(least)"
        case .constant(let number): "\(number)"
        case .duration: "10m"
        case .command: "[PROGRAM, ARGUMENT]"
        case .list(let item, _): "[\(example(of: item))]"
        case .map(let item, _): "{ NAME: \(example(of: item)) }"
        case .object: "{ … }"
        case .either(let other, _): example(of: other)
        }
    }

    /// A key's summary as the rest of a sentence.
    func meaning(of summary: String) -> String {
        // Those of publication targets begin with the kind of target, which the sentence has named.
        let own = summary.hasPrefix("Of a `") ? summary.split(separator: ": ", maxSplits: 1).last ?? "" : summary[...]
        // The first sentence says what it is; the reference says the rest.
        let sentence = own.firstRange(of: ". ").map { own[..<$0.lowerBound] + "." } ?? own
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    private mutating func unknownKey(_ key: YAMLKey, _ object: ObjectShape) {
        let names = object.keys.map(\.name)
        let isOfComponent =
            object.name == schema.root.name && schema.component.key(key.text) != nil
        let suggestion =
            if isOfComponent {
                "Put `\(key.text)` under `defaults`, or under a component in `components`."
            } else if let nested = nested(key.text, in: object) {
                "`\(key.text)` means \(nested.words): \(nested.entry)"
            } else if let nearest = nearestName(to: key.text, among: names) {
                "Did you mean `\(nearest)`?"
            } else {
                "Known keys: \(names.map { "`\($0)`" }.joined(separator: ", "))."
            }
        let problem = isOfComponent ? "is not allowed at the top level" : "is not known in \(object.name)"
        report("config.unknown-key", key.place, "The key `\(key.text)` \(problem).", suggestion)
    }

    /// What a key with dots (`forge.api`) most likely means: a key within another one, which YAML writes in braces.
    private func nested(_ key: String, in object: ObjectShape) -> (words: String, entry: String)? {
        let parts = key.split(separator: ".").map(String.init)
        guard parts.count > 1, let first = parts.first, object.key(first) != nil else { return nil }
        let words = parts.reversed().map { "`\($0)`" }.joined(separator: " within ")
        let entry = parts.dropLast().map { "\(yamlText($0)): { " }.joined() + "\(yamlText(parts[parts.count - 1])): …"
        return (words, entry + String(repeating: " }", count: parts.count - 1))
    }

    private mutating func checkMap(_ node: YAMLNode, _ value: ValueShape, _ keys: TextRule) {
        if node.value == .null { return }
        guard let entries = node.effectiveEntries else { return wrongType(node, "a mapping") }
        for entry in entries {
            check(entry.key.text, keys, entry.key.place)
            check(entry.value, value)
        }
    }

    private mutating func checkList(_ node: YAMLNode, _ item: ValueShape, _ minimum: Int) {
        guard let items = node.items else {
            let text = node.scalar.flatMap { $0.text.isEmpty ? nil : $0.text }
            if case .object = item { return wrongType(node, "a list", "Write a list: `[\(example(of: item))]`.") }
            return wrongType(node, "a list", "Write `[\(text ?? example(of: item))]`.")
        }
        if items.count < minimum { report("config.empty", node.place, "This list needs an entry.") }
        for one in items { check(one, item) }
    }

    private mutating func checkCommand(_ node: YAMLNode) {
        guard let scalar = node.scalar, node.value != .null else {
            checkList(node, .argument, 1)
            if let first = node.items?.first?.scalar, first.text.isEmpty {
                report("config.command", node.place, "The first argument, the program, is empty.")
            }
            return
        }
        let words = scalar.text.split(separator: " ")
        let isSimple = scalar.text.allSatisfy { $0.isLetter || $0.isNumber || " -_./=".contains($0) }
        let direct = isSimple && words.count > 1 ? ", or without a shell `[\(words.joined(separator: ", "))]`" : ""
        report(
            "config.command", node.place, "A command is a list of arguments, not shell text.",
            "Write `[bash, -c, \(yamlQuoted(scalar.text))]`\(direct).")
    }
}
