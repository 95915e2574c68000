/// Who acts: a person's name or a service's, as journals record it.
package struct Principal: Identifier {
    package let text: String
    package init(_ text: String) { self.text = text }
}
