package import ReleaseModel

/// A manifest as a list of the values in it, each with the bytes that spell it.
///
/// What every format without a tree of its own is read into, and what ``edited(_:scanning:)`` works on.
package struct ScannedFile: Sendable {
    package let file: String
    package let bytes: [UInt8]
    /// In the order of the text.
    package var values: [ScannedValue]
    /// With an error among them, nothing in the file is edited.
    package var diagnostics: [Diagnostic]

    package init(file: String, bytes: [UInt8], values: [ScannedValue] = [], diagnostics: [Diagnostic] = []) {
        self.file = file
        self.bytes = bytes
        self.values = values
        self.diagnostics = diagnostics
    }

    /// nil where nothing, or more than one value, is called so.
    package func value(_ key: String) -> ScannedValue? {
        let found = values.filter { $0.key == key }
        return found.count == 1 ? found[0] : nil
    }
}

/// One value in a file.
package struct ScannedValue: Sendable, Hashable {
    /// What edits call it; it does not change when other values do.
    package var key: String
    /// What it means, escapes resolved.
    package var text: String
    /// The bytes that spell ``text``, without quotes. An edit is possible where they are the text itself.
    package var range: Range<Int>
    /// What kind of value the format takes it for (`text`, `float`), where it tells kinds apart; an edit keeps it.
    package var kind: String

    package init(key: String, text: String, range: Range<Int>, kind: String = "text") {
        self.key = key
        self.text = text
        self.range = range
        self.kind = kind
    }
}

/// Performs edits of a scanned file: replaces the bytes of each value, scans the answer and compares.
///
/// The answer has the same values in the same order, those that were edited say what was intended, all others what
/// they said before, and no byte outside the edited values differs.
///
/// - Parameter scan: Reads a file of this format; called for the bytes before and after.
package func edited(
    _ edits: [FileEdit], of file: String, bytes: [UInt8], scanning scan: ([UInt8]) -> ScannedFile
) throws(EditError) -> [UInt8] {
    let before = scan(bytes)
    let errors = before.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw .unreadable(errors) }
    let places = TextPlaces(file: file, bytes: bytes)
    var wanted: [Int: (text: String, key: String)] = [:]
    for edit in edits {
        let (from, to) = try edit.replacedTexts()
        guard edit.file == file, let index = try index(of: edit.key, in: before, places) else {
            throw .notFound(file: file, key: edit.key)
        }
        let value = before.values[index]
        guard value.text == from else {
            throw .unexpected(
                place: places.place(at: value.range.lowerBound), key: edit.key, expected: from, found: value.text)
        }
        guard value.range.upperBound <= bytes.count, bytes[value.range].elementsEqual(value.text.utf8) else {
            throw .unsupported(
                place: places.place(at: value.range.lowerBound), key: edit.key,
                why: "it is written with escape sequences or over several lines")
        }
        if let other = wanted[index], other.text != to {
            throw .unsupported(
                place: places.place(at: value.range.lowerBound), key: edit.key,
                why: "two edits want different things of it")
        }
        wanted[index] = (to, edit.key)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 64)
    var position = 0
    for index in wanted.keys.sorted(by: { before.values[$0].range.lowerBound < before.values[$1].range.lowerBound }) {
        let range = before.values[index].range
        // Edits of values that overlap would write over each other.
        guard range.lowerBound >= position, let (text, key) = wanted[index] else {
            throw .unsupported(
                place: places.place(at: range.lowerBound), key: wanted[index]?.key ?? "",
                why: "two edits want different things of it")
        }
        // A line end would begin something new in every format.
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw .unsupported(
                place: places.place(at: range.lowerBound), key: key, why: "the new text has a control character")
        }
        result += bytes[position..<range.lowerBound]
        result += text.utf8
        position = range.upperBound
    }
    result += bytes[position...]
    try verify(scan(result), against: before, wanted: wanted)
    return result
}

/// The value of a scanned file that a key names; nil where nothing is called so.
func found(
    _ key: String, in file: String, bytes: [UInt8], scanning scan: ([UInt8]) -> ScannedFile
) throws(EditError) -> FoundValue? {
    let scanned = scan(bytes)
    let errors = scanned.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw .unreadable(errors) }
    let places = TextPlaces(file: file, bytes: bytes)
    guard let index = try index(of: key, in: scanned, places) else { return nil }
    let value = scanned.values[index]
    return FoundValue(text: value.text, place: places.place(at: value.range.lowerBound))
}

private func index(of key: String, in file: ScannedFile, _ places: TextPlaces) throws(EditError) -> Int? {
    let found = file.values.indices.filter { file.values[$0].key == key }
    guard found.count < 2 else {
        throw .unsupported(
            place: places.place(at: file.values[found[1]].range.lowerBound), key: key, why: "it stands there twice")
    }
    return found.first
}

/// Keys may hold what was edited (a lock's `name@version`), so an edited value's neighbours are compared by text.
private func verify(
    _ after: ScannedFile, against before: ScannedFile, wanted: [Int: (text: String, key: String)]
) throws(EditError) {
    let key = wanted.values.map(\.key).sorted().joined(separator: ", ")
    func fail(_ why: String) -> EditError { .notVerified(file: before.file, key: key, why: why) }
    let errors = after.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw fail("the file can't be parsed any more: \(errors[0].message)") }
    guard after.values.count == before.values.count else { throw fail("it has other values than before") }
    for (index, (old, new)) in zip(before.values, after.values).enumerated() {
        let intended = wanted[index]?.text ?? old.text
        guard new.text.utf8.elementsEqual(intended.utf8) else {
            throw fail("'\(new.key)' says '\(new.text)' where '\(intended)' was meant")
        }
        guard new.kind == old.kind || old.kind != "text" else {
            throw fail("'\(new.text)' would be a \(new.kind) there, not a \(old.kind); write the value in quotes")
        }
    }
}
