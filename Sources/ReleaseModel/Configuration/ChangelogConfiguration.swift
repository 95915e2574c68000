/// What a component's changelog looks like and where it is kept.
package struct ChangelogConfiguration: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Sections by commit type.
        case `default`
        /// The forge's own list of merged pull requests, which only the forge can write.
        case github
    }

    /// What happens to the text under `Unreleased` when a version is released.
    package enum Unreleased: String, Sendable, Codable, CaseIterable {
        /// It moves into the version's entry.
        case move
        /// It stays.
        case keep
    }

    /// The file that entries are added to, relative to the component's folder, or with a leading `/` to its repository's.
    package var path = "CHANGELOG.md"
    package var isSkipped = false
    package var kind = Kind.default
    /// In the order in which they are shown; nil: the usual ones of the component's release type.
    package var sections: [ChangelogSection]?
    /// The address that commits, comparisons and issues are linked to, without a slash at its end.
    package var host = "https://github.com"
    /// Of `%Y`, `%m` and `%d`.
    package var dateFormat = "%Y-%m-%d"
    /// Whether entries name their authors.
    package var includesAuthors = false
    package var unreleased = Unreleased.move

    package init() {}
}

/// One section of a changelog entry; several types may share a title, and then their section.
package struct ChangelogSection: Sendable, Hashable, Codable {
    /// A commit type, compared without regard to case.
    package var type: String
    package var title: String
    /// Whether commits of this type are left out unless they break something.
    package var isHidden: Bool
    /// Only commits with this scope, as written; nil: whatever their scope. The first section that takes a commit has it.
    package var scope: String?

    package init(type: String, title: String, isHidden: Bool = false, scope: String? = nil) {
        self.scope = scope
        self.type = type
        self.title = title
        self.isHidden = isHidden
    }
}

extension [ChangelogSection] {
    /// The usual ones, and updates of what a component requires.
    package static let strict: [ChangelogSection] =
        usual.prefix(5) + [ChangelogSection(type: "deps", title: "Dependencies")] + usual.dropFirst(5)

    /// release-please's default sections.
    package static let usual: [ChangelogSection] = [
        ChangelogSection(type: "feat", title: "Features"),
        ChangelogSection(type: "feature", title: "Features"),
        ChangelogSection(type: "fix", title: "Bug Fixes"),
        ChangelogSection(type: "perf", title: "Performance Improvements"),
        ChangelogSection(type: "revert", title: "Reverts"),
        ChangelogSection(type: "docs", title: "Documentation", isHidden: true),
        ChangelogSection(type: "style", title: "Styles", isHidden: true),
        ChangelogSection(type: "chore", title: "Miscellaneous Chores", isHidden: true),
        ChangelogSection(type: "refactor", title: "Code Refactoring", isHidden: true),
        ChangelogSection(type: "test", title: "Tests", isHidden: true),
        ChangelogSection(type: "build", title: "Build System", isHidden: true),
        ChangelogSection(type: "ci", title: "Continuous Integration", isHidden: true),
    ]
}
