/// A value in a JSON text, with the bytes it was written in.
package struct JSONNode: Sendable {
    package enum Content: Sendable {
        /// In the order of the text; a key may stand there twice.
        case object([JSONEntry])
        case array([JSONNode])
        case string(JSONText)
        /// As written: `1.50` stays `1.50`.
        case number(String)
        case boolean(Bool)
        case null
    }

    package let content: Content
    /// With its quotes or brackets.
    package let range: Range<Int>

    package init(content: Content, range: Range<Int>) {
        self.content = content
        self.range = range
    }

    /// nil for anything but a string.
    package var string: String? { if case .string(let text) = content { text.text } else { nil } }

    /// nil for anything but an object.
    package var entries: [JSONEntry]? { if case .object(let entries) = content { entries } else { nil } }

    /// nil for anything but an array.
    package var items: [JSONNode]? { if case .array(let items) = content { items } else { nil } }

    package var boolean: Bool? { if case .boolean(let flag) = content { flag } else { nil } }

    /// A number as it is spelled; nil for anything else.
    package var number: String? { if case .number(let text) = content { text } else { nil } }

    /// The value under a key; nil where there is none. Of two with one key the last counts, as everywhere.
    package subscript(key: String) -> JSONNode? { entries?.last { $0.key.text == key }?.value }

    /// With an article, for messages.
    package var kindName: String {
        switch content {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "true or false"
        case .null: "null"
        }
    }
}

/// A key of an object and what stands under it.
package struct JSONEntry: Sendable {
    package let key: JSONText
    package let value: JSONNode
}

/// A string or key.
package struct JSONText: Sendable, Hashable {
    /// With escapes resolved; half a surrogate pair alone is U+FFFD.
    package let text: String
    /// Without the quotes.
    package let range: Range<Int>
}
