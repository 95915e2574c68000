import ArgumentParser
import Foundation
import ReleaseConfig
import ReleaseManifests
import ReleaseModel
import ReleaseReports

struct ExplainCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explains the code of a finding or an error: what happened, why, what to do.",
        discussion: "Without a code, lists all of them.")

    @Argument(help: "A code, such as tag.version-differs.")
    var code: String?

    @Flag(help: "Print JSON for machines.")
    var json = false

    func run() async throws {
        let terminal = Terminal.current
        guard let code else {
            let findings = (findingKinds + ecosystemFindingKinds).map { ($0.code, $0.severity.rawValue, $0.title) }
            // One code may be both: what doctor finds, another command refuses.
            let errors = errorKinds.filter { kind in !findings.contains { $0.0 == kind.code } }
            for (code, severity, title) in findings + errors.map({ ($0.code, "error", $0.title) }) {
                terminal.print("\(code.padded(to: 34)) \(severity.padded(to: 8)) \(title)")
            }
            return
        }
        guard let kind = explanation(of: code) else {
            let known = (findingKinds + ecosystemFindingKinds).map(\.code) + errorKinds.map(\.code)
            throw ExplainError.unknown(code, nearest: nearestName(to: code, among: known))
        }
        if json {
            let fields = [
                "code": kind.code, "severity": kind.severity.rawValue, "title": kind.title, "reason": kind.reason,
                "remedy": kind.remedy,
            ]
            terminal.print(json: try encodeJSON(Answer("slipway.finding-kind/1", fields)))
        } else {
            terminal.print(
                """
                \(terminal.style.styled(kind.title, .bold)) [\(kind.code), \(kind.severity.rawValue)]

                \(kind.reason)
                → \(kind.remedy)
                """)
        }
    }

    /// What is known of a code; errors have the same parts as findings.
    private func explanation(of code: String) -> FindingKind? {
        errorKind(of: code).map {
            FindingKind($0.code, .error, title: $0.title, reason: $0.reason, remedy: $0.remedy)
        } ?? findingKind(of: code)
    }
}

private enum ExplainError: UserFacingError {
    case unknown(String, nearest: String?)

    var code: String { "explain.unknown-code" }
    var summary: String {
        if case .unknown(let text, _) = self { "No finding or error has the code '\(text)'." } else { "" }
    }
    var reasons: [String] { [] }
    var suggestions: [String] {
        if case .unknown(_, let nearest?) = self { return ["Did you mean: slipway explain \(nearest)"] }
        return ["List the codes: slipway explain"]
    }
    var exitCode: ReleaseModel.ExitCode { .usage }
}
