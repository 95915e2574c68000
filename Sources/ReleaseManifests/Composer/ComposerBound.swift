import ReleaseModel

/// One limit that a comparator means.
struct ComposerBound {
    var sign: ComposerRequirement.Operator
    var version: ComposerVersion

    init(_ sign: ComposerRequirement.Operator, _ version: ComposerVersion) {
        self.sign = sign
        self.version = version
    }

    func accepts(_ other: ComposerVersion) -> Bool {
        switch sign {
        case .exact: other == version
        case .unequal: other != version
        case .greater: other > version
        case .greaterOrEqual: other >= version
        case .less: other < version
        case .lessOrEqual: other <= version
        case .caret, .tilde: false
        }
    }

    /// The limits of one comparator; none where it accepts everything.
    ///
    /// - Parameter flag: The stability behind `@`, which limits with one side take as the version's own.
    static func bounds(
        _ written: ComposerRequirement.Operator?, _ version: ComposerPartialVersion, flag: String?
    ) -> [ComposerBound] {
        let count = version.numbers.count
        if version.wildcards > 0 {
            if count == 0 { return [] }
            return between(ComposerVersion(numbers: version.numbers, stages: [.dev]), version.bumped(at: count))
        }
        switch written {
        case .caret:
            // Up to the first number that is not zero, among three.
            let significant = version.numbers.firstIndex { $0 != 0 } ?? count - 1
            return between(version.lowest, version.bumped(at: min(significant + 1, 3)))
        case .tilde: return between(version.lowest, version.bumped(at: max(1, count - 1)))
        case .exact, nil: return [ComposerBound(.exact, version.version)]
        case .unequal, .greater, .greaterOrEqual, .less, .lessOrEqual:
            return [ComposerBound(written ?? .exact, limit(written, version, flag: flag))]
        }
    }

    private static func between(_ lower: ComposerVersion, _ upper: ComposerVersion) -> [ComposerBound] {
        [ComposerBound(.greaterOrEqual, lower), ComposerBound(.less, upper)]
    }

    /// `<` and `>=` mean the development version of what they name, unless its stage is spelled with a `-`.
    private static func limit(
        _ written: ComposerRequirement.Operator?, _ version: ComposerPartialVersion, flag: String?
    ) -> ComposerVersion {
        var limit = version.version
        let stages: [String: ComposerVersion.Stage] = ["dev": .dev, "alpha": .alpha, "beta": .beta, "rc": .candidate]
        if let stage = flag.flatMap({ stages[$0] }), version.stages.isEmpty || version.stages.first == .patch {
            limit.stages.append(stage)
        } else if written == .less || written == .greaterOrEqual, !(version.hasStage && version.hasDash) {
            limit.stages.append(.dev)
        }
        return limit
    }
}
