/// Writes fields one after the other, each with its length in bytes before it: `5:hello`. Nothing has to be escaped, and
/// reading looks at no byte twice.
struct SnapshotWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ text: String) {
        bytes += "\(text.utf8.count):".utf8
        bytes += text.utf8
    }

    mutating func add(_ number: Int) { add("\(number)") }
    mutating func add(_ flag: Bool) { add(flag ? "1" : "0") }

    /// A missing one differs from an empty one.
    mutating func add(_ text: String?) {
        add(text != nil)
        if let text { add(text) }
    }
}

/// Reads what ``SnapshotWriter`` wrote; anything else is an error, never a wrong value.
struct SnapshotReader {
    struct Failure: Error {}

    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { place == bytes.count }

    mutating func text() throws(Failure) -> String {
        var count = 0
        while true {
            guard place < bytes.count, count < bytes.count else { throw Failure() }
            let byte = bytes[place]
            place += 1
            if byte == UInt8(ascii: ":") { break }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw Failure() }
            count = count * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard count <= bytes.count - place else { throw Failure() }
        defer { place += count }
        return String(decoding: bytes[place..<(place + count)], as: UTF8.self)
    }

    mutating func number() throws(Failure) -> Int {
        guard let number = Int(try text()) else { throw Failure() }
        return number
    }

    mutating func flag() throws(Failure) -> Bool {
        switch try text() {
        case "1": true
        case "0": false
        default: throw Failure()
        }
    }

    mutating func optionalText() throws(Failure) -> String? { try flag() ? try text() : nil }
}
