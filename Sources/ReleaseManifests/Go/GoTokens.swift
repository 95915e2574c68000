/// The lines of a `go.mod` or `go.work` as words, after the
/// [lexical elements](https://go.dev/ref/mod#go-mod-file-lexical) of such files.
struct GoTokens {
    struct Word {
        var text: String
        /// Without quotes.
        var range: Range<Int>
        var isQuoted = false
    }

    struct Fault {
        var offset: Int
        var message: String
    }

    /// Without empty ones.
    private(set) var lines: [[Word]] = []
    private(set) var faults: [Fault] = []
    private let bytes: [UInt8]
    private var position = 0
    private var line: [Word] = []

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            faults.append(Fault(offset: 3, message: "The file must not begin with a byte order mark."))
            position = 3
        }
        while position < bytes.count { next() }
        close()
    }

    private mutating func close() {
        if !line.isEmpty { lines.append(line) }
        line = []
    }

    private func peek(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        position + 1 < bytes.count && bytes[position] == UInt8(ascii: first)
            && bytes[position + 1] == UInt8(ascii: second)
    }

    private mutating func next() {
        let start = position
        let byte = bytes[position]
        switch byte {
        case 0x0A:
            position += 1
            close()
        case 0x20, 0x09, 0x0D: position += 1
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","):
            position += 1
            add(start..<position)
        case UInt8(ascii: "\""), UInt8(ascii: "`"): quoted(byte)
        case _ where peek("/", "/"):
            while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        case _ where byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}"):
            fault("This character can't stand here.")
            position += 1
        default: word()
        }
    }

    private mutating func word() {
        let start = position
        while position < bytes.count, bytes[position] > 0x20, bytes[position] != 0x7F,
            !"()[]{},".utf8.contains(bytes[position]), !peek("/", "/")
        {
            if peek("/", "*") { fault("Comments begin with '//'.") }
            if bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "`") {
                fault("A quote can't stand within a word.")
            }
            position += 1
        }
        add(start..<position)
    }

    private mutating func quoted(_ quote: UInt8) {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != quote, bytes[position] != 0x0A {
            if bytes[position] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                fault("Escape sequences are not read here.")
                position += 1
            }
            position += 1
        }
        let end = min(position, bytes.count)
        guard end < bytes.count, bytes[end] == quote else { return fault("The text has no closing quote.") }
        position = end + 1
        line.append(Word(text: String(decoding: bytes[start..<end], as: UTF8.self), range: start..<end, isQuoted: true))
    }

    private mutating func add(_ range: Range<Int>) {
        line.append(Word(text: String(decoding: bytes[range], as: UTF8.self), range: range))
    }

    private mutating func fault(_ message: String) {
        // An upper limit: a file of another kind may have millions.
        guard faults.count < 100 else { return }
        faults.append(Fault(offset: min(position, bytes.count), message: message))
    }
}
