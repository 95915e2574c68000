import ReleaseModel
import ReleaseText

/// A version in Composer's order: four numbers, then stages and their numbers, compared as PHP does it.
///
/// See [version_compare](https://www.php.net/version_compare).
struct ComposerVersion: Comparable {
    /// Four.
    var numbers: [Int]
    var stages: [Stage]

    enum Stage: Equatable {
        case dev, alpha, beta, candidate, number(Int), patch

        /// PHP's order of words, with a number between them.
        fileprivate var rank: Int {
            switch self {
            case .dev: 0
            case .alpha: 1
            case .beta: 2
            case .candidate: 3
            case .number: 4
            case .patch: 5
            }
        }
    }

    init(numbers: [Int], stages: [Stage]) {
        self.numbers = Array((numbers + [0, 0, 0, 0]).prefix(4))
        self.stages = stages
    }

    /// nil for a version that Composer does not know how to read, such as `1.0.0-nightly`.
    init?(_ version: Version) {
        guard version.release.count <= 4, version.epoch == 0, version.post == nil else { return nil }
        var scanner = TextCursor(version.text)
        _ = scanner.take("v")
        guard let found = ComposerPartialVersion(&scanner), scanner.isAtEnd else { return nil }
        self = found.version
    }

    static func < (left: ComposerVersion, right: ComposerVersion) -> Bool {
        if left.numbers != right.numbers { return left.numbers.lexicographicallyPrecedes(right.numbers) }
        for (mine, other) in zip(left.stages, right.stages) where mine != other {
            if case .number(let mine) = mine, case .number(let other) = other { return mine < other }
            return mine.rank < other.rank
        }
        // What ends earlier comes after a word for something unfinished, and before everything else.
        if left.stages.count > right.stages.count { return left.stages[right.stages.count].rank < 4 }
        return left.stages.count < right.stages.count && right.stages[left.stages.count].rank >= 4
    }
}

/// A version as a requirement writes it: one to four numbers, and a stage.
struct ComposerPartialVersion {
    /// As many as are written.
    var numbers: [Int] = []
    /// How many wildcards stand behind them.
    var wildcards = 0
    var stages: [ComposerVersion.Stage] = []
    /// Whether a stage is written, `stable` included, and whether it follows a `-`.
    var hasStage = false
    var hasDash = false

    var version: ComposerVersion { ComposerVersion(numbers: numbers, stages: stages) }
    /// The version with its own development versions, where it names no stage.
    var lowest: ComposerVersion { ComposerVersion(numbers: numbers, stages: hasStage ? stages : [.dev]) }

    /// The development version of the next number at a position, counted from 1.
    func bumped(at position: Int) -> ComposerVersion {
        var next = Array((numbers + [0, 0, 0, 0]).prefix(max(1, min(position, 4))))
        next[next.count - 1] += 1
        return ComposerVersion(numbers: next, stages: [.dev])
    }

    /// nil where there is none; `*` alone has no numbers.
    init?(_ scanner: inout TextCursor) {
        repeat {
            guard numbers.count + wildcards < 4 else { return nil }
            if scanner.takeFirst(of: ["x", "X", "*"]) != nil {
                wildcards += 1
            } else if wildcards == 0, let number = scanner.takeNumber(), number < 1 << 31,
                !numbers.isEmpty || number < 100_000
            {
                numbers.append(number)
            } else {
                return nil
            }
        } while scanner.take(".")
        guard wildcards == 0 || numbers.count < 4 else { return nil }
        guard wildcards == 0 else { return }
        guard takeStages(&scanner) else { return nil }
        if scanner.take("+"), scanner.takeWhile({ $0.isWordOrHyphen || $0 == UInt8(ascii: ".") }).isEmpty {
            return nil
        }
    }

    /// `-beta.2`, `RC1`, `-alpha-dev`; false where something else follows.
    private mutating func takeStages(_ scanner: inout TextCursor) -> Bool {
        if scanner.peek(" ") || scanner.isAtEnd { return true }
        hasDash = scanner.peek("-")
        let separator = scanner.takeFirst(of: ["-", ".", "_"]) != nil
        let word = scanner.takeWhile {
            $0.isLetter
        }
        switch word.lowercased() {
        case "": return !separator
        case "dev": stages = [.dev]
        case "alpha", "a": stages = [.alpha]
        case "beta", "b": stages = [.beta]
        case "rc": stages = [.candidate]
        // Written out it adds nothing to the order, but it excludes earlier stages: see ``lowest``.
        case "stable": break
        case "patch", "pl", "p": stages = [.patch]
        default: return false
        }
        hasStage = true
        // `dev` takes no number, and Composer keeps none of `stable`
        // ([its parser](https://github.com/composer/semver/blob/main/src/VersionParser.php)).
        guard stages != [.dev], !stages.isEmpty else { return true }
        if scanner.peek(".") || scanner.peek("-") {
            let mark = scanner.takeFirst(of: [".", "-"])
            if let number = scanner.takeNumber(), number < 1 << 31 {
                stages.append(.number(number))
            } else {
                guard mark != nil, scanner.take("dev") else { return false }
                stages.append(.dev)
                return true
            }
        } else if let number = scanner.takeNumber(), number < 1 << 31 {
            stages.append(.number(number))
        }
        if scanner.take("-dev") { stages.append(.dev) }
        return true
    }
}
