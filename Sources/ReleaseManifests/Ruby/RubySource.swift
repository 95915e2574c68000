import ReleaseModel
import ReleaseText

/// A Ruby file as tokens, and the parts of it that declare something: calls with their arguments, and assignments.
struct RubySource {
    let file: String
    let tokens: [SourceToken]
    private let places: TextPlaces

    init(file: String, bytes: [UInt8]) {
        self.file = file
        tokens = rubyTokens(of: bytes)
        places = TextPlaces(file: file, bytes: bytes)
    }

    func place(of token: SourceToken) -> Place { places.place(at: token.range.lowerBound) }
    func excerpt(of token: SourceToken) -> String { places.excerpt(at: token.range.lowerBound) }

    func isSign(_ index: Int, _ text: String) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .sign && tokens[index].text == text
    }

    func isWord(_ index: Int, _ text: String) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .word && tokens[index].text == text
    }

    /// Whether a call without receiver, or an assignment, can begin here.
    func isStatementStart(_ index: Int) -> Bool {
        guard index > 0 else { return true }
        let before = tokens[index - 1]
        switch before.kind {
        case .lineEnd: return true
        case .sign: return before.text == ";" || before.text == "{" || before.text == "|"
        case .word: return ["then", "else", "do", "begin"].contains(before.text)
        case .string: return false
        }
    }

    /// The arguments of a call whose name stands before `start`, each as its tokens without line ends.
    ///
    /// With or without parentheses; a block, a modifier (`if …`) and the end of the statement end it. Of a call with more
    /// than 400 tokens nothing is returned.
    func arguments(from start: Int) -> [[SourceToken]] {
        let isEnclosed = isSign(start, "(")
        var arguments: [[SourceToken]] = [[]]
        var depth = 0
        for index in (isEnclosed ? start + 1 : start)..<min(tokens.count, start + 400) {
            let token = tokens[index]
            switch token.kind {
            case .lineEnd:
                let continues = isEnclosed || depth > 0 || (index > start && isSign(index - 1, ","))
                if !continues { return arguments }
                continue
            case .sign where "([{".contains(token.text): depth += 1
            case .sign where ")]}".contains(token.text):
                if depth == 0 { return arguments }
                depth -= 1
            case .sign where token.text == "," && depth == 0:
                arguments.append([])
                continue
            case .sign where token.text == ";" && depth == 0: return arguments
            case .word where depth == 0 && !isEnclosed && RubySource.closers.contains(token.text): return arguments
            default: break
            }
            arguments[arguments.count - 1].append(token)
        }
        return tokens.count <= start + 400 && !isEnclosed && depth == 0 ? arguments : []
    }

    private static let closers: Set<String> = ["if", "unless", "do", "and", "or", "end", "rescue", "while"]

    /// What is assigned to a name for the first time.
    func definition(of name: String) -> [SourceToken]? {
        let index = tokens.indices.first {
            isWord($0, name) && isStatementStart($0) && isSign($0 + 1, "=") && !isSign($0 + 2, "=")
        }
        return index.flatMap { arguments(from: $0 + 2).first }
    }

    /// The file that an expression reads, or else one that usually holds a version and that the source names.
    func versionFile(in expression: [SourceToken]) -> NamedVersionFile {
        let folder = RepositoryPath.folder(of: file)
        let reads = expression.contains {
            $0.kind == .word && ["read", "readlines", "foreach", "open"].contains($0.text)
        }
        let own = NamedVersionFile(
            in: expression, folder: folder, script: tokens, isWanted: { reads || isVersionFileName($0) })
        return own.isEmpty ? NamedVersionFile(in: tokens, folder: folder) : own
    }

    /// The text that an expression is: `"a"`, `%q<a>.freeze`; nil for what is computed.
    static func literal(_ expression: some Collection<SourceToken>) -> SourceToken? {
        let tokens = Array(expression)
        guard let first = tokens.first, first.kind == .string, first.isLiteral else { return nil }
        if tokens.count == 1 { return first }
        let isPlain =
            tokens.count == 3 && tokens[1].text == "." && ["freeze", "dup", "strip", "to_s"].contains(tokens[2].text)
        return isPlain ? first : nil
    }

    /// `path: "x"` and `:path => "x"`: name and value; nil for other expressions.
    static func option(_ expression: [SourceToken]) -> (name: String, value: ArraySlice<SourceToken>)? {
        if expression.count >= 3, expression[0].kind == .word, expression[1].text == ":", expression[2].text != ":" {
            return (expression[0].text, expression[2...])
        }
        guard expression.count >= 5, expression[0].text == ":", expression[1].kind == .word,
            expression[2].text == "=", expression[3].text == ">"
        else { return nil }
        return (expression[1].text, expression[4...])
    }

    /// The names of a constant's path, `Foo::VERSION`, at the beginning of an expression; empty for other expressions.
    static func constant(_ expression: some Collection<SourceToken>) -> [String] {
        var names: [String] = []
        var colons = 2
        for token in expression {
            if token.text == ":", token.kind == .sign {
                colons += 1
            } else if token.kind == .word, colons == 2, token.text.first?.isUppercase ?? false {
                names.append(token.text)
                colons = 0
            } else {
                break
            }
        }
        return colons == 0 ? names : []
    }
}
