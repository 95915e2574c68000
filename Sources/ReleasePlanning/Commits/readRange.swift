package import ReleaseModel

/// What each component's commits say, newest first, each message read once.
///
/// In strict reading a change counts once: a merge that only repeats its commits adds nothing, one with its own message
/// counts for every component that it changed, and reverted changes cancel out.
///
/// - Parameters:
///   - history: All commits of the range, for any component.
///   - wanted: The commits of each component.
package func readRange<Key: Hashable & Sendable>(
    _ history: [ObservedCommit], of wanted: [Key: [ObservedCommit]], rules: MessageRules
) -> ReadRange<Key> {
    let isMerged = rules.countsMergesOnce && history.contains { $0.parents.count > 1 }
    if wanted.count == 1, !isMerged, let (component, commits) = wanted.first {
        let read = concurrentMap(commits) { ReadCommit($0, reading: CommitReading($0, rules: rules)) }
        return ReadRange(commits: [component: read.cancellingReverts()], merges: [])
    }
    var all: [CommitID: ObservedCommit] = [:]
    for commits in wanted.values {
        for commit in commits { all[commit.id] = commit }
    }
    if isMerged {
        for commit in history where commit.parents.count > 1 { all[commit.id] = commit }
    }
    let read = concurrentMap(Array(all.values)) { ReadCommit($0, reading: CommitReading($0, rules: rules)) }
    var byID = Dictionary(read.map { ($0.commit.id, $0) }, uniquingKeysWith: { first, _ in first })
    var merges: [ReadMerge] = []
    if isMerged {
        // Only now: these show what a merge brought, and need not be parsed.
        for commit in history { all[commit.id] = commit }
        merges = readMerges(history, all: all, read: byID)
        for merge in merges { byID[merge.read.commit.id] = merge.read }
    }
    let places =
        merges.isEmpty
        ? [:]
        : Dictionary(
            history.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let commits = wanted.mapValues { commits in
        var own = commits.compactMap { byID[$0.id] }
        let ids = Set(commits.map(\.id))
        let further = merges.filter { merge in
            merge.read.reading.isUnderstood && !ids.contains(merge.read.commit.id)
                && !merge.brought.isDisjoint(with: ids)
        }
        // Entries are listed by the history, so the merges go to their places in it.
        if !further.isEmpty {
            own = (own + further.map(\.read)).enumerated().sorted { left, right in
                let one = places[left.element.commit.id] ?? .max
                let other = places[right.element.commit.id] ?? .max
                return one == other ? left.offset < right.offset : one < other
            }.map(\.element)
        }
        return own.cancellingReverts(merges: merges)
    }
    return ReadRange(commits: commits, merges: merges)
}

/// What the commits of a range say.
package struct ReadRange<Key: Hashable & Sendable>: Sendable {
    /// Of each component, newest first.
    package var commits: [Key: [ReadCommit]]
    /// Merges with their own message, or that may be reverted.
    package var merges: [ReadMerge]
}

/// A merge with its commits.
package struct ReadMerge: Sendable {
    /// Without what it repeats.
    package var read: ReadCommit
    package var brought: Set<CommitID>
}

/// Merges with their own message, or that are reverted, without what they repeat.
private func readMerges(
    _ history: [ObservedCommit], all: [CommitID: ObservedCommit], read: [CommitID: ReadCommit]
) -> [ReadMerge] {
    let hasReverts = read.values.contains { !$0.reading.reverted.isNothing }
    let wanted = history.filter { commit in
        commit.parents.count > 1 && (hasReverts || read[commit.id]?.reading.isUnderstood == true)
    }
    guard !wanted.isEmpty else { return [] }
    let range = MergedRange(all)
    return wanted.compactMap { commit in
        guard let merge = read[commit.id] else { return nil }
        let brought = range.brought(by: commit)
        let said = brought.lazy.compactMap { read[$0] }.flatMap(\.reading.commits)
        return ReadMerge(
            read: ReadCommit(commit, reading: merge.reading.without { own in said.contains { $0.includes(own) } }),
            brought: brought)
    }
}

extension ConventionalCommit {
    /// Whether this commit says all that another does.
    fileprivate func includes(_ other: ConventionalCommit) -> Bool {
        type.lowercased() == other.type.lowercased() && scope?.lowercased() == other.scope?.lowercased()
            && bare(subject) == bare(other.subject) && (isBreaking || !other.isBreaking)
            && Set(other.releaseAs).isSubset(of: releaseAs)
    }

    private func bare(_ subject: String) -> String {
        var subject = splitRequest(subject).subject.lowercased()
        if subject.hasSuffix(".") { subject.removeLast() }
        return subject
    }
}
