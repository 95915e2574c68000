import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseObservation
import ReleaseOperations

struct DoctorCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Finds release problems: tags, versions, requirements, lock files, workflows.",
        discussion: """
            Checks tags and their trees, versions, requirements, lock files, the graph, workflows, registry rules, \
            clones and tools. Changes nothing. Exits with 1 if a finding is an error. To explain a code: slipway explain \
            CODE
            """)

    @OptionGroup var options: GlobalOptions

    @Flag(help: "Leave out notes.")
    var quiet = false

    func run() async throws {
        let findings: [Finding]
        do {
            findings = try await options.workspace().examine().filter { !quiet || $0.severity != .note }
        } catch let error as UnreadableInput {
            // The configuration itself can't be used.
            findings = error.diagnostics.map { Finding($0) }
        }
        let terminal = Terminal.standard
        if options.json {
            terminal.print(json: try encodeJSON(DoctorReport(findings)))
        } else {
            terminal.print(findingsText(findings, terminal: terminal))
        }
        if findings.contains(where: { $0.severity == .error }) { throw Ending(code: .failed) }
    }
}

/// `slipway doctor --json`
private struct DoctorReport: Encodable {
    var schema = "slipway.doctor/1"
    var findings: [Finding]
    var errors: Int
    var warnings: Int
    var notes: Int

    init(_ findings: [Finding]) {
        self.findings = findings
        errors = findings.count { $0.severity == .error }
        warnings = findings.count { $0.severity == .warning }
        notes = findings.count { $0.severity == .note }
    }
}

/// Findings for people: each with its place, what is so, why it matters and what to do; equal reasons and remedies are
/// said once a code.
func findingsText(_ findings: [Finding], terminal: Terminal) -> String {
    guard !findings.isEmpty else { return terminal.styled("Nothing found.", .green) }
    var lines: [String] = []
    var said: Set<String> = []
    for finding in findings {
        let (word, style): (String, Terminal.Style) =
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
            "\(terminal.styled(word, style)) \(finding.message) \(terminal.styled("[\(finding.code)]", .dim))")
        if !place.isEmpty { lines.append("    at \(place)") }
        for (text, mark) in [(finding.reason, ""), (finding.remedy, "→ ")] where !text.isEmpty {
            if said.insert("\(finding.code) \(text)").inserted { lines.append("    \(mark)\(text)") }
        }
    }
    let counts = [
        (findings.count { $0.severity == .error }, "error"), (findings.count { $0.severity == .warning }, "warning"),
        (findings.count { $0.severity == .note }, "note"),
    ]
    let summary = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    return (lines + ["", terminal.styled(summary, .bold)]).joined(separator: "\n")
}
