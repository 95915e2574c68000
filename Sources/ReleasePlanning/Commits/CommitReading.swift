package import ReleaseModel

/// What became of one commit's message: the conventional commits that it holds, or why it holds none.
package struct CommitReading: Sendable, Hashable {
    /// All that were read.
    package private(set) var commits: [ConventionalCommit] = []
    /// Of the messages that could not be read.
    package private(set) var faults: [MessageFault] = []
    /// Whether a block in the message replaced it.
    package private(set) var isOverridden = false
    /// The commits that it takes back, by the names it gives them.
    package private(set) var reverted: [String] = []

    package init(_ commit: ObservedCommit, rules: MessageRules) {
        isOverridden = rules.appliesOverrides && commitOverride(in: commit.message) != nil
        if rules.cancelsReverts { reverted = revertedCommits(in: commit.message) }
        for message in splitMessages(commit.message, rules: rules) {
            do throws(MessageFault) {
                commits += try ConventionalCommit.read(message, rules: rules)
            } catch {
                faults.append(error)
            }
        }
    }

    package var isUnderstood: Bool { !commits.isEmpty }
}

/// A commit with what its message says.
///
/// A class, since a hundred thousand of them are handed about, and a copy of each of its texts would be counted.
package final class ReadCommit: Sendable {
    package let commit: ObservedCommit
    package let reading: CommitReading
    /// Whether it and another commit of the same range cancel each other.
    package let isReverted: Bool

    package init(_ commit: ObservedCommit, reading: CommitReading, isReverted: Bool = false) {
        self.commit = commit
        self.reading = reading
        self.isReverted = isReverted
    }

    /// Those that count for a release.
    package var counted: [ConventionalCommit] { isReverted ? [] : reading.commits }
}

extension [ReadCommit] {
    /// Each commit and the one that takes it back are marked, where both are among these; a revert of a revert brings
    /// the change back.
    ///
    /// What is reverted is named by the line that git writes: `This reverts commit ID.` Newest first, so that a revert
    /// that was itself taken back no longer takes anything back.
    package func cancellingReverts() -> [ReadCommit] {
        guard contains(where: { !$0.reading.reverted.isEmpty }) else { return self }
        let places = Dictionary(
            enumerated().map { ($0.element.commit.id.text, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var result = self
        for index in indices where !result[index].isReverted && !result[index].reading.reverted.isEmpty {
            let others = result[index].reading.reverted.compactMap { name in
                places[name] ?? firstIndex { $0.commit.id.text.hasPrefix(name) }
            }
            guard !others.isEmpty, others.allSatisfy({ !result[$0].isReverted && $0 != index }) else { continue }
            for place in others + [index] {
                let one = result[place]
                result[place] = ReadCommit(one.commit, reading: one.reading, isReverted: true)
            }
        }
        return result
    }
}

/// The ids behind `This reverts commit`, whole or at least seven digits of them.
func revertedCommits(in message: String) -> [String] {
    guard message.containsBytes(of: "This reverts commit") else { return [] }
    return message.matches(of: /This reverts commit ([0-9a-f]{7,64})/).map { String($0.1) }
}
