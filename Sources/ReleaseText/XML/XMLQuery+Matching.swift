extension XMLDocument {
    /// The values that a query names, in the order of the text; elements with children have none.
    package func values(at query: XMLQuery) -> [ScannedValue] {
        guard root != nil else { return [] }
        // nil stands for the document itself, whose only child is the root.
        var contexts: [Int?] = [nil]
        for step in query.steps {
            let parents = step.isDeep ? withDescendants(contexts) : contexts
            contexts = parents.flatMap { matches(of: step, below: $0) }.sorted().map { $0 }
        }
        return contexts.compactMap { $0 }.compactMap { value(of: elements[$0], query.attribute) }
    }

    private func value(of element: XMLElement, _ attribute: String?) -> ScannedValue? {
        if let attribute {
            return element.attribute(attribute).map {
                ScannedValue(key: key(of: $0, in: element), text: $0.text, range: $0.range)
            }
        }
        guard let text = element.text, !text.text.isEmpty else { return nil }
        return ScannedValue(key: key(of: element), text: text.text, range: text.range)
    }

    /// Each element lies below one parent only, so different parents never give the same match.
    private func matches(of step: XMLQuery.Step, below parent: Int?) -> [Int] {
        let below = parent.map { elements[$0].children } ?? [0]
        let named = below.filter { step.name == nil || elements[$0].localName == step.name }
        return step.predicates.reduce(named) { found, predicate in
            switch predicate {
            case .position(let number): number <= found.count ? [found[number - 1]] : []
            case .attribute(let name, let value): found.filter { elements[$0].attribute(name)?.text == value }
            case .child(let name, let value):
                found.filter { children(name, of: elements[$0]).contains { $0.text?.text == value } }
            }
        }
    }

    /// An element's descendants follow it in the list of all, up to the first that begins behind its end.
    private func withDescendants(_ contexts: [Int?]) -> [Int?] {
        if contexts.contains(nil) { return [nil] + elements.indices.map { $0 } }
        var found: [Int] = []
        var next = 0
        for case let context? in contexts {
            var index = max(context, next)
            let end = elements[context].range.upperBound
            while index < elements.count, elements[index].range.lowerBound < end {
                found.append(index)
                index += 1
            }
            next = max(next, index)
        }
        return found
    }
}
