import ReleaseModel
package import ReleaseOperations

/// What merging a pull request would release, for people.
package func checkText(_ answer: CheckOperation.Answer) -> String {
    var lines = ["#\(answer.number) \(answer.title)"]
    if let squashed = answer.squashedComponents {
        lines += ["Merged with its commits:"] + shown(answer.components).map { "  \($0)" }
        lines += ["Squashed into one commit:"] + shown(squashed).map { "  \($0)" }
    } else {
        lines += shown(answer.components)
    }
    if !answer.unread.isEmpty {
        lines.append("Not understood, so missing in version and changelog:")
        lines += answer.unread.map { "  \($0)" }
    }
    if !answer.uncounted.isEmpty {
        lines.append("Squashed, its message is \(answer.squash ?? ""). These lines of it do not count:")
        lines += answer.uncounted.map { "  \($0)" }
    }
    if answer.isRefused {
        lines.append("The check fails: write the type in front, such as 'fix: …' or 'feat: …', and run it again.")
    }
    return lines.joined(separator: "\n")
}

private func shown(_ components: [CheckOperation.Answer.Component]) -> [String] {
    guard !components.isEmpty else { return ["Merging it releases nothing."] }
    return components.map { one in
        "\(one.name) \(one.currentVersion.map { "\($0) → " } ?? "")\(one.nextVersion)"
    }
}
