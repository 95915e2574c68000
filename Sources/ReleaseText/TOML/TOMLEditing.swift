package import ReleaseModel

/// One text or date in a document that gets another text.
package struct TOMLReplacement: Sendable, Hashable {
    package var path: ValuePath
    /// The bytes of the value's text (without quotes) that are replaced; nil: all of them.
    package var within: Range<Int>?
    package var text: String
    /// What the edit is called in errors.
    package var key: String

    package init(path: ValuePath, within: Range<Int>? = nil, text: String, key: String) {
        self.path = path
        self.within = within
        self.text = text
        self.key = key
    }
}

extension TOMLDocument {
    /// The document with some values replaced, all or none; quotes and every other byte stay.
    ///
    /// The answer is parsed again: the values must say what was intended, and everything else what it said before.
    package func replacing(_ replacements: [TOMLReplacement]) throws(EditError) -> [UInt8] {
        guard diagnostics.isEmpty else { throw .unreadable(diagnostics) }
        var patches: [Patch] = []
        for replacement in Set(replacements) { patches.append(try patch(for: replacement)) }
        patches.sort { $0.range.lowerBound < $1.range.lowerBound }
        for (one, next) in zip(patches, patches.dropFirst()) where one.value.range == next.value.range {
            throw .unsupported(
                place: place(of: one.value), key: one.key, why: "two edits want different things of it")
        }
        let edited = spliced(patches.map { ($0.range, Array($0.text.utf8)) })
        try verify(edited, against: patches)
        return edited
    }

    private struct Patch {
        var range: Range<Int>
        var text: String
        /// The entire text that the value must have afterwards.
        var intended: String
        var value: TOMLValue
        var key: String
    }

    private func patch(for replacement: TOMLReplacement) throws(EditError) -> Patch {
        let key = replacement.key
        guard let value = value(at: replacement.path) else { throw .notFound(file: file, key: key) }
        switch value.content {
        case .string(let text):
            let content = contentRange(of: value)
            let within = replacement.within ?? 0..<text.utf8.count
            guard let range = spelled(within, of: text, in: content, isMultiline: isMultiline(value)) else {
                throw .unsupported(place: place(of: value), key: key, why: "it is written with escape sequences")
            }
            guard canHold(replacement.text, in: value) else {
                throw .unsupported(
                    place: place(of: value), key: key, why: "the new text would need escape sequences")
            }
            let before = String(decoding: Array(text.utf8)[..<within.lowerBound], as: UTF8.self)
            let after = String(decoding: Array(text.utf8)[within.upperBound...], as: UTF8.self)
            return Patch(
                range: range, text: replacement.text, intended: before + replacement.text + after, value: value,
                key: key)
        case .dateTime where replacement.within == nil:
            return Patch(
                range: value.range, text: replacement.text, intended: replacement.text, value: value, key: key)
        default:
            throw .unsupported(
                place: place(of: value), key: key, why: "it is \(value.kindName), and only texts can be replaced")
        }
    }

    /// The bytes that spell a part of a text as it is; nil where an escape sequence stands in that part. Elsewhere in the
    /// text there may be some.
    private func spelled(
        _ within: Range<Int>, of text: String, in content: Range<Int>, isMultiline: Bool
    ) -> Range<Int>? {
        let wanted = Array(text.utf8)[within]
        if bytes[content].elementsEqual(text.utf8) {
            return (content.lowerBound + within.lowerBound)..<(content.lowerBound + within.upperBound)
        }
        var scanner = TOMLScanner(bytes: bytes)
        scanner.position = content.lowerBound
        var decoded: [UInt8] = []
        var start: Int?
        while scanner.position <= content.upperBound {
            if decoded.count == within.lowerBound, start == nil || decoded.count < within.upperBound || within.isEmpty {
                start = scanner.position
            }
            if decoded.count == within.upperBound, let start {
                let range = start..<scanner.position
                return bytes[range].elementsEqual(wanted) ? range : nil
            }
            guard decoded.count < within.upperBound, scanner.position < content.upperBound else { return nil }
            if bytes[scanner.position] == UInt8(ascii: "\\") {
                guard (try? scanner.escape(into: &decoded, isMultiline: isMultiline)) != nil else { return nil }
            } else {
                decoded.append(bytes[scanner.position])
                scanner.position += 1
            }
        }
        return nil
    }

    /// The bytes between the quotes, without the line end that a multi-line string may begin with.
    private func contentRange(of value: TOMLValue) -> Range<Int> {
        let range = value.range
        guard range.count >= 6, isMultiline(value) else { return (range.lowerBound + 1)..<(range.upperBound - 1) }
        var start = range.lowerBound + 3
        if bytes[start] == 0x0D, bytes[start + 1] == 0x0A { start += 1 }
        if bytes[start] == 0x0A { start += 1 }
        return start..<(range.upperBound - 3)
    }

    private func isMultiline(_ value: TOMLValue) -> Bool {
        let start = value.range.lowerBound
        return value.range.count >= 6 && bytes[start] == bytes[start + 1] && bytes[start] == bytes[start + 2]
    }

