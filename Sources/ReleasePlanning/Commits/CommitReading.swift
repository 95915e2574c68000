package import ReleaseModel

/// The result of reading one commit's message: its conventional commits, or why it has none.
package struct CommitReading: Sendable, Hashable {
    /// All that were read.
    package private(set) var commits: [ConventionalCommit] = []
    /// Of the messages that could not be read.
    package private(set) var faults: [MessageFault] = []
    /// Whether a block in the message replaced it.
    package private(set) var isOverridden = false
    /// What it reverts.
    package private(set) var reverted = RevertedChange()

    package init(_ commit: ObservedCommit, rules: MessageRules) {
        isOverridden = rules.appliesOverrides && commitOverride(in: commit.message) != nil
        if rules.cancelsReverts { reverted = RevertedChange(commit.message) }
        let merge = rules.countsMergesOnce ? MergeMessage(commit.message) : nil
        if let merge, merge.text.isEmpty { return }
        for message in splitMessages(merge?.text ?? commit.message, rules: rules) {
            do throws(MessageFault) {
                commits += try ConventionalCommit.read(message, rules: rules)
            } catch {
                faults.append(error)
            }
        }
    }

    package var isUnderstood: Bool { !commits.isEmpty }

    /// The rest without commits that are listed elsewhere, and without duplicates.
    func without(_ isRepeated: (ConventionalCommit) -> Bool) -> CommitReading {
        var rest = self
        rest.commits = []
        for commit in commits where !isRepeated(commit) && !rest.commits.contains(commit) {
            rest.commits.append(commit)
        }
        return rest
    }
}

/// A commit with what its message says.
///
/// A class, since a hundred thousand of them are handed about, and a copy of each of its texts would be counted.
package final class ReadCommit: Sendable {
    package let commit: ObservedCommit
    package let reading: CommitReading
    /// Whether it and another commit of the same range cancel out.
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
    /// Each commit and its revert are marked, if both are among these; a revert of a revert restores the change.
    /// Reverting a merge reverts everything it merged.
    ///
    /// Newest first, so that a revert that was itself reverted has no effect.
    ///
    /// - Parameter merges: Those of the range, also where they are not among these.
    package func cancellingReverts(merges: [ReadMerge] = []) -> [ReadCommit] {
        guard contains(where: { !$0.reading.reverted.isNothing }) else { return self }
        let places = Dictionary(
            enumerated().map { ($0.element.commit.id.text, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let brought = Dictionary(
            merges.map { ($0.read.commit.id.text, $0.brought) }, uniquingKeysWith: { first, _ in first })
        var result = self
        for index in indices where !result[index].isReverted && !result[index].reading.reverted.isNothing {
            let names = result.named(by: result[index].reading.reverted, after: index, merges: merges)
            let others = Set(
                names.flatMap { name in
                    [places[name]].compactMap { $0 } + (brought[name] ?? []).compactMap { places[$0.text] }
                })
            guard !others.isEmpty, !others.contains(index) else { continue }
            // Commits of a merge that were already reverted on their own are reverted once.
            let standing = others.filter { !result[$0].isReverted }
            guard !standing.isEmpty, standing.count == others.count || others.count > names.count else { continue }
            for place in standing.union([index]) {
                let one = result[place]
                result[place] = ReadCommit(one.commit, reading: one.reading, isReverted: true)
            }
        }
        return result
    }

    /// The ids of the reverted commits, as far as given.
    private func named(by reverted: RevertedChange, after index: Int, merges: [ReadMerge]) -> [String] {
        let byID = reverted.commits.compactMap { name in
            first { $0.commit.id.text.hasPrefix(name) }?.commit.id.text
                ?? merges.first { $0.read.commit.id.text.hasPrefix(name) }?.read.commit.id.text
        }
        if !reverted.commits.isEmpty { return byID }
        let older = self[(index + 1)...].filter { !$0.isReverted }.map(\.commit)
        let all = older + merges.map(\.read.commit).filter { merge in !contains { $0.commit.id == merge.id } }
        if let request = reverted.request {
            let found = all.first { commit in
                MergeMessage(commit.message)?.request == request || splitRequest(commit.subject).request == request
            }
            if let found { return [found.id.text] }
        }
        let found =
            older.first(where: reverted.isSubject)
            ?? all.first { MergeMessage($0.message).map(reverted.isTitle) ?? reverted.isSubject(of: $0) }
        return found.map { [$0.id.text] } ?? []
    }
}

/// The ids after `This reverts commit`, in full or at least seven digits.
func revertedCommits(in message: String) -> [String] {
    guard message.containsBytes(of: "This reverts commit") else { return [] }
    return message.matches(of: /This reverts commit ([0-9a-f]{7,64})/).map { String($0.1) }
}
