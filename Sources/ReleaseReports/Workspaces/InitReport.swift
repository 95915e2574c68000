import ReleaseModel

/// `slipway init --json`
package struct InitReport: Encodable {
    var schema = "slipway.init/1"
    var components: [DiscoveryReport.Row]
    var groups: [[ComponentID]]
    var text: String

    package init(report: DiscoveryReport, text: String) {
        components = report.rows
        groups = report.groups
        self.text = text
    }
}
