package import ReleaseModel

/// A [version](https://go.dev/ref/mod#versions) as `go.mod` has it: `v1.2.3`, `v2.0.0+incompatible` or a pseudo-version such
/// as `v0.0.0-20200101000000-abcdef123456`, which is a prerelease.
package struct GoVersion: Sendable {
    package let text: String
    package let version: Version
    /// Whether a major version from 2 on stands for a path without its suffix.
    package let isIncompatible: Bool

    /// nil for what is not in the canonical form.
    package init?(_ text: String) {
        guard text.first == "v", let version = Version(semantic: String(text.dropFirst())),
            version.build.isEmpty || version.build == "incompatible"
        else { return nil }
        self.text = text
        self.version = version
        isIncompatible = !version.build.isEmpty
    }
}

/// A requirement of `go.mod`: the least version of a major version that will do. v0 and v1 have the same path, so one
/// requirement may go from one to the other.
///
/// Go takes the highest of all least versions and nothing newer, so a requirement follows although it accepts what is newer.
package struct GoRequirement: Sendable {
    package let text: String
    private let least: GoVersion

    package init?(_ text: String) {
        guard let least = GoVersion(text) else { return nil }
        self.text = text
        self.least = least
    }

    package func accepts(_ version: Version) -> Bool {
        guard Version(semantic: GoRequirement.plain(version)) != nil else { return false }
        return max(version.major, 1) == max(least.version.major, 1) && version >= least.version
    }

    /// The least version, whatever the policy: `go.mod` can't say more.
    package static func written(_ policy: RequirementPolicy, for version: Version) -> String { "v" + plain(version) }

    /// nil for another major version, since that has another module path.
    package func rewritten(toFollow version: Version) -> String? {
        if version == least.version { return text }
        let answer = "v" + GoRequirement.plain(version) + (least.isIncompatible ? "+incompatible" : "")
        guard max(version.major, 1) == max(least.version.major, 1), GoRequirement(answer)?.accepts(version) == true
        else {
            return nil
        }
        return answer
    }

    /// Without a `v` that a tag may have left, and without build metadata.
    private static func plain(_ version: Version) -> String {
        String(version.plainText.prefix { $0 != "+" })
    }
}
