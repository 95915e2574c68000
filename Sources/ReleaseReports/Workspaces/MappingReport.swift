import ReleaseConfig
package import ReleasePlease

/// The account of a mapping as a table, followed by how much of it is not kept.
///
/// - Parameter keepsFiles: Whether release-please's files stay in use, so that nothing is lost.
package func mappingText(_ keys: [MappedKey], keepsFiles: Bool = false, _ style: TextStyle = .plain) -> String {
    let header = ["release-please", "where", keepsFiles ? "in slipway.yaml" : "slipway.yaml", "note"]
    let cells = keys.map { [$0.key, $0.place, $0.becomes ?? (keepsFiles ? "none" : "not kept"), $0.note] }
    let widths = header.indices.map { column in ([header] + cells).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
        let padded = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
        return String(padded.reversed().drop { $0 == " " }.reversed())
    }
    let lost = keys.filter { $0.becomes == nil }.count
    let end = lost == 0 ? "Everything is kept." : "\(keys.count - lost) of \(keys.count) are kept."
    return ([style.styled(line(header), .bold)] + cells.map(line) + (keepsFiles ? [] : [end]))
        .joined(separator: "\n")
}

/// `slipway init --from release-please --json`
package struct MappingReport: Encodable {
    struct Row: Encodable {
        var key: String
        var place: String
        var becomes: String?
        var note: String
    }

    var schema = "slipway.init-release-please/1"
    var keys: [Row]
    var text: String

    package init(_ mapping: ReleasePleaseMapping) {
        keys = mapping.keys.map { Row(key: $0.key, place: $0.place, becomes: $0.becomes, note: $0.note) }
        text = mapping.draft.text
    }
}
