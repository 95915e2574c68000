import ReleaseModel
import ReleaseText

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
