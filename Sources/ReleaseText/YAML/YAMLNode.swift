package import ReleaseModel

/// A value in a YAML text, with the bytes it was written in.
///
/// Aliases keep their target, so a walk through ``resolved`` may visit a node more than once; the reader bounds how
/// often and how deep (``YAMLLimits``).
package struct YAMLNode: Sendable, Hashable {
    package indirect enum Content: Sendable, Hashable {
        /// As written: a merge key `<<` is an entry of its own; see ``YAMLNode/effectiveEntries``.
        case mapping([YAMLEntry])
        case sequence([YAMLNode])
        case scalar(YAMLScalar)
        case alias(name: String, target: YAMLNode)
    }

    package let content: Content
    /// The value's bytes with its quotes or brackets, without anchor and tag; a block scalar begins at its indicator
    /// and ends with its last line's text. Empty where a value is left out.
    package let range: Range<Int>
    package let place: Place
    package let anchor: String?
    /// As written, `!!str` or `!Ref`; only the core tags have a meaning here.
    package let tag: String?
    /// How many nodes a walk visits that follows aliases, this one included.
    let weight: Int
    /// How many levels such a walk goes down, this one included.
    let height: Int

    /// The node itself, or what it is an alias of.
    package var resolved: YAMLNode {
        if case .alias(_, let target) = content { target.resolved } else { self }
    }

    /// The entries of a mapping as written, aliases followed; nil for anything else.
    package var entries: [YAMLEntry]? {
        if case .mapping(let entries) = resolved.content { entries } else { nil }
    }

    /// The items of a sequence, aliases followed; nil for anything else.
    package var items: [YAMLNode]? {
        if case .sequence(let items) = resolved.content { items } else { nil }
    }

    /// The scalar, aliases followed; nil for anything else.
    package var scalar: YAMLScalar? {
        if case .scalar(let scalar) = resolved.content { scalar } else { nil }
    }

    /// What a scalar means in the core schema; nil for collections.
    package var value: YAMLValue? { scalar.map { $0.value(tag: resolved.tag) } }

    /// The value under a key, merge keys considered; nil where there is none.
    package subscript(key: String) -> YAMLNode? { effectiveEntries?.first { $0.key.text == key }?.value }
}

/// A key of a mapping and what stands under it.
package struct YAMLEntry: Sendable, Hashable {
    package let key: YAMLKey
    package let value: YAMLNode

    /// Whether it is a merge key, whose mappings supply what the mapping itself leaves out.
    package var isMerge: Bool { key.text == "<<" && key.style == .plain }
}

/// The key of an entry; only scalars are read as keys.
package struct YAMLKey: Sendable, Hashable {
    package let text: String
    package let style: YAMLScalar.Style
    /// With its quotes, without the colon.
    package let range: Range<Int>
    package let place: Place
}

/// A text and how it was written.
package struct YAMLScalar: Sendable, Hashable {
    package enum Style: Sendable, Hashable { case plain, singleQuoted, doubleQuoted, literal, folded }

    /// With escapes, folding and chomping applied.
    package let text: String
    package let style: Style

    package init(text: String, style: Style) {
        self.text = text
        self.style = style
    }
}

/// One document of a YAML text.
package struct YAMLDocument: Sendable {
    package let root: YAMLNode
    package let source: YAMLSource
}

/// What bounds the reading of a text that was made to hurt.
package enum YAMLLimits {
    /// Levels of nesting, counted through aliases.
    package static let depth = 100
    /// Nodes that aliases may stand for together, in one text.
    package static let expansion = 100_000
}
