/// Requirements and versions as people write them.
enum RandomRequirement {
    static func semanticVersion(using random: inout some RandomNumberGenerator) -> String {
        let suffixes = ["", "", "", "", "-alpha", "-rc.1", "-beta.2+x", "+build.5"]
        return number(3, using: &random) + (suffixes.randomElement(using: &random) ?? "")
    }

    static func cargo(using random: inout some RandomNumberGenerator) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return "*"
        case 1: return number(1, using: &random) + ".*"
        case 2: return number(2, using: &random) + ".*"
        default: break
        }
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { _ in
            let operators = ["", "^", "~", "=", ">=", ">", "<", "<="]
            let spaces = ["", "", " "].randomElement(using: &random) ?? ""
            let numbers = Int.random(in: 1...3, using: &random)
            let suffix = numbers == 3 && Int.random(in: 0..<6, using: &random) == 0 ? "-rc.1" : ""
            return (operators.randomElement(using: &random) ?? "") + spaces + number(numbers, using: &random) + suffix
        }
        .joined(separator: Bool.random(using: &random) ? ", " : ",")
    }

    static func pythonVersion(using random: inout some RandomNumberGenerator) -> String {
        let suffixes = ["", "", "", "", "a1", "rc2", ".post1", ".dev3", "b2.dev1", ".post2.dev1", "+local.1"]
        let epoch = Int.random(in: 0..<20, using: &random) == 0 ? "1!" : ""
        let numbers = number(Int.random(in: 1...4, using: &random), using: &random)
        return epoch + numbers + (suffixes.randomElement(using: &random) ?? "")
    }

    /// Specifiers of PEP 440.
    static func python(using random: inout some RandomNumberGenerator) -> String {
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { _ in
            let kind = ["==", "!=", ">=", "<=", ">", "<", "~="].randomElement(using: &random) ?? "=="
            let spaces = ["", "", " "].randomElement(using: &random) ?? ""
            if kind == "~=" { return kind + spaces + number(Int.random(in: 2...3, using: &random), using: &random) }
            let isWildcard = (kind == "==" || kind == "!=") && Bool.random(using: &random)
            if isWildcard {
                return kind + spaces + number(Int.random(in: 1...3, using: &random), using: &random) + ".*"
            }
            let version = pythonVersion(using: &random).prefix { $0 != "+" }
            return kind + spaces + version
        }
        .joined(separator: Bool.random(using: &random) ? ", " : ",")
    }

    /// Also Poetry's own forms.
    static func poetry(using random: inout some RandomNumberGenerator) -> String {
        let numbers = number(Int.random(in: 1...3, using: &random), using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return "^" + numbers
        case 1: return "~" + numbers
        case 2: return "*"
        case 3: return numbers + ".*"
        case 4: return numbers
        case 5: return "^" + numbers + " || ~" + number(2, using: &random)
        default: return python(using: &random)
        }
    }

    static func number(_ count: Int, using random: inout some RandomNumberGenerator) -> String {
        (0..<count).map { _ in String([0, 0, 1, 2, 3, 10].randomElement(using: &random) ?? 0) }.joined(separator: ".")
    }
}
