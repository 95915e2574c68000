import ReleaseText

/// A small part of [JSONPath](https://www.rfc-editor.org/rfc/rfc9535), enough to name values in JSON, TOML and YAML.
///
/// `$.a.b`, `$['a']`, `[2]` (counted from 0, negative from the end), `[*]` and `.*`, `..name`, and the filters
/// `[?(@.name=='x')]` and `[?(@.name)]`.
package struct ValueQuery: Sendable {
    package let text: String
    private var steps: [Step] = []

    private struct Step: Sendable {
        /// Whether any number of levels may lie between: `..`.
        var isDeep: Bool
        var selector: Selector
    }

    private enum Selector: Sendable {
        case key(String)
        case index(Int)
        case all
        case filter(path: [String], equals: String?)
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
        guard scanner.take("$") else { throw Fault(reason: "'$' is expected here", offset: 0) }
        while !scanner.isAtEnd {
            let isDeep = scanner.take("..")
            if isDeep || scanner.take(".") {
                if scanner.peek("[") {
                    steps.append(Step(isDeep: isDeep, selector: try ValueQuery.bracket(&scanner)))
                } else if scanner.take("*") {
                    steps.append(Step(isDeep: isDeep, selector: .all))
                } else {
                    steps.append(Step(isDeep: isDeep, selector: .key(try ValueQuery.name(&scanner))))
                }
            } else {
                steps.append(Step(isDeep: false, selector: try ValueQuery.bracket(&scanner)))
            }
            guard steps.count <= ValueQuery.maximumSteps else {
                throw Fault(reason: "the query has too many steps", offset: scanner.position)
            }
        }
        guard !steps.isEmpty else { throw Fault(reason: "the query names the whole file", offset: scanner.position) }
    }

    private static func name(_ scanner: inout TextCursor) throws(Fault) -> String {
        let start = scanner.position
        let name = scanner.takeWhile { $0 >= 0x80 || $0.isWordOrHyphen || "@/$".utf8.contains($0) }
        guard !name.isEmpty else { throw Fault(reason: "a name is expected here", offset: start) }
        return name
    }

    private static func bracket(_ scanner: inout TextCursor) throws(Fault) -> Selector {
        guard scanner.take("[") else { throw Fault(reason: "'.' or '[' is expected here", offset: scanner.position) }
        scanner.skipSpaces()
        let selector: Selector
        if scanner.take("*") {
            selector = .all
        } else if scanner.take("?") {
            selector = try filter(&scanner)
        } else if scanner.peek("'") || scanner.peek("\"") {
            selector = .key(try literal(&scanner))
        } else {
            let isNegative = scanner.take("-")
            guard let number = scanner.takeNumber() else {
                throw Fault(
                    reason: "a name in quotes, a number, '*' or a filter is expected here", offset: scanner.position)
            }
            selector = .index(isNegative ? -number : number)
        }
        scanner.skipSpaces()
        guard scanner.take("]") else { throw Fault(reason: "']' is expected here", offset: scanner.position) }
        return selector
    }

    /// `(@.name=='x')`, the parentheses optional.
    private static func filter(_ scanner: inout TextCursor) throws(Fault) -> Selector {
        scanner.skipSpaces()
        let isInParentheses = scanner.take("(")
        scanner.skipSpaces()
        guard scanner.take("@") else { throw Fault(reason: "'@' is expected here", offset: scanner.position) }
        var path: [String] = []
        while scanner.peek(".") || scanner.peek("[") {
            if scanner.take(".") {
                path.append(try name(&scanner))
            } else {
                _ = scanner.take("[")
                path.append(try literal(&scanner))
                guard scanner.take("]") else { throw Fault(reason: "']' is expected here", offset: scanner.position) }
            }
        }
        guard !path.isEmpty else { throw Fault(reason: "a name is expected here", offset: scanner.position) }
        scanner.skipSpaces()
        var value: String?
        if scanner.take("===") || scanner.take("==") {
            scanner.skipSpaces()
            value = try literal(&scanner)
        }
        scanner.skipSpaces()
        if isInParentheses, !scanner.take(")") {
            throw Fault(reason: "only '@.name' and '@.name == text' are understood", offset: scanner.position)
        }
        return .filter(path: path, equals: value)
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

    /// The keys (``ValuePath``) of the scalars that the query names in any document, in the order of the text, each once.
    ///
    /// Keys begin with the document's number where there are several: `[1].image.tag`.
    func keys(in documents: [QueryTree]) -> [String] {
        var seen: Set<String> = []
        return documents.enumerated().flatMap { index, tree in
            keys(in: tree, at: documents.count > 1 ? ValuePath().appending(index: index) : ValuePath())
        }
        .filter { seen.insert($0).inserted }
    }

    private func keys(in tree: QueryTree, at root: ValuePath) -> [String] {
        var found: [(path: ValuePath, node: QueryTree)] = [(root, tree)]
        for step in steps {
            let candidates = step.isDeep ? found.flatMap { QueryTree.withDescendants($0.node, at: $0.path) } : found
            found = candidates.flatMap { ValueQuery.select(step.selector, in: $0.node, at: $0.path) }
        }
        return found.compactMap { path, node in
            if case .scalar(_, let key) = node { key ?? path.description } else { nil }
        }
    }

    private static func select(
        _ selector: Selector, in node: QueryTree, at path: ValuePath
    ) -> [(path: ValuePath, node: QueryTree)] {
        switch (selector, node) {
        case (.key(let key), .mapping(let entries)):
            return entries.filter { $0.key == key }.map { (path.appending(key), $0.value) }
        case (.index(let index), .sequence(let items)):
            let at = index < 0 ? items.count + index : index
            return items.indices.contains(at) ? [(path.appending(index: at), items[at])] : []
        case (.all, _): return node.children(at: path)
        case (.filter(let names, let value), _):
            return node.children(at: path).filter { child in
                var current: QueryTree? = child.node
                for name in names { current = current?.child(name) }
                guard let current else { return false }
                guard let value else { return true }
                if case .scalar(let text, _) = current { return text == value }
                return false
            }
        default: return []
        }
    }
}

/// A document as queries see it: what JSON, TOML and YAML have in common.
indirect enum QueryTree: Sendable {
    case mapping([(key: String, value: QueryTree)])
    case sequence([QueryTree])
    /// With its key, where that is not its path: what an alias stands for is edited where its anchor is.
    case scalar(String, key: String? = nil)

    func child(_ name: String) -> QueryTree? {
        guard case .mapping(let entries) = self else { return nil }
        return entries.last { $0.key == name }?.value
    }

    func children(at path: ValuePath) -> [(path: ValuePath, node: QueryTree)] {
        switch self {
        case .mapping(let entries): entries.map { (path.appending($0.key), $0.value) }
        case .sequence(let items): items.enumerated().map { (path.appending(index: $0), $1) }
        case .scalar: []
        }
    }

    /// Readers bound how deep a document is.
    static func withDescendants(_ node: QueryTree, at path: ValuePath) -> [(path: ValuePath, node: QueryTree)] {
        [(path, node)] + node.children(at: path).flatMap { withDescendants($0.node, at: $0.path) }
    }
}

extension QueryTree {
    init(_ node: JSONNode) {
        if let entries = node.entries {
            self = .mapping(entries.map { ($0.key.text, QueryTree($0.value)) })
        } else if let items = node.items {
            self = .sequence(items.map { QueryTree($0) })
        } else {
            self = .scalar(node.string ?? node.number ?? "")
        }
    }

    /// Aliases and merge keys are followed; the reader bounds how often and how deep (``YAMLLimits``).
    ///
    /// - Parameter keys: The keys of the file's scalars by their bytes, as edits know them.
    init(_ node: YAMLNode, keys: [Range<Int>: String]) {
        switch node.resolved.content {
        case .mapping(let entries):
            self = .mapping((node.effectiveEntries ?? entries).map { ($0.key.text, QueryTree($0.value, keys: keys)) })
        case .sequence(let items): self = .sequence(items.map { QueryTree($0, keys: keys) })
        case .scalar(let scalar): self = .scalar(scalar.text, key: keys[node.resolved.textRange])
        case .alias: self = .mapping([])
        }
    }

    init(_ value: TOMLValue) {
        switch value.content {
        case .table(let table): self = .mapping(table.entries.map { ($0.key, QueryTree($0.value)) })
        case .array(let items): self = .sequence(items.map { QueryTree($0) })
        case .string(let text), .dateTime(_, let text): self = .scalar(text)
        case .integer, .float, .boolean: self = .scalar("")
        }
    }
}
