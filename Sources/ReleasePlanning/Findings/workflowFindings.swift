import ReleaseModel

/// Workflows that start on tags which no component here pushes.
func workflowFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.workflows.compactMap { workflow in
        let repository = facts.world.repository(workflow.repository)
        let components = facts.world.components.filter { $0.repository == workflow.repository }
        let pushed = components.flatMap { component -> [String] in
            guard let template = facts.histories[component.id]?.template else { return [] }
            let version = component.version ?? facts.histories[component.id]?.last?.version ?? Version(0, 1, 0)
            let candidate = Version(semantic: version.bumped(.patch).text + "-rc.1")
            return [version, version.bumped(.patch), version.bumped(.major), candidate].compactMap { $0 }
                .map { template.name(version: $0).text }
        }
        let filter = TagFilter(workflow.patterns)
        let forms = components.compactMap { facts.histories[$0.id]?.forms }
        let known = pushed + (repository?.tags.map(\.name).filter { !isAbandoned($0, forms) }.map(\.text) ?? [])
        guard !known.contains(where: filter.matches) else { return nil }
        let patterns = workflow.patterns.map { "'\($0)'" }.joined(separator: ", ")
        return Finding(
            .deadListener, place: workflow.place, repository: workflow.repository,
            message: "This workflow starts on tags \(patterns), and no tag here is spelled so.",
            reason: pushed.first.map { "New tags are spelled like \($0)." } ?? "No component is released from here.")
    }
}

/// Whether a tag is a release in a style that new tags no longer have; no tag like it will be pushed again.
private func isAbandoned(_ tag: TagName, _ forms: [TagForms]) -> Bool {
    let styles = forms.compactMap { form in form.template(of: tag).map { $0 == form.template } }
    return !styles.isEmpty && !styles.contains(true)
}

/// GitHub's [filter patterns](https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet):
/// later ones win, `!` excludes.
package struct TagFilter: Sendable {
    private let patterns: [(isExclusion: Bool, elements: [Element])]

    private struct Element {
        enum Count { case one, optional, some, any }
        var isMatch: @Sendable (Unicode.Scalar) -> Bool
        var count: Count
    }

    package init(_ patterns: [String]) {
        self.patterns = patterns.map { text in
            let isExclusion = text.hasPrefix("!")
            return (isExclusion, TagFilter.elements(of: isExclusion ? text.dropFirst() : text[...]))
        }
    }

    package func matches(_ tag: String) -> Bool {
        var isIncluded = false
        for (isExclusion, elements) in patterns where TagFilter.matches(Array(tag.unicodeScalars), elements) {
            isIncluded = !isExclusion
        }
        return isIncluded
    }

    private static func elements(of text: Substring) -> [Element] {
        var elements: [Element] = []
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*":
                if rest.first == "*" {
                    rest = rest.dropFirst()
                    elements.append(Element(isMatch: { _ in true }, count: .any))
                } else {
                    elements.append(Element(isMatch: { $0 != "/" }, count: .any))
                }
            case "?" where !elements.isEmpty: elements[elements.count - 1].count = .optional
            case "+" where !elements.isEmpty: elements[elements.count - 1].count = .some
            case "[":
                let members = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(members.count + 1)
                elements.append(Element(isMatch: isIn(Array(members)), count: .one))
            case "\\":
                let literal = rest.popFirst() ?? "\\"
                elements.append(Element(isMatch: { $0 == literal }, count: .one))
            default: elements.append(Element(isMatch: { $0 == scalar }, count: .one))
            }
        }
        return elements
    }

    /// Single characters and ranges.
    private static func isIn(_ members: [Unicode.Scalar]) -> @Sendable (Unicode.Scalar) -> Bool {
        { scalar in
            var index = 0
            while index < members.count {
                if index + 2 < members.count, members[index + 1] == "-" {
                    if members[index] <= scalar, scalar <= members[index + 2] { return true }
                    index += 3
                } else {
                    if members[index] == scalar { return true }
                    index += 1
                }
            }
            return false
        }
    }

    /// All ways at once, so that time grows with the product of the lengths and no faster.
    private static func matches(_ text: [Unicode.Scalar], _ elements: [Element]) -> Bool {
        var states: Set<Int> = closure([0], elements)
        for scalar in text {
            var next: Set<Int> = []
            for state in states where state < elements.count && elements[state].isMatch(scalar) {
                switch elements[state].count {
                case .one, .optional: next.insert(state + 1)
                case .some, .any: next.formUnion([state, state + 1])
                }
            }
            states = closure(next, elements)
            if states.isEmpty { return false }
        }
        return states.contains(elements.count)
    }

    /// With those that can be reached by leaving out elements.
    private static func closure(_ states: Set<Int>, _ elements: [Element]) -> Set<Int> {
        var result = states
        for state in states {
            var at = state
            while at < elements.count, elements[at].count == .optional || elements[at].count == .any {
                at += 1
                result.insert(at)
            }
        }
        return result
    }
}
