import ReleaseModel
package import ReleaseOperations

/// `slipway check --proofs --json`
package struct ProofsReport: Encodable {
    var schema = "slipway.proofs/1"
    var proofs: ReleaseProofs

    package init(_ proofs: ReleaseProofs) { self.proofs = proofs }
}

/// The four proofs of a release pull request, for people.
package func proofsText(_ proofs: ReleaseProofs) -> String {
    let title = proofs.title.isEmpty ? "" : " \(proofs.title)"
    var lines = ["#\(proofs.number)\(title)" + (proofs.head.map { " at \($0.short)" } ?? "")]
    lines += proofs.proofs.map { "\($0.isProven ? "proven    " : "not proven") \($0.kind.rawValue): \($0.reason)" }
    lines.append(
        proofs.isProven
            ? "Proven: this is what Slipway releases and nothing else, so its checks can be left out."
            : "Not proven: run every check.")
    if let head = proofs.head, proofs.isProven, proofs.expectedHead == nil {
        lines.append(
            "Neither an event nor --head names a commit, so this holds for \(head.short) and for no other push.")
    }
    return lines.joined(separator: "\n")
}
