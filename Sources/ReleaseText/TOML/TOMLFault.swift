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
