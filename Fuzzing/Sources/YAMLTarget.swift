import ReleaseModel
import ReleaseText

func checkYAML(_ bytes: [UInt8]) {
    for value in sample(scanned(bytes).values, limit: 4, by: fingerprint(bytes)) {
        guard let new = other(of: value) else { continue }
        _ = checkedRoundTrip(value.key, in: "f", from: value.text, to: new, bytes: bytes) {
            edit, bytes throws(EditError) in
            try edited([edit], of: "f", bytes: bytes, scanning: scanned)
        }
    }
}

private func other(of value: ScannedValue) -> String? {
    switch value.kind {
    case "text": value.text.isEmpty || value.text.utf8.contains { $0 < 0x20 || $0 == 0x7F } ? nil : "77.88.99"
    case "integer": "7"
    case "float": "7.5"
    default: nil
    }
}

/// Every scalar, called by its number.
private func scanned(_ bytes: [UInt8]) -> ScannedFile {
    var scanned = ScannedFile(file: "f", bytes: bytes)
    do throws(UnreadableInput) {
        for document in try yamlDocuments(bytes, file: "f") { addScalars(of: document.root, to: &scanned.values) }
    } catch {
        hold(error.diagnostics.contains { $0.severity == .error }, "what is refused is so for a reason", "")
        scanned.diagnostics = error.diagnostics
    }
    return scanned
}

private func addScalars(of node: YAMLNode, to values: inout [ScannedValue]) {
    switch node.content {
    case .mapping(let entries): for entry in entries { addScalars(of: entry.value, to: &values) }
    case .sequence(let items): for item in items { addScalars(of: item, to: &values) }
    case .scalar(let scalar):
        let kind = kind(of: scalar.value(tag: node.tag))
        values.append(ScannedValue(key: "\(values.count)", text: scalar.text, range: node.textRange, kind: kind))
    case .alias: break
    }
}

private func kind(of value: YAMLValue) -> String {
    switch value {
    case .null: "null"
    case .boolean: "boolean"
    case .integer: "integer"
    case .float: "float"
    case .string: "text"
    }
}

func dumpYAML(_ bytes: [UInt8]) -> String? {
    guard let documents = try? yamlDocuments(bytes, file: "f") else { return nil }
    var budget = 5_000
    let texts = documents.map { dumped($0.root, &budget) }
    return budget > 0 ? Dump.list(texts) : nil
}

/// - Parameter budget: How many nodes may still be written; aliases are written as what they stand for.
private func dumped(_ node: YAMLNode, _ budget: inout Int) -> String {
    budget -= 1
    guard budget > 0 else { return "null" }
    switch node.content {
    case .alias(_, let target): return dumped(target, &budget)
    case .sequence(let items):
        return Dump.kind("a", Dump.list(items.map { dumped($0, &budget) }), Dump.text(node.tag ?? ""))
    case .mapping(let entries):
        let texts = entries.map { entry in
            Dump.list([Dump.text(entry.key.text), Dump.text("\(entry.key.style)"), dumped(entry.value, &budget)])
        }
        return Dump.kind("m", Dump.list(texts), Dump.text(node.tag ?? ""))
    case .scalar(let scalar):
        let kind = kind(of: scalar.value(tag: node.tag))
        return Dump.kind(
            "s", Dump.text(scalar.text), Dump.text("\(scalar.style)"), Dump.text(kind), Dump.text(node.tag ?? ""))
    }
}
