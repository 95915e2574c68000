import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Reports at an ordinary pull request what merging it would release: a check and one comment.
///
/// Plans the checked-out commit: on a runner, the merge commit of the pull request.
package struct CheckOperation: Sendable {
    let workspace: Workspace

    package init(_ workspace: Workspace) { self.workspace = workspace }

    package static let name = "Slipway"
    static let mark = "<!-- slipway:check -->"

    /// What a pull request would release.
    package struct Answer: Sendable, Encodable {
        package struct Component: Sendable, Equatable, Encodable {
            package var name: ComponentID
            package var currentVersion: Version?
            package var nextVersion: Version
            package var bump: Bump
        }

        package var number: Int
        package var title: String
        package var components: [Component]
        /// What it would release if it is squashed into one commit; nil: the same.
        package var squashedComponents: [Component]?
        /// What a squash would take its message from, in words; nil: it is not squashed here.
        package var squash: String?
        /// Lines that a squash would have in its text, where they look like entries and do not count.
        package var uncounted: [String] = []
        /// Messages that are not understood: each would be missing in version and changelog.
        package var unread: [String] = []
        /// Whether the check failed for them.
        package var isRefused = false
        package var isReported: Bool
        /// What people should know.
        package var notices: [String] = []
    }

    /// - Parameters:
    ///   - isStrict: Whether messages that are not understood fail the check.
    ///   - reports: Whether it is written to the forge.
    package func check(
        _ number: Int, _ request: ReleaseRequest, isStrict: Bool, reports: Bool
    ) async throws -> Answer {
        let (plan, world) = try await workspace.plan(request)
        try workspace.checkComponents(plan, world)
        guard let repository = world.repositories.first, world.repositories.count == 1 else {
            throw ForgeError.unusable(
                reason: "A pull request belongs to one repository, and this workspace has \(world.repositories.count).",
                remedy: "Run it in the repository of the pull request: slipway check -C FOLDER")
        }
        guard repository.head != nil else { throw ObservationError.notUnderGit(repository.folder) }
        let place = try workspace.atForge(repository, in: world)
        let forge = try workspace.outside.forge(place, reports ? .reporting : .readingPullRequests)
        let pullRequest = try await forge.pullRequest(number, in: place.name)
        let isRelease = ReleaseBranchName(pullRequest.branch) != nil
        var answer = Answer(number: number, title: pullRequest.title, components: [], isReported: reports)
        if !isRelease {
            let facts = try await forge.facts(of: place.name)
            let merges = MergePreview(
                workspace: workspace, repository: repository, pullRequest: pullRequest, forge: forge, place: place.name,
                facts: facts)
            try await preview(merges, request, plan, facts, &answer)
            answer.isRefused = isStrict && !answer.unread.isEmpty
        }
        guard reports else { return answer }
        let text = checkText(answer, isRelease: isRelease)
        do throws(ForgeError) {
            _ = try await forge.write(
                NewForgeCheck(
                    name: CheckOperation.name, conclusion: answer.isRefused ? .failure : .success,
                    title: checkTitle(answer, isRelease: isRelease), summary: text), on: pullRequest.head,
                in: place.name)
        } catch {
            // Only apps and workflows may write checks; the comment and the exit code say the same.
            guard case .notAllowed = error else { throw error }
            answer.notices.append("There is no check at the forge, only the comment: \(error.sentence)")
        }
        let comment = try await forge.comment(marked: CheckOperation.mark, on: number, in: place.name)
        let body = CheckOperation.mark + "\n" + text
        if comment?.text.normalizedLineEnds != body, !isRelease {
            _ = try await forge.write(body, replacing: comment?.id, on: number, in: place.name)
        }
        return answer
    }

    /// What merging would release in the ways that the repository allows, and what of it would be missing.
    ///
    /// - Parameter plan: Of the commits as they are, without what pull requests say beside them.
    private func preview(
        _ merges: MergePreview, _ request: ReleaseRequest, _ plan: ReleasePlan, _ facts: RepositoryFacts,
        _ answer: inout Answer
    ) async throws {
        guard let preview = try await merges.overrides() else {
            answer.components = components(of: plan)
            answer.unread = unread(in: plan, of: nil)
            answer.notices.append(
                "The checked-out commit is neither the pull request's merge nor its last commit, so what a squash would "
                    + "release is not known.")
            return
        }
        let kept = try await preview.kept.asyncMap { try await self.plan(request, $0, in: merges) }
        let squashed = try await preview.squashed.asyncMap { try await self.plan(request, $0, in: merges) }
        guard let shown = kept ?? squashed else { return }
        answer.components = components(of: shown)
        if let squashed, kept != nil {
            let own = components(of: squashed)
            if own != answer.components { answer.squashedComponents = own }
        }
        answer.unread = [kept, squashed].compactMap(\.self).flatMap { unread(in: $0, of: preview.commits) }
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        guard preview.squashed != nil else { return }
        // Who may not push is not told; this is what GitHub does by itself.
        answer.squash =
            facts.squash?.words
            ?? "the pull request's title, with the messages of the commits below unless the repository's settings say otherwise"
        guard !preview.isOverridden else { return }
        answer.uncounted = uncountedEntries(
            in: preview.squashedText,
            counted: CommitReading(ObservedCommit(id: "", message: answer.title), rules: .strict).commits)
        // What is squashed may have the title for its subject.
        let usesTitle = facts.squash.map { $0.title == .pullRequestTitle } ?? true
        if usesTitle, !isConventional(answer.title), !answer.unread.contains(where: { $0.hasPrefix(answer.title) }) {
            answer.unread.append(answer.title)
        }
    }

    private func plan(
        _ request: ReleaseRequest, _ overrides: MessageOverrides, in merges: MergePreview
    ) async throws -> ReleasePlan {
        try await workspace.plan(request, overrides: [merges.repository.id: overrides]).plan
    }

    private func components(of plan: ReleasePlan) -> [Answer.Component] {
        plan.released.compactMap { one in
            one.nextVersion.map {
                .init(name: one.name, currentVersion: one.currentVersion, nextVersion: $0, bump: one.bump)
            }
        }
    }

    /// - Parameter commits: Those of the pull request; nil: not known. What is on the base already is not its fault.
    private func unread(in plan: ReleasePlan, of commits: Set<CommitID>?) -> [String] {
        (plan.commits ?? []).filter { !$0.faults.isEmpty && commits?.contains($0.id) ?? true }.map(\.subject)
    }

    private func isConventional(_ title: String) -> Bool {
        CommitReading(ObservedCommit(id: "", message: title), rules: .strict).isUnderstood
    }

    private func checkTitle(_ answer: Answer, isRelease: Bool) -> String {
        if isRelease { return "This is a release" }
        if answer.isRefused {
            return "\(answer.unread.count == 1 ? "1 message is" : "\(answer.unread.count) messages are") not understood"
        }
        guard !answer.components.isEmpty else { return "Merging this releases nothing" }
        return "Merging this releases "
            + answer.components.map { "\($0.name) \($0.nextVersion)" }.joined(separator: ", ")
    }

    private func checkText(_ answer: Answer, isRelease: Bool) -> String {
        guard !isRelease else { return "Merging this pull request makes the release that it describes." }
        var text = table(answer.components, "merging this pull request")
        if let squashed = answer.squashedComponents {
            text =
                table(answer.components, "merging this pull request with its commits")
                + "\n" + table(squashed, "squashing it into one commit")
        }
        if !answer.uncounted.isEmpty {
            text +=
                "\nSquashed, its message is \(answer.squash ?? ""). These lines of it look like entries and do not count; to count "
                + "one, put it between `BEGIN_NESTED_COMMIT` and `END_NESTED_COMMIT` in the text above:\n\n"
            text += answer.uncounted.map { "- `\($0.replacing("`", with: "'"))`\n" }.joined()
        }
        guard !answer.unread.isEmpty else { return text }
        text +=
            "\nThese messages name no type, such as `fix: …` or `feat: …`, so they are missing in version and changelog:\n\n"
        return text + answer.unread.map { "- `\($0.replacing("`", with: "'"))`\n" }.joined()
    }
}

/// What the next release has after something was done, as a table.
private func table(_ components: [CheckOperation.Answer.Component], _ done: String) -> String {
    guard !components.isEmpty else { return "After \(done), there is nothing to release.\n" }
    let rows = components.map { "| \($0.name) | \($0.currentVersion?.text ?? "–") | \($0.nextVersion) |\n" }
    return "After \(done), the next release has:\n\n| component | now | next |\n| --- | --- | --- |\n" + rows.joined()
}

extension SquashMessage {
    /// What the message is made of.
    fileprivate var words: String {
        let subject =
            switch title {
            case .pullRequestTitle: "the pull request's title"
            case .commitOrPullRequestTitle: "the title of the only commit, or the pull request's"
            case .other(let name): name
            }
        switch body {
        case .pullRequestBody: return "\(subject), with the pull request's text below"
        case .commitMessages: return "\(subject), with the messages of the commits below"
        case .empty: return "\(subject), and nothing below"
        case .other(let name): return "\(subject), with \(name) below"
        }
    }
}
