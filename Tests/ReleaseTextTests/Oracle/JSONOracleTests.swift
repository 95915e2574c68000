import ReleaseModel
import ReleaseTestKit
import ReleaseText
import Testing

/// The answers of Node's own reader to the same documents. Where it is not installed, these tests are skipped.
@Suite("JSON beside Node", .enabled(if: OutsideTool.isInstalled("node"), "node is not on PATH"))
struct JSONOracleTests {
    @Test("Random documents are read alike", arguments: 0..<4)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let texts = (0..<500).map { _ in RandomJSON.text(depth: 0, using: &random) }
        for text in texts { #expect(JSONDocument(file: "f", bytes: Array(text.utf8)).root != nil, "\(text)") }
        try compare(texts)
    }

    @Test("Documents with random damage are accepted or refused, and read, alike", arguments: 0..<8)
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try compare(
            (0..<1_000).map { _ in RandomJSON.damaged(RandomJSON.text(depth: 0, using: &random), using: &random) })
    }

    private func compare(_ texts: [String]) throws {
        // Node's reader takes text, so it has no mark to read over.
        let texts = texts.filter { !$0.hasPrefix("\u{FEFF}") }
        let node = try #require(OutsideTool("node"))
        let input = texts.map { hexadecimal($0) + "\n" }.joined()
        let answers = try node.run(["-e", JSONOracleTests.script], input: input).output.split(separator: "\n")
        try #require(answers.count == texts.count)
        for (text, answer) in zip(texts, answers) {
            let document = JSONDocument(file: "f", bytes: Array(text.utf8))
            // Keys that are half a pair each are one key here.
            if document.diagnostics.contains(where: { $0.message.contains("\u{FFFD}") }) { continue }
            #expect((document.root.map(canonical) ?? "!") == answer, "\(text.debugDescription)")
        }
    }

    private func canonical(_ node: JSONNode) -> String {
        switch node.content {
        case .object(let entries):
            let last = Dictionary(entries.map { (hexadecimal($0.key.text), canonical($0.value)) }) { $1 }
            return "{" + last.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",") + "}"
        case .array(let items): return "[" + items.map(canonical).joined(separator: ",") + "]"
        case .string(let text): return "s" + hexadecimal(text.text)
        case .number(let text): return "n" + String((Double(text) ?? .nan).bitPattern, radix: 16)
        case .boolean(let flag): return flag ? "t" : "f"
        case .null: return "0"
        }
    }

    private func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Halves of surrogate pairs become U+FFFD when Node encodes them.
    private static let script = """
        const hex = text => Buffer.from(text, 'utf8').toString('hex')
        const number = n => {
            const view = new DataView(new ArrayBuffer(8)); view.setFloat64(0, n)
            return view.getBigUint64(0).toString(16)
        }
        function show(v) {
            if (v === null) return '0'
            if (v === true) return 't'
            if (v === false) return 'f'
            if (typeof v === 'string') return 's' + hex(v)
            if (typeof v === 'number') return 'n' + number(v)
            if (Array.isArray(v)) return '[' + v.map(show).join(',') + ']'
            return '{' + Object.keys(v).map(k => [hex(k), show(v[k])]).sort((a, b) => a[0] < b[0] ? -1 : 1)
                .map(e => e.join(':')).join(',') + '}'
        }
        for (const line of require('fs').readFileSync(0, 'utf8').split('\\n').slice(0, -1)) {
            let answer
            try { answer = show(JSON.parse(Buffer.from(line, 'hex').toString('utf8'))) } catch { answer = '!' }
            console.log(answer)
        }
        """
}

/// Documents of any shape.
enum RandomJSON {
    static func text(depth: Int, using random: inout some RandomNumberGenerator) -> String {
        let space = ["", " ", "\n\t"].randomElement(using: &random) ?? ""
        let count = Int.random(in: 0...3, using: &random)
        switch Int.random(in: 0..<(depth > 4 ? 4 : 8), using: &random) {
        case 4, 5:
            let items = (0..<count).map { _ in text(depth: depth + 1, using: &random) }
            return "[\(space)" + items.joined(separator: ",\(space)") + "\(space)]"
        case 6, 7:
            let entries = (0..<count).map { _ in
                "\(string(using: &random))\(space):\(space)\(text(depth: depth + 1, using: &random))"
            }
            return "{\(space)" + entries.joined(separator: "\(space),") + "\(space)}"
        case 0:
            return ["0", "-0", "12", "-1.50", "1e3", "2E-2", "0.1e+5", "12345678901234567890"].randomElement(
                using: &random) ?? "0"
        case 1: return ["true", "false", "null"].randomElement(using: &random) ?? "null"
        default: return string(using: &random)
        }
    }

    static func string(using random: inout some RandomNumberGenerator) -> String {
        let parts = [
            "a", "b", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\uD83D\\uDE00", "\\uD83D", "\\uDE00", " ",
            "'", "\u{7F}", "//", "^1.2",
        ]
        let text = (0..<Int.random(in: 0...4, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
        return "\"" + text.joined() + "\""
    }

    /// With a few characters taken out, put in or exchanged.
    static func damaged(_ text: String, using random: inout some RandomNumberGenerator) -> String {
        var scalars = Array(text.unicodeScalars)
        let strange = Array("[]{}:,\"'\\/*# \n\t\u{1}\u{A0}\u{FEFF}u0eE+-.1tnN".unicodeScalars)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let position = Int.random(in: 0...scalars.count, using: &random)
            let scalar = strange.randomElement(using: &random) ?? "x"
            switch Int.random(in: 0..<3, using: &random) {
            case 0 where position < scalars.count: scalars.remove(at: position)
            case 1 where position < scalars.count: scalars[position] = scalar
            default: scalars.insert(scalar, at: position)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
