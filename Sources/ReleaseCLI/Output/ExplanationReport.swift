import ReleaseModel

/// `slipway plan --explain COMPONENT --json`
struct ExplanationReport: Encodable {
    var schema = "slipway.explanation/1"
    var component: ComponentID
    var sentences: [String]
}
