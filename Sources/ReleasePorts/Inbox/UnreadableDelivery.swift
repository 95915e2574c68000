/// Why what arrived can't be read.
package struct UnreadableDelivery: Error, Hashable {
    /// About its body.
    package var sentence: String

    package init(sentence: String) { self.sentence = sentence }
}
