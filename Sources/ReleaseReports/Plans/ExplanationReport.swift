package import ReleaseModel

/// `slipway plan --explain COMPONENT --json`
package struct ExplanationReport: Encodable {
    var schema = "slipway.explanation/1"
    var component: ComponentID
    var sentences: [String]

    package init(component: ComponentID, sentences: [String]) {
        self.component = component
        self.sentences = sentences
    }
}
