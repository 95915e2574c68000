import ReleaseModel

/// How edits name the values of an XML document.
///
/// A key is the path of local names from the root, `project.parent.version`. Where an element has siblings of the same
/// local name, its step is followed by its number among them, counted from 0: `Project.ItemGroup[1].PackageReference[0]`.
/// An attribute is a last step with `@` and its name as written: `Project.'@Sdk'`. So a key depends on the structure
/// alone and stays when values change. Elements without text are values only where they are asked for.
extension XMLDocument {
    /// The key of an element's text.
    package func key(of element: XMLElement) -> String { path(of: element).description }

    package func key(of attribute: XMLAttribute, in element: XMLElement) -> String {
        path(of: element).appending("@" + attribute.name).description
    }

    private func path(of element: XMLElement) -> ValuePath {
        var steps: [ValuePath.Step] = []
        var current: XMLElement? = element
        while let one = current {
            if let sibling = one.sibling { steps.append(.index(sibling)) }
            steps.append(.key(one.localName))
            current = one.parent.map { elements[$0] }
        }
        return ValuePath(steps.reversed())
    }

    /// All values of the document, for the editor. Only those that are wanted bear their keys: each key is as long as
    /// its element is deep.
    package func scanned(for keys: Set<String>) -> ScannedFile {
        let wanted = Dictionary(keys.compactMap { key in range(at: key).map { ($0, key) } }) { first, _ in first }
        func value(_ text: String, _ range: Range<Int>) -> ScannedValue {
            ScannedValue(key: wanted[range] ?? "", text: text, range: range)
        }
        var values: [ScannedValue] = []
        for element in elements {
            values += element.attributes.map { value($0.text, $0.range) }
            if let text = element.text, !text.text.isEmpty || wanted[text.range] != nil {
                values.append(value(text.text, text.range))
            }
        }
        return ScannedFile(file: file, bytes: bytes, values: values, diagnostics: diagnostics)
    }

    /// The bytes of the value that a key names; nil where none does.
    private func range(at key: String) -> Range<Int>? {
        guard let steps = ValuePath(key)?.steps, let root, steps.first == .key(root.localName) else { return nil }
        var element = root
        var position = 1
        while position < steps.count {
            guard case .key(let name) = steps[position] else { return nil }
            position += 1
            if name.first == "@" {
                return position == steps.count ? element.attribute(String(name.dropFirst()))?.range : nil
            }
            var sibling: Int?
            if position < steps.count, case .index(let index) = steps[position] {
                sibling = index
                position += 1
            }
            guard let next = children(name, of: element).first(where: { $0.sibling == sibling }) else { return nil }
            element = next
        }
        guard let text = element.text, text.range.lowerBound > 0 else { return nil }
        return text.range
    }
}
