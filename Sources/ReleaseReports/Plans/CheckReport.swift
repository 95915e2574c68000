package import ReleaseOperations

/// `slipway check --json`
package struct CheckReport: Encodable {
    var schema = "slipway.check/1"
    var check: CheckOperation.Answer

    package init(_ answer: CheckOperation.Answer) { check = answer }
}
