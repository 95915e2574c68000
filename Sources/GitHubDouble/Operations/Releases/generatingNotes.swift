import Foundation
import ReleaseModel

extension Call {
    func generateNotes() async throws -> Answer {
        let tag = try required("tag_name", of: "Release")
        let target = json["target_commitish"]?.text ?? repository.settings.defaultBranch
        let notes = try await notes(tag: tag, target: target, previous: json["previous_tag_name"]?.text)
        return .ok(["name": .string(notes.name), "body": .string(notes.body)])
    }

    /// Merged pull requests since a tag; without one, since the last published release, whatever it was of.
    func notes(tag: String, target: String, previous: String?) async throws -> (name: String, body: String) {
        let current = try await current()
        let existing = try await git.ref("refs/tags/\(tag)", in: repository.id)?.peeled
        let named = try await git.commit(target, in: repository.id)
        guard let head = existing ?? named else { throw Refusal.invalid("Release", field: "target_commitish") }
        let last = current.releases.filter { !$0.isDraft && $0.tag != tag }
            .max { ($0.publishedAt ?? .distantPast, $0.id) < ($1.publishedAt ?? .distantPast, $1.id) }
        let begin = previous ?? last?.tag
        var range = [head]
        if let begin, let commit = try await git.commit(begin, in: repository.id) { range.append("^\(commit)") }
        let commits = Set(try await git.history(range, in: repository.id))
        var lines: [String] = []
        for issue in current.issues.values.sorted(by: { $0.number < $1.number }) {
            guard let commit = issue.pull?.mergeCommit, commits.contains(commit) else { continue }
            lines.append("* \(issue.title) by @\(issue.author) in \(page("/pull/\(issue.number)"))")
        }
        let compared = begin.map { "\($0)...\(tag)" } ?? tag
        let path = begin == nil ? "/commits/\(tag)" : "/compare/\(compared)"
        let changes = lines.isEmpty ? "" : "## What's Changed\n\(lines.joined(separator: "\n"))\n\n\n"
        return (tag, "\(changes)**Full Changelog**: \(page(path))")
    }
}
