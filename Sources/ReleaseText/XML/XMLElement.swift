/// One element of an XML document, with the bytes that spell its parts.
package struct XMLElement: Sendable {
    /// With its prefix: `m:version`.
    package let name: String
    /// From `<` to behind the end tag.
    package internal(set) var range: Range<Int>
    package internal(set) var attributes: [XMLAttribute] = []
    /// Positions in ``XMLDocument/elements``, in the order of the text.
    package internal(set) var children: [Int] = []
    /// nil for the root.
    package let parent: Int?
    /// Its number among the siblings with the same local name, counted from 0; nil where it is the only one.
    package internal(set) var sibling: Int?
    /// nil where it has child elements.
    package internal(set) var text: XMLText? = XMLText()

    /// Without its prefix, which is how manifests are matched.
    package var localName: String { localPart(of: name) }

    init(name: String, start: Int, parent: Int?) {
        self.name = name
        range = start..<start
        self.parent = parent
    }

    package func attribute(_ name: String) -> XMLAttribute? { attributes.first { $0.name == name } }
}

/// One attribute; no two of an element have the same name.
package struct XMLAttribute: Sendable {
    /// With its prefix: `xml:lang`.
    package let name: String
    /// References resolved, line ends and tabs as spaces.
    package let text: String
    /// The value without its quotes.
    package let range: Range<Int>
}

/// The text of an element without child elements, without the white space around it.
package struct XMLText: Sendable {
    /// References resolved, comments left out.
    package internal(set) var text = ""
    /// What spells it; where a text could stand in an empty element, and 0 where none could. Made of several pieces, such as CDATA and a comment, the bytes differ from ``text``, and it
    /// can't be edited.
    package internal(set) var range = 0..<0
}

/// What follows the colon of a name with a prefix.
package func localPart(of name: String) -> String {
    guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return name }
    return String(name[name.index(after: colon)...])
}
