import ReleaseModel
import ReleaseTestKit
import ReleaseText
import Testing

@Suite("Random YAML")
struct YAMLPropertyTests {
    @Test("A value written in any style is read back", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) {
        var writer = YAMLWriter(seed: seed)
        let tree = writer.tree(depth: 0)
        let text = writer.text(of: tree)
        #expect(read(text) == .success(tree), "seed \(seed):\n\(text)")
    }

    @Test("Whatever the bytes, reading ends", arguments: 0..<200 as Range<UInt64>)
    func garbage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("\n\r\t  --::##,[]{}'\"|>&*<<!%?ab1~\\é".utf8)
        let bytes = (0..<400).compactMap { _ in alphabet.randomElement(using: &random) }
        switch read(bytes) {
        case .success: break
        case .failure(let findings): #expect(!findings.lines.isEmpty, "seed \(seed)")
        }
    }
}

/// Writes random values in random styles.
struct YAMLWriter {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private static let words = [
        "a", "key", "x y", "", " lead", "trail ", "a: b", "a #b", "#c", "- d", "it's", "\"q\"", "[x", "}", "é日", "1.0",
        "true",
        "~", "two\nlines", "end\n", "\n", "a\n\nb\n", "  in\nout", "tab\tx", "back\\slash", "<<x", "&a", "*b", "!t",
        "%p", "@",
        "😀", "---", "...", "? q", ": c", "a,b", "\u{85}", "x\u{2028}y",
    ]

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    mutating func tree(depth: Int) -> PlainTree {
        switch Int.random(in: 0..<(depth > 3 ? 1 : 3), using: &random) {
        case 1: return .sequence((0..<Int.random(in: 0...4, using: &random)).map { _ in tree(depth: depth + 1) })
        case 2:
            var entries: [String: PlainTree] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &random) { entries[pick(Self.words)] = tree(depth: depth + 1) }
            return .mapping(entries)
        default: return .text(pick(Self.words))
        }
    }

    mutating func text(of tree: PlainTree) -> String {
        let body = block(tree, indentation: 0, isInline: false)
        return (Bool.random(using: &random) ? "---\n" : "") + body + (Bool.random(using: &random) ? "# end\n" : "")
    }

    /// Lines at an indentation; inline, what follows `- ` or `key:` on the same line up to the end.
    private mutating func block(_ tree: PlainTree, indentation: Int, isInline: Bool) -> String {
        let margin = String(repeating: " ", count: indentation)
        let comment = Bool.random(using: &random) ? "  # c" : ""
        switch tree {
        case .sequence(let items) where !items.isEmpty && Bool.random(using: &random):
            let lines = items.map { "\(margin)-\(child($0, indentation + 1))" }.joined()
            return (isInline ? "\(comment)\n" : "") + lines
        case .mapping(let entries) where !entries.isEmpty && Bool.random(using: &random):
            let sorted = entries.sorted { $0.key < $1.key }
            let lines = sorted.map { "\(margin)\(quoted($0.key)):\(child($0.value, indentation + 1))" }.joined()
            return (isInline ? "\(comment)\n" : "") + lines
        case .text(let text) where isInline && isLiteral(text) && Bool.random(using: &random):
            return " |" + literal(text, indentation)
        default: return (isInline ? " " : margin) + flow(tree) + comment + "\n"
        }
    }

    private mutating func child(_ tree: PlainTree, _ indentation: Int) -> String {
        block(tree, indentation: indentation + Int.random(in: 0...2, using: &random), isInline: true)
    }

    /// Leading spaces would need a digit in the header, and a leading empty line what follows it.
    private func isLiteral(_ text: String) -> Bool {
        text.first.map { $0 != " " && $0 != "\n" && $0 != "\t" } ?? false
    }

    private func literal(_ text: String, _ indentation: Int) -> String {
        let margin = String(repeating: " ", count: indentation)
        let chomping = text.hasSuffix("\n\n") ? "+" : text.hasSuffix("\n") ? "" : "-"
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return "\(chomping)\n" + lines.map { $0.isEmpty ? "\n" : "\(margin)\($0)\n" }.joined()
    }

    private mutating func flow(_ tree: PlainTree) -> String {
        switch tree {
        case .text(let text): return quoted(text)
        case .sequence(let items):
            return "[" + items.map { flow($0) }.joined(separator: pick([", ", ",", " , "])) + "]"
        case .mapping(let entries):
            let parts = entries.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(flow($0.value))" }
            return "{" + parts.joined(separator: ", ") + "}"
        }
    }

    private mutating func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { (97...122).contains($0) }
        let hasControls = text.unicodeScalars.contains { $0.value < 0x20 }
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where isPlain: return text
        case 1 where !hasControls: return "'" + text.replacing("'", with: "''") + "'"
        default:
            let escapes: [Character: String] = ["\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\u{85}": "\\N"]
            return "\"" + text.map { escapes[$0] ?? String($0) }.joined() + "\""
        }
    }
}
