package import ReleaseModel

/// The documents of a YAML 1.2 text, each node with its bytes and place.
///
/// Reads block and flow collections, all scalar styles, anchors, aliases and merge keys, several documents, any line
/// ends, and a byte order mark. Keys are scalars. Tags are kept but only the core ones mean something. What is not
/// supported – explicit keys `? `, collections as keys, `%TAG` – is an error, never a guess. Where implementations
/// differ this reader is strict: lines of a quoted text or flow collection are indented more than the key they belong
/// to, though a closing bracket may stand under the key.
///
/// - Parameters:
///   - bytes: UTF-8; anything else is an error with its place.
///   - file: What places call the text.
/// - Throws: Every error that was found, in the order of the text. Reading continues after an error with the next line
///   that is not nested in the failed one.
/// - Returns: At least one document; that of an empty text is null.
package func yamlDocuments(_ bytes: [UInt8], file: String) throws(UnreadableInput) -> [YAMLDocument] {
    let source = YAMLSource(bytes: bytes, file: file)
    let encoding = yamlEncodingErrors(in: source)
    if !encoding.isEmpty { throw UnreadableInput(diagnostics: encoding) }
    var parser = YAMLParser(source: source)
    let roots = parser.documents()
    if !parser.diagnostics.isEmpty { throw UnreadableInput(diagnostics: parser.diagnostics) }
    return roots.map { YAMLDocument(root: $0, source: source) }
}

/// The only document of a YAML text; a second one is an error.
///
/// - Throws: As ``yamlDocuments(_:file:)`` does.
package func yamlDocument(_ bytes: [UInt8], file: String) throws(UnreadableInput) -> YAMLDocument {
    let documents = try yamlDocuments(bytes, file: file)
    if documents.count > 1 {
        let place = documents[1].root.place
        throw UnreadableInput(diagnostics: [
            Diagnostic(
                code: "yaml.several-documents", place: place,
                message: "A second document begins here; one is expected.",
                excerpt: documents[1].source.excerpt(line: place.line), suggestion: "Remove the `---` before it.")
        ])
    }
    return documents[0]
}

/// Invalid UTF-8, and characters that a YAML text may not contain.
func yamlEncodingErrors(in source: YAMLSource) -> [Diagnostic] {
    let bytes = source.bytes
    func report(_ code: String, _ offset: Int, _ message: String, _ suggestion: String?) -> Diagnostic {
        let place = source.place(at: offset)
        return Diagnostic(
            code: code, place: place, message: message, excerpt: source.excerpt(line: place.line),
            suggestion: suggestion)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        return [report("yaml.encoding", 0, "The text is UTF-16; UTF-8 is expected.", "Save the file as UTF-8.")]
    }
    var found: [Diagnostic] = []
    var offset = 0
    while offset < bytes.count {
        let byte = bytes[offset]
        if byte < 0x80 {
            if (byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D) || byte == 0x7F {
                let name = "U+00" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                found.append(
                    report(
                        "yaml.control-character", offset, "The control character \(name) is not allowed.",
                        "Remove it, or write it as an escape in double quotes."))
            }
            offset += 1
        } else if let length = utf8Length(bytes, at: offset) {
            offset += length
        } else {
            found.append(report("yaml.encoding", offset, "This byte is not valid UTF-8.", "Save the file as UTF-8."))
            // One report a run of bad bytes.
            repeat { offset += 1 } while offset < bytes.count && bytes[offset] & 0xC0 == 0x80
        }
    }
    return found
}

/// How many bytes the character at an offset has; nil where there is no well-formed one
/// ([Unicode, table 3-7](https://www.unicode.org/versions/latest/core-spec/chapter-3/#G7404)).
private func utf8Length(_ bytes: [UInt8], at offset: Int) -> Int? {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[offset] {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else { return nil }
    for next in bytes[(offset + 2)..<max(offset + 2, offset + length)] where next & 0xC0 != 0x80 { return nil }
    return length
}
