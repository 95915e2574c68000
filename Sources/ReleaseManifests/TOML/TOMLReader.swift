import ReleaseModel

/// Reads values of expected kinds from one manifest and notes the ones that are of another kind.
struct TOMLReader {
    let document: TOMLDocument
    /// The prefix of the codes: `cargo`.
    let area: String
    private(set) var diagnostics: [Diagnostic] = []

    init(document: TOMLDocument, area: String) {
        self.document = document
        self.area = area
    }

    /// A text with the value that holds it; nil where there is none, or something else.
    mutating func string(_ key: String, in table: TOMLTable) -> (text: String, value: TOMLValue)? {
        guard let entry = table.entry(key) else { return nil }
        guard let text = entry.value.string else {
            expected("a string", at: entry)
            return nil
        }
        return (text, entry.value)
    }

    mutating func table(_ key: String, in table: TOMLTable) -> TOMLTable? {
        guard let entry = table.entry(key) else { return nil }
        guard let inner = entry.value.table else {
            expected("a table", at: entry)
            return nil
        }
        return inner
    }

    mutating func boolean(_ key: String, in table: TOMLTable) -> Bool? {
        guard let entry = table.entry(key) else { return nil }
        guard let flag = entry.value.boolean else {
            expected("true or false", at: entry)
            return nil
        }
        return flag
    }

    mutating func array(_ key: String, in table: TOMLTable) -> [TOMLValue]? {
        guard let entry = table.entry(key) else { return nil }
        guard let elements = entry.value.array else {
            expected("an array", at: entry)
            return nil
        }
        return elements
    }

    /// The texts of an array; elements of another kind are noted and left out.
    mutating func strings(_ key: String, in table: TOMLTable) -> [(text: String, value: TOMLValue)] {
        (array(key, in: table) ?? []).compactMap { element in
            guard let text = element.string else {
                note("wrong-type", at: element, "A string is expected here, and this is \(element.kindName).")
                return nil
            }
            return (text, element)
        }
    }

    mutating func expected(_ kind: String, at entry: TOMLEntry) {
        note(
            "wrong-type", at: entry.value,
            "'\(ValuePath.quoted(entry.key))' must be \(kind), and this is \(entry.value.kindName).")
    }

    mutating func note(
        _ code: String, at value: TOMLValue, _ message: String, severity: Diagnostic.Severity = .error,
        suggestion: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(
                severity, code: "\(area).\(code)", place: document.place(of: value), message: message,
                excerpt: document.excerpt(at: value.range.lowerBound), suggestion: suggestion))
    }
}
