/// What breaks the rules of TOML, and where; becomes a diagnostic once lines are counted.
struct TOMLFault: Error, Equatable {
    /// The `toml.…` codes.
    enum Code: String {
        case invalidUTF8 = "invalid-utf8"
        case controlCharacter = "control-character"
        case mergeConflict = "merge-conflict"
        case invalidKey = "invalid-key"
        case invalidHeader = "invalid-header"
        case missingEquals = "missing-equals"
        case missingValue = "missing-value"
        case invalidValue = "invalid-value"
        case invalidNumber = "invalid-number"
        case numberOutOfRange = "number-out-of-range"
        case invalidDate = "invalid-date"
        case unterminatedString = "unterminated-string"
        case invalidEscape = "invalid-escape"
        case unterminatedArray = "unterminated-array"
        case invalidInlineTable = "invalid-inline-table"
        case trailingText = "trailing-text"
        case duplicateKey = "duplicate-key"
        case duplicateTable = "duplicate-table"
        case notATable = "not-a-table"
        case tooDeep = "too-deep"

        /// What its author can do about it.
        var remedy: String {
            switch self {
            case .invalidUTF8: "Save the file as UTF-8."
            case .controlCharacter: "Remove the character, or write it as an escape in double quotes: \\u0007"
            case .mergeConflict: "Resolve the merge conflict, and remove the lines of its markers."
            case .invalidKey: "Write the key with letters, digits, `-` and `_` only, or in double quotes."
            case .invalidHeader: "Write the header on a line of its own: [table], or [[table]] for one of several."
            case .missingEquals: "Write the entry as `key = value`."
            case .missingValue: "Write a value after the equals sign, or remove the key."
            case .invalidValue: "Put a string in double quotes; write true, false, a number or a date as it is."
            case .invalidNumber: "Write the number without leading zeros, or put it in double quotes if it is a string."
            case .numberOutOfRange: "Put the number in double quotes if it is a string, or write a smaller one."
            case .invalidDate: "Write the date as 2026-01-31 or 2026-01-31T12:00:00Z, or put it in double quotes."
            case .unterminatedString: "Close the text with the quotes that it begins with."
            case .invalidEscape: "Write a backslash as \\\\, or put the text in single quotes."
            case .unterminatedArray: "Separate the elements by commas, and close the array with ]."
            case .invalidInlineTable: "Separate the entries by commas, and close the table with }."
            case .trailingText: "Put what follows the value on a line of its own, or remove it."
            case .duplicateKey: "Keep one of the two."
            case .duplicateTable: "Put the entries of both under one header."
            case .notATable: "Rename one of the two: a key has either a value or keys of its own."
            case .tooDeep: "Nest the values less deeply."
            }
        }
    }

    var code: Code
    var offset: Int
    var message: String
    /// Whether the lines after it may belong to the value that could not be read.
    var isInsideValue = false

    init(_ code: Code, at offset: Int, _ message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }
}
