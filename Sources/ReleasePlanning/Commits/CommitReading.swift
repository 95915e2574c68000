package import ReleaseModel

/// What became of one commit's message: the conventional commits that it holds, or why it holds none.
package struct CommitReading: Sendable, Hashable {
    /// All that were read.
    package private(set) var commits: [ConventionalCommit] = []
    /// Of the messages that could not be read.
    package private(set) var faults: [MessageFault] = []
    /// Whether a block in the message replaced it.
    package private(set) var isOverridden = false
    /// The commit that takes it back, or that it takes back.
    package var revertedBy: CommitID?

    package init(_ commit: ObservedCommit, rules: MessageRules) {
        isOverridden = rules.appliesOverrides && commitOverride(in: commit.message) != nil
        for message in splitMessages(commit.message, rules: rules) {
            do throws(MessageFault) {
                commits += try ConventionalCommit.read(message, rules: rules)
            } catch {
                faults.append(error)
            }
        }
    }

    /// Those that count for a release.
    package var counted: [ConventionalCommit] { revertedBy == nil ? commits : [] }
    package var isUnderstood: Bool { !commits.isEmpty }
}

/// Marks each commit and the one that takes it back, where both are among these; a revert of a revert brings it back.
///
/// What is reverted is named by the line that git writes: `This reverts commit ID.`
package func cancelReverts(among commits: [ObservedCommit], in readings: inout [CommitID: CommitReading]) {
    let ids = Set(commits.map(\.id))
    // Newest first, so that a revert that was itself taken back no longer takes anything back.
    for commit in commits where readings[commit.id]?.revertedBy == nil {
        let reverted = revertedCommits(in: commit.message).flatMap { name in
            ids.contains(CommitID(name)) ? [CommitID(name)] : ids.filter { $0.text.hasPrefix(name) }
        }
        guard !reverted.isEmpty, reverted.allSatisfy({ readings[$0]?.revertedBy == nil && $0 != commit.id }) else {
            continue
        }
        for other in reverted { readings[other]?.revertedBy = commit.id }
        readings[commit.id]?.revertedBy = reverted.first
    }
}

/// The ids behind `This reverts commit`, whole or at least seven digits of them.
func revertedCommits(in message: String) -> [String] {
    guard message.contains("This reverts commit") else { return [] }
    return message.matches(of: /This reverts commit ([0-9a-f]{7,64})/).map { String($0.1) }
}
