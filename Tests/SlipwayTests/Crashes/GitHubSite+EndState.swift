import Foundation
import GitHubDouble
import ReleaseModel
import ReleasePorts

extension GitHubSite {
    /// Everything that others can see of a repository, and how often each reference was written, as lines.
    ///
    /// What is another each time – ids of commits and runs, moments, addresses – has a name in its place.
    func endState(of place: ForgeRepository) async throws -> [String] {
        let repository = try await state(of: place)
        let folder = github.double.repositoryFolder(repository.id)
        let shown = Shown(repository, place)
        var lines: [String] = []
        let references = try await fixture.git(
            "for-each-ref", "--format=%(refname)%09%(objecttype)%09%(objectname)%09%(*objectname)%09%(contents)%00",
            in: folder)
        for reference in references.split(separator: "\0").map({ $0.drop { $0 == "\n" } }) where !reference.isEmpty {
            let parts = reference.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false).map(
                String.init)
            // Those that pull requests leave behind.
            guard parts.count == 5, !parts[0].hasPrefix("refs/pull/") else { continue }
            let commit = parts[3].isEmpty ? parts[2] : parts[3]
            let count = try await writes(of: parts[0], in: folder)
            lines.append(
                "\(parts[0]) is a \(parts[1]) of \(shown.name(of: commit)), written \(count) times: \(shown.text(parts[4]))"
            )
        }
        for file in try await fixture.git("ls-tree", "-r", "--name-only", "main", in: folder).split(separator: "\n") {
            let text = try await fixture.git("show", "main:\(file)", in: folder)
            lines.append("\(file) on main:\n\(shown.text(text))")
        }
        for issue in repository.issues.values.sorted(by: { $0.number < $1.number }) {
            lines.append(shown.line(for: issue, in: repository))
            for comment in repository.comments where comment.issue == issue.number {
                lines.append("comment on #\(issue.number) by \(comment.author):\n\(shown.text(comment.body))")
            }
            for check in repository.checkRuns where check.commit == issue.pull?.headCommit {
                lines.append("check of #\(issue.number): \(check.name) \(check.conclusion ?? check.status)")
            }
        }
        for release in repository.releases.sorted(by: { $0.tag < $1.tag }) {
            let assets = release.assets.sorted { $0.name < $1.name }.map {
                "\($0.name) \($0.state) \($0.size) \($0.digest ?? "")"
            }
            lines.append(
                """
                release \(release.tag) '\(release.name ?? "")' \(release.isDraft ? "draft" : "public") \
                \(release.isPrerelease ? "prerelease" : "stable") at \(shown.name(of: release.target)): \(assets)
                \(shown.text(release.body ?? ""))
                """)
        }
        for run in repository.runs where run.event == "push" && run.branch != "main" {
            lines.append("\(run.workflow) was started by \(run.event) of \(run.branch ?? "nothing")")
        }
        return lines
    }

    /// How often a reference was written.
    ///
    /// A changelog entry has the day of its job. A job that a CI repeats after midnight writes that day, and nothing
    /// else: this counts as the same write.
    private func writes(of reference: String, in folder: String) async throws -> Int {
        guard let log = try? String(contentsOfFile: "\(folder)/logs/\(reference)", encoding: .utf8) else { return 0 }
        let moves = log.split(separator: "\n").map { $0.split(separator: " ").prefix(2).map(String.init) }
        var count = moves.count
        for move in moves where reference.hasPrefix("refs/heads/") && move.count == 2 {
            guard move[0].contains(where: { $0 != "0" }) else { continue }
            let parents = try await fixture.git("show", "--no-patch", "--format=%P", move[0], move[1], in: folder)
            guard Set(parents.split(separator: "\n")).count == 1 else { continue }
            if isRedated(try await fixture.git("diff", "--unified=0", move[0], move[1], in: folder)) { count -= 1 }
        }
        return count
    }
}

/// Whether a difference between two commits is one of days only. Two commits of equal content don't differ at all.
func isRedated(_ difference: String) -> Bool {
    func lines(_ sign: Character, _ header: String) -> [String] {
        difference.split(separator: "\n").filter { $0.first == sign && !$0.hasPrefix(header) }.map {
            String($0.dropFirst()).replacing(/\d{4}-\d{2}-\d{2}/, with: "DATE")
        }
    }
    let (before, after) = (lines("-", "--- "), lines("+", "+++ "))
    return !before.isEmpty && before == after
}

/// Lines that only one of two end states has; empty: they are the same.
func differences(_ found: [String], _ expected: [String]) -> String {
    let change = found.difference(from: expected)
    return change.map { part in
        switch part {
        case .insert(_, let line, _): "+ \(line)"
        case .remove(_, let line, _): "- \(line)"
        }
    }.joined(separator: "\n")
}

/// Names for what is another each time.
private struct Shown {
    private var names: [String: String] = [:]
    private let owner: String

    init(_ repository: Repository, _ place: ForgeRepository) {
        owner = place.owner
        for issue in repository.issues.values {
            if let commit = issue.pull?.mergeCommit { names[commit] = "the merge of #\(issue.number)" }
        }
    }

    func name(of commit: String) -> String { names[commit] ?? "another commit" }

    func text(_ text: String) -> String {
        text.replacing(/\b[0-9a-f]{40}\b/) { name(of: String($0.output)) }
            .replacing(/\b[0-9a-f]{7,12}\b/) { match in
                names.first { $0.key.hasPrefix(match.output) }?.value ?? "another commit"
            }
            .replacing(/\b(r[0-9]+)-another commit\b/) { String($0.output.1) }
            .replacing(/\b[0-9a-f]{16}\b/, with: "DIGEST")
            .replacing(/http:\/\/127\.0\.0\.1:[0-9]+/, with: "HOST")
            .replacing(/\d{4}-\d{2}-\d{2}/, with: "DATE")
            .replacing(/\d{2}:\d{2}(:\d{2})?/, with: "TIME")
            .replacing(owner, with: "OWNER")
    }

    func line(for issue: Issue, in repository: Repository) -> String {
        let state =
            issue.pull?.mergedAt != nil
            ? "merged as \(issue.pull?.landed.count ?? 0)" : issue.isOpen ? "open" : "closed"
        let ways = "\(issue.pull?.headBranch ?? "") → \(issue.pull?.baseBranch ?? "")"
        return """
            #\(issue.number) '\(text(issue.title))' \(state), \(ways), by \(issue.author), \(issue.labels.sorted()), \
            reviewers \(issue.pull?.reviewers ?? []):
            \(text(issue.body ?? ""))
            """
    }
}
