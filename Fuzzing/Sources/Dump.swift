/// Writes values as JSON for `Fuzzing/compare.py`, each as an array of its kind and content.
enum Dump {
    static func list(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

    static func kind(_ name: String, _ parts: String...) -> String { list(["\"\(name)\""] + parts) }

    /// A JSON string.
    static func text(_ text: some StringProtocol) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || (0x2028...0x2029).contains(scalar.value):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
