import ReleaseModel
package import ReleaseOperations
import ReleasePlanning

/// One release pull request for people: title, number and result, then its text.
package func pullRequestText(_ written: WrittenPullRequest, style: TextStyle = .plain) -> String {
    let request = written.request
    var lines = [style.styled(request.title, .bold)]
    let number = written.number.map { " #\($0)" } ?? ""
    let commit = written.commit.map { " at \($0.short)" } ?? ""
    lines.append(
        "\(written.state.rawValue): \(written.repository?.description ?? request.repository.text)\(number) \(request.branch) → \(request.base)\(commit)"
    )
    if let address = written.address { lines.append(address) }
    if !request.labels.isEmpty { lines.append("labels: \(request.labels.joined(separator: ", "))") }
    if request.isDraft { lines.append("a draft") }
    if let overflow = request.overflow { lines.append("all notes: \(overflow.path) on \(overflow.branch)") }
    lines += written.kept.map { "commits of others are kept: \($0)" }
    lines += written.notices.map { "warning: \($0)" }
    lines += Set(request.edits.map(\.file)).sorted().map { style.styled("edits \($0)", .dim) }
    guard written.state != .unchanged else { return lines.joined(separator: "\n") }
    return lines.joined(separator: "\n") + "\n\n" + request.body + "\n"
}
