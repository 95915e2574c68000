import ArgumentParser
import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts

struct VerifyCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks a release set offline: sums, files, plan and versions inside.")

    @OptionGroup var options: GlobalOptions
    @Argument(help: "The release set's folder.") var folder: String

    func run() async throws {
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        let report = try await verifySet(root, files: LocalFiles())
        if options.json {
            Terminal.current.print(json: try encodeJSON(report))
        } else {
            for line in report.checked { Terminal.current.print("ok      \(line)") }
            for line in report.problems { Terminal.current.print("FAILED  \(line)") }
            Terminal.current.print(
                report.problems.isEmpty
                    ? "The set is complete: \(report.checked.count) checks."
                    : "\(report.problems.count) problems; do not use this set.")
        }
        if !report.problems.isEmpty { throw Ending(code: .failed) }
    }
}
