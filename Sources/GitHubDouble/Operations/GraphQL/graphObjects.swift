import Foundation
import ReleaseModel

extension Call {
    var queryRoot: GraphObject {
        GraphObject(
            "Query", [:],
            [
                "viewer": { _ in .object(await self.graphAccount(identity.login)) },
                "repository": { arguments in
                    let name = "\(arguments["owner"]?.text ?? "")/\(arguments["name"]?.text ?? "")"
                    guard let repository = await forge.repository(named: name), identity.sees(repository) else {
                        throw GraphError(
                            type: "NOT_FOUND", message: "Could not resolve to a Repository with the name '\(name)'.")
                    }
                    return .object(within(repository).graphRepository)
                },
                // Clients ask which fields a type has before they use newer ones.
                "__type": { arguments in
                    let names = knownFields[arguments["name"]?.text ?? ""] ?? []
                    return .object(
                        GraphObject(
                            "__Type", ["name": arguments["name"] ?? .null],
                            [
                                "fields": { _ in .objects(names.map { GraphObject("__Field", ["name": .string($0)]) })
                                },
                                "enumValues": { _ in .objects([]) }, "inputFields": { _ in .objects([]) },
                            ]))
                },
            ])
    }

    func within(_ repository: Repository) -> Call {
        var call = self
        call.found = repository
        return call
    }

    private func graphAccount(_ login: String) async -> GraphObject {
        let account = await forge.knownAccount(login)
        return GraphObject(
            account.kind.rawValue,
            [
                "login": .string(account.login), "id": .string(nodeID(account.kind.rawValue, account.id)),
                "databaseId": .number(account.id), "name": JSON(account.name),
                "url": "\(places.web)/\(account.login)",
            ])
    }

    fileprivate var graphRepository: GraphObject {
        let repository = repository
        return GraphObject(
            "Repository",
            [
                "id": .string(nodeID("Repository", repository.id)), "databaseId": .number(repository.id),
                "name": .string(repository.name), "nameWithOwner": .string(repository.fullName),
                "url": .string(page("")), "isPrivate": .bool(repository.settings.isPrivate),
                "isArchived": .bool(repository.settings.isArchived), "isFork": false, "hasIssuesEnabled": true,
                "viewerPermission": identity.may(.write, .contents, in: repository) ? "WRITE" : "READ",
                "mergeCommitAllowed": .bool(repository.settings.allowsMergeCommits),
                "squashMergeAllowed": .bool(repository.settings.allowsSquashing),
                "rebaseMergeAllowed": .bool(repository.settings.allowsRebasing),
                "autoMergeAllowed": .bool(repository.settings.allowsAutoMerge),
            ],
            [
                "owner": { _ in .object(await graphAccount(repository.owner)) },
                "defaultBranchRef": { _ in
                    .object(GraphObject("Ref", ["name": .string(repository.settings.defaultBranch)]))
                },
                "releases": { arguments in
                    let visible = repository.releases.filter { !$0.isDraft || mayPush }
                    let isAscending = arguments["orderBy"]?["direction"] == "ASC"
                    let sorted = visible.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
                    return connection("ReleaseConnection", isAscending ? sorted.reversed() : sorted, arguments) {
                        graph($0)
                    }
                },
                "pullRequests": { arguments in
                    let states =
                        arguments["states"]?.items?.compactMap(\.text) ?? arguments["states"]?.text.map { [$0] }
                    let found = repository.issues.values.filter { issue in
                        guard let pull = issue.pull else { return false }
                        return (states?.contains(pull.state(isOpen: issue.isOpen)) ?? true)
                            && (arguments["baseRefName"]?.text.map { $0 == pull.baseBranch } ?? true)
                            && (arguments["headRefName"]?.text.map { $0 == pull.headBranch } ?? true)
                    }.sorted { $0.number > $1.number }
                    return connection("PullRequestConnection", found, arguments) { graph($0) }
                },
                "pullRequest": { arguments in
                    guard let number = arguments["number"]?.number, let issue = repository.issues[number],
                        issue.pull != nil
                    else {
                        throw GraphError(
                            type: "NOT_FOUND",
                            message:
                                "Could not resolve to a PullRequest with the number of \(arguments["number"]?.number ?? 0)."
                        )
                    }
                    return .object(graph(issue))
                },
            ])
    }

