import ReleaseModel
import ReleaseText
import Testing

@Suite("Errors in YAML")
struct YAMLErrorTests {
    @Test(
        "An error has its code and location",
        arguments: [
            ("a:\n\tb: 1\n", "2:1 yaml.tab-indentation"), ("a: 1\na: 2\n", "2:1 yaml.duplicate-key"),
            ("{a: 1, a: 2}", "1:8 yaml.duplicate-key"), ("\"a\": 1\na: 2\n", "2:1 yaml.duplicate-key"),
            ("a: b: c\n", "1:5 yaml.nested-mapping"), ("a: - b\n", "1:4 yaml.nested-sequence"),
            ("a: \"b\nc: d\n", "1:4 yaml.unterminated-string"), ("a: [b\nc: d\n", "1:4 yaml.unterminated-flow"),
            ("a: {b: [c\n", "1:8 yaml.unterminated-flow"), ("a: b\n  c: d\n", "2:4 yaml.indentation"),
            ("a:\n    b: 1\n  c: 2\n", "3:3 yaml.indentation"), ("a: 1\nb\n", "2:1 yaml.expected-key"),
            ("- a\nb\n", "2:1 yaml.expected-item"), ("a: \"\\q\"\n", "1:5 yaml.escape"),
            ("a: \"\\ud800\"\n", "1:5 yaml.escape"), ("a: 'b' c\n", "1:8 yaml.trailing-content"),
            ("a: [b]#c\n", "1:7 yaml.trailing-content"), ("a: |x\n  b\n", "1:5 yaml.block-scalar"),
            ("a: @b\n", "1:4 yaml.reserved-character"), ("a: [b c: [d e\n", "1:10 yaml.unterminated-flow"),
            ("a: [,]\n", "1:5 yaml.flow-separator"), ("a: [b 'c']\n", ""), ("a: ['b' c]\n", "1:9 yaml.flow-separator"),
            ("a: *b\n", "1:4 yaml.undefined-alias"), ("a: &b [*b]\n", "1:8 yaml.recursive-alias"),
            ("? a\n: b\n", "1:1 yaml.unsupported"), ("[a]: b\n", "1:1 yaml.unsupported"),
            ("{[a]: b}\n", "1:2 yaml.unsupported"), ("*a : b\n", "1:1 yaml.unsupported"),
            (": a\n", "1:1 yaml.unsupported"),
            ("%TAG ! x\n---\na\n", "1:1 yaml.unsupported"), ("<<: 1\n", "1:5 yaml.merge"),
            ("a: 1\n---\nb: 2\n", "3:1 yaml.several-documents"), ("a: \u{1}\n", "1:4 yaml.control-character"),
            ("a: !b!c d\n", "1:4 yaml.tag"), ("a: !é b\n", "1:4 yaml.tag"), ("a: !<> b\n", "1:4 yaml.tag"),
            ("%YAML 1.x\n---\na\n", "1:1 yaml.unsupported"),
            ("é: [ü\nb: 1", "1:4 yaml.unterminated-flow"), ("é ü: 'x' y\n", "1:10 yaml.trailing-content"),
        ])
    func codes(text: String, finding: String) {
        switch read(text) {
        case .success: #expect(finding == "", "\(text.debugDescription) was read")
        case .failure(let findings): #expect(findings.lines == [finding], "\(text.debugDescription)")
        }
    }

    @Test("All independent errors are found, in the order of the text")
    func all() {
        let text = "a: [1\nb:\n  c: @x\n  d: 1\n  d: 2\n\te: 1\nf: \"\\q\"\n- g\nh: *i\n"
        let lines = [
            "1:4 yaml.unterminated-flow", "3:6 yaml.reserved-character", "5:3 yaml.duplicate-key",
            "6:1 yaml.tab-indentation", "7:5 yaml.escape", "8:1 yaml.expected-key", "9:4 yaml.undefined-alias",
        ]
        #expect(read(text) == .failure(Findings(lines: lines)))
    }

