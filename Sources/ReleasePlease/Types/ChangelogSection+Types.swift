import ReleaseManifests
import ReleaseModel

/// The changelog sections of release types that differ from the usual ones; see `release-types.md`.
extension [ChangelogSection] {
    /// Java, Python and R: dependencies and documentation are shown.
    static let withDependencies: [ChangelogSection] =
        shown("feat", "fix", "perf", "deps", "revert", "docs")
        + hidden("style", "chore", "refactor", "test", "build", "ci")

    /// PHP: chores are shown.
    static let withChores: [ChangelogSection] =
        shown("feat", "fix", "perf", "revert", "chore") + hidden("docs", "style", "refactor", "test", "build", "ci")

    /// Ruby libraries of Google: documentation is shown.
    static let withDocumentation: [ChangelogSection] =
        shown("feat", "fix", "perf", "revert", "docs") + hidden("style", "chore", "refactor", "test", "build", "ci")

    /// PHP libraries of Google.
    static let phpYoshi: [ChangelogSection] =
        shown("feat", "fix", "perf", "revert", "docs") + [ChangelogSection(type: "misc", title: "Miscellaneous")]
        + [ChangelogSection(type: "chore", title: "Chores", isHidden: true)]
        + hidden("style", "refactor", "test", "build", "ci")

    /// .NET libraries of Google, which write titles as sentences.
    static let dotnetYoshi: [ChangelogSection] =
        [
            ChangelogSection(type: "feat", title: "New features"),
            ChangelogSection(type: "fix", title: "Bug fixes"),
            ChangelogSection(type: "perf", title: "Performance improvements"),
            ChangelogSection(type: "revert", title: "Reverts"),
            ChangelogSection(type: "chore", title: "Miscellaneous chores", isHidden: true),
            ChangelogSection(type: "docs", title: "Documentation improvements"),
        ] + hidden("style", "refactor", "test", "build", "ci")

    private static func shown(_ types: String...) -> [ChangelogSection] {
        types.map { ChangelogSection(type: $0, title: title(of: $0)) }
    }

    private static func hidden(_ types: String...) -> [ChangelogSection] {
        types.map { ChangelogSection(type: $0, title: title(of: $0), isHidden: true) }
    }

    private static func title(of type: String) -> String {
        if type == "deps" { return "Dependencies" }
        return usual.first { $0.type == type }?.title ?? type
    }
}
