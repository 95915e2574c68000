package import Foundation
package import ReleaseModel
package import ReleasePorts

/// What a webhook of GitHub says happened.
///
/// Takes bodies of every age: fields that are missing or unknown are no error, as long as the event can be told. Events
/// that start nothing are ``Occurrence/Kind/other(event:action:)``, whatever their bodies hold.
///
/// - Parameters:
///   - event: The header `X-GitHub-Event`.
///   - body: JSON; for `application/x-www-form-urlencoded` the field `payload`.
/// - Throws: ``UnreadableDelivery`` for a body that is not a JSON object, or lacks what its event cannot do without.
///
/// Source: [Webhook events and payloads](https://docs.github.com/en/webhooks/webhook-events-and-payloads).
package func githubOccurrence(event: String, body: Data) throws(UnreadableDelivery) -> Occurrence {
    let facts: WebhookBody
    do { facts = try gitHubDecoder().decode(WebhookBody.self, from: body) } catch {
        throw UnreadableDelivery(sentence: "The body of the event '\(event)' is not the JSON object that GitHub sends.")
    }
    let kind: Occurrence.Kind? =
        switch event {
        case "push": facts.push
        case "pull_request": facts.pullRequestEvent
        case "release": facts.releaseEvent
        case "workflow_run": facts.workflowRunEvent
        case "repository_dispatch": facts.dispatch
        default: .other(event: event, action: facts.action)
        }
    guard let kind else {
        throw UnreadableDelivery(sentence: "The body of the event '\(event)' does not say what happened.")
    }
    return Occurrence(
        repository: facts.repository?.fullName.flatMap { ForgeRepository($0) }, actor: facts.sender?.login, kind: kind)
}

/// The parts of all bodies that decisions look at. All are optional, so that a body that lacks one is still taken where
/// its event can be told.
private struct WebhookBody: Decodable {
    struct Named: Decodable { var fullName: String? }
    struct User: Decodable { var login: String? }
    struct Side: Decodable {
        var ref: String?
        var sha: String?
        var repo: Named?
    }
    struct Change: Decodable {
        var id: String?
        var message: String?
    }
    struct PullRequest: Decodable {
        var number: Int?
        var merged: Bool?
        var mergeCommitSha: String?
        var head: Side?
        var base: Side?
    }
    struct Release: Decodable {
        var tagName: String?
        var draft: Bool?
        var prerelease: Bool?
    }
    struct WorkflowRun: Decodable {
        var id: Int?
        var runAttempt: Int?
        var name: String?
        var displayTitle: String?
        var path: String?
        var status: String?
        var conclusion: String?
        var event: String?
        var headBranch: String?
        var headSha: String?
        var headRepository: Named?
        var repository: Named?
    }
    struct Workflow: Decodable {
        var name: String?
        var path: String?
    }

    var action: String?
    var repository: Named?
    var sender: User?
    var ref: String?
    var before: String?
    var after: String?
    var deleted: Bool?
    var forced: Bool?
    var commits: [Change]?
    var pullRequest: PullRequest?
    var release: Release?
    var workflowRun: WorkflowRun?
    var workflow: Workflow?
    var clientPayload: [String: Value]?

    enum CodingKeys: CodingKey {
        case action, repository, sender, ref, before, after, deleted, forced, commits, pullRequest, release, workflowRun
        case workflow, clientPayload
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        /// A field of another type than usual (`workflow` is a text in other events) is as good as none.
        func read<Value: Decodable>(_ key: CodingKeys) -> Value? { try? container.decode(Value.self, forKey: key) }
        action = read(.action)
        repository = read(.repository)
        sender = read(.sender)
        ref = read(.ref)
        before = read(.before)
        after = read(.after)
        deleted = read(.deleted)
        forced = read(.forced)
        commits = read(.commits)
        pullRequest = read(.pullRequest)
        release = read(.release)
        workflowRun = read(.workflowRun)
        workflow = read(.workflow)
        clientPayload = read(.clientPayload)
    }
}

