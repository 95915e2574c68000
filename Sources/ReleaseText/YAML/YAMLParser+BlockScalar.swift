import ReleaseModel

extension YAMLParser {
    private enum Chomping { case strip, clip, keep }

    /// Reads a literal or folded block scalar; the position is then at the end of its last line's text.
    mutating func blockScalar(parent: Int, properties: YAMLProperties) throws(Failure) -> YAMLNode {
        let start = position
        let isFolded = bytes[start] == UInt8(ascii: ">")
        let (chomping, explicit) = try header(parent: parent)
        try finishLine()
        var end = position
        skipBreak()
        let column = if let explicit { explicit } else { try detectedIndentation(parent: parent) }
        var text: [UInt8] = []
        /// The line break behind the last line of text, and the empty lines behind that.
        var pending = false
        var empty = 0
        var wasMoreIndented = false
        while !isAtEnd, !isAtDocumentEnd {
            let line = position
            while current == 0x20, position - lineStart < column { position += 1 }
            if isAtBreak, !isAtEnd || position > line {
                if isAtEnd { break }
                empty += 1
                skipBreak()
                continue
            }
            if isAtEnd || position - lineStart < column {
                position = line
                break
            }
            let isMoreIndented = current?.isBlank == true
            if isFolded, pending, !wasMoreIndented, !isMoreIndented {
                if empty == 0 { text.append(0x20) }
            } else if pending {
                text.append(0x0A)
            }
            text += repeatElement(0x0A, count: empty)
            empty = 0
            let content = position
            while !isAtBreak { position += 1 }
            text += bytes[content..<position]
            end = position
            wasMoreIndented = isMoreIndented
            pending = !isAtEnd
            skipBreak()
        }
        if pending, chomping != .strip { text.append(0x0A) }
        if chomping == .keep { text += repeatElement(0x0A, count: empty) }
        rewind(to: end, from: start)
        let scalar = YAMLScalar(text: String(decoding: text, as: UTF8.self), style: isFolded ? .folded : .literal)
        return node(.scalar(scalar), start..<end, properties)
    }

    /// Goes back to the end of the last line of text, where the caller continues; everything between is blank.
    private mutating func rewind(to end: Int, from start: Int) {
        position = end
        lineStart = end
        while lineStart > source.start, !bytes[lineStart - 1].isLineEnd, lineStart > start { lineStart -= 1 }
    }

    private mutating func header(parent: Int) throws(Failure) -> (Chomping, Int?) {
        var chomping: Chomping?
        var explicit: Int?
        position += 1
        while let byte = current, !isBlank(at: position) {
            switch byte {
            case UInt8(ascii: "-") where chomping == nil: chomping = .strip
            case UInt8(ascii: "+") where chomping == nil: chomping = .keep
            case UInt8(ascii: "1")...UInt8(ascii: "9") where explicit == nil:
                explicit = max(parent, 0) + Int(byte - UInt8(ascii: "0"))
            default:
                throw fail(
                    "yaml.block-scalar", position, "Only `+` or `-` and a digit from 1 to 9 may follow `|` or `>`.",
                    "Put the text on the next line.")
            }
            position += 1
        }
        return (chomping ?? .clip, explicit)
    }

    /// The indentation of the first line with text.
    private mutating func detectedIndentation(parent: Int) throws(Failure) -> Int {
        let back = (position, lineStart)
        defer { (position, lineStart) = back }
        var widest = 0
        var widestAt = position
        while !isAtEnd {
            while current == 0x20 { position += 1 }
            let column = position - lineStart
            if !isAtBreak {
                guard column > parent else { break }
                if widest > column {
                    throw fail(
                        "yaml.block-scalar", widestAt, "This empty line is indented more than the text that follows.",
                        "Remove its spaces, or say the indentation behind `|` or `>`.")
                }
                return column
            }
            if column > widest { (widest, widestAt) = (column, lineStart) }
            skipBreak()
        }
        return max(parent + 1, widest)
    }
}
