import ArgumentParser
import Foundation
import ReleaseConfig
import ReleaseManifests
import ReleaseModel
import ReleaseReports

struct ExplainCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explains the code of a finding and how to fix it.",
        discussion: "Without a code, lists all of them.")

    @Argument(help: "A code, such as tag.version-differs.")
    var code: String?

    @Flag(help: "Print JSON for machines.")
    var json = false

    func run() async throws {
        guard let code else {
            for kind in findingKinds + ecosystemFindingKinds {
                Terminal.current.print(
                    "\(kind.code.padded(to: 30)) \(kind.severity.rawValue.padded(to: 8)) \(kind.title)")
            }
            return
        }
        guard let kind = findingKind(of: code) else {
            throw ExplainError.unknown(
                code, nearest: nearestName(to: code, among: (findingKinds + ecosystemFindingKinds).map(\.code)))
        }
        if json {
            let fields = [
                "code": kind.code, "severity": kind.severity.rawValue, "title": kind.title, "reason": kind.reason,
                "remedy": kind.remedy,
            ]
            Terminal.current.print(json: try encodeJSON(Answer("slipway.finding-kind/1", fields)))
        } else {
            Terminal.current.print(
                """
                \(Terminal.current.style.styled(kind.title, .bold)) [\(kind.code), \(kind.severity.rawValue)]

                \(kind.reason)
                → \(kind.remedy)
                """)
        }
    }
}

private enum ExplainError: UserFacingError {
    case unknown(String, nearest: String?)

    var code: String { "explain.unknown-code" }
    var summary: String { if case .unknown(let text, _) = self { "No finding has the code '\(text)'." } else { "" } }
    var reasons: [String] { ["`slipway explain` knows the findings of doctor; errors explain themselves."] }
    var suggestions: [String] {
        if case .unknown(_, let nearest?) = self { return ["Did you mean it: slipway explain \(nearest)"] }
        return ["List the codes: slipway explain"]
    }
    var exitCode: ReleaseModel.ExitCode { .usage }
}
