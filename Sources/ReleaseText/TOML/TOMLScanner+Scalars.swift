extension TOMLScanner {
    /// A boolean, number, date or time; stands after it.
    mutating func plainScalar() throws(TOMLFault) -> TOMLValue {
        let start = position
        takePlainToken()
        // A space may separate date and time, as in RFC 3339, section 5.6.
        if position - start == 10, bytes[start + 4] == UInt8(ascii: "-"), current == 0x20, looksLikeTime(ahead: 1) {
            position += 1
            takePlainToken()
        }
        guard position > start else {
            throw TOMLFault(.missingValue, at: start, "A value is expected here.")
        }
        let range = start..<position
        let token = Array(bytes[range])
        let text = String(decoding: token, as: UTF8.self)
        switch text {
        case "true": return TOMLValue(.boolean(true), range: range)
        case "false": return TOMLValue(.boolean(false), range: range)
        case "inf", "+inf": return TOMLValue(.float(.infinity), range: range)
        case "-inf": return TOMLValue(.float(-.infinity), range: range)
        case "nan", "+nan", "-nan": return TOMLValue(.float(.nan), range: range)
        default: break
        }
        if TOMLScanner.isDateLike(token) {
            guard let kind = TOMLDateTime.kind(of: token) else {
                throw TOMLFault(.invalidDate, at: start, "'\(text.prefix(40))' is not a valid date or time.")
            }
            return TOMLValue(.dateTime(kind, text), range: range)
        }
        guard let first = token.first, first.isDigit || first == 0x2B || first == 0x2D || first == 0x2E
        else {
            throw TOMLFault(.invalidValue, at: start, "'\(text.prefix(40))' is not a valid value; text needs quotes.")
        }
        return TOMLValue(try TOMLNumber.content(of: token, text: text, at: start), range: range)
    }

    private mutating func takePlainToken() {
        while let byte = current {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "#"),
                UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "{"):
                return
            default: position += 1
            }
        }
    }

    private func looksLikeTime(ahead: Int) -> Bool {
        byte(ahead).map(\.isDigit) == true && byte(ahead + 1).map(\.isDigit) == true
            && byte(ahead + 2) == UInt8(ascii: ":")
    }

    private static func isDateLike(_ token: [UInt8]) -> Bool {
        guard token.count >= 3, token[0].isDigit, token[1].isDigit else { return false }
        if token[2] == UInt8(ascii: ":") { return true }
        return token.count >= 5 && token[2].isDigit && token[3].isDigit && token[4] == UInt8(ascii: "-")
    }
}

/// TOML's spelling of numbers.
enum TOMLNumber {
    static func content(of token: [UInt8], text: String, at offset: Int) throws(TOMLFault) -> TOMLValue.Content {
        let wrong = TOMLFault(.invalidNumber, at: offset, "'\(text.prefix(40))' is not a valid number.")
        let tooLarge = TOMLFault(.numberOutOfRange, at: offset, "'\(text.prefix(40))' does not fit into 64 bits.")
        let plain = token.filter { $0 != UInt8(ascii: "_") }
        let number = String(decoding: plain, as: UTF8.self)
        if token.count > 2, token[0] == UInt8(ascii: "0"), let radix = radixes[token[1]] {
            guard
                isGrouped(token[2...], by: { Character(Unicode.Scalar($0)).hexDigitValue.map { $0 < radix } ?? false })
            else { throw wrong }
            guard let value = Int64(number.dropFirst(2), radix: radix) else { throw tooLarge }
            return .integer(value)
        }
        var rest = token[...]
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix { $0.isDigit || $0 == UInt8(ascii: "_") }
        rest = rest.dropFirst(whole.count)
        // Decimal numbers have no leading zeros ([TOML 1.0](https://toml.io/en/v1.0.0#integer)).
        guard isGrouped(whole, by: \.isDigit), whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            throw wrong
        }
        if rest.isEmpty {
            guard let value = Int64(number) else { throw tooLarge }
            return .integer(value)
        }
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix { $0.isDigit || $0 == UInt8(ascii: "_") }
            guard isGrouped(fraction, by: \.isDigit) else { throw wrong }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            guard isGrouped(rest, by: \.isDigit) else { throw wrong }
            rest = rest.suffix(0)
        }
        guard rest.isEmpty, let value = Double(number) else { throw wrong }
        return .float(value)
    }

    private static let radixes: [UInt8: Int] = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2]

    /// Not empty, and each underscore between two digits.
    private static func isGrouped(_ digits: ArraySlice<UInt8>, by isDigit: (UInt8) -> Bool) -> Bool {
        var wasDigit = false
        for byte in digits {
            if byte == UInt8(ascii: "_") {
                guard wasDigit else { return false }
                wasDigit = false
            } else {
                guard isDigit(byte) else { return false }
                wasDigit = true
            }
        }
        return wasDigit
    }
}

/// TOML's dates and times, which follow [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339).
enum TOMLDateTime {
    /// nil if the token is none, or names a day or a time that does not exist.
    static func kind(of token: [UInt8]) -> TOMLValue.DateTimeKind? {
        var rest = token[...]
        if rest.count >= 3, rest[2] == UInt8(ascii: ":") {
            return takeTime(&rest) && rest.isEmpty ? .localTime : nil
        }
        guard let year = takeNumber(&rest, digits: 4), take("-", &rest), let month = takeNumber(&rest, digits: 2),
            take("-", &rest), let day = takeNumber(&rest, digits: 2), (1...12).contains(month),
            (1...days(in: month, of: year)).contains(day)
        else { return nil }
        if rest.isEmpty { return .localDate }
        guard take("T", &rest) || take("t", &rest) || take(" ", &rest), takeTime(&rest) else { return nil }
        if rest.isEmpty { return .localDateTime }
        if take("Z", &rest) || take("z", &rest) { return rest.isEmpty ? .offsetDateTime : nil }
        guard take("+", &rest) || take("-", &rest), let hour = takeNumber(&rest, digits: 2), hour < 24,
            take(":", &rest), let minute = takeNumber(&rest, digits: 2), minute < 60, rest.isEmpty
        else { return nil }
        return .offsetDateTime
    }

    private static func takeTime(_ rest: inout ArraySlice<UInt8>) -> Bool {
        // 60 is a leap second.
        guard let hour = takeNumber(&rest, digits: 2), hour < 24, take(":", &rest),
            let minute = takeNumber(&rest, digits: 2), minute < 60, take(":", &rest),
            let second = takeNumber(&rest, digits: 2), second <= 60
        else { return false }
        guard take(".", &rest) else { return true }
        let fraction = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(fraction.count)
        return !fraction.isEmpty
    }

    private static func take(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let first = rest.first, UInt32(first) == scalar.value else { return false }
        rest.removeFirst()
        return true
    }

    private static func takeNumber(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int? {
        guard rest.count >= digits, rest.prefix(digits).allSatisfy(\.isDigit) else { return nil }
        let number = rest.prefix(digits).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        rest = rest.dropFirst(digits)
        return number
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