    @Test(
        "Invalid UTF-8 is an error with its location",
        arguments: [[0x61, 0xFF], [0x61, 0xC0, 0xAF], [0x61, 0xED, 0xA0, 0x80], [0x61, 0xE2, 0x82], [0x61, 0xF5]])
    func encoding(bytes: [UInt8]) {
        #expect(read(bytes) == .failure(Findings(lines: ["1:2 yaml.encoding"])))
    }

    @Test("UTF-16 is named")
    func utf16() throws {
        let error = #expect(throws: UnreadableInput.self) { try yamlDocument([0xFF, 0xFE, 0x61, 0], file: "t.yaml") }
        #expect(error?.diagnostics.first?.message == "The text is UTF-16; UTF-8 is expected.")
    }

    @Test("An alias means the node that began last, even if nested in one with the same anchor")
    func nestedAnchors() throws {
        #expect(read("a: &x\n  b: &x 1\nc: *x\n") == read("a:\n  b: 1\nc: 1\n"))
        #expect(read("a: &x [&x 1]\nc: *x\n") == read("a: [1]\nc: 1\n"))
        #expect(read("a: &x 1\nb: &x [2]\nc: *x\n") == read("a: 1\nb: [2]\nc: [2]\n"))
    }

    @Test("A document end marker before the first document has no effect")
    func leadingEnd() throws {
        #expect(read("...\na: 1\n") == read("a: 1\n"))
        #expect(read("# x\n...\n...\n---\na: 1\n") == read("a: 1\n"))
    }

    @Test("White space in place of a key is an error, also after another error")
    func blankKey() {
        let text = "a:\n  'b\\\n    c: d\n  \t\t: e\n"
        guard case .failure = read(text) else {
            Issue.record("\(text.debugDescription) was read")
            return
        }
    }

    @Test("An excerpt is the faulty line, shortened")
    func excerpt() throws {
        let text = "a: 1\n   b" + String(repeating: "é", count: 300) + "\n"
        let error = #expect(throws: UnreadableInput.self) { try yamlDocument(Array(("- x\n" + text).utf8), file: "t") }
        let excerpts = error?.diagnostics.map(\.excerpt) ?? []
        #expect(excerpts.allSatisfy { $0.unicodeScalars.count <= 120 } && excerpts.contains("a: 1"))
    }

    @Test("Nesting beyond the limit is an error", arguments: ["[", "{a: ", "- "])
    func depth(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        guard case .failure(let findings) = read(text) else { return #expect(Bool(false), "was read") }
        #expect(findings.lines.contains { $0.hasSuffix("yaml.depth") })
    }

    @Test("Exponential alias expansion is stopped")
    func laughs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = repeatElement("*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        guard case .failure(let findings) = read(text) else { return #expect(Bool(false), "was read") }
        #expect(findings.lines.contains { $0.hasSuffix("yaml.expansion") })
    }

    @Test("Aliases can't nest deeper than the limit")
    func deepAliases() {
        var text = "a0: &a0 [x]\n"
        for level in 1...200 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        guard case .failure(let findings) = read(text) else { return #expect(Bool(false), "was read") }
        #expect(findings.lines.contains { $0.hasSuffix("yaml.depth") })
    }

    /// Twice the text must not take four times as long; the bound is generous, a quadratic reader misses it by far.
    @Test(
        "Reading takes time in proportion to the text",
        arguments: [
            "k: [\n", "k: \"a\n", "- a\n", "a: 'x\n", "  \n", "é", "[a, ", "a: |\n", "&a ", "# c\n", "a ", "x: y: z\n",
            "- - ", "{a: 1, ", "\t\n", "\"a\" ", "a:\n- |\n",
        ])
    func linear(piece: String) {
        let clock = ContinuousClock()
        let text = Array(String(repeating: piece, count: 200_000 / piece.utf8.count).utf8)
        let elapsed = clock.measure { _ = read(text) }
        #expect(elapsed < .seconds(20), "\(piece.debugDescription)")
    }
}
