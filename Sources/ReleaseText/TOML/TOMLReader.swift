package import ReleaseModel

/// Reads values of expected kinds from one manifest and notes the ones that are of another kind.
package struct TOMLReader {
    package let document: TOMLDocument
    /// The prefix of the codes: `cargo`.
    package let area: String
    package private(set) var diagnostics: [Diagnostic] = []

    package init(document: TOMLDocument, area: String) {
        self.document = document
        self.area = area
    }

    /// A text with the value that holds it; nil where there is none, or something else.
    package mutating func string(_ key: String, in table: TOMLTable) -> (text: String, value: TOMLValue)? {
        guard let entry = table.entry(key) else { return nil }
        guard let text = entry.value.string else {
            expected("a string", at: entry)
            return nil
        }
        return (text, entry.value)
    }

    package mutating func table(_ key: String, in table: TOMLTable) -> TOMLTable? {
        guard let entry = table.entry(key) else { return nil }
        guard let inner = entry.value.table else {
            expected("a table", at: entry)
            return nil
        }
        return inner
    }

    package mutating func boolean(_ key: String, in table: TOMLTable) -> Bool? {
        guard let entry = table.entry(key) else { return nil }
        guard let flag = entry.value.boolean else {
            expected("true or false", at: entry)
            return nil
        }
        return flag
    }

    package mutating func array(_ key: String, in table: TOMLTable) -> [TOMLValue]? {
        guard let entry = table.entry(key) else { return nil }
        guard let elements = entry.value.array else {
            expected("an array", at: entry)
            return nil
        }
        return elements
    }

    /// The texts of an array; elements of another kind are noted and left out.
    package mutating func strings(_ key: String, in table: TOMLTable) -> [(text: String, value: TOMLValue)] {
        (array(key, in: table) ?? []).compactMap { element in
            guard let text = element.string else {
                note(
                    "wrong-type", at: element, "A string is expected here, and this is \(element.kindName).",
                    suggestion: "Write a string in double quotes.")
                return nil
            }
            return (text, element)
        }
    }

    package mutating func expected(_ kind: String, at entry: TOMLEntry) {
        note(
            "wrong-type", at: entry.value,
            "'\(ValuePath.quoted(entry.key))' must be \(kind), and this is \(entry.value.kindName).",
            suggestion: "Write \(kind), or remove the key.")
    }

    package mutating func note(
        _ code: String, at value: TOMLValue, _ message: String, severity: Diagnostic.Severity = .error,
        suggestion: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                severity, code: "\(area).\(code)", place: document.place(of: value), message: message,
                excerpt: document.excerpt(at: value.range.lowerBound), suggestion: suggestion))
    }
}
