/// Which prefixes are declared where, after [Namespaces in XML](https://www.w3.org/TR/xml-names/).
struct XMLNamespaces {
    private static let xml = "http://www.w3.org/XML/1998/namespace"
    private static let declarations = "http://www.w3.org/2000/xmlns/"
    /// For each prefix its namespaces, the innermost last.
    private var namespaces: [String: [String]] = ["xml": [XMLNamespaces.xml]]
    /// What each open element declares.
    private var declared: [[String]] = []

    /// Notes what an element declares, and checks its prefixes and those of its attributes.
    mutating func enter(_ element: XMLElement) throws(XMLFault) {
        var prefixes: [String] = []
        for attribute in element.attributes {
            guard let prefix = XMLNamespaces.prefix(of: attribute.name) else {
                if attribute.name == "xmlns" { try check(attribute, for: "") }
                continue
            }
            guard prefix == "xmlns" else { continue }
            let name = localPart(of: attribute.name)
            try check(attribute, for: name)
            prefixes.append(name)
            namespaces[name, default: []].append(attribute.text)
        }
        declared.append(prefixes)
        _ = try namespace(of: element.name, at: element.range.lowerBound + 1)
        try checkAttributes(of: element)
    }

    mutating func leave() {
        for prefix in declared.popLast() ?? [] { namespaces[prefix]?.removeLast() }
    }

    private func check(_ attribute: XMLAttribute, for prefix: String) throws(XMLFault) {
        let isXML = attribute.text == XMLNamespaces.xml
        let isAllowed =
            prefix == "xml"
            ? isXML
            : !isXML && attribute.text != XMLNamespaces.declarations && prefix != "xmlns"
                && (prefix.isEmpty || !attribute.text.isEmpty)
        guard isAllowed else {
            throw XMLFault("invalid-namespace", at: attribute.range.lowerBound, "This namespace can't be declared so.")
        }
    }

    /// nil for a name without prefix.
    private func namespace(of name: String, at offset: Int) throws(XMLFault) -> String? {
        guard let prefix = XMLNamespaces.prefix(of: name) else { return nil }
        guard let namespace = namespaces[prefix]?.last else {
            throw XMLFault(
                "undefined-prefix", at: offset, "The prefix '\(prefix.prefix(40))' is not declared.",
                suggestion: "Declare it with an attribute 'xmlns:\(prefix.prefix(40))'.")
        }
        return namespace
    }

    /// Two prefixes may stand for one namespace.
    private func checkAttributes(of element: XMLElement) throws(XMLFault) {
        var seen: Set<[String]> = []
        for attribute in element.attributes {
            guard let prefix = XMLNamespaces.prefix(of: attribute.name), prefix != "xmlns",
                let namespace = try namespace(of: attribute.name, at: attribute.range.lowerBound)
            else { continue }
            guard seen.insert([namespace, localPart(of: attribute.name)]).inserted else {
                throw XMLFault(
                    "duplicate-attribute", at: attribute.range.lowerBound,
                    "The attribute '\(attribute.name.prefix(40))' stands there twice.")
            }
        }
    }

    private static func prefix(of name: String) -> String? {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        return String(name[..<colon])
    }
}
