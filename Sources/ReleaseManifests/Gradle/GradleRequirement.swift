package import ReleaseModel

/// A requirement in [Gradle's language](https://docs.gradle.org/current/userguide/dependency_versions.html): a version, a
/// prefix (`1.+`), a status (`latest.release`) or a range (`[1,2)`, `[1,2[`).
///
/// A version alone is what gets built against, so it accepts only that text; as with Maven, another project may still
/// raise it. `!!` behind a version forbids that, and is kept.
package struct GradleRequirement: Sendable {
    private enum Form: Sendable {
        case version
        /// What versions begin with; empty for `+`.
        case prefix(String)
        case status(String)
        case range(VersionInterval<GradleVersion>)
    }

    package let text: String
    private let form: Form
    /// Without the `!!` at the end.
    private let core: String

    package init?(_ text: String) {
        self.text = text
        core = text.hasSuffix("!!") ? String(text.dropLast(2)) : text
        if core.hasPrefix("latest.") {
            let status = String(core.dropFirst(7))
            guard ["release", "integration", "milestone"].contains(status) else { return nil }
            form = .status(status)
        } else if core.last == "+" {
            guard core == "+" || GradleVersion(String(core.dropLast())) != nil else { return nil }
            form = .prefix(String(core.dropLast()))
        } else if GradleVersion(core) != nil {
            form = .version
        } else if let ranges = versionIntervals(core, opening: "[(]", closing: "])[", GradleVersion.init),
            ranges.count == 1, !ranges[0].isEmpty
        {
            form = .range(ranges[0])
        } else {
            return nil
        }
    }

    package func accepts(_ version: Version) -> Bool {
        switch form {
        case .version: return version.text == core
        case .prefix(let prefix): return version.text.hasPrefix(prefix)
        case .status("integration"): return true
        case .status: return !version.text.lowercased().hasSuffix("snapshot")
        case .range(let range):
            guard let own = GradleVersion(version.text), range.contains(own) else { return false }
            // An end that is left out takes its prereleases with it.
            guard let upper = range.upper, !upper.isIncluded else { return true }
            return !version.text.hasPrefix(upper.version.text)
        }
    }

    package static func written(_ policy: RequirementPolicy, for version: Version) -> String {
        guard let limit = firstBeyond(version, policy) else { return version.text }
        return "[\(version.text),\(limit))"
    }

    package func rewritten(toFollow version: Version) -> String? {
        if accepts(version) { return text }
        guard let wanted = GradleVersion(version.text) else { return nil }
        let end = text.hasSuffix("!!") ? "!!" : ""
        var answer: String?
        switch form {
        case .version, .status: break
        case .prefix(let prefix):
            // `1.2.+` has two numbers, and so has what it becomes.
            let count = prefix.split(separator: ".").count
            let isBehindDot = prefix.last == "."
            answer = leadingNumbers(of: version, count: count) + (isBehindDot ? ".+" : "+") + end
        case .range(let range):
            answer = widened([range], in: core, toReach: wanted, version).map { $0 + end }
        }
        if let answer, GradleRequirement(answer)?.accepts(version) == true { return answer }
        let plain = version.text + end
        return GradleRequirement(plain)?.accepts(version) == true ? plain : nil
    }
}
