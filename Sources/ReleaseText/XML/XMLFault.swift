/// The first thing that keeps a text from being XML which is read here.
struct XMLFault: Error {
    /// The last part of the diagnostic's code: `mismatched-tag`.
    var code: String
    /// In bytes.
    var offset: Int
    var message: String
    var suggestion: String?

    init(_ code: String, at offset: Int, _ message: String, suggestion: String? = nil) {
        self.code = code
        self.offset = offset
        self.message = message
        self.suggestion = suggestion
    }
}
