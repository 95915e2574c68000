import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseReports

struct AuditVerifyCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks the journals for removed, changed or inserted entries.",
        discussion: """
            Verifies the hash chain of every journal and the digest of every plan. Someone who can write to the entire \
            store can rewrite the hashes, too; a head that was stored elsewhere reveals that.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "A head that was printed earlier and stored elsewhere.") var head: String?

    func validate() throws {
        if let head, ChainHead(head) == nil {
            throw ValidationError(
                "'\(head)' is not a valid head; a head looks like 42-5f…, with 64 digits after the hyphen.")
        }
    }

    func run() async throws {
        let verification = try await AuditOperation(options.storeWorkspace()).verifyAudit(
            against: head.flatMap { ChainHead($0) })
        if options.json {
            Terminal.current.print(json: try encodeJSON(VerificationReport(verification)))
        } else {
            for fault in verification.faults { Terminal.current.print("\(fault)") }
            let count = "\(counted(verification.runs.count, "run")), \(counted(Int(verification.entries), "entry"))"
            let word =
                verification.faults.isEmpty ? "intact" : "broken: \(counted(verification.faults.count, "fault"))"
            Terminal.current.print("\(word); \(count)")
            Terminal.current.print("head \(verification.head)")
        }
        if !verification.faults.isEmpty { throw Ending(code: .failed) }
    }
}
