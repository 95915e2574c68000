package import ReleaseModel

/// How commit messages are read: as release-please does, including its bugs, or as a person would expect.
package struct MessageRules: Sendable, Hashable {
    /// A message that can't be parsed completely still counts by its header.
    package var fallsBackToHeader: Bool
    /// `Feat` and `feat` are one type for the version too.
    package var ignoresCaseOfTypes: Bool
    /// `BEGIN_COMMIT_OVERRIDE` … `END_COMMIT_OVERRIDE` replaces the message; release-please looks for it in pull
    /// requests only.
    package var appliesOverrides: Bool
    /// A paragraph `fix!: …` is a commit of its own like `fix: …`.
    package var splitsBreakingParagraphs: Bool
    /// Of a breaking note in a footer, all lines are kept instead of the last.
    package var keepsWholeNotes: Bool
    /// `Refs: #1, #2` are two references instead of none.
    package var readsLists: Bool
    /// A change and its revert in one range cancel out.
    package var cancelsReverts: Bool
    /// A merge that repeats its commits counts once, and forges' merge text is not part of the message.
    package var countsMergesOnce: Bool
    /// A bump drops a version's suffix instead of keeping it.
    package var finishesSuffix: Bool

    package init(_ compatibility: Compatibility) { self = compatibility == .compat ? .compat : .strict }

    private init(
        fallsBackToHeader: Bool, ignoresCaseOfTypes: Bool, appliesOverrides: Bool, splitsBreakingParagraphs: Bool,
        keepsWholeNotes: Bool, readsLists: Bool, cancelsReverts: Bool, countsMergesOnce: Bool, finishesSuffix: Bool
    ) {
        self.fallsBackToHeader = fallsBackToHeader
        self.ignoresCaseOfTypes = ignoresCaseOfTypes
        self.appliesOverrides = appliesOverrides
        self.splitsBreakingParagraphs = splitsBreakingParagraphs
        self.keepsWholeNotes = keepsWholeNotes
        self.readsLists = readsLists
        self.cancelsReverts = cancelsReverts
        self.countsMergesOnce = countsMergesOnce
        self.finishesSuffix = finishesSuffix
    }

    package static let compat = MessageRules(
        fallsBackToHeader: false, ignoresCaseOfTypes: false, appliesOverrides: false, splitsBreakingParagraphs: false,
        keepsWholeNotes: false, readsLists: false, cancelsReverts: false, countsMergesOnce: false,
        finishesSuffix: false)
    package static let strict = MessageRules(
        fallsBackToHeader: true, ignoresCaseOfTypes: true, appliesOverrides: true, splitsBreakingParagraphs: true,
        keepsWholeNotes: true, readsLists: true, cancelsReverts: true, countsMergesOnce: true,
        finishesSuffix: true)
}
