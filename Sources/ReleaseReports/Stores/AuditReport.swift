import Foundation
import ReleaseModel
package import ReleasePlanning

/// `slipway audit list --json`
package struct AuditReport: Encodable {
    var schema = "slipway.audit/1"
    var entries: [AuditEntry]

    package init(entries: [AuditEntry]) { self.entries = entries }
}

/// An entry on one line: when, where in which journal, who, what and why.
package func auditLine(_ entry: AuditEntry) -> String {
    let place = "\(entry.run?.text ?? "-"):\(entry.sequence)"
    let why = entry.why.isEmpty ? "" : " (\(entry.why))"
    return
        "\(entry.at.formatted(.iso8601))  \(place.padded(to: 15)) \(entry.kind.rawValue.padded(to: 9)) \(entry.who): \(entry.what)\(why)"
}
