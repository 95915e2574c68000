/// Takes a short text apart from left to right, such as a requirement or a query.
package struct TextCursor: ByteCursor {
    package let bytes: [UInt8]
    package var position = 0

    package init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    package var end: Int { bytes.count }

    package mutating func skipSpaces() { skip(while: \.isSpace) }

    package mutating func takeFirst(of texts: [StaticString]) -> String? {
        texts.first { take($0) }.map(\.description)
    }

    /// Digits without a needless leading zero.
    package mutating func takeNumber() -> Int? {
        let start = position
        let digits = takeWhile(\.isDigit)
        guard let number = Int(digits), digits == "0" || digits.first != "0" else {
            position = start
            return nil
        }
        return number
    }
}
