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

    static func helm(using random: inout some RandomNumberGenerator) -> String {
        if Int.random(in: 0..<12, using: &random) == 0 {
            return number(Int.random(in: 1...3, using: &random), using: &random) + " - "
                + number(Int.random(in: 1...3, using: &random), using: &random)
        }
        let operators = ["", "^", "~", "~>", "=", ">=", "=>", ">", "<", "<=", "=<", "!="]
        let alternatives = [1, 1, 1, 2].randomElement(using: &random) ?? 1
        return (0..<alternatives).map { _ in
            (0..<([1, 1, 2, 3].randomElement(using: &random) ?? 1)).map { _ in
                let spaces = ["", "", " "].randomElement(using: &random) ?? ""
                let numbers = Int.random(in: 0...3, using: &random)
                var version = numbers == 0 ? "*" : number(numbers, using: &random)
                if numbers == 3, Int.random(in: 0..<5, using: &random) == 0 { version += "-rc.1" }
                if numbers == 1 || numbers == 2, Bool.random(using: &random) { version += ".x" }
                return (operators.randomElement(using: &random) ?? "") + spaces + version
            }
            .joined(separator: [", ", ",", " "].randomElement(using: &random) ?? ",")
        }
        .joined(separator: " || ")
    }

    static func mix(using random: inout some RandomNumberGenerator) -> String {
        (0..<([1, 1, 2, 3].randomElement(using: &random) ?? 1)).map { _ in
            let kind = ["", "== ", "!= ", ">= ", "<= ", "> ", "< ", "~> ", "~> "].randomElement(using: &random) ?? ""
            let count = kind == "~> " ? Int.random(in: 2...3, using: &random) : 3
            return kind + number(count, using: &random)
                + (Int.random(in: 0..<6, using: &random) == 0 ? "-rc.1" : "")
        }
        .joined(separator: Bool.random(using: &random) ? " and " : " or ")
    }

    static func rubyVersion(using random: inout some RandomNumberGenerator) -> String {
        let suffixes = ["", "", "", "", ".pre1", ".a", "-rc.1", ".beta.2", ".0rc1", ".rc.0"]
        return number(Int.random(in: 1...4, using: &random), using: &random)
            + (suffixes.randomElement(using: &random) ?? "")
    }

    static func ruby(using random: inout some RandomNumberGenerator) -> String {
        (0..<([1, 1, 1, 2, 3].randomElement(using: &random) ?? 1)).map { _ in
            let kinds = ["", "= ", "!= ", ">= ", "<=", "> ", "< ", "~> ", "~> ", "~> ", "~>"]
            return (kinds.randomElement(using: &random) ?? "") + rubyVersion(using: &random)
        }
        .joined(separator: ", ")
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

    static func npm(using random: inout some RandomNumberGenerator) -> String {
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { _ in npmAlternative(using: &random) }
            .joined(separator: [" || ", "||", "  ||\t"].randomElement(using: &random) ?? "||")
    }

    private static func npmAlternative(using random: inout some RandomNumberGenerator) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return ["", "*", "x", " "].randomElement(using: &random) ?? ""
        case 1, 2: return npmVersion(using: &random) + " - " + npmVersion(using: &random)
        default: break
        }
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { _ in
            let operators = ["", "^", "~", "~>", "=", ">=", ">", "<", "<="]
            let spaces = ["", "", " ", "  "].randomElement(using: &random) ?? ""
            let mark = Int.random(in: 0..<8, using: &random) == 0 ? "v" : ""
            let sign = operators.randomElement(using: &random) ?? ""
            return sign + (sign.isEmpty ? "" : spaces) + mark + npmVersion(using: &random)
        }
        .joined(separator: Bool.random(using: &random) ? " " : "  ")
    }

    /// With wildcards, and less than three parts.
    private static func npmVersion(using random: inout some RandomNumberGenerator) -> String {
        let count = [1, 2, 3, 3, 3].randomElement(using: &random) ?? 3
        let parts = (0..<count).map { _ in
            Int.random(in: 0..<12, using: &random) == 0
                ? ["x", "X", "*"].randomElement(using: &random) ?? "x" : number(1, using: &random)
        }
        let suffixes = ["", "", "", "-alpha", "-rc.1", "-0", "-beta.2+x", "+build.5"]
        return parts.joined(separator: ".") + (count == 3 ? suffixes.randomElement(using: &random) ?? "" : "")
    }

    /// What Composer tells apart: stages without a stray word.
    static func composerVersion(using random: inout some RandomNumberGenerator) -> String {
        let suffixes = ["", "", "", "", "-alpha", "-rc.1", "-beta2", "-beta.2+x", "-dev", "-RC1", "+build.5"]
        return number(3, using: &random) + (suffixes.randomElement(using: &random) ?? "")
    }

    static func composer(using random: inout some RandomNumberGenerator) -> String {
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { _ in composerAlternative(using: &random) }
            .joined(separator: [" || ", "||", " | "].randomElement(using: &random) ?? "||")
    }

    private static func composerAlternative(using random: inout some RandomNumberGenerator) -> String {
        func version() -> String {
            let suffixes = [
                "", "", "", "", "", "-alpha", "-beta2", "-RC.1", "-dev", "beta1", "-stable", "-p1", "-rc1-dev",
            ]
            return number(Int.random(in: 1...4, using: &random), using: &random)
                + (suffixes.randomElement(using: &random) ?? "")
        }
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return "*"
        case 1, 2: return version() + " - " + version()
        case 3: return number(Int.random(in: 1...3, using: &random), using: &random) + ".*"
        case 4: return number(Int.random(in: 1...2, using: &random), using: &random) + ".x.X"
        case 5: return ["@dev", "dev-main", "v1.x"].randomElement(using: &random) ?? "*"
        default: break
        }
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { _ in
            let sign = ["", "^", "~", "=", "==", "!=", "<>", ">=", ">", "<", "<="].randomElement(using: &random) ?? ""
            let isRange = sign.isEmpty || sign == "^" || sign == "~"
            let space = isRange || Bool.random(using: &random) ? "" : " "
            let flags = ["", "", "", "", "@dev", "@beta", "@RC", "@stable"]
            let flag = space.isEmpty ? flags.randomElement(using: &random) ?? "" : ""
            return sign + space + version() + flag
        }
        .joined(separator: [" ", ",", ", "].randomElement(using: &random) ?? " ")
    }

    /// Arguments of `.package(url:)`; the end of a range is never before its start, where Swift stops.
    static func swift(using random: inout some RandomNumberGenerator) -> String {
        let suffixes = ["", "", "", "-alpha", "-rc.1", "+build.5"]
        func version(_ major: ClosedRange<Int>) -> String {
            "\(Int.random(in: major, using: &random))." + number(2, using: &random)
                + (suffixes.randomElement(using: &random) ?? "")
        }
        let (low, high) = (version(0...2), version(3...5))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return "exact: \"\(low)\""
        case 1: return ".upToNextMajor(from: \"\(low)\")"
        case 2: return ".upToNextMinor(from: \"\(low)\")"
        case 3: return "\"\(low)\"..<\"\(high)\""
        case 4: return "\"\(low)\" ... \"\(high)\""
        default: return "from: \"\(low)\""
        }
    }

    static func number(_ count: Int, using random: inout some RandomNumberGenerator) -> String {
        (0..<count).map { _ in String([0, 0, 1, 2, 3, 10].randomElement(using: &random) ?? 0) }.joined(separator: ".")
    }
}
