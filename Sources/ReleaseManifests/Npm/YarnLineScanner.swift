import ReleaseText

/// Takes a `yarn.lock` of Yarn 1 apart, line by line.
struct YarnLineScanner {
    let bytes: [UInt8]
    private var position: Int

    struct Word {
        var text: String
        /// Without quotes.
        var range: Range<Int>
    }

    struct Line {
        /// Where its text begins, behind the spaces.
        var start: Int
        var end: Int
        /// nil where the line makes no sense.
        var level: Int?
        var words: [Word] = []
        /// Whether it ends with a colon.
        var opensBlock = false
    }

    init(bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next line that is neither empty nor a comment; nil at the end.
    mutating func next() -> Line? {
        while position < bytes.count {
            let lineStart = position
            var end = position
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            position = min(end + 1, bytes.count)
            if end > lineStart, bytes[end - 1] == 0x0D { end -= 1 }
            var start = lineStart
            while start < end, bytes[start] == 0x20 { start += 1 }
            if start == end || bytes[start] == UInt8(ascii: "#") { continue }
            return line(start, end, spaces: start - lineStart)
        }
        return nil
    }

    private func line(_ start: Int, _ end: Int, spaces: Int) -> Line {
        var line = Line(start: start, end: end, level: spaces % 2 == 0 ? spaces / 2 : nil)
        var offset = start
        while offset < end {
            switch bytes[offset] {
            case 0x20, UInt8(ascii: ","): offset += 1
            case UInt8(ascii: ":") where offset == end - 1:
                line.opensBlock = true
                offset += 1
            case UInt8(ascii: "\""):
                guard let word = quoted(from: offset, end: end) else {
                    line.level = nil
                    return line
                }
                line.words.append(word)
                offset = word.range.upperBound + 1
            default:
                let from = offset
                while offset < end, bytes[offset] != 0x20, bytes[offset] != UInt8(ascii: ","),
                    bytes[offset] != UInt8(ascii: ":") || offset < end - 1
                {
                    offset += 1
                }
                line.words.append(
                    Word(text: String(decoding: bytes[from..<offset], as: UTF8.self), range: from..<offset))
            }
        }
        return line
    }

    /// A text in quotes, which is written as JSON writes it.
    private func quoted(from open: Int, end: Int) -> Word? {
        var close = open + 1
        while close < end, bytes[close] != UInt8(ascii: "\"") { close += bytes[close] == UInt8(ascii: "\\") ? 2 : 1 }
        guard close < end else { return nil }
        let document = JSONDocument(file: "", bytes: Array(bytes[open...close]))
        guard let text = document.root?.string else { return nil }
        return Word(text: text, range: (open + 1)..<close)
    }
}
