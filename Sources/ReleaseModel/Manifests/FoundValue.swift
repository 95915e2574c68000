/// A value that an editor finds at a key.
package struct FoundValue: Sendable, Hashable {
    /// As written, without quotes.
    package var text: String
    package var place: Place

    package init(text: String, place: Place) {
        self.text = text
        self.place = place
    }
}
