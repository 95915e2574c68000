#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ends the process where a law does not hold, so that the fuzzer keeps and reports the input.
///
/// - Parameter facts: What was seen, one line each; written to standard error.
func broken(_ law: String, _ facts: String...) -> Never {
    var text = "\nLAW BROKEN: \(law)\n"
    for fact in facts { text += "  \(fact.prefix(2_000))\n" }
    writeToStandardError(text)
    abort()
}

func hold(_ isTrue: Bool, _ law: String, _ facts: @autoclosure () -> String) {
    if !isTrue { broken(law, facts()) }
}

func writeToStandardError(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
}

/// The same for the same bytes on every machine ([FNV-1a](http://www.isthe.com/chongo/tech/comp/fnv/)).
func fingerprint(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
}

/// At most `limit` elements, spread over all by the input's fingerprint, so that one input costs a bounded time.
func sample<Element>(_ elements: [Element], limit: Int, by fingerprint: UInt64) -> [Element] {
    guard elements.count > limit else { return elements }
    let start = Int(fingerprint % UInt64(elements.count))
    let step = elements.count / limit
    return (0..<limit).map { elements[(start + $0 * step) % elements.count] }
}
