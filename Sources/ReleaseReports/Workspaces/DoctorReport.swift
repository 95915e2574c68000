package import ReleaseModel

/// `slipway doctor --json`
package struct DoctorReport: Encodable {
    var schema = "slipway.doctor/1"
    var findings: [Finding]
    var errors: Int
    var warnings: Int
    var notes: Int

    package init(_ findings: [Finding]) {
        self.findings = findings
        errors = findings.count { $0.severity == .error }
        warnings = findings.count { $0.severity == .warning }
        notes = findings.count { $0.severity == .note }
    }
}

/// Findings for people: each with its location, the problem, why it matters and what to do; equal reasons and fixes are
/// printed once per code.
package func findingsText(_ findings: [Finding], style: TextStyle = .plain) -> String {
    guard !findings.isEmpty else { return style.styled("Nothing found.", .green) }
    var lines: [String] = []
    var shown: Set<String> = []
    for finding in findings {
        let (word, mark): (String, TextStyle.Mark) =
            switch finding.severity {
            case .error: ("error", .red)
            case .warning: ("warning", .yellow)
            case .note: ("note", .blue)
            }
        var place = finding.place?.description ?? ""
        if let repository = finding.repository, !place.isEmpty, !place.hasPrefix("\(repository)/") {
            place = "\(repository)/\(place)"
        }
        lines.append(
            "\(style.styled(word, mark)) \(finding.message) \(style.styled("[\(finding.code)]", .dim))")
        if !place.isEmpty { lines.append("    at \(place)") }
        for (text, arrow) in [(finding.reason, ""), (finding.remedy, "→ ")] where !text.isEmpty {
            if shown.insert("\(finding.code) \(text)").inserted { lines.append("    \(arrow)\(text)") }
        }
    }
    let counts = [
        (findings.count { $0.severity == .error }, "error"), (findings.count { $0.severity == .warning }, "warning"),
        (findings.count { $0.severity == .note }, "note"),
    ]
    let summary = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    return (lines + ["", style.styled(summary, .bold)]).joined(separator: "\n")
}
