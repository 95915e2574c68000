/// How texts for people are marked up: with a terminal's colours, or not at all.
package struct TextStyle: Sendable {
    package static let plain = TextStyle(hasColour: false)

    package let hasColour: Bool

    package init(hasColour: Bool) { self.hasColour = hasColour }

    package enum Mark: String, CaseIterable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"

        /// What ``TextStyle/styled(_:_:)`` writes.
        static let codes = Set(allCases.map(\.rawValue) + ["0"])
    }

    package func styled(_ text: String, _ mark: Mark) -> String {
        hasColour && !text.isEmpty ? "\u{1B}[\(mark.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A text without the control characters that files, commits and tags may bring along.
    package func shown(_ text: String) -> String { printable(text, marks: hasColour ? Mark.codes : []) }
}
