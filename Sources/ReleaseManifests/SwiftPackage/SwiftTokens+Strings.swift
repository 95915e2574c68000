extension SwiftTokens {
    /// Interpolations within interpolations that are read.
    private static let depthLimit = 100

    mutating func skipLine() {
        while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
    }

    /// Comments may stand within comments.
    mutating func skipComment() {
        let start = position
        var depth = 0
        repeat {
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else if position < bytes.count {
                position += 1
            } else {
                fault = Fault(offset: start, message: "This comment is never closed.")
                return
            }
        } while depth > 0
    }

    mutating func readString() {
        let start = position
        guard let content = skipString(depth: 0) else {
            if fault == nil { fault = Fault(offset: start, message: "This string is never closed.") }
            return
        }
        let text = String(decoding: bytes[content.range], as: UTF8.self)
        tokens.append(Token(kind: .string, text: text, range: start..<position, isPlain: content.isPlain))
    }

    /// Steps over a string literal of any form; nil where it does not end.
    private mutating func skipString(depth: Int) -> (range: Range<Int>, isPlain: Bool)? {
        var hashes = 0
        while byte() == UInt8(ascii: "#") {
            hashes += 1
            position += 1
        }
        let isLong = byte() == 0x22 && byte(1) == 0x22 && byte(2) == 0x22
        position += isLong ? 3 : 1
        let start = position
        var isPlain = !isLong && hashes == 0
        while position < bytes.count {
            if byte() == 0x22, closes(hashes, isLong: isLong) {
                let range = start..<position
                position += (isLong ? 3 : 1) + hashes
                return (range, isPlain)
            }
            if !isLong, byte() == 0x0A || byte() == 0x0D { return nil }
            if byte() == UInt8(ascii: "\\"), hasHashes(hashes, at: 1) {
                isPlain = false
                position += 1 + hashes
                if byte() == UInt8(ascii: "(") {
                    guard skipInterpolation(depth: depth + 1) else { return nil }
                    continue
                }
            }
            position += 1
        }
        return nil
    }

    private func closes(_ hashes: Int, isLong: Bool) -> Bool {
        if isLong, byte(1) != 0x22 || byte(2) != 0x22 { return false }
        return hasHashes(hashes, at: isLong ? 3 : 1)
    }

    private func hasHashes(_ count: Int, at ahead: Int) -> Bool {
        (0..<count).allSatisfy { byte(ahead + $0) == UInt8(ascii: "#") }
    }

    /// From the opening parenthesis to behind the one that closes it.
    private mutating func skipInterpolation(depth: Int) -> Bool {
        guard depth < SwiftTokens.depthLimit else { return false }
        var open = 0
        repeat {
            switch byte() {
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"): open -= 1
            case 0x22:
                guard skipString(depth: depth) != nil else { return false }
                continue
            default: break
            }
            position += 1
        } while open > 0 && position < bytes.count
        return open == 0
    }
}
