import ReleaseModel
import ReleaseText

/// The texts that a Python file assigns to names at its top level: `__version__ = "1.2.3"`.
struct PythonConstants {
    let scanned: ScannedFile
    /// What each name is assigned last at the top level, as tokens.
    private let expressions: [String: [SourceToken]]

    /// Names under which projects keep their version, most usual first.
    static let versionNames = ["__version__", "VERSION", "__VERSION__", "version"]

    /// Names of tuples of numbers beside them.
    private static let tupleNames = ["version_info", "__version_info__", "VERSION_INFO", "VERSION", "version_tuple"]

    init(file: String, bytes: [UInt8]) {
        var values: [ScannedValue] = []
        var expressions: [String: [SourceToken]] = [:]
        var line: [SourceToken] = []
        var depth = 0
        func add(_ line: [SourceToken]) {
            PythonConstants.add(line, in: bytes, to: &values)
            PythonConstants.addNumbers(line, in: bytes, to: &values)
            if let (name, expression) = PythonConstants.assignment(line, in: bytes) { expressions[name] = expression }
        }
        for token in sourceTokens(of: bytes, language: .python) {
            if token.kind == .lineEnd, depth == 0 {
                add(line)
                line = []
                continue
            }
            if token.kind == .sign {
                if "([{".contains(token.text) { depth += 1 }
                if ")]}".contains(token.text) { depth = max(0, depth - 1) }
            }
            if token.kind != .lineEnd { line.append(token) }
        }
        add(line)
        self.expressions = expressions
        scanned = ScannedFile(file: file, bytes: bytes, values: values)
    }

    /// `name = "text"` and `name: type = "text"`, at the start of a line; several names may share the text.
    private static func add(_ line: [SourceToken], in bytes: [UInt8], to values: inout [ScannedValue]) {
        guard line.count >= 3, let first = line.first, first.kind == .word, let last = line.last, last.kind == .string,
            line[line.count - 2].text == "=", first.range.lowerBound == 0 || isLineStart(first.range.lowerBound, bytes)
        else { return }
        var names = [first.text]
        let inner = line[1..<(line.count - 2)]
        if let sign = inner.first {
            guard sign.text == ":" || sign.text == "=" else { return }
            if sign.text == "=" {
                let others = inner.filter { $0.kind == .word }
                guard others.count * 2 == inner.count else { return }
                names += others.map(\.text)
            }
        }
        // A constant that is assigned again is what the last assignment says.
        values.removeAll { names.contains($0.key) }
        let key = names.first { versionNames.contains($0) } ?? names[0]
        values.append(
            ScannedValue(key: key, text: last.text, range: last.range, kind: last.isLiteral ? "text" : "other"))
    }

    /// `name = …` and `name: type = …`, at the start of a line.
    private static func assignment(_ line: [SourceToken], in bytes: [UInt8]) -> (String, [SourceToken])? {
        guard line.count >= 3, line[0].kind == .word,
            line[0].range.lowerBound == 0 || isLineStart(line[0].range.lowerBound, bytes),
            let sign = line.firstIndex(where: { $0.kind == .sign && $0.text == "=" }), sign == 1 || line[1].text == ":",
            sign + 1 < line.count
        else { return nil }
        return (line[0].text, Array(line[(sign + 1)...]))
    }

    /// `version_info = (1, 2, 3)`: three values, which stand for the version together.
    private static func addNumbers(_ line: [SourceToken], in bytes: [UInt8], to values: inout [ScannedValue]) {
        guard let (name, expression) = assignment(line, in: bytes), tupleNames.contains(name) else { return }
        values.removeAll { $0.key.hasPrefix(name + "[") }
        guard expression.count == 7, expression[0].text == "(", expression[6].text == ")",
            expression[2].text == ",", expression[4].text == ","
        else { return }
        let numbers = [expression[1], expression[3], expression[5]]
        guard numbers.allSatisfy({ $0.kind == .word && Int($0.text) != nil }) else { return }
        for (index, number) in numbers.enumerated() {
            values.append(
                ScannedValue(key: "\(name)[\(index)]", text: number.text, range: number.range, kind: "other"))
        }
    }

