import ReleaseModel
import ReleaseText

/// A text with `{version}` in it, which says where a version stands in a file that no format explains: everything else of
/// it stands there as it is. `{major}`, `{minor}` and `{patch}` stand for one number.
struct VersionPattern {
    private enum Piece: Equatable {
        case text([UInt8])
        case version
        case number(VersionPart)
    }

    private let text: String
    private let pieces: [Piece]

    /// nil for a text that stands for no version.
    init?(_ text: String) {
        self.text = text
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            let field = rest[open...].prefix { $0 != "}" }.dropFirst()
            let piece: Piece? =
                switch String(field) {
                case "version": .version
                case "major", "minor", "patch": VersionPart(rawValue: String(field)).map { .number($0) }
                default: nil
                }
            let end = rest.index(open, offsetBy: 1)
            guard let piece else {
                pieces.append(.text(Array(rest[..<end].utf8)))
                rest = rest[end...]
                continue
            }
            if open > rest.startIndex { pieces.append(.text(Array(rest[..<open].utf8))) }
            pieces.append(piece)
            rest = rest[field.endIndex...].dropFirst()
        }
        if !rest.isEmpty { pieces.append(.text(Array(rest.utf8))) }
        guard pieces.contains(where: { if case .text = $0 { false } else { true } }) else { return nil }
        self.pieces = pieces
    }

    /// The part that a value of this pattern is; nil for full versions.
    func part(of key: String) -> VersionPart? {
        guard let open = key.lastIndex(of: "["), let number = Int(key[key.index(after: open)...].dropLast()) else {
            return nil
        }
        let fields = pieces.filter { if case .text = $0 { false } else { true } }
        if case .number(let part) = fields[number % fields.count] { return part }
        return nil
    }

    /// Values are called `pattern:TEXT[0]`, counted over all places.
    func scanned(_ file: String, _ bytes: [UInt8]) -> ScannedFile {
        var values: [ScannedValue] = []
        var start = 0
        while start < bytes.count {
            if let (found, end) = match(bytes, at: start) {
                for range in found {
                    values.append(
                        ScannedValue(
                            key: "pattern:\(text)[\(values.count)]",
                            text: String(decoding: bytes[range], as: UTF8.self),
                            range: range))
                }
                start = max(end, start + 1)
            } else {
                start += 1
            }
        }
        return ScannedFile(file: file, bytes: bytes, values: values)
    }

    private func match(_ bytes: [UInt8], at start: Int) -> (values: [Range<Int>], end: Int)? {
        var position = start
        var found: [Range<Int>] = []
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .text(let text):
                guard bytes[position...].starts(with: text) else { return nil }
                position += text.count
            case .number:
                let end = bytes[position...].firstIndex { !$0.isDigit } ?? bytes.count
                guard end > position, index > 0 || start == 0 || !bytes[start - 1].isDigit else {
                    return nil
                }
                found.append(position..<end)
                position = end
            case .version:
                let following: [UInt8] =
                    if index + 1 < pieces.count, case .text(let text) = pieces[index + 1] { text } else { [] }
                guard index > 0 || start == 0 || !VersionPattern.isPart(bytes[start - 1]),
                    let end = version(in: bytes, at: position, before: following)
                else { return nil }
                found.append(position..<end)
                position = end
            }
        }
        return (found, position)
    }

    /// The end of the longest version here that the text behind it follows.
    private func version(in bytes: [UInt8], at start: Int, before text: [UInt8]) -> Int? {
        guard start < bytes.count else { return nil }
        let run = bytes[start...].prefix(200).firstIndex { !VersionPattern.isPart($0) } ?? min(bytes.count, start + 200)
        var end = run
        while end > start {
            if text.isEmpty
                ? end == run || !VersionPattern.isPart(bytes[end]) || bytes[end] == UInt8(ascii: ".")
                : bytes[end...].starts(with: text),
                SpelledVersion(String(decoding: bytes[start..<end], as: UTF8.self)) != nil
            {
                return end
            }
            end -= 1
        }
        return nil
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || ".-+!".utf8.contains(byte)
    }
}

/// A regular expression with a group `version`, as Hatch's configuration has them.
struct VersionExpression {
    private let text: String
    private let expression: Regex<AnyRegexOutput>

    /// nil for what is not an expression, or has no such group.
    init?(_ text: String) {
        guard let found = try? Regex(text), text.contains("<version>") else { return nil }
        self.text = text
        expression = found.anchorsMatchLineEndings()
    }

    /// Its first match is called `regex:TEXT[0]`.
    func scanned(_ file: String, _ bytes: [UInt8]) -> ScannedFile {
        var scanned = ScannedFile(file: file, bytes: bytes)
        guard firstInvalidUTF8(in: bytes) == nil else { return scanned }
        let content = String(decoding: bytes, as: UTF8.self)
        guard let match = content.firstMatch(of: expression), let range = match["version"]?.range else {
            return scanned
        }
        let start = content.utf8.distance(from: content.startIndex, to: range.lowerBound)
        let end = content.utf8.distance(from: content.startIndex, to: range.upperBound)
        scanned.values = [ScannedValue(key: "regex:\(text)[0]", text: String(content[range]), range: start..<end)]
        return scanned
    }
}
