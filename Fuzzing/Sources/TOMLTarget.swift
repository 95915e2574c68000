import ReleaseModel
import ReleaseText

func checkTOML(_ bytes: [UInt8]) {
    let document = TOMLDocument(file: "f", bytes: bytes)
    guard document.diagnostics.isEmpty else { return }
    var texts: [(path: ValuePath, text: String)] = []
    addTexts(of: document.root, at: ValuePath(), to: &texts)
    for (path, text) in sample(texts, limit: 4, by: fingerprint(bytes)) {
        hold(ValuePath(path.description) == path, "a path's text names the same path", path.description)
        hold(document.value(at: path)?.string == text, "a path finds its value", path.description)
        guard let new = other(than: text) else { continue }
        _ = checkedRoundTrip(path.description, in: "f", from: text, to: new, bytes: bytes) {
            edit, bytes throws(EditError) in
            try TOMLDocument(file: "f", bytes: bytes)
                .replacing([TOMLReplacement(path: path, text: edit.change.after, key: edit.key)])
        }
    }
}

private func addTexts(of table: TOMLTable, at path: ValuePath, to texts: inout [(path: ValuePath, text: String)]) {
    for entry in table.entries { addTexts(of: entry.value, at: path.appending(entry.key), to: &texts) }
}

private func addTexts(of value: TOMLValue, at path: ValuePath, to texts: inout [(path: ValuePath, text: String)]) {
    guard texts.count < 1_000 else { return }
    switch value.content {
    case .string(let text): texts.append((path, text))
    case .table(let table): addTexts(of: table, at: path, to: &texts)
    case .array(let items):
        for (index, item) in items.enumerated() { addTexts(of: item, at: path.appending(index: index), to: &texts) }
    case .integer, .float, .boolean, .dateTime: break
    }
}

func dumpTOML(_ bytes: [UInt8]) -> String? {
    let document = TOMLDocument(file: "f", bytes: bytes)
    return document.diagnostics.isEmpty ? dumped(document.root) : nil
}

private func dumped(_ table: TOMLTable) -> String {
    Dump.kind("t", Dump.list(table.entries.map { Dump.list([Dump.text($0.key), dumped($0.value)]) }))
}

private func dumped(_ value: TOMLValue) -> String {
    switch value.content {
    case .string(let text): Dump.kind("s", Dump.text(text))
    case .integer(let number): Dump.kind("i", "\(number)")
    case .float(let number): Dump.kind("f", "\"\(String(number.bitPattern, radix: 16))\"")
    case .boolean(let flag): Dump.kind("b", "\(flag)")
    case .dateTime(let kind, let text): Dump.kind("d", Dump.text(kind.rawValue), Dump.text(text))
    case .array(let items): Dump.kind("a", Dump.list(items.map(dumped)))
    case .table(let table): dumped(table)
    }
}
