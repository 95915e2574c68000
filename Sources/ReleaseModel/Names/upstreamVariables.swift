/// The names of the variables that hold the folders of these upstreams, such as `SLIPWAY_UPSTREAM_CORE`.
///
/// Capital letters, digits and `_`. Upstreams whose names differ in other characters alone (`core-a`, `core_a`) have
/// numbers behind theirs, in the order of their names, so that none hides another.
package func upstreamVariables(of upstreams: some Sequence<ComponentID>) -> [ComponentID: String] {
    let plain = Dictionary(grouping: Set(upstreams).sorted()) { upstream in
        String(upstream.text.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
    var taken = Set(plain.filter { $0.value.count == 1 }.keys)
    var names: [ComponentID: String] = [:]
    for (name, sharers) in plain.sorted(by: { $0.key < $1.key }) {
        guard sharers.count > 1 else {
            names[sharers[0]] = "SLIPWAY_UPSTREAM_\(name)"
            continue
        }
        var number = 0
        for upstream in sharers {
            repeat { number += 1 } while !taken.insert("\(name)_\(number)").inserted
            names[upstream] = "SLIPWAY_UPSTREAM_\(name)_\(number)"
        }
    }
    return names
}
