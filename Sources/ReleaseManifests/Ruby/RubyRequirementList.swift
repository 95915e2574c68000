import ReleaseModel
import ReleaseText

/// What is required of a gem as a manifest writes it: `"~> 1.2", ">= 1.2.3"` or `["~> 1.2"]`, each text of its own.
struct RubyRequirementList {
    /// What edits call all of them together.
    var key: String
    /// In the order of the text; not empty.
    var literals: [SourceToken]

    /// The texts as one, as a lock file has them.
    var text: String { literals.map(\.text).joined(separator: ", ") }

    /// As values of which each can be edited; only one that stands alone is called by the whole key.
    var values: [ScannedValue] {
        literals.enumerated().map { index, literal in
            ScannedValue(
                key: literals.count == 1 ? key : RubyRequirementList.key(key, index), text: literal.text,
                range: literal.range)
        }
    }

    private static func key(_ key: String, _ index: Int) -> String { "\(key)#\(index)" }

    /// The texts among a call's arguments; nil where one is computed, or where there is none.
    static func literals(_ arguments: some Collection<[SourceToken]>) -> [SourceToken]? {
        var found: [SourceToken] = []
        for argument in arguments where RubySource.option(argument) == nil && !argument.isEmpty {
            if argument.first?.text == "[", argument.last?.text == "]" {
                for part in argument[1..<(argument.count - 1)].split(separator: ",", by: \.text) {
                    guard let text = RubySource.literal(part) else { return nil }
                    found.append(text)
                }
            } else if let text = RubySource.literal(argument) {
                found.append(text)
            } else {
                return nil
            }
        }
        return found.isEmpty ? nil : found
    }

    /// An edit of the whole as edits of its texts; nil where it takes more or fewer texts than there are.
    func edits(of edit: FileEdit, at place: Place) throws(EditError) -> [FileEdit]? {
        let (from, to) = try edit.replacedTexts()
        guard from == text else { throw .unexpected(place: place, key: edit.key, expected: from, found: text) }
        let parts = RubyRequirementList.parts(of: to)
        guard parts.count == literals.count else { return nil }
        return parts.indices.map { index in
            let old = literals[index].text
            let name = literals.count == 1 ? key : RubyRequirementList.key(key, index)
            return FileEdit(ecosystem: edit.ecosystem, file: edit.file, key: name, from: old, to: parts[index])
        }
    }

    /// What `text` was joined from. Only the joining space goes: spaces inside a literal are part of it.
    static func parts(of text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).enumerated().map { index, part in
            String(index > 0 && part.first == " " ? part.dropFirst() : part)
        }
    }

    /// The bytes from the first text to the last.
    var range: Range<Int> { literals[0].range.lowerBound..<literals[literals.count - 1].range.upperBound }

    /// What stands between two texts that are quoted like the first one: `", "`, `>, %q<`.
    func joint(in bytes: [UInt8]) -> [UInt8] {
        let (start, end) = (literals[0].range.lowerBound, literals[0].range.upperBound)
        guard start > 0, end < bytes.count else { return [] }
        var opening = start - 1
        if bytes[opening] != bytes[end] || bytes[opening] == UInt8(ascii: "/") {
            while opening > 0, start - opening < 3, bytes[opening] != UInt8(ascii: "%") { opening -= 1 }
        }
        return [bytes[end]] + ", ".utf8 + bytes[opening..<start]
    }
}

extension Collection {
    fileprivate func split<Value: Equatable>(
        separator: Value, by value: (Element) -> Value
    ) -> [SubSequence] { split { value($0) == separator } }
}
