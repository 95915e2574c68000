import ReleaseModel
import ReleaseText

/// A version that a manifest puts together: `${revision}${changelist}`, `$(Major).$(Minor).$(Patch)`.
///
/// Each value in it gets its part of the version, so that together they give the next one. This is checked again when
/// the edits are rehearsed: text between them may not allow every version.
struct VersionComposition {
    enum Piece {
        case text(String)
        /// A value that can be edited.
        case value(VersionSource)
        /// A name for which nothing is defined here.
        case unknown(String)

        var isUnknown: Bool { if case .unknown = self { true } else { false } }
    }

    let pieces: [Piece]

    /// The values that stand for the full version, and those that say a part of it.
    struct Sources {
        var whole: [VersionSource] = []
        var parts: [VersionSource] = []
        /// Why the version can't be updated, one sentence; nil if it can.
        var fault: String?
    }

    /// What the ecosystem computes; nil where a name is not defined.
    var text: String? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .value(let source): text += source.value
            case .unknown: return nil
            }
        }
        return text
    }

    var values: [VersionSource] {
        pieces.compactMap { piece in if case .value(let source) = piece { source } else { nil } }
    }

    /// The same up to what a build appends (`+abc`); nil where a name before it is not defined.
    var textBeforeBuild: String? {
        var text = ""
        for piece in pieces where !text.contains("+") {
            switch piece {
            case .text(let part): text += part
            case .value(let source): text += source.value
            case .unknown: return nil
            }
        }
        return String(text.prefix { $0 != "+" })
    }

    func sources() -> Sources {
        let values = values
        let texts = pieces.compactMap { piece in if case .text(let text) = piece, !text.isEmpty { text } else { nil } }
        var result = Sources()
        if values.count == 1, pieces.count == 1 {
            result.whole = values
            return result
        }
        // No part of it is written here: the version comes entirely from outside.
        let isPartlyHere = texts.contains { $0.contains { $0.isASCII && $0.isNumber } }
        guard !values.isEmpty || isPartlyHere else { return result }
        guard Set(values.map(\.place)).count == values.count else {
            return failed("one of its parts stands in it twice", values)
        }
        guard let text else {
            let names = pieces.compactMap { piece in if case .unknown(let name) = piece { name } else { nil } }
            return failed(
                "\(names.joined(separator: ", ")) in it \(names.count == 1 ? "is" : "are") not defined here", values)
        }
        guard Version(text) != nil else { return failed("together its parts make '\(text.prefix(80))'", values) }
        guard case .value(var first)? = pieces.first else {
            return failed("it begins with '\(texts.first ?? "")'", values)
        }
        first.computed = text
        var rest = pieces.dropFirst()
        if case .text(".")? = rest.first, let numbers = threeNumbers() {
            result.whole = [numbers[0].with(.major, text)]
            result.parts = [numbers[1].with(.minor), numbers[2].with(.patch)]
            rest = pieces.dropFirst(5)
        } else {
            // The first value gets all numbers, and nothing takes those away that follow it.
            let numbers = rest.prefix { piece in
                if case .text(let text) = piece {
                    text == "." || text.first == "." && text.last?.isNumber == true
                } else {
                    true
                }
            }.compactMap { piece in if case .text(let text) = piece { text } else { nil } }
            if let more = numbers.first {
                let what = numbers.first { $0.contains(where: \.isNumber) } ?? more
                return failed("'\(what)' in it is neither the whole version nor one of its three numbers", values)
            }
            result.whole = [first.with(.core, text)]
        }
        let tail = rest.compactMap { piece in if case .value(let source) = piece { source } else { nil } }
        // A label gets all that follows the numbers, and nothing takes away what is written behind it.
        let behind = rest.drop { piece in if case .value = piece { false } else { true } }
            .compactMap { piece in if case .text(let text) = piece { text } else { nil } }
        if let more = behind.first(where: { $0.contains { $0.isLetter || $0.isNumber } }) {
            return failed("'\(more)' in it is behind the value of its label", values)
        }
        var isBehindHyphen = false
        if case .text(let hyphen)? = rest.first, hyphen == "-" { isBehindHyphen = true }
        for (index, source) in tail.enumerated() {
            let isLast = index == tail.count - 1
            result.parts.append(source.with(isLast ? isBehindHyphen ? .label : .suffix : .nothing))
        }
        // Nothing but the first value can take a prerelease then.
        if tail.isEmpty, texts.isEmpty { result.whole[0].part = nil }
        return result
    }

    private func threeNumbers() -> [VersionSource]? {
        guard pieces.count >= 5 else { return nil }
        var numbers: [VersionSource] = []
        for (index, piece) in pieces.prefix(5).enumerated() {
            switch piece {
            case .value(let source)
            where index % 2 == 0 && !source.value.isEmpty && source.value.utf8.allSatisfy(\.isDigit):
                numbers.append(source)
            case .text(".") where index % 2 == 1: break
            default: return nil
            }
        }
        return numbers
    }

    private func failed(_ why: String, _ values: [VersionSource]) -> Sources {
        var first = values.first { Version($0.value) != nil } ?? values.first
        // It is known all the same, and compared with tags.
        if let text, Version(text) != nil { first?.computed = text }
        return Sources(whole: first.map { [$0] } ?? [], parts: [], fault: why)
    }
}

extension VersionSource {
    func with(_ part: VersionPart, _ computed: String? = nil) -> VersionSource {
        var source = self
        source.part = part
        source.computed = computed
        return source
    }
}
