import struct Crypto.SHA256

/// A journal entry as stored, with its position in the hash chain.
struct StoredEntry: Sendable, Equatable {
    /// In its journal, from 1.
    var sequence: Int
    /// Among the entries of all journals of a store; grows with every one.
    var position: Int
    /// As ``stamp(_:)`` writes it.
    var at: [UInt8]
    /// The event's JSON, byte for byte.
    var text: [UInt8]
    /// 64 hexadecimal digits.
    var hash: String

    init(sequence: Int, position: Int, at: some Sequence<UInt8>, text: some Sequence<UInt8>, hash: String) {
        self.sequence = sequence
        self.position = position
        self.at = Array(at)
        self.text = Array(text)
        self.hash = hash
    }

    /// An entry that hangs on the one before it.
    ///
    /// - Parameter previous: That one's hash; of a run's first entry: that of the first entry of the run before it;
    ///   empty where there is none.
    init(sequence: Int, position: Int, at: String, text: String, behind previous: String) {
        self.init(sequence: sequence, position: position, at: at.utf8, text: text.utf8, hash: "")
        hash = self.hash(behind: previous)
    }

    /// What the hash has to be: SHA-256 over the previous hash, sequence, position, time and text, each with its length
    /// before it, so that nothing can move from one to the other.
    func hash(behind previous: String) -> String {
        var hash = SHA256()
        for part in [Array(previous.utf8), Array("\(sequence)".utf8), Array("\(position)".utf8), at, text] {
            hash.update(data: Array("\(part.count):".utf8))
            hash.update(data: part)
        }
        return hexadecimal(hash.finalize())
    }

    /// Whether the event ends its run; said by the text's beginning, without reading all of it.
    var endsRun: Bool {
        text.starts(with: Array(#"{"finished""#.utf8)) || text.starts(with: Array(#"{"cancelled""#.utf8))
    }
}

/// As 64 lower-case digits.
func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
