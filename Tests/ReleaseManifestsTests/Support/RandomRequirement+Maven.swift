/// Maven's versions and ranges, in the forms on which all of its releases agree.
extension RandomRequirement {
    static func mavenVersion(using random: inout some RandomNumberGenerator) -> String {
        let pieces = [
            "0", "1", "2", "10", "01", "99999999999999999999", "alpha", "beta", "milestone", "rc", "cr", "snapshot",
            "ga",
            "final", "release", "sp", "SNAPSHOT", "Final", "xyz", "foo", "jre", "a1", "b2", "m3", "rc1", "1a", "2beta3",
        ]
        var text = ["0", "1", "1.0", "1.2", "2.0.0", "1.10.3"].randomElement(using: &random) ?? "1"
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            text +=
                ([".", "-", "-"].randomElement(using: &random) ?? "-") + (pieces.randomElement(using: &random) ?? "")
        }
        return text
    }

    static func mavenRange(using random: inout some RandomNumberGenerator) -> String {
        let count = [1, 1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { _ in interval(using: &random) }.joined(
            separator: Bool.random(using: &random) ? "," : ", ")
    }

    private static func interval(using random: inout some RandomNumberGenerator) -> String {
        func end() -> String {
            let numbers = ["", "0.1", "1", "1.0", "1.2", "2", "2.3", "3", "10", "1.2.3", "2.0.0-rc.1", "1-alpha"]
            let space = Int.random(in: 0..<6, using: &random) == 0 ? " " : ""
            return space + (numbers.randomElement(using: &random) ?? "")
        }
        if Int.random(in: 0..<5, using: &random) == 0 { return "[\(number(2, using: &random))]" }
        let open = Bool.random(using: &random) ? "[" : "("
        return open + end() + "," + end() + (Bool.random(using: &random) ? "]" : ")")
    }
}