    /// Tuples of three numbers, each as the values that make the version together.
    var tuples: [[ScannedValue]] {
        PythonConstants.tupleNames.compactMap { name in
            let numbers = (0..<3).compactMap { scanned.value("\(name)[\($0)]") }
            return numbers.count == 3 ? numbers : nil
        }
    }

    /// The names of versions that are computed of numbers in this file, with these numbers and where they are assigned;
    /// what only repeats a text or a tuple of three numbers is left out, since it follows.
    var computed: [(name: String, numbers: [Int], offset: Int)] {
        (PythonConstants.versionNames + PythonConstants.tupleNames.filter { $0 != "VERSION" }).compactMap { name in
            guard let expression = expressions[name], let first = expression.first, version(name) == nil,
                scanned.value("\(name)[0]") == nil
            else { return nil }
            let numbers = numbers(in: expression, depth: 0)
            return numbers.count < 2 ? nil : (name, numbers, first.range.lowerBound)
        }
    }

    /// Of lists of numbers, and of names that are numbers; not those of a count or a slice.
    private func numbers(in expression: [SourceToken], depth: Int) -> [Int] {
        guard depth < 4 else { return [] }
        var found: [Int] = []
        for (index, token) in expression.enumerated() {
            let before = index > 0 ? expression[index - 1].text : ""
            let after = index + 1 < expression.count ? expression[index + 1].text : ""
            if token.kind == .string, !token.isLiteral {
                // `f"{MAJOR}.{MINOR}.0"`
                for name in token.text.matches(of: /\{([A-Za-z_][A-Za-z0-9_]*)[^}]*\}|\.([0-9]+)/) {
                    if let field = name.1 { found += numbers(named: String(field), depth) }
                    if let number = name.2.flatMap({ Int($0) }) { found.append(number) }
                }
            } else if token.kind == .word, let number = Int(token.text) {
                if ["(", "["].contains(before) && after == "," || before == "," && !found.isEmpty {
                    found.append(number)
                }
            } else if token.kind == .word, before != "." {
                found += numbers(named: token.text, depth)
            }
        }
        return found
    }

    private func numbers(named name: String, _ depth: Int) -> [Int] {
        guard let expression = expressions[name], scanned.value("\(name)[0]") == nil else { return [] }
        if expression.count == 1, let number = Int(expression[0].text) { return [number] }
        return numbers(in: expression, depth: depth + 1)
    }

    private static func isLineStart(_ offset: Int, _ bytes: [UInt8]) -> Bool {
        bytes[offset - 1] == 0x0A || (offset == 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    }

    /// The module beside this one, and its name there, that a name is imported from: `from .a import b as name`.
    static func imported(_ name: String, in bytes: [UInt8]) -> (module: String, name: String)? {
        var line: [SourceToken] = []
        for token in sourceTokens(of: bytes, language: .python) + [nil] as [SourceToken?] {
            if let token, token.kind != .lineEnd {
                line.append(token)
                continue
            }
            defer { line = [] }
            guard line.first?.text == "from", let at = line.firstIndex(where: { $0.text == "import" }) else { continue }
            let module = line[1..<at].map(\.text).joined()
            var names = line[(at + 1)...].filter { $0.kind == .word }.map(\.text)[...]
            while let original = names.popFirst() {
                var called = original
                if names.first == "as", names.count >= 2 {
                    called = names[names.startIndex + 1]
                    names = names.dropFirst(2)
                }
                if called == name {
                    // `from package._version import …` names the same folder.
                    let inner =
                        module.first == "."
                        ? String(module.dropFirst()) : String(module.split(separator: ".").last ?? "")
                    return (inner, original)
                }
            }
        }
        return nil
    }

    /// The version that a name is assigned; nil where it is none, or computed.
    func version(_ name: String) -> ScannedValue? {
        guard let value = scanned.value(name), value.kind == "text", Version(python: value.text) != nil else {
            return nil
        }
        return value
    }
}
