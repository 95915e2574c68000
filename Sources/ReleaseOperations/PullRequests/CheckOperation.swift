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
        package struct Component: Sendable, Encodable {
            package var name: ComponentID
            package var currentVersion: Version?
            package var nextVersion: Version
            package var bump: Bump
        }

        package var number: Int
        package var title: String
        package var components: [Component]
        /// What a squash would take its message from, in words; nil: it is not squashed here.
        package var squash: String?
        /// Lines that a squash would have in its text, where they look like entries and do not count.
        package var uncounted: [String] = []
        /// Messages that are not understood: each would be missing in version and changelog.
        package var unread: [String]
        /// Whether the check failed for them.
        package var isRefused: Bool
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
        let facts = try await forge.facts(of: place.name)
        let squash = facts.squash
        var unread = isRelease ? [] : (plan.commits ?? []).filter { !$0.faults.isEmpty }.map(\.subject)
        // What is squashed may have the title for its subject; who may not push is not told the setting.
        let usesTitle = squash.map { $0.title == .pullRequestTitle } ?? true
        if !isRelease, usesTitle, !isConventional(pullRequest.title) { unread.append(pullRequest.title) }
        var answer = Answer(
            number: number, title: pullRequest.title,
            components: isRelease
                ? []
                : plan.released.compactMap { one in
                    one.nextVersion.map {
                        .init(name: one.name, currentVersion: one.currentVersion, nextVersion: $0, bump: one.bump)
                    }
                }, unread: unread, isRefused: isStrict && !unread.isEmpty, isReported: reports)
        if !isRelease, facts.mergeMethods.contains(.squash) {
            // Who may not push is not told; this is what GitHub does by itself.
            answer.squash =
                squash?.words
                ?? "the pull request's title, with the messages of the commits below unless the repository's settings say otherwise"
            answer.uncounted = uncountedEntries(
                in: try await squashed(pullRequest, squash, forge, place.name),
                counted: CommitReading(ObservedCommit(id: "", message: pullRequest.title), rules: .strict).commits)
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

    /// The text that a squash commit would have below its title.
    private func squashed(
        _ request: ForgePullRequest, _ squash: SquashMessage?, _ forge: any Forge, _ repository: ForgeRepository
    ) async throws -> String {
        switch squash?.body ?? .commitMessages {
        case .pullRequestBody: return request.body
        case .empty, .other: return ""
        case .commitMessages:
            let messages = try await forge.messages(of: request.number, in: repository)
            // A single commit becomes the message as it is.
            return messages.count < 2 ? "" : messages.joined(separator: "\n\n")
        }
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
        var text = ""
        if answer.components.isEmpty {
            text = "Merging this pull request releases nothing.\n"
        } else {
            text =
                "After merging this pull request, the next release has:\n\n| component | now | next |\n| --- | --- | --- |\n"
            for one in answer.components {
                text += "| \(one.name) | \(one.currentVersion?.text ?? "–") | \(one.nextVersion) |\n"
            }
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
