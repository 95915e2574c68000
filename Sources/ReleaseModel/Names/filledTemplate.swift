/// A template with the value of each `{field}`. What a value says is never taken for a field; unknown fields stay.
package func filled(_ template: String, _ values: [String: String]) -> String {
    var text = ""
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
        text += rest[..<open]
        rest = rest[open...]
        guard let close = rest.firstIndex(of: "}"), let value = values[String(rest[rest.index(after: open)..<close])]
        else {
            text += "{"
            rest = rest.dropFirst()
            continue
        }
        text += value
        rest = rest[rest.index(after: close)...]
    }
    return text + rest
}
