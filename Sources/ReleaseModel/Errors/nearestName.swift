/// The known name nearest to a misspelled one; nil if none is near. The first of equally near ones.
///
/// Near is one edit, or one for each four characters: `gitlab` is not a misspelled `github`, nor `nope` a `core`.
package func nearestName(to name: String, among known: some Sequence<String>) -> String? {
    let length = name.unicodeScalars.count
    let limit = max((length + 1) / 4, 1)
    let folded = name.lowercased().replacing("_", with: "-")
    var best: (name: String, distance: Int)?
    for candidate in known where abs(candidate.unicodeScalars.count - length) <= limit {
        let distance = editDistance(folded, candidate.lowercased().replacing("_", with: "-"))
        if distance <= min(limit, (best?.distance ?? .max) - 1) { best = (candidate, distance) }
    }
    return best?.name
}

/// How many insertions, removals, replacements and swaps of neighbours make one text the other (optimal string
/// alignment); takes time in the product of the lengths.
package func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.unicodeScalars)
    let right = Array(right.unicodeScalars)
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            var cost = previous[column] + (left[row] == right[column] ? 0 : 1)
            cost = min(cost, previous[column + 1] + 1, current[column] + 1)
            let isSwap =
                row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
            if isSwap { cost = min(cost, beforePrevious[column - 1] + 1) }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[right.count]
}
