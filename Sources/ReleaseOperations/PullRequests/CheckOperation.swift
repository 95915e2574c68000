import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
import ReleasePlanning
import ReleasePorts

/// Reports at an ordinary pull request what merging it would release: a check and one comment.
///
/// What is checked out is planned: a runner has the merge of the pull request there.
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
        let squash = try await forge.facts(of: place.name).squash
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
        guard !answer.unread.isEmpty else { return text }
        text +=
            "\nThese messages name no type, such as `fix: …` or `feat: …`, so they are missing in version and changelog:\n\n"
        return text + answer.unread.map { "- `\($0.replacing("`", with: "'"))`\n" }.joined()
    }
}
