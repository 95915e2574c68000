import ReleaseModel
package import ReleaseOperations

/// `slipway store check --json`
package struct StoreReport: Encodable {
    var schema = "slipway.store/1"
    var findings: [String]
    /// Runs whose data beside the journal differed; it was rebuilt.
    var rebuiltRuns: [RunID]
    /// Those that have folders here and are not in the store.
    var unknownRuns: [RunID]
    /// In bytes.
    var size: Int64

    package init(_ check: StoreOperation.StoreState) {
        findings = check.findings
        rebuiltRuns = check.rebuilt
        unknownRuns = check.unknown
        size = check.size
    }
}

/// A size for people: `1.5 MB`.
package func byteText(_ bytes: Int64) -> String {
    let units = ["B", "kB", "MB", "GB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    let tenths = Int64((value * 10).rounded())
    return unit == 0 ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
