import ReleaseModel

extension CargoRequirement {
    /// The requirement that follows a version in the style of this one, and accepts it.
    ///
    /// Bounds (`>=0.1, <1`) stay as they are while they accept the version. nil for a version that Cargo can't write.
    func rewritten(toFollow version: Version) -> String? {
        let hasBounds = comparators.contains { $0.operator.isBound }
        if accepts(version), hasBounds || comparators.contains(where: { $0.version == version && $0.isFull }) {
            return text
        }
        let full = version.text.prefix { $0 != "+" }
        guard let plain = Version(semantic: String(full)), plain == version else { return nil }
        let candidate = comparators.reversed().reduce(Array(text.utf8)) { bytes, comparator in
            var bytes = bytes
            bytes.replaceSubrange(comparator.range, with: comparator.following(plain).utf8)
            return bytes
        }
        let answer = String(decoding: candidate, as: UTF8.self)
        // What the written form can't say, such as a prerelease with wildcards, is said in the plain form.
        return CargoRequirement(answer)?.accepts(version) == true ? answer : String(full)
    }
}

extension CargoRequirement.Operator {
    /// Whether it only limits the versions on one side.
    fileprivate var isBound: Bool {
        switch self {
        case .caret, .tilde, .exact: false
        case .greater, .greaterOrEqual, .less, .lessOrEqual: true
        }
    }
}

extension CargoRequirement.Comparator {
    fileprivate var isFull: Bool { numbers.count == 3 }

    /// This comparator, operator included, so that it accepts the version. As many numbers as are written, all of
    /// them for a prerelease.
    fileprivate func following(_ version: Version) -> String {
        switch self.operator {
        case .caret, .tilde, .exact:
            if numbers.isEmpty { return spelling + "*" }
            if version.isPrerelease { return spelling + version.text }
            return spelling + leadingNumbers(of: version, count: numbers.count)
                + String(repeating: ".*", count: wildcards)
        case .greaterOrEqual, .greater:
            return accepts(version) && !version.isPrerelease ? spelling + written(numbers) : ">=" + gap + version.text
        case .less:
            if accepts(version) { return spelling + written(numbers) }
            return spelling + written(upperBound(numbers, movedBeyond: version), keepsPrerelease: false)
        case .lessOrEqual:
            if accepts(version) { return spelling + written(numbers) }
            return spelling
                + (version.isPrerelease ? version.text : leadingNumbers(of: version, count: numbers.count))
        }
    }

    private func written(_ numbers: [Int], keepsPrerelease: Bool = true) -> String {
        numbers.map(String.init).joined(separator: ".") + (keepsPrerelease ? prerelease ?? "" : "")
    }
}
