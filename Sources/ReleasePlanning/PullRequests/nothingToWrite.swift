package import ReleaseModel

/// Why a plan has no release branch, and what to do instead; nil for one that has something to write.
///
/// Only a component whose manifest is ahead of its last tag, as after a merged release branch, counts as merged.
package func nothingToWrite(_ plan: ReleasePlan) -> String? {
    if let reason = plan.nothingToRelease { return reason }
    let released = plan.released
    guard released.allSatisfy(\.ownEdits.isEmpty) else { return nil }
    // With release-please's files, a merged version is reported before anything is planned, and nothing is released
    // without it.
    let isReleasePlease = released.contains { $0.component != nil }
    let advice = isReleasePlease ? "" : " Release it: slipway release"
    if released.allSatisfy(\.isMerged), !isReleasePlease {
        return "Nothing to write: the new versions are merged already." + advice
    }
    let names = released.map { "\($0.name) \($0.nextVersion?.text ?? "")" }.joined(separator: ", ")
    return "Nothing to write: the release of \(names) changes no file, so there is nothing to merge." + advice
}

extension ReleasePlan {
    /// The released components whose new versions are in the manifests already, as after a merged pull request.
    package var mergedComponents: [ComponentID] {
        released.filter { $0.isMerged && $0.ownEdits.isEmpty }.map(\.name)
    }
}

extension PlannedComponent {
    /// Whether its manifest is ahead of its last tag.
    fileprivate var isMerged: Bool { reasons.contains { $0.kind == .untaggedVersion } }
}
