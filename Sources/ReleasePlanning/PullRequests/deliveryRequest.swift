import ReleaseModel

/// The pull request that brings a run's release commit of one repository onto its branch.
///
/// - Parameters:
///   - base: The branch that it is for.
///   - message: Of the release commit.
///   - components: What is released with it.
func deliveryRequest(
    into base: String, message: String, of components: [PlannedComponent], _ delivery: CommitDelivery,
    _ people: PullRequestConfiguration
) -> ForgeDelivery.Request {
    let title = String(message.prefix { $0 != "\n" })
    let next =
        components.count == 1 ? "tags and publishes it" : "tags and publishes them"
    let merging =
        delivery.merge == nil
        ? "Slipway waits for the merge, and then \(next)."
        : "Slipway merges this when its checks have passed, and then \(next)."
    let rows = components.map { one in
        let from = one.currentVersion.map { "\($0) → " } ?? ""
        let reasons = one.reasons.prefix(3).map { cell($0.summary) } + (one.reasons.count > 3 ? ["…"] : [])
        return
            "| \(cell(one.name.text)) | \(from)\(one.nextVersion?.text ?? "") | \(reasons.joined(separator: "<br>")) |"
    }
    let body =
        """
        \(merging) Its builds and gates have passed with these files. If other files are merged, they run again before \
        anything is tagged.

        | component | version | because |
        | --- | --- | --- |
        \(rows.joined(separator: "\n"))
        """
    // Versions are reserved for a run, so no other open run has this branch.
    let first = components.first.map { "\($0.name)-\($0.nextVersion?.text ?? "")" } ?? ""
    let more = components.count > 1 ? "-and-\(components.count - 1)" : ""
    return ForgeDelivery.Request(
        branch: deliveryPrefix(of: base) + "\((first + more).asReferencePart)", title: title,
        body: fitted(body, to: 60_000, rest: nil), merge: delivery.merge, checks: delivery.checks ?? [],
        reviewers: people.reviewers, teamReviewers: people.teamReviewers)
}

/// How the names of branches begin from which a run's commits come onto a branch.
package func deliveryPrefix(of base: String) -> String { "slipway--release--\(base)--" }

/// Text in a cell of a Markdown table.
private func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
}
