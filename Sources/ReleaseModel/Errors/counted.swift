/// A number with its noun, in the plural unless it is one: `1 run`, `2 runs`, `3 entries`.
package func counted(_ number: Int, _ noun: String) -> String {
    guard number != 1 else { return "1 \(noun)" }
    let isEntry = noun.hasSuffix("y") && !["ay", "ey", "oy"].contains { noun.hasSuffix($0) }
    return "\(number) " + (isEntry ? noun.dropLast() + "ies" : noun + "s")
}
