package import ReleaseModel

/// An [XML 1.0](https://www.w3.org/TR/xml/) document with [namespaces](https://www.w3.org/TR/xml-names/), as a flat list
/// of its elements that knows every byte's place.
///
/// Read is UTF-8, with or without a byte order mark; a file that declares another encoding must be plain ASCII. Entities
/// are the five of the standard and character references: a document type that declares something of its own is an
/// error, so that nothing can grow by expansion. Elements may be 100 deep.
package struct XMLDocument: Sendable {
    package let file: String
    package let bytes: [UInt8]
    /// In the order of their start tags, so the root is the first; empty where the text is no XML.
    package let elements: [XMLElement]
    /// At most one: what follows the first fault has no certain meaning.
    package let diagnostics: [Diagnostic]
    private let places: TextPlaces

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        places = TextPlaces(file: file, bytes: bytes)
        do throws(XMLFault) {
            var parser = XMLParser(bytes: bytes)
            elements = try parser.parse()
            diagnostics = []
        } catch {
            elements = []
            diagnostics = [
                Diagnostic(
                    code: "xml.\(error.code)", place: places.place(at: error.offset), message: error.message,
                    excerpt: places.excerpt(at: error.offset), suggestion: error.suggestion)
            ]
        }
    }

    package var root: XMLElement? { elements.first }

    package func place(at offset: Int) -> Place { places.place(at: offset) }
    package func excerpt(at offset: Int) -> String { places.excerpt(at: offset) }

    package func children(of element: XMLElement) -> [XMLElement] { element.children.map { elements[$0] } }

    /// The children with that local name.
    package func children(_ name: String, of element: XMLElement) -> [XMLElement] {
        element.children.compactMap { elements[$0].localName == name ? elements[$0] : nil }
    }

    /// The first child with that local name.
    package func child(_ name: String, of element: XMLElement) -> XMLElement? {
        element.children.first { elements[$0].localName == name }.map { elements[$0] }
    }

    /// The text of the first child with that local name; nil where there is none or where it is empty.
    package func text(_ name: String, of element: XMLElement) -> XMLText? {
        guard let text = child(name, of: element)?.text, !text.text.isEmpty else { return nil }
        return text
    }
}
