/// A text with another version in the place of the first that it holds: three numbers with what follows `-` and `+`.
///
/// What stands before and behind stays, so `v1.2.3` keeps its `v`.
///
/// - Returns: nil where three numbers stand nowhere in it.
package func replacingFirstVersion(in text: String, with version: String) -> String? {
    let bytes = Array(text.utf8)
    guard let range = firstVersion(in: bytes) else { return nil }
    return String(decoding: bytes[..<range.lowerBound] + version.utf8 + bytes[range.upperBound...], as: UTF8.self)
}

private func firstVersion(in bytes: [UInt8]) -> Range<Int>? {
    var start = 0
    while start < bytes.count {
        guard isDigit(bytes[start]) else {
            start += 1
            continue
        }
        let first = end(of: start, in: bytes, isDigit)
        if let second = numberEnd(behindDotAt: first, in: bytes), let third = numberEnd(behindDotAt: second, in: bytes)
        {
            let label = suffixEnd(UInt8(ascii: "-"), at: third, in: bytes) { isWord($0) || $0 == 0x2E }
            let build = suffixEnd(UInt8(ascii: "+"), at: label, in: bytes) { isWord($0) || $0 == 0x2E || $0 == 0x2D }
            return start..<build
        }
        start = first
    }
    return nil
}

private func numberEnd(behindDotAt offset: Int, in bytes: [UInt8]) -> Int? {
    guard offset + 1 < bytes.count, bytes[offset] == 0x2E, isDigit(bytes[offset + 1]) else { return nil }
    return end(of: offset + 1, in: bytes, isDigit)
}

/// Where a mark and what follows it end; the offset itself where nothing follows.
private func suffixEnd(_ mark: UInt8, at offset: Int, in bytes: [UInt8], _ isPart: (UInt8) -> Bool) -> Int {
    guard offset + 1 < bytes.count, bytes[offset] == mark, isPart(bytes[offset + 1]) else { return offset }
    return end(of: offset + 1, in: bytes, isPart)
}

private func end(of offset: Int, in bytes: [UInt8], _ isPart: (UInt8) -> Bool) -> Int {
    bytes[offset...].firstIndex { !isPart($0) } ?? bytes.count
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

private func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F
}
