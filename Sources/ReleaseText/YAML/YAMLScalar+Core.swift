/// What a scalar means in YAML 1.2's core schema.
package enum YAMLValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int)
    /// Also an integer that no machine word holds.
    case float(Double)
    case string(String)
}

extension YAMLScalar {
    /// The value by the [core schema](https://yaml.org/spec/1.2.2/#103-core-schema): only plain scalars are more than
    /// text, and `yes`, `no`, `on` and `off` are text.
    ///
    /// - Parameter tag: The node's tag; `!!str` and `!` make a plain scalar text.
    package func value(tag: String? = nil) -> YAMLValue {
        guard style == .plain, tag != "!!str", tag != "!", tag != "!<tag:yaml.org,2002:str>" else {
            return .string(text)
        }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        default: return number ?? .string(text)
        }
    }

    private var number: YAMLValue? {
        let bytes = Array(text.utf8)
        if text.hasPrefix("0o") || text.hasPrefix("0x") {
            let isOctal = text.hasPrefix("0o")
            let digits = bytes.dropFirst(2)
            let isRight = isOctal ? digits.allSatisfy { (48...55).contains($0) } : digits.allSatisfy(\.isHexDigit)
            guard isRight, !digits.isEmpty else { return nil }
            return Int(text.dropFirst(2), radix: isOctal ? 8 : 16).map(YAMLValue.integer)
        }
        var rest = bytes[...]
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: \.isDigit)
        rest = rest.dropFirst(whole.count)
        if rest.isEmpty {
            return whole.isEmpty ? nil : Int(text).map(YAMLValue.integer) ?? Double(text).map(YAMLValue.float)
        }
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: \.isDigit)
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        if let mark = rest.first {
            guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return nil }
            rest.removeFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
            guard !rest.isEmpty, rest.allSatisfy(\.isDigit) else { return nil }
        }
        return floatingPoint
    }

    /// Swift's own reading wants digits on both sides of the point.
    private var floatingPoint: YAMLValue? {
        var plain = text
        if let dot = plain.firstIndex(of: ".") {
            let after = plain.index(after: dot)
            if after == plain.endIndex || !(plain[after].isASCII && plain[after].isNumber) {
                plain.insert("0", at: after)
            }
            if dot == plain.startIndex || !plain[plain.index(before: dot)].isNumber { plain.insert("0", at: dot) }
        }
        return Double(plain).map(YAMLValue.float)
    }
}
