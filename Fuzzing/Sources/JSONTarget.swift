import ReleaseModel
import ReleaseText

func checkJSON(_ bytes: [UInt8]) {
    let document = JSONDocument(file: "f", bytes: bytes)
    let scanned = document.scanned
    let isRefused = document.diagnostics.contains { $0.severity == .error }
    hold((document.root == nil) == isRefused, "a text without a fault has a value", "\(document.diagnostics)")
    for value in sample(scanned.values, limit: 4, by: fingerprint(bytes)) {
        let isText = value.range.lowerBound > 0 && bytes[value.range.lowerBound - 1] == UInt8(ascii: "\"")
        guard let new = isText || value.text.allSatisfy(\.isNumber) ? other(than: value.text) : nil else { continue }
        _ = checkedRoundTrip(value.key, in: "f", from: value.text, to: new, bytes: bytes) {
            edit, bytes throws(EditError) in
            try edited([edit], of: "f", bytes: bytes) { JSONDocument(file: "f", bytes: $0).scanned }
        }
    }
}

func dumpJSON(_ bytes: [UInt8]) -> String? { JSONDocument(file: "f", bytes: bytes).root.map(dumped) }

private func dumped(_ node: JSONNode) -> String {
    switch node.content {
    case .object(let entries):
        Dump.kind("t", Dump.list(entries.map { Dump.list([Dump.text($0.key.text), dumped($0.value)]) }))
    case .array(let items): Dump.kind("a", Dump.list(items.map(dumped)))
    case .string(let text): Dump.kind("s", Dump.text(text.text))
    case .number(let text): Dump.kind("n", Dump.text(text))
    case .boolean(let flag): Dump.kind("b", "\(flag)")
    case .null: Dump.kind("0")
    }
}
