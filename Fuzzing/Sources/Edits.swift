import ReleaseManifests
import ReleaseModel

/// A value to write instead, of the same scalar class; nil for a class in which nothing is edited.
///
/// What looks like a number becomes another of its kind, since a plain `1.5` is no text in YAML and JSON.
func other(than value: String) -> String? {
    guard !value.isEmpty, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    let isNumeric = value.utf8.allSatisfy { (48...57).contains($0) || "+-.eE_xo".utf8.contains($0) }
    let parts = value.split(separator: ".", omittingEmptySubsequences: false)
    let areNumbers = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    switch (areNumbers, parts.count) {
    case (true, 1): return value == "7" ? "8" : "7"
    case (true, 2): return value == "7.5" ? "8.5" : "7.5"
    case (false, ...2) where isNumeric: return nil
    default: return value == "77.88.99" ? "77.88.98" : "77.88.99"
    }
}

/// Whether `after` is `before` with one occurrence of `old` replaced by `new` and nothing else changed.
func isOneReplacement(_ before: [UInt8], _ after: [UInt8], _ old: String, _ new: String) -> Bool {
    guard after.count - before.count == new.utf8.count - old.utf8.count else { return false }
    let limit = min(before.count, after.count)
    var prefix = 0
    while prefix < limit, before[prefix] == after[prefix] { prefix += 1 }
    var suffix = 0
    while suffix < limit, before[before.count - 1 - suffix] == after[after.count - 1 - suffix] { suffix += 1 }
    return prefix + suffix >= before.count - old.utf8.count && prefix + suffix >= after.count - new.utf8.count
}

/// Whether a text stands in the bytes as it is.
private func isSpelled(_ text: String, in bytes: [UInt8]) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first else { return true }
    return bytes.indices.contains { bytes[$0] == first && bytes[$0...].starts(with: wanted) }
}

/// Edits one value and edits it back.
///
/// - Returns: The bytes in between; nil where the editor refuses the value for a good reason.
func checkedRoundTrip(
    _ key: String, in file: String, from old: String, to new: String, bytes: [UInt8], mayBeUnreadable: Bool = false,
    by apply: (FileEdit, [UInt8]) throws(EditError) -> [UInt8]
) -> [UInt8]? {
    let forth = FileEdit(ecosystem: "fuzz", file: file, key: key, from: old, to: new)
    let back = FileEdit(ecosystem: "fuzz", file: file, key: key, from: new, to: old)
    let between: [UInt8]
    do throws(EditError) {
        between = try apply(forth, bytes)
    } catch {
        switch error {
        case .unsupported: return nil
        case .unreadable where mayBeUnreadable: return nil
        default: broken("a value that was read can be edited", "\(file) \(key): \(old) -> \(new)", "\(error)")
        }
    }
    // A requirement in several texts (`"~> 1.2", "< 3"` of a gem) has no bytes of its own; its way back is still exact.
    hold(
        !isSpelled(old, in: bytes) || isOneReplacement(bytes, between, old, new),
        "an edit changes the value's bytes alone", "\(file) \(key) \(old)")
    do throws(EditError) {
        hold(try apply(back, between) == bytes, "an edit and its opposite give the same bytes", "\(file) \(key) \(old)")
    } catch {
        broken("an edit can be undone", "\(file) \(key): \(new) -> \(old)", "\(error)")
    }
    return between
}
