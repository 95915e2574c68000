import ReleaseModel
import ReleaseText

func checkXML(_ bytes: [UInt8]) {
    let document = XMLDocument(file: "f", bytes: bytes)
    hold(document.elements.isEmpty != document.diagnostics.isEmpty, "a text is read or refused", "")
    for element in sample(document.elements, limit: 4, by: fingerprint(bytes)) {
        if let text = element.text, !text.text.isEmpty { check(document.key(of: element), text.text, bytes) }
        if let one = element.attributes.first { check(document.key(of: one, in: element), one.text, bytes) }
    }
}

private func check(_ key: String, _ text: String, _ bytes: [UInt8]) {
    guard let new = other(than: text) else { return }
    _ = checkedRoundTrip(key, in: "f", from: text, to: new, bytes: bytes) { edit, bytes throws(EditError) in
        try edited([edit], of: "f", bytes: bytes) { XMLDocument(file: "f", bytes: $0).scanned(for: [key]) }
    }
}

func dumpXML(_ bytes: [UInt8]) -> String? {
    let document = XMLDocument(file: "f", bytes: bytes)
    return document.root.map { dumped($0, of: document) }
}

private func dumped(_ element: XMLElement, of document: XMLDocument) -> String {
    let attributes = element.attributes.map { Dump.list([Dump.text($0.name), Dump.text($0.text)]) }
    let children = document.children(of: element).map { dumped($0, of: document) }
    return Dump.list([
        Dump.text(element.name), Dump.list(attributes), Dump.list(children),
        element.text.map { Dump.text($0.text) } ?? "null",
    ])
}
