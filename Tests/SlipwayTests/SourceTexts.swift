import Foundation

/// The texts in the sources: what their string literals say, each with its place.
struct SourceText: Sendable, CustomStringConvertible {
    /// Below `Sources`.
    var file: String
    var line: Int
    /// With `r1` wherever something is filled in.
    var text: String

    var description: String { "\(file):\(line): \(text)" }

    /// Every literal of the sources that ends on the line that it begins on; joined where several make one text.
    static let all: [SourceText] = {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources").path
        let files = FileManager.default.enumerator(atPath: sources)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".swift") }.sorted().flatMap { file -> [SourceText] in
            guard let code = try? String(contentsOfFile: sources + "/" + file, encoding: .utf8) else { return [] }
            return texts(in: code).map { SourceText(file: file, line: $0.line, text: $0.text) }
        }
    }()

    static func texts(in code: String) -> [(line: Int, text: String)] {
        var found: [(line: Int, text: String)] = []
        let joined = code.replacing(/"\s*\n\s*\+ "/, with: "")
        for (index, line) in joined.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.drop(while: \.isWhitespace).hasPrefix("//") else { continue }
            var scanner = LiteralScanner(rest: Substring(line))
            found += scanner.literals().map { (index + 1, $0) }
        }
        return found
    }
}

/// Reads the literals of a line of code, those within interpolations as well.
private struct LiteralScanner {
    var rest: Substring
    private var found: [String] = []

    init(rest: Substring) { self.rest = rest }

    mutating func literals() -> [String] {
        while let next = rest.popFirst() {
            if next == "\"", let text = literal() { found.append(text) }
        }
        return found
    }

    /// The rest of a literal, behind its first quotation mark; nil where it has no end here.
    private mutating func literal() -> String? {
        var text = ""
        while let next = rest.popFirst() {
            if next == "\"" { return text }
            guard next == "\\" else {
                text.append(next)
                continue
            }
            switch rest.popFirst() {
            case "(":
                skipInterpolation()
                text += "r1"
            case "n": text += "\n"
            case let other?: text.append(other)
            case nil: return nil
            }
        }
        return nil
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while depth > 0, let next = rest.popFirst() {
            switch next {
            case "(": depth += 1
            case ")": depth -= 1
            case "\"": if let text = literal() { found.append(text) }
            default: break
            }
        }
    }
}
