package import ReleasePorts
import ReleaseModel

/// `slipway audit verify --json`
package struct VerificationReport: Encodable {
    struct Fault: Encodable {
        var kind: String
        var text: String
    }

    var schema = "slipway.audit-verification/1"
    var isWhole: Bool
    var head: String
    var runs: [RunID]
    var entries: Int
    var faults: [Fault]

    package init(_ verification: ChainVerification) {
        isWhole = verification.faults.isEmpty
        head = "\(verification.head)"
        runs = verification.runs
        entries = verification.entries
        faults = verification.faults.map { Fault(kind: $0.kind.rawValue, text: "\($0)") }
    }
}
