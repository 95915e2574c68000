import ReleaseModel
package import ReleaseOperations
import ReleasePlanning

/// One release branch for people: title, branch and result, then the text of its pull request.
package func releaseBranchText(_ branch: WrittenReleaseBranch, style: TextStyle = .plain) -> String {
    let request = branch.request
    var lines = [style.styled(request.title, .bold)]
    let commit = branch.commit.map { " at \($0.short)" } ?? ""
    lines.append("\(branch.state.rawValue): \(request.repository) \(request.branch) → \(request.base)\(commit)")
    if !request.labels.isEmpty { lines.append("labels: \(request.labels.joined(separator: ", "))") }
    if request.isDraft { lines.append("a draft") }
    if let overflow = request.overflow { lines.append("all notes: \(overflow.path) on \(overflow.branch)") }
    lines += branch.kept.map { "commits of others are kept: \($0)" }
    lines += Set(request.edits.map(\.file)).sorted().map { style.styled("edits \($0)", .dim) }
    return lines.joined(separator: "\n") + "\n\n" + request.body + "\n"
}
