import ReleaseModel
import ReleaseTestKit
import ReleaseText
import Testing

/// The answers of Python's `tomllib` to the same documents. Where Python has none, these tests are skipped.
@Suite(
    "TOML beside tomllib",
    .enabled(if: OutsideTool.python(runs: "import tomllib"), "python3 with tomllib is not on PATH"))
struct TOMLOracleTests {
    @Test("Handwritten documents are accepted or refused, and read, alike")
    func handwritten() throws { try compare(TOMLSamples.tricky) }

    @Test("Random documents are accepted or refused, and read, alike", arguments: 0..<8)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try compare((0..<400).map { _ in TOMLSamples.random(using: &random) })
    }

    @Test("Documents with random damage are accepted or refused, and read, alike", arguments: 0..<8)
    func damaged(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let manifests = (0..<20 as Range<UInt64>).flatMap { index -> [String] in
            let seed = seed * 20 + index
            return [RandomManifest.cargo(seed: seed).text, RandomManifest.python(seed: seed).text]
        }
        let samples = TOMLSamples.tricky + manifests
        try compare(
            (0..<800).map { _ in
                TOMLSamples.damaged(samples[Int.random(in: 0..<samples.count, using: &random)], using: &random)
            })
    }

    private func compare(_ texts: [String]) throws {
        // What tomllib does otherwise on purpose: no mark, no year 0, no leap second.
        let texts = texts.filter { !$0.contains("\u{FEFF}") && !$0.contains("0000-") && !$0.contains(":60") }
        let python = try #require(OutsideTool("python3"))
        let input = texts.map { hexadecimal($0) + "\n" }.joined()
        let answers = try python.run(["-c", TOMLOracleTests.script], input: input).output.split(separator: "\n")
        try #require(answers.count == texts.count)
        for (text, answer) in zip(texts, answers) {
            let document = TOMLDocument(file: "t", bytes: Array(text.utf8))
            // Python has larger integers and deeper stacks.
            if document.diagnostics.contains(where: { ["toml.number-out-of-range", "toml.too-deep"].contains($0.code) })
            {
                continue
            }
            let own = document.diagnostics.isEmpty ? canonical(document.root) : "!"
            #expect(own == String(answer), "\(text.debugDescription)\n\(document.diagnostics.map(\.message))")
        }
    }

    private func canonical(_ table: TOMLTable) -> String {
        let entries = table.entries.map { (hexadecimal($0.key), canonical($0.value)) }.sorted { $0.0 < $1.0 }
        return "{" + entries.map { "\($0):\($1)" }.joined(separator: ",") + "}"
    }

    private func canonical(_ value: TOMLValue) -> String {
        switch value.content {
        case .string(let text): "s" + hexadecimal(text.replacing("\r\n", with: "\n"))
        case .integer(let number): "i\(number)"
        case .float(let number): number.isNaN ? "fnan" : "f" + String(number.bitPattern, radix: 16)
        case .boolean(let flag): flag ? "b1" : "b0"
        case .dateTime(let kind, let text): "d\(kind.rawValue)=" + canonicalTime(text)
        case .array(let elements): "[" + elements.map(canonical).joined(separator: ",") + "]"
        case .table(let table): canonical(table)
        }
    }

    /// As Python's `isoformat` writes it: six digits of a second or none.
    private func canonicalTime(_ text: String) -> String {
        let text = text.uppercased().replacing(" ", with: "T").replacing("Z", with: "+00:00")
        guard let dot = text.firstIndex(of: ".") else { return text }
        let digits = text[text.index(after: dot)...].prefix { $0.isNumber }
        let micros = (digits + "000000").prefix(6)
        return text[..<dot] + (micros.allSatisfy { $0 == "0" } ? "" : "." + micros) + text[digits.endIndex...]
    }

    private func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static let script = """
        import sys, tomllib, struct, datetime
        def show(v):
            if isinstance(v, bool): return 'b1' if v else 'b0'
            if isinstance(v, str): return 's' + v.replace('\\r\\n', '\\n').encode().hex()
            if isinstance(v, int): return 'i%d' % v
            if isinstance(v, float):
                return 'fnan' if v != v else 'f%x' % struct.unpack('>Q', struct.pack('>d', v))[0]
            if isinstance(v, datetime.datetime):
                return 'd' + ('datetime' if v.tzinfo else 'datetime-local') + '=' + v.isoformat()
            if isinstance(v, datetime.date): return 'ddate-local=' + v.isoformat()
            if isinstance(v, datetime.time): return 'dtime-local=' + v.isoformat()
            if isinstance(v, list): return '[' + ','.join(map(show, v)) + ']'
            return '{' + ','.join(k + ':' + x for k, x in sorted((k.encode().hex(), show(x)) for k, x in v.items())) + '}'
        for line in sys.stdin:
            try: print(show(tomllib.loads(bytes.fromhex(line.strip()).decode())))
            except Exception: print('!')
        """
}
