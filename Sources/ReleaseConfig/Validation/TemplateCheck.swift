import ReleaseModel

/// What a template gets wrong; nil where it is right.
///
/// A field is `{name}`; a brace that belongs to no field is an error, since it would be printed as it stands.
func templateProblem(
    _ template: String, fields: [String], requires required: [String]
) -> (message: String, suggestion: String?)? {
    var found: Set<String> = []
    var rest = template[...]
    while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
        let behind = rest.index(after: brace)
        guard rest[brace] == "{", let end = rest[behind...].firstIndex(of: "}") else {
            return (
                "A `\(rest[brace])` in this template belongs to no `{field}`.", "Write the field as `{\(fields[0])}`."
            )
        }
        let name = String(rest[behind..<end])
        guard fields.contains(name) else {
            let known = fields.map { "`{\($0)}`" }.joined(separator: ", ")
            let nearest = nearestName(to: name, among: fields).map { "Did you mean `{\($0)}`?" }
            return ("The field `{\(name)}` is not known here.", nearest ?? "Known fields: \(known).")
        }
        found.insert(name)
        rest = rest[rest.index(after: end)...]
    }
    guard let missing = required.first(where: { !found.contains($0) }) else { return nil }
    return ("The field `{\(missing)}` is missing in this template.", "Add it, as in `\(template){\(missing)}`.")
}
