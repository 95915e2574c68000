import ReleaseText

/// The three numbers that release-please finds in a text, as written (`v1.2.3-rc.1` → `1.2.3`): the first place with
/// three numbers and dots between them, whatever stands around. nil where there is none, or a number beyond 64 bits.
func readableVersion(in text: String) -> String? {
    let bytes = Array(text.utf8)
    for run in bytes.split(whereSeparator: { !$0.isDigit && $0 != UInt8(ascii: ".") }) {
        let parts = run.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let start = firstOfThree(parts) else { continue }
        let numbers = parts[start..<start + 3].map { String(decoding: $0, as: UTF8.self) }
        return numbers.allSatisfy { Int($0) != nil } ? numbers.joined(separator: ".") : nil
    }
    return nil
}

/// Where three parts that are not empty follow each other.
private func firstOfThree(_ parts: [ArraySlice<UInt8>]) -> Int? {
    guard parts.count >= 3 else { return nil }
    return (0...(parts.count - 3)).first { start in parts[start..<start + 3].allSatisfy { !$0.isEmpty } }
}
