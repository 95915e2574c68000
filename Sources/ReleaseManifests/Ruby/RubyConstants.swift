import ReleaseModel

/// The texts that a Ruby file gives to names: `VERSION = "1.2.3"`, `version = '1.2.3'`.
struct RubyConstants {
    let source: RubySource
    let scanned: ScannedFile

    init(file: String, bytes: [UInt8]) {
        let source = RubySource(file: file, bytes: bytes)
        self.source = source
        scanned = ScannedFile(file: file, bytes: bytes, values: RubyConstants.values(of: source))
    }

    static func values(of source: RubySource) -> [ScannedValue] {
        var values: [ScannedValue] = []
        for index in source.tokens.indices.dropLast(2)
        where source.tokens[index].kind == .word && source.isStatementStart(index) && source.isSign(index + 1, "=") {
            let arguments = source.arguments(from: index + 2)
            guard arguments.count == 1, let text = RubySource.literal(arguments[0]) else { continue }
            values.append(ScannedValue(key: source.tokens[index].text, text: text.text, range: text.range))
        }
        return values
    }
}
