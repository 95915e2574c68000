/// A commit message taken apart: header, body, footers.
///
/// ```
/// type(scope)!: subject
///
/// body, whose lines may begin a note with BREAKING CHANGE:
///
/// Token: value
/// Token #value
/// ```
/// Footers are the longest end of the message in which every line is one or continues one (with a leading blank).
struct ParsedMessage {
    struct Header {
        var type: Range<Int>
        var scope: Range<Int>?
        var isBreaking: Bool
        var subject: Range<Int>
    }

    struct Footer {
        /// nil for `BREAKING CHANGE`.
        var type: Range<Int>?
        var scope: Range<Int>?
        var isBreaking: Bool
        var separator: MessageScanner.Separator
        /// The lines of the value, the first of them on the token's own line; each with the line ends before it.
        var lines: [(newlines: Range<Int>, text: Range<Int>)]
    }

    let bytes: ArraySlice<UInt8>
    let header: Header
    /// Each line of the body with the line ends before it and whether `BREAKING CHANGE:` stood at its start.
    private(set) var body: [(newlines: Range<Int>, isNote: Bool, text: Range<Int>)] = []
    private(set) var footers: [Footer] = []

    /// - Parameter message: Without blanks at both ends.
    init(_ message: ArraySlice<UInt8>) throws(MessageFault) {
        bytes = message
        var scanner = MessageScanner(message)
        header = try ParsedMessage.header(&scanner)
        var lines: [(newlines: Range<Int>, start: Int)] = []
        while !scanner.isAtEnd {
            let before = scanner.offset
            guard scanner.takeNewlines(), !scanner.isAtEnd else { break }
            lines.append((before..<scanner.offset, scanner.offset))
            try ParsedMessage.checkBrackets(scanner)
            _ = scanner.takeText()
        }
        let starts = ParsedMessage.footerStarts(lines.map(\.start), in: message)
        for (newlines, start) in lines {
            if starts.first == start {
                footers = ParsedMessage.footers(from: start, in: message)
                break
            }
            var line = MessageScanner(message, at: start)
            let isNote = ParsedMessage.takeNote(&line)
            body.append((newlines, isNote, line.takeText()))
        }
    }

    private static func header(_ scanner: inout MessageScanner) throws(MessageFault) -> Header {
        guard let type = scanner.takeType() else { throw MessageFault(at: scanner.offset, expected: ["a type"]) }
        let scope = try takeScope(&scanner)
        let isBreaking = scanner.take(UInt8(ascii: "!"))
        guard scanner.takeSeparator() != nil else {
            let others = scope == nil && !isBreaking ? ["(", "!", ":"] : isBreaking ? [":"] : ["!", ":"]
            throw MessageFault(at: scanner.offset, expected: others)
        }
        _ = scanner.takeBlanks()
        return Header(type: type, scope: scope, isBreaking: isBreaking, subject: scanner.takeText())
    }

    /// What stands in brackets; nil where there are none or where they are empty.
    private static func takeScope(_ scanner: inout MessageScanner) throws(MessageFault) -> Range<Int>? {
        let start = scanner.offset
        guard scanner.take(UInt8(ascii: "(")) else { return nil }
        let inside = scanner.offset
        while let byte = scanner.next, byte != UInt8(ascii: "("), byte != UInt8(ascii: ")"), byte != 0x0A,
            byte != 0x0D
        {
            _ = scanner.take(byte)
        }
        let end = scanner.offset
        guard scanner.take(UInt8(ascii: ")")) else { throw MessageFault(at: end, expected: [")"]) }
        guard inside < end else {
            scanner = MessageScanner(scanner.bytes, at: start)
            return nil
        }
        return inside..<end
    }

    /// A line whose first word is followed by a bracket that is not closed ends the reference parser, wherever it is.
    private static func checkBrackets(_ line: MessageScanner) throws(MessageFault) {
        var line = line
        guard !line.take("BREAKING CHANGE"), !line.take("BREAKING-CHANGE"), line.takeType() != nil else { return }
        _ = try takeScope(&line)
    }

    private static func takeNote(_ line: inout MessageScanner) -> Bool {
        var ahead = line
        guard ahead.take("BREAKING CHANGE") || ahead.take("BREAKING-CHANGE"), ahead.take(UInt8(ascii: ":")) else {
            return false
        }
        _ = ahead.takeBlanks()
        line = ahead
        return true
    }

    /// Where footers begin, if everything from there on is footers; the first one first.
    private static func footerStarts(_ lines: [Int], in message: ArraySlice<UInt8>) -> [Int] {
        var starts: [Int] = []
        var end = message.endIndex
        for start in lines.reversed() {
            var scanner = MessageScanner(message, at: start)
            guard takeFooter(&scanner) != nil else {
                // A line that continues the footer before it begins with a blank.
                guard scanner.takeBlanks() else { break }
                continue
            }
            _ = scanner.takeNewlines()
            guard scanner.offset >= end else { break }
            end = start
            starts.append(start)
        }
        return starts.reversed()
    }

    private static func footers(from start: Int, in message: ArraySlice<UInt8>) -> [Footer] {
        var scanner = MessageScanner(message, at: start)
        var footers: [Footer] = []
        while !scanner.isAtEnd, let footer = takeFooter(&scanner) {
            footers.append(footer)
            guard scanner.takeNewlines() else { break }
        }
        return footers
    }

    /// nil, and nothing taken, where no footer begins.
    private static func takeFooter(_ scanner: inout MessageScanner) -> Footer? {
        var ahead = scanner
        var type: Range<Int>?
        var scope: Range<Int>?
        var isBreaking = true
        if !ahead.take("BREAKING CHANGE"), !ahead.take("BREAKING-CHANGE") {
            type = ahead.takeType()
            guard type != nil else { return nil }
            do { scope = try takeScope(&ahead) } catch { return nil }
            isBreaking = ahead.take(UInt8(ascii: "!"))
        }
        guard let separator = ahead.takeSeparator() else { return nil }
        _ = ahead.takeBlanks()
        var lines = [(newlines: ahead.offset..<ahead.offset, text: ahead.takeText())]
        while !ahead.isAtEnd {
            var more = ahead
            let before = more.offset
            guard more.takeNewlines() else { break }
            let newlines = before..<more.offset
            guard more.takeBlanks() else { break }
            lines.append((newlines, more.takeText()))
            ahead = more
        }
        scanner = ahead
        return Footer(type: type, scope: scope, isBreaking: isBreaking, separator: separator, lines: lines)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// Where a message stops being a conventional commit.
package struct MessageFault: Error, Sendable, Hashable, Codable {
    /// In bytes of the message, from 0.
    var offset: Int
    package var expected: [String]
    /// From 1; filled in by ``located(in:)``.
    package var line = 1
    /// In characters, from 1.
    package var column = 1
    /// The character that is there; empty at the end of the message.
    package var found = ""

    init(at offset: Int, expected: [String]) {
        self.offset = offset
        self.expected = expected
    }

    func located(in bytes: ArraySlice<UInt8>) -> MessageFault {
        var fault = self
        let before = bytes[..<min(max(offset, bytes.startIndex), bytes.endIndex)]
        let line = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex
        fault.line = before.count { $0 == 0x0A } + 1
        fault.column = String(decoding: before[line...], as: UTF8.self).count + 1
        fault.found = String(decoding: bytes[before.endIndex...].prefix(16), as: UTF8.self).first.map(String.init) ?? ""
        return fault
    }
}