/// A value of a payload's first level, as a text; nil for lists and objects.
private struct Value: Decodable {
    var text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            text = flag ? "true" : "false"
        } else if let number = try? container.decode(Int.self) {
            text = String(number)
        } else if let number = try? container.decode(Double.self) {
            text = String(number)
        } else {
            text = try? container.decode(String.self)
        }
    }
}

extension WebhookBody {
    var push: Occurrence.Kind? {
        guard let ref, let after, let before else { return nil }
        let reference: Push.Reference
        if let branch = ref.rest(after: "refs/heads/") {
            reference = .branch(branch)
        } else if let tag = ref.rest(after: "refs/tags/") {
            reference = .tag(TagName(tag))
        } else {
            return .other(event: "push", action: nil)
        }
        let isDeleted = deleted ?? after.isZeroes
        return .push(
            Push(
                reference: reference, after: isDeleted || after.isZeroes ? nil : CommitID(after),
                before: before.isZeroes ? nil : CommitID(before), isForced: forced ?? false,
                commits: (commits ?? []).compactMap { change in
                    change.id.map { Push.Commit(id: CommitID($0), message: change.message ?? "") }
                }))
    }

    var pullRequestEvent: Occurrence.Kind? {
        guard let action, let pullRequest, let number = pullRequest.number, let branch = pullRequest.head?.ref,
            let head = pullRequest.head?.sha, let base = pullRequest.base?.ref
        else { return nil }
        let isMerged = pullRequest.merged ?? false
        let done: PullRequestEvent.Action =
            switch action {
            case "opened", "reopened", "ready_for_review": .opened
            case "synchronize": .updated
            case "edited": .edited
            case "closed": isMerged ? .merged : .closed
            default: .other(action)
            }
        // The repository of a fork that was deleted is null: whose branch it is can't be told, so it is taken for a fork's.
        let own = pullRequest.base?.repo?.fullName ?? repository?.fullName
        return .pullRequest(
            PullRequestEvent(
                action: done, number: number, headBranch: branch, head: CommitID(head), baseBranch: base,
                mergeCommit: isMerged ? pullRequest.mergeCommitSha.map { CommitID($0) } : nil,
                isFromFork: pullRequest.head?.repo?.fullName != own))
    }

    var releaseEvent: Occurrence.Kind? {
        guard let action, let tag = release?.tagName else { return nil }
        return .release(
            ReleaseEvent(
                action: action, tag: TagName(tag), isDraft: release?.draft ?? false,
                isPrerelease: release?.prerelease ?? false))
    }

    var workflowRunEvent: Occurrence.Kind? {
        guard let run = workflowRun, let id = run.id, let head = run.headSha, let event = run.event else { return nil }
        let path = run.path ?? workflow?.path
        let name = run.name.flatMap { $0.isEmpty ? nil : $0 } ?? workflow?.name
        // `.github/workflows/ci.yml@refs/heads/main` for workflows of other repositories.
        let file = path?.split(separator: "@").first?.split(separator: "/").last.map(String.init)
        let own = run.repository?.fullName ?? repository?.fullName
        return .workflowRun(
            WorkflowRunEvent(
                id: id, attempt: run.runAttempt ?? 1, name: name ?? file ?? "", title: run.displayTitle,
                file: file,
                isCompleted: action == "completed" || run.status == "completed", conclusion: run.conclusion,
                branch: run.headBranch, head: CommitID(head), event: event,
                isFromFork: run.headRepository?.fullName != own))
    }

    /// The event's type is its action.
    var dispatch: Occurrence.Kind? {
        action.map { .dispatch(DispatchEvent(type: $0, values: (clientPayload ?? [:]).compactMapValues(\.text))) }
    }
}

extension String {
    fileprivate func rest(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }

    /// What GitHub writes where there is no commit.
    fileprivate var isZeroes: Bool { allSatisfy { $0 == "0" } }
}
