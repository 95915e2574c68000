import ReleaseModel

extension Call {
    /// A repository as it stands inside other answers.
    func minimal(_ repository: Repository) async -> JSON {
        let api = "\(places.api)/repos/\(repository.fullName)"
        let web = "\(places.web)/\(repository.fullName)"
        var json: [String: JSON] = [
            "id": .number(repository.id), "node_id": .string(nodeID("Repository", repository.id)),
            "name": .string(repository.name), "full_name": .string(repository.fullName),
            "owner": await account(repository.owner), "private": .bool(repository.settings.isPrivate),
            "html_url": .string(web), "description": JSON(repository.settings.description), "fork": false,
            "url": .string(api),
        ]
        for (key, path) in addressPaths { json[key] = .string(api + path) }
        return .object(json)
    }

    /// A repository in lists and as head or base of a pull request.
    func render(_ repository: Repository) async -> JSON {
        let web = "\(places.web)/\(repository.fullName)"
        let openIssues = repository.issues.values.count { $0.isOpen }
        var json = await minimal(repository).adding([
            "git_url": "git://\(places.web.split(separator: "/").last ?? "")/\(repository.fullName).git",
            "ssh_url": "git@localhost:\(repository.fullName).git", "clone_url": "\(web).git", "mirror_url": nil,
            "svn_url": .string(web), "homepage": nil, "language": nil, "forks_count": 0, "stargazers_count": 0,
            "watchers_count": 0, "size": 1, "default_branch": .string(repository.settings.defaultBranch),
            "open_issues_count": .number(openIssues), "is_template": false, "topics": [], "has_issues": true,
            "has_projects": false, "has_wiki": false, "has_pages": false, "has_discussions": true,
            "archived": .bool(repository.settings.isArchived), "disabled": false,
            "visibility": repository.settings.isPrivate ? "private" : "public", "pushed_at": JSON(repository.pushedAt),
            "created_at": JSON(repository.createdAt), "updated_at": JSON(repository.pushedAt), "license": nil,
            "forks": 0, "open_issues": .number(openIssues), "watchers": 0, "allow_forking": true,
            "web_commit_signoff_required": false, "permissions": permissions(repository),
        ])
        if version == .of2022 { json = json.adding(["has_downloads": true]) }
        return json
    }

    /// A repository that was asked for itself.
    func full(_ repository: Repository) async -> JSON {
        let settings = repository.settings
        var json = await render(repository).adding(["subscribers_count": 0, "network_count": 0])
        if await forge.knownAccount(repository.owner).kind == .organization {
            json = json.adding(["organization": await account(repository.owner)])
        }
        guard identity.may(.write, .contents, in: repository) else { return json }
        json = json.adding([
            "allow_merge_commit": .bool(settings.allowsMergeCommits),
            "allow_squash_merge": .bool(settings.allowsSquashing),
            "allow_rebase_merge": .bool(settings.allowsRebasing), "allow_auto_merge": .bool(settings.allowsAutoMerge),
            "allow_update_branch": false, "delete_branch_on_merge": .bool(settings.deletesMergedBranches),
            "squash_merge_commit_title": .string(settings.squashTitle.rawValue),
            "squash_merge_commit_message": .string(settings.squashMessage.rawValue),
            "merge_commit_title": .string(settings.mergeTitle.rawValue),
            "merge_commit_message": .string(settings.mergeMessage.rawValue),
        ])
        if version == .of2022 {
            json = json.adding([
                "use_squash_pr_title_as_default": .bool(settings.squashTitle == .pullRequestTitle)
            ])
        }
        return json
    }

    private func permissions(_ repository: Repository) -> JSON {
        if case .user = identity.kind, let role = repository.role(of: identity.login) { return role.flags }
        // For installations GitHub says false, whatever they may do.
        return ["admin": false, "maintain": false, "push": false, "triage": false, "pull": true]
    }
}

private let addressPaths: [(String, String)] = [
    ("archive_url", "/{archive_format}{/ref}"), ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"), ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"), ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"), ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"), ("contributors_url", "/contributors"), ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"), ("events_url", "/events"), ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"), ("git_refs_url", "/git/refs{/sha}"), ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"), ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"), ("issues_url", "/issues{/number}"), ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"), ("languages_url", "/languages"), ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"), ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"), ("stargazers_url", "/stargazers"), ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"), ("subscription_url", "/subscription"), ("tags_url", "/tags"),
    ("teams_url", "/teams"), ("trees_url", "/git/trees{/sha}"),
]
