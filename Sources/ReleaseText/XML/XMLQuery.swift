/// A small part of [XPath 1.0](https://www.w3.org/TR/1999/REC-xpath-19991116/), enough to name a value in a manifest.
///
/// `/a/b`, `//b`, `*`, `[2]` (counted from 1, among the matches below one parent), `[@name='x']`, `[name='x']`, and at the
/// end `@name` or `text()`. Names match by their local part, so prefixes may be left out.
package struct XMLQuery: Sendable {
    package let text: String
    var steps: [Step] = []
    /// The attribute that is wanted instead of the element's text.
    var attribute: String?

    struct Step: Sendable {
        /// Whether any number of elements may lie between: `//`.
        var isDeep: Bool
        /// nil for `*`.
        var name: String?
        var predicates: [Predicate] = []
    }

    enum Predicate: Sendable {
        /// Counted from 1.
        case position(Int)
        case attribute(String, equals: String)
        case child(String, equals: String)
    }

    /// Why a text is not a query that is understood here.
    package struct Fault: Error, Equatable {
        package var reason: String
        /// In bytes of the query.
        package var offset: Int
    }

    private static let maximumSteps = 100

    package init(_ text: String) throws(Fault) {
        self.text = text
        var scanner = TextCursor(text)
        while !scanner.isAtEnd, attribute == nil {
            let isDeep = scanner.take("//")
            guard isDeep || scanner.take("/") else {
                throw Fault(reason: "'/' is expected here", offset: scanner.position)
            }
            if scanner.take("text()") {
                guard !steps.isEmpty, !isDeep, scanner.isAtEnd else {
                    throw Fault(reason: "'text()' can only be the last step", offset: scanner.position)
                }
                return
            }
            if scanner.take("@") {
                guard !steps.isEmpty, !isDeep else {
                    throw Fault(reason: "an element must come before an attribute", offset: scanner.position)
                }
                attribute = try XMLQuery.name(&scanner)
            } else {
                steps.append(try XMLQuery.step(&scanner, isDeep: isDeep))
            }
            guard steps.count <= XMLQuery.maximumSteps else {
                throw Fault(reason: "the query has too many steps", offset: scanner.position)
            }
        }
        guard scanner.isAtEnd else { throw Fault(reason: "nothing may follow an attribute", offset: scanner.position) }
        guard !steps.isEmpty else { throw Fault(reason: "the query is empty", offset: 0) }
    }

    private static func step(_ scanner: inout TextCursor, isDeep: Bool) throws(Fault) -> Step {
        var step = Step(isDeep: isDeep)
        if !scanner.take("*") { step.name = localPart(of: try name(&scanner)) }
        while scanner.take("[") {
            step.predicates.append(try predicate(&scanner))
            guard scanner.take("]") else {
                throw Fault(reason: "']' is expected here", offset: scanner.position)
            }
        }
        return step
    }

    private static func predicate(_ scanner: inout TextCursor) throws(Fault) -> Predicate {
        scanner.skipSpaces()
        defer { scanner.skipSpaces() }
        if let number = scanner.takeNumber() {
            guard number > 0 else { throw Fault(reason: "positions count from 1", offset: scanner.position) }
            return .position(number)
        }
        let isAttribute = scanner.take("@")
        let name = try name(&scanner)
        scanner.skipSpaces()
        guard scanner.take("=") else {
            throw Fault(reason: "only a number or a comparison with '=' is understood", offset: scanner.position)
        }
        scanner.skipSpaces()
        let value = try literal(&scanner)
        return isAttribute ? .attribute(name, equals: value) : .child(localPart(of: name), equals: value)
    }

    private static func literal(_ scanner: inout TextCursor) throws(Fault) -> String {
        for quote in ["'", "\""] as [StaticString] where scanner.take(quote) {
            let text = scanner.takeWhile { $0 != quote.utf8Start[0] }
            guard scanner.take(quote) else {
                throw Fault(reason: "the text has no closing quote", offset: scanner.position)
            }
            return text
        }
        throw Fault(reason: "a string in quotes is expected here", offset: scanner.position)
    }

    /// A name with its prefix; axes and functions are not names.
    private static func name(_ scanner: inout TextCursor) throws(Fault) -> String {
        let start = scanner.position
        let name = scanner.takeWhile { byte in
            byte.isIdentifierPart || "-.:".utf8.contains(byte)
        }
        guard let first = name.utf8.first, !first.isDigit, !"-.:".utf8.contains(first) else {
            throw Fault(reason: "a name is expected here", offset: start)
        }
        guard !name.contains("::"), !scanner.peek("(") else {
            throw Fault(reason: "axes and functions are not understood", offset: start)
        }
        return name
    }
}
