package import ReleaseModel

/// How a commit counts, given which components own and show it.
///
/// - Parameters:
///   - owners: The components that it belongs to.
///   - showing: Those of them that it made a version or an entry of.
///   - isReverted: Whether it cancels with another commit, for all that it belongs to.
package func plannedCommit(
    _ commit: ObservedCommit, reading: CommitReading, repository: RepositoryID, owners: [ComponentID],
    showing: [ComponentID], isReverted: Bool, isLeftOut: Bool = false
) -> PlannedCommit {
    let fate: PlannedCommit.Fate =
        if isReverted {
            .reverted
        } else if !reading.isUnderstood {
            commit.parents.count > 1 ? .merge : .notUnderstood
        } else if owners.isEmpty {
            .outside
        } else if showing.isEmpty {
            isLeftOut ? .leftOut : .hidden
        } else {
            reading.isOverridden ? .overridden : .counted
        }
    // A revert is understood by its target, and a merge by its commits or its body.
    let isAccountedFor = fate == .merge || fate == .reverted || (commit.parents.count > 1 && reading.isUnderstood)
    let made = fate == .counted || fate == .overridden ? showing.sorted() : []
    return PlannedCommit(
        repository: repository, id: commit.id, subject: commit.subject, fate: fate,
        components: made, owners: made.isEmpty && !owners.isEmpty ? Set(owners).sorted() : nil,
        faults: isAccountedFor ? [] : reading.faults.map(\.sentence))
}

extension MessageFault {
    /// Where the message stops being a conventional commit, and what would have been there.
    package var sentence: String {
        let found = self.found.isEmpty || self.found == "\n" ? "the end of the line" : "'\(self.found)'"
        let names = expected.map { $0.count == 1 ? "'\($0)'" : $0 }
        let wanted = (names.count < 2 ? [] : [names.dropLast().joined(separator: ", ")]) + names.suffix(1)
        return "line \(line), column \(column): expected \(wanted.joined(separator: " or ")), found \(found)"
    }
}
