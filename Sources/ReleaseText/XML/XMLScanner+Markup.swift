/// What is neither element nor text: declaration, document type, comments and processing instructions.
extension XMLScanner {
    /// `<?xml version="1.0" encoding="UTF-8"?>` at the very start, where there is one.
    mutating func declaration() throws(XMLFault) {
        let start = position
        guard peek("<?xml"), position + 5 < bytes.count, bytes[position + 5].isBlankOrLineEnd else { return }
        position += 5
        guard let version = try pseudoAttribute("version") else {
            throw XMLFault("invalid-declaration", at: start, "An XML declaration must begin with its version.")
        }
        guard version.text.hasPrefix("1."), version.text.count > 2, version.text.utf8.dropFirst(2).allSatisfy(\.isDigit)
        else {
            throw XMLFault("unknown-version", at: version.offset, "Only XML 1.0 is read.")
        }
        if let encoding = try pseudoAttribute("encoding") { try check(encoding) }
        if let standalone = try pseudoAttribute("standalone"), !["yes", "no"].contains(standalone.text) {
            throw XMLFault("invalid-declaration", at: standalone.offset, "'standalone' must be 'yes' or 'no'.")
        }
        skipSpaces()
        guard take("?>") else {
            throw XMLFault("invalid-declaration", at: position, "The XML declaration must end here, with '?>'.")
        }
    }

    private mutating func pseudoAttribute(_ name: StaticString) throws(XMLFault) -> (text: String, offset: Int)? {
        let start = position
        guard skipSpaces(), take(name) else {
            position = start
            return nil
        }
        skipSpaces()
        guard take("=") else { throw XMLFault("invalid-declaration", at: position, "'=' is expected here.") }
        skipSpaces()
        let value = try attributeValue()
        guard bytes[value.range].elementsEqual(value.text.utf8) else {
            throw XMLFault("invalid-declaration", at: value.range.lowerBound, "This value must be plain text.")
        }
        return (value.text, value.range.lowerBound)
    }

    /// UTF-8; or one that is the same for ASCII, in a file that has nothing else.
    private func check(_ encoding: (text: String, offset: Int)) throws(XMLFault) {
        let name = encoding.text.lowercased()
        if name == "utf-8" { return }
        let hasASCII = ["us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"].contains(name)
        guard hasASCII, bytes.allSatisfy({ $0 < 0x80 }) else {
            throw XMLFault(
                "unsupported-encoding", at: encoding.offset,
                "The file declares the encoding '\(encoding.text.prefix(40))', and only UTF-8 is read.",
                suggestion: "Store the file as UTF-8 and declare that.")
        }
    }

    /// A document type that declares nothing by itself; what it refers to is never fetched.
    mutating func documentType() throws(XMLFault) {
        let start = position
        position += "<!DOCTYPE".utf8.count
        func fault(_ message: String) -> XMLFault { XMLFault("invalid-document-type", at: start, message) }
        guard skipSpaces() else { throw fault("The name of the root element is expected here.") }
        _ = try qualifiedName(of: "a document type")
        let hasSpace = skipSpaces()
        if hasSpace, take("SYSTEM") {
            guard skipSpaces(), skipLiteral() != nil else { throw fault("An address in quotes must follow 'SYSTEM'.") }
        } else if hasSpace, take("PUBLIC") {
            guard skipSpaces(), let name = skipLiteral(), bytes[name].allSatisfy(isPublic) else {
                throw fault("A public name in quotes must follow 'PUBLIC'.")
            }
            guard skipSpaces(), skipLiteral() != nil else { throw fault("An address must follow the public name.") }
        }
        skipSpaces()
        if current == UInt8(ascii: "[") {
            throw XMLFault(
                "document-type-declarations", at: position, "Declarations within the document type are not read.",
                suggestion: "Write what they stand for where it is used, and remove them.")
        }
        guard take(">") else { throw fault("The document type must end in '>'.") }
    }

    private mutating func skipLiteral() -> Range<Int>? {
        guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote) else { return nil }
        position = end + 1
        return start..<end
    }

    /// The characters of public identifiers.
    private func isPublic(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || " \r\n-'()+,./:=?;!*#@$_%".utf8.contains(byte)
    }

    mutating func comment() throws(XMLFault) {
        let start = position
        position += 4
        guard skip(through: "--") != nil else {
            throw XMLFault("unterminated-comment", at: start, "The comment that begins here has no end.")
        }
        guard take(">") else {
            throw XMLFault("invalid-comment", at: position - 2, "'--' stands within a comment.")
        }
    }

    mutating func processingInstruction() throws(XMLFault) {
        let start = position
        position += 2
        let nameStart = position
        try takeName(of: "a processing instruction")
        guard text(nameStart..<position).lowercased() != "xml" else {
            throw XMLFault(
                "misplaced-declaration", at: start, "An XML declaration must be the first thing in its file.",
                suggestion: "Remove what stands before it, also spaces and empty lines.")
        }
        guard peek("?>") || skipSpaces() else {
            throw XMLFault("invalid-name", at: nameStart, "This is not a valid name of a processing instruction.")
        }
        guard skip(through: "?>") != nil else {
            throw XMLFault("unterminated-instruction", at: start, "The instruction that begins here has no end.")
        }
    }
}
