import ReleaseModel
import ReleaseText

/// The texts that a Ruby file gives to names: `VERSION = "1.2.3"`, `version = '1.2.3'`.
struct RubyConstants {
    let source: RubySource
    let scanned: ScannedFile

    init(file: String, bytes: [UInt8]) {
        let source = RubySource(file: file, bytes: bytes)
        self.source = source
        scanned = ScannedFile(file: file, bytes: bytes, values: RubyConstants.values(of: source))
    }

    /// The text of a name; nil where it has none, or several.
    func value(of name: String) -> ScannedValue? { scanned.value(RubyConstants.keys(of: source)[name] ?? name) }

    static func values(of source: RubySource) -> [ScannedValue] {
        assignments(in: source).map { ScannedValue(key: $0.names[0], text: $0.text.text, range: $0.text.range) }
    }

    /// What edits call the text of each name: of `A = B = "1"` the first.
    private static func keys(of source: RubySource) -> [String: String] {
        var keys: [String: String] = [:]
        for one in assignments(in: source) {
            for name in one.names { keys[name] = one.names[0] }
        }
        return keys
    }

    /// `NAME = "text"` and `NAME = OTHER = "text"`, at most four names.
    private static func assignments(in source: RubySource) -> [(names: [String], text: SourceToken)] {
        var found: [(names: [String], text: SourceToken)] = []
        for index in source.tokens.indices.dropLast(2)
        where source.tokens[index].kind == .word && source.isStatementStart(index) && source.isSign(index + 1, "=") {
            var names = [source.tokens[index].text]
            var start = index + 2
            while names.count < 4, start + 1 < source.tokens.count, source.tokens[start].kind == .word,
                source.isSign(start + 1, "="), !source.isSign(start + 2, "=")
            {
                names.append(source.tokens[start].text)
                start += 2
            }
            let arguments = source.arguments(from: start)
            guard arguments.count == 1, let text = RubySource.literal(arguments[0]) else { continue }
            found.append((names, text))
        }
        return found
    }
}