    private func canHold(_ text: String, in value: TOMLValue) -> Bool {
        let quote = bytes[value.range.lowerBound]
        return text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != 0x7F && byte != quote && (quote == UInt8(ascii: "'") || byte != 0x5C)
        }
    }

    /// The bytes with some ranges replaced; the ranges ascend and don't overlap.
    package func spliced(_ patches: [(range: Range<Int>, bytes: [UInt8])]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var position = 0
        for patch in patches {
            result += bytes[position..<patch.range.lowerBound]
            result += patch.bytes
            position = patch.range.upperBound
        }
        return result + bytes[position...]
    }

    private func verify(_ edited: [UInt8], against patches: [Patch]) throws(EditError) {
        let after = TOMLDocument(file: file, bytes: edited)
        let key = patches.map(\.key).joined(separator: ", ")
        guard after.diagnostics.isEmpty else { throw .unreadable(after.diagnostics) }
        var intended: [Int: String] = [:]
        for patch in patches { intended[patch.value.range.lowerBound] = patch.intended }
        if let path = firstDifference(
            TOMLValue(.table(root), range: 0..<0), TOMLValue(.table(after.root), range: 0..<0), intended: intended)
        {
            throw .notVerified(file: file, key: key, why: "'\(ValuePath(path.reversed()))' differs from what was meant")
        }
        var position = 0
        var shifted = 0
        for patch in patches {
            let length = patch.range.lowerBound - position
            guard bytes[position..<patch.range.lowerBound].elementsEqual(edited[shifted..<(shifted + length)]) else {
                throw .notVerified(file: file, key: patch.key, why: "bytes before it changed")
            }
            position = patch.range.upperBound
            shifted += length + patch.text.utf8.count
        }
        guard bytes[position...].elementsEqual(edited[shifted...]) else {
            throw .notVerified(file: file, key: key, why: "bytes after it changed")
        }
    }
}

/// The path, innermost step first, to the first value that is not what it should be; nil if all are.
///
/// - Parameter intended: What the values that begin at these offsets of `before` must say.
package func firstDifference(
    _ before: TOMLValue, _ after: TOMLValue, intended: [Int: String] = [:]
) -> [ValuePath.Step]? {
    func areSame(_ isSame: Bool) -> [ValuePath.Step]? { isSame ? nil : [] }
    switch (before.content, after.content) {
    case (.string(let old), .string(let new)):
        return areSame((intended[before.range.lowerBound] ?? old).utf8.elementsEqual(new.utf8))
    case (.dateTime(let oldKind, let old), .dateTime(let newKind, let new)):
        return areSame(oldKind == newKind && (intended[before.range.lowerBound] ?? old) == new)
    case (.integer(let old), .integer(let new)): return areSame(old == new)
    case (.float(let old), .float(let new)): return areSame(old.bitPattern == new.bitPattern)
    case (.boolean(let old), .boolean(let new)): return areSame(old == new)
    case (.array(let old), .array(let new)):
        guard old.count == new.count else { return [] }
        for (index, (one, other)) in zip(old, new).enumerated() {
            if let path = firstDifference(one, other, intended: intended) { return path + [.index(index)] }
        }
        return nil
    case (.table(let old), .table(let new)):
        guard old.entries.count == new.entries.count else { return [] }
        for (one, other) in zip(old.entries, new.entries) {
            guard one.key.utf8.elementsEqual(other.key.utf8) else { return [.key(one.key)] }
            if let path = firstDifference(one.value, other.value, intended: intended) {
                return path + [.key(one.key)]
            }
        }
        return nil
    default: return []
    }
}

/// What a key names in a TOML document.
package struct TOMLTarget: Sendable, Hashable {
    package var path: ValuePath
    /// The bytes of the value's text (without quotes) that the key names; nil: all of them.
    package var within: Range<Int>?
    /// What stands there.
    package var text: String

    package init(path: ValuePath, within: Range<Int>? = nil, text: String) {
        self.path = path
        self.within = within
        self.text = text
    }
}

/// Finds what a key names; nil where it names nothing.
package typealias TOMLLocator = (_ key: String, _ document: TOMLDocument) throws(EditError) -> TOMLTarget?

extension TOMLDocument {
    /// Performs edits of values that a locator finds.
    func applying(_ edits: [FileEdit], locating locate: TOMLLocator) throws(EditError) -> [UInt8] {
        guard diagnostics.isEmpty else { throw .unreadable(diagnostics) }
        var replacements: [TOMLReplacement] = []
        for edit in edits {
            let (from, to) = try edit.replacedTexts()
            guard edit.file == file, let target = try locate(edit.key, self) else {
                throw .notFound(file: file, key: edit.key)
            }
            guard target.text == from else {
                throw .unexpected(place: place(of: target), key: edit.key, expected: from, found: target.text)
            }
            replacements.append(TOMLReplacement(path: target.path, within: target.within, text: to, key: edit.key))
        }
        return try replacing(replacements)
    }

    /// The value that a locator finds.
    func found(_ key: String, locating locate: TOMLLocator) throws(EditError) -> FoundValue? {
        guard diagnostics.isEmpty else { throw .unreadable(diagnostics) }
        return try locate(key, self).map { FoundValue(text: $0.text, place: place(of: $0)) }
    }

    private func place(of target: TOMLTarget) -> Place {
        value(at: target.path).map { place(of: $0) } ?? Place(file: file, line: 1, column: 1)
    }

    /// An entire text whose key is its path.
    package func target(at key: String) throws(EditError) -> TOMLTarget? {
        guard let path = ValuePath(key), let value = value(at: path) else { return nil }
        switch value.content {
        case .string(let text), .dateTime(_, let text): return TOMLTarget(path: path, text: text)
        default:
            throw .unsupported(
                place: place(of: value), key: key, why: "it is \(value.kindName), and only texts can be replaced")
        }
    }
}
