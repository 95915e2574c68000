import ReleaseModel

/// One thing in which two releases differ.
package struct ReleaseDifference: Sendable, Hashable, Codable {
    package enum Aspect: String, Sendable, Codable, CaseIterable {
        case result, packages, order, files, sums, durations
    }

    package var aspect: Aspect
    /// The step, component or file that it is about; empty for the whole.
    package var subject: String
    /// What each side has; nil: nothing.
    package var first: String?
    package var second: String?
}

/// Everything in which two releases differ, by aspect and subject. Aspects that only one side records are not
/// differences, but are listed in ``ReleaseComparison/unknown``.
package struct ReleaseComparison: Sendable, Hashable, Codable {
    package var schema = "slipway.comparison/1"
    package var first: String
    package var second: String
    package var differences: [ReleaseDifference]
    /// Aspects that could not be compared, since one side does not record them.
    package var unknown: [ReleaseDifference.Aspect]
}

/// - Parameters:
///   - slack: How many times longer a step may take before it counts as a difference.
///   - least: Shorter steps than this, in seconds, are never compared in time.
package func compared(
    _ first: ComparedRelease, _ second: ComparedRelease, slack: Double = 2, least: Double = 5
) -> ReleaseComparison {
    var comparison = ReleaseComparison(first: first.name, second: second.name, differences: [], unknown: [])
    func add<Key: Hashable, Value>(
        _ aspect: ReleaseDifference.Aspect, _ left: [Key: Value]?, _ right: [Key: Value]?,
        _ name: (Key) -> String, _ text: (Value) -> String, isSame: (Value, Value) -> Bool
    ) {
        guard let left, let right else {
            comparison.unknown.append(aspect)
            return
        }
        for key in Set(left.keys).union(right.keys).sorted(by: { name($0) < name($1) }) {
            let (one, other) = (left[key], right[key])
            if let one, let other, isSame(one, other) { continue }
            comparison.differences.append(
                ReleaseDifference(aspect: aspect, subject: name(key), first: one.map(text), second: other.map(text)))
        }
    }
    // A side without a recorded result exists; it never equals a failed one.
    let results =
        (first.result == nil) == (second.result == nil)
        ? [first.result, second.result]
        : [first, second].map {
            $0.result ?? RunRecord.Status.succeeded.rawValue
        }
    add(.result, results[0].map { ["": $0] }, results[1].map { ["": $0] }, { $0 }, { $0 }, isSame: ==)
    if first.results != nil, second.results != nil {
        add(.result, first.results, second.results, \.text, { $0 }, isSame: ==)
    }
    add(.packages, first.packages, second.packages, \.text, \.text, isSame: ==)
    let orders = [first.order, second.order].map { order in
        order.map { levels in
            Dictionary(uniqueKeysWithValues: levels.enumerated().map { ("level \($0 + 1)", $1.map(\.text)) })
        }
    }
    add(.order, orders[0], orders[1], { $0 }, { $0.joined(separator: ", ") }, isSame: ==)
    let names = [first.files, second.files].map { $0.mapValues { "\($0.size) bytes" } }
    add(.files, names[0], names[1], { $0 }, { $0 }, isSame: { _, _ in true })
    let common = Set(first.files.keys).intersection(second.files.keys)
    add(
        .sums, first.files.filter { common.contains($0.key) }, second.files.filter { common.contains($0.key) }, { $0 },
        { "\($0.digest), \($0.size) bytes" }, isSame: ==)
    if let left = first.durations, let right = second.durations {
        let both = Set(left.keys).intersection(right.keys)
        add(
            .durations, left.filter { both.contains($0.key) }, right.filter { both.contains($0.key) }, \.text, seconds,
            isSame: { max($0, $1) < least || max($0, $1) <= slack * min($0, $1) })
    } else {
        comparison.unknown.append(.durations)
    }
    return comparison
}

private func seconds(_ value: Double) -> String { "\((value * 10).rounded() / 10) s" }
