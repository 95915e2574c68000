import Foundation

/// The plan as covered by its digest: without the digest itself, its timestamp, and the account of commits.
extension ReleasePlan {
    package var bound: ReleasePlan {
        var bound = self
        bound.digest = ""
        bound.createdAt = ReleasePlan.noMoment
        // The account of commits follows from the bases, and describes no work.
        bound.commits = nil
        return bound
    }

    fileprivate static let noMoment = Date(timeIntervalSince1970: 0)
}

/// The text that ``ReleasePlan/bound`` is written as, cut out of the text of the plan itself: the sum of a stored plan is
/// known without reading it as values and writing these again, which takes a second for 100,000 steps.
///
/// This proves no less for any text: if the cut-out part has the plan's digest, it is byte for byte what was planned,
/// and the rest is what a digest never covers. A text from another program has another hash; that says nothing about
/// its plan. Where the text is of the second schema, edits are spelled as in the first, which digests cover.
///
/// - Parameter text: A JSON object, as ``encodeJSON(_:isPretty:planSchema:)`` writes it without line breaks.
/// - Returns: nil where the text is no such object.
package func boundPlanText(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { bytes in
        guard let members = members(of: bytes) else { return nil }
        let schema = members.first { bytes[$0.name].elementsEqual("\"schema\"".utf8) }
        let isSecond = schema.map { bytes[$0.value].elementsEqual("\"\(PlanSchema.second.rawValue)\"".utf8) } ?? false
        var bound: [UInt8] = []
        bound.reserveCapacity(bytes.count)
        bound.append(UInt8(ascii: "{"))
        for member in members {
            let name = bytes[member.name]
            if name.elementsEqual("\"commits\"".utf8) { continue }
            if bound.count > 1 { bound.append(UInt8(ascii: ",")) }
            bound.append(contentsOf: name)
            bound.append(UInt8(ascii: ":"))
            if name.elementsEqual("\"digest\"".utf8) {
                bound.append(contentsOf: "\"\"".utf8)
            } else if name.elementsEqual("\"createdAt\"".utf8) {
                bound.append(contentsOf: noMomentText)
            } else if isSecond, name.elementsEqual("\"schema\"".utf8) {
                bound.append(contentsOf: "\"\(PlanSchema.first.rawValue)\"".utf8)
            } else if isSecond {
                guard append(UnsafeBufferPointer(rebasing: bytes[member.value]), asFirstTo: &bound) else { return nil }
            } else {
                bound.append(contentsOf: bytes[member.value])
            }
        }
        bound.append(UInt8(ascii: "}"))
        return bound
    }
}

private let noMomentText = (try? encodeJSON(ReleasePlan.noMoment, isPretty: false)) ?? Data()

/// Adds JSON of the second schema, with edits as the first spells them; all else stays.
///
/// - Returns: false for an edit with other fields than this program writes.
private func append(_ bytes: UnsafeBufferPointer<UInt8>, asFirstTo bound: inout [UInt8]) -> Bool {
    let mark = Array("{\"change\":".utf8)
    var done = 0
    var here = 0
    while here < bytes.count {
        switch bytes[here] {
        case UInt8(ascii: "\""):
            guard let end = endOfString(at: here, in: bytes) else { return false }
            here = end
        case UInt8(ascii: "{") where bytes[here...].starts(with: mark):
            guard let end = endOfValue(at: here, in: bytes),
                let edit = firstSpelling(ofEdit: UnsafeBufferPointer(rebasing: bytes[here..<end]))
            else { return false }
            bound.append(contentsOf: bytes[done..<here])
            bound.append(contentsOf: edit)
            (here, done) = (end, end)
        default: here += 1
        }
    }
    bound.append(contentsOf: bytes[done...])
    return true
}

/// The fields of an edit, each with its value as JSON; nil where they are not those of its change.
private func firstSpelling(ofEdit bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard let members = members(of: bytes) else { return nil }
    var fields: [String: Slice<UnsafeBufferPointer<UInt8>>] = [:]
    for member in members {
        let name = String(decoding: bytes[member.name], as: UTF8.self)
        guard fields.updateValue(bytes[member.value], forKey: name) == nil else { return nil }
    }
    guard let change = fields.removeValue(forKey: "\"change\"") else { return nil }
    let (empty, own) = (Array("\"\"".utf8), Set(fields.keys).subtracting(sharedFields))
    var texts = fields.mapValues(Array.init)
    switch String(decoding: change, as: UTF8.self) {
    case "\"set\"" where own == ["\"from\"", "\"to\""]: break
    case "\"add\"" where own == ["\"to\""], "\"create\"" where own == ["\"to\""]: texts["\"from\""] = empty
    case "\"remove\"" where own == ["\"from\""]: texts["\"to\""] = empty
    case "\"set-to-commit\"" where own == ["\"component\"", "\"from\""]:
        guard let component = texts.removeValue(forKey: "\"component\""), component.count >= 2 else { return nil }
        texts["\"to\""] = Array("\"{commit:".utf8) + component.dropFirst().dropLast() + Array("}\"".utf8)
    default: return nil
    }
    let parts = texts.sorted { $0.key < $1.key }.map { Array($0.key.utf8) + [UInt8(ascii: ":")] + $0.value }
    return [UInt8(ascii: "{")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
}

private let sharedFields: Set<String> = ["\"ecosystem\"", "\"file\"", "\"key\"", "\"repository\""]

/// The places of the names and values of an object's members; nil where the text is none, or has spaces between them.
private func members(
    of bytes: UnsafeBufferPointer<UInt8>
) -> [(name: Range<Int>, value: Range<Int>)]? {
    guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), bytes.count > 2 else { return nil }
    var members: [(name: Range<Int>, value: Range<Int>)] = []
    var here = 1
    while here < bytes.count {
        guard bytes[here] == UInt8(ascii: "\""), let nameEnd = endOfString(at: here, in: bytes), nameEnd < bytes.count,
            bytes[nameEnd] == UInt8(ascii: ":"), let valueEnd = endOfValue(at: nameEnd + 1, in: bytes)
        else { return nil }
        members.append((here..<nameEnd, (nameEnd + 1)..<valueEnd))
        guard valueEnd < bytes.count - 1 else { return members }
        guard bytes[valueEnd] == UInt8(ascii: ",") else { return nil }
        here = valueEnd + 1
    }
    return nil
}

/// Behind the closing quote.
private func endOfString(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var here = start + 1
    while here < bytes.count {
        switch bytes[here] {
        case UInt8(ascii: "\\"): here += 2
        case UInt8(ascii: "\""): return here + 1
        default: here += 1
        }
    }
    return nil
}

/// At the comma or the bracket behind it.
private func endOfValue(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var here = start
    var depth = 0
    while here < bytes.count {
        switch bytes[here] {
        case UInt8(ascii: "\""):
            guard let end = endOfString(at: here, in: bytes) else { return nil }
            here = end
            continue
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if depth == 0 { return here }
            depth -= 1
        case UInt8(ascii: ",") where depth == 0: return here
        default: break
        }
        here += 1
    }
    return nil
}
