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
/// its plan.
///
/// - Parameter text: A JSON object, as ``encodeJSON(_:isPretty:)`` writes it without line breaks.
/// - Returns: nil where the text is no such object.
package func boundPlanText(_ text: String) -> [UInt8]? {
    var text = text
    return text.withUTF8 { bytes in
        guard let members = members(of: bytes) else { return nil }
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
            } else {
                bound.append(contentsOf: bytes[member.value])
            }
        }
        bound.append(UInt8(ascii: "}"))
        return bound
    }
}

private let noMomentText = (try? encodeJSON(ReleasePlan.noMoment, isPretty: false)) ?? Data()

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
