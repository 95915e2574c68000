import ReleaseModel

/// What a commit reverts, according to its message.
package struct RevertedChange: Sendable, Hashable {
    /// The ids that it names, in full or at least seven digits.
    package var commits: [String] = []
    /// The first line of the reverted message, if there is no id.
    package var subject: String?
    /// The number of the reverted pull or merge request.
    package var request: String?

    package var isNothing: Bool { commits.isEmpty && subject == nil && request == nil }

    init() {}

    /// The forms of git (`Revert "…"`, `Reapply "…"`, `This reverts commit …`), of forges (`Reverts owner/name#1`,
    /// `This reverts merge request !1`) and of Conventional Commits (`revert: …`, with `Refs: …`).
    init(_ message: String) {
        commits = revertedCommits(in: message)
        let line = splitRequest(String(message.prefix { !$0.isNewline })).subject
        let begin = line.prefix(7).lowercased()
        guard begin == "revert " || begin == "revert:" || begin == "revert(" || begin == "revert!" || begin == "reapply"
        else { return }
        if let match = line.wholeMatch(of: /[Rr]evert ["“](.*)["”]/) {
            subject = String(match.1)
        } else if let match = line.wholeMatch(of: /Reapply "(.*)"/) {
            subject = "Revert \"\(match.1)\""
        } else if let match = line.wholeMatch(of: /[Rr]evert(?:\([^)]*\))?!?:\s*["“]?(.*?)["”]?/) {
            subject = String(match.1)
            if commits.isEmpty {
                commits = message.matches(of: /(?:^|\n)Refs: ((?:[0-9a-f]{7,64}(?:,\s*)?)+)/)
                    .flatMap { $0.1.split { $0 == "," || $0 == " " }.map(String.init) }
            }
        }
        request =
            message.firstMatch(of: /(?:^|\n)Reverts (?:[\w.\-]+\/[\w.\-]+)?#([0-9]+)/).map { String($0.1) }
            ?? message.firstMatch(of: /This reverts merge request \S*!([0-9]+)/).map { String($0.1) }
    }

    /// Whether a commit is the one whose first line this is; a number at the end may be left out on either side.
    func isSubject(of commit: ObservedCommit) -> Bool {
        guard let subject else { return false }
        return isSame(subject, commit.subject)
    }

    func isTitle(of merge: MergeMessage) -> Bool {
        subject.map { isSame($0, merge.title) } ?? false
    }

    private func isSame(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        let one = splitRequest(left)
        let other = splitRequest(right)
        return one.subject == other.subject && !one.subject.isEmpty
            && (one.request == nil || other.request == nil || one.request == other.request)
    }
}