    /// A page of a list, by cursor.
    private func connection<Item>(
        _ type: String, _ items: [Item], _ arguments: [String: JSON], _ render: (Item) -> GraphObject
    ) -> GraphValue {
        let begin = arguments["after"]?.text.flatMap { Int($0) } ?? 0
        let shown = items.dropFirst(begin).prefix(min(arguments["first"]?.number ?? 100, 100))
        let end = begin + shown.count
        let objects = shown.map(render)
        let total = items.count
        return .object(
            GraphObject(
                type, ["totalCount": .number(total)],
                [
                    "nodes": { _ in .objects(objects) },
                    "edges": { _ in
                        .objects(objects.map { node in GraphObject("Edge", [:], ["node": { _ in .object(node) }]) })
                    },
                    "pageInfo": { _ in
                        .object(
                            GraphObject(
                                "PageInfo",
                                [
                                    "hasNextPage": .bool(end < total), "endCursor": .string(String(end)),
                                    "hasPreviousPage": .bool(begin > 0), "startCursor": .string(String(begin)),
                                ]))
                    },
                ]))
    }

    private func graph(_ release: Release) -> GraphObject {
        GraphObject(
            "Release",
            [
                "id": .string(nodeID("Release", release.id)), "databaseId": .number(release.id),
                "name": JSON(release.name), "tagName": .string(release.tag), "isDraft": .bool(release.isDraft),
                "isPrerelease": .bool(release.isPrerelease),
                "isLatest": .bool(repository.latestRelease?.id == release.id),
                "immutable": .bool(release.isImmutable), "createdAt": JSON(release.createdAt),
                "publishedAt": JSON(release.publishedAt), "description": JSON(release.body),
                "url": .string(page("/releases/tag/\(release.tag)")),
            ])
    }

    func graph(_ issue: Issue) -> GraphObject {
        guard let pull = issue.pull else { preconditionFailure("issue \(issue.number) is not a pull request") }
        let labels = repository.labels(of: issue)
        return GraphObject(
            "PullRequest",
            [
                "id": .string(nodeID("PullRequest", issue.id)), "number": .number(issue.number),
                "title": .string(issue.title), "body": JSON(issue.body ?? ""),
                "state": .string(pull.state(isOpen: issue.isOpen)), "url": .string(page("/pull/\(issue.number)")),
                "headRefName": .string(pull.headBranch), "baseRefName": .string(pull.baseBranch),
                "headRefOid": .string(pull.headCommit), "isCrossRepository": false, "isDraft": .bool(pull.isDraft),
                "createdAt": JSON(issue.createdAt), "updatedAt": JSON(issue.updatedAt),
                "closedAt": JSON(issue.closedAt),
                "mergedAt": JSON(pull.mergedAt),
            ],
            [
                "author": { _ in .object(await graphAccount(issue.author)) },
                "headRepositoryOwner": { _ in .object(await graphAccount(pull.headOwner)) },
                "mergeCommit": { _ in
                    guard let commit = pull.mergeCommit else { return .value(.null) }
                    return .object(GraphObject("Commit", ["oid": .string(commit)]))
                },
                "labels": { arguments in
                    connection("LabelConnection", labels, arguments) {
                        GraphObject(
                            "Label",
                            [
                                "id": .string(nodeID("Label", $0.id)), "name": .string($0.name),
                                "description": JSON($0.description), "color": .string($0.color),
                            ])
                    }
                },
                "autoMergeRequest": { _ in
                    guard let auto = pull.autoMerge else { return .value(.null) }
                    return .object(
                        GraphObject(
                            "AutoMergeRequest",
                            [
                                "mergeMethod": .string(auto.method.uppercased()), "commitHeadline": JSON(auto.title),
                                "commitBody": JSON(auto.message),
                            ]))
                },
            ])
    }
}

extension PullRequest {
    func state(isOpen: Bool) -> String { isOpen ? "OPEN" : mergedAt == nil ? "CLOSED" : "MERGED" }
}

/// Fields that clients look for before they ask for them.
private let knownFields: [String: [String]] = [
    "Release": ["name", "tagName", "isDraft", "isPrerelease", "isLatest", "immutable", "createdAt", "publishedAt"],
    "PullRequest": ["number", "title", "state", "url", "headRefName", "isDraft", "createdAt"],
    "Repository": ["autoMergeAllowed", "mergeCommitAllowed", "squashMergeAllowed", "rebaseMergeAllowed"],
]
