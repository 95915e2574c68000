import ReleaseModel

/// The texts that a Python file assigns to names at its top level: `__version__ = "1.2.3"`.
struct PythonConstants {
    let scanned: ScannedFile

    /// Names under which projects keep their version, most usual first.
    static let versionNames = ["__version__", "VERSION", "__VERSION__", "version"]

    init(file: String, bytes: [UInt8]) {
        var values: [ScannedValue] = []
        var line: [SourceToken] = []
        var depth = 0
        for token in sourceTokens(of: bytes, language: .python) {
            if token.kind == .lineEnd, depth == 0 {
                PythonConstants.add(line, in: bytes, to: &values)
                line = []
                continue
            }
            if token.kind == .sign {
                if "([{".contains(token.text) { depth += 1 }
                if ")]}".contains(token.text) { depth = max(0, depth - 1) }
            }
            if token.kind != .lineEnd { line.append(token) }
        }
        PythonConstants.add(line, in: bytes, to: &values)
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

    private static func isLineStart(_ offset: Int, _ bytes: [UInt8]) -> Bool {
        bytes[offset - 1] == 0x0A || (offset == 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    }

    /// The version that a name is assigned; nil where it is none, or computed.
    func version(_ name: String) -> ScannedValue? {
        guard let value = scanned.value(name), value.kind == "text", Version(python: value.text) != nil else {
            return nil
        }
        return value
    }
}
