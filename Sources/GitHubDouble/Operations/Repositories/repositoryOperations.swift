import ReleaseModel

let repositoryOperations = [
    Operation("GET", "/repos/{owner}/{repo}", "repos/get", needs: .may(.read, .metadata)) { call in
        .ok(await call.full(call.repository))
    },
    Operation("GET", "/repositories/{repository_id}", "repos/get-by-id", needs: .may(.read, .metadata)) { call in
        .ok(await call.full(call.repository))
    },
    Operation("GET", "/orgs/{org}/repos", "repos/list-for-org", needs: .nothing) { call in
        try await call.listRepositories { $0.owner.lowercased() == call.text("org").lowercased() }
    },
    Operation("GET", "/users/{login}/repos", "repos/list-for-user", needs: .nothing) { call in
        try await call.listRepositories { $0.owner.lowercased() == call.text("login").lowercased() }
    },
    Operation("GET", "/user/repos", "repos/list-for-authenticated-user", needs: .identity) { call in
        try await call.listRepositories { $0.role(of: call.identity.login) != nil }
    },
    Operation("GET", "/installation/repositories", "apps/list-repos-accessible-to-installation", needs: .identity) {
        call in
        guard case .installation = call.identity.kind else {
            throw Refusal(403, "You must authenticate with an installation access token in order to list repositories.")
        }
        let visible = await call.forge.allRepositories.filter { call.identity.repositories?.contains($0.id) ?? false }
        let answer = await call.list(visible, as: "repositories") { await call.render($0) }
        var shown = answer
        shown.content = .json((answer.json ?? [:]).adding(["repository_selection": "selected"]))
        return shown
    },
    Operation("GET", "/repos/{owner}/{repo}/tags", "repos/list-tags", needs: .may(.read, .contents)) { call in
        // In the order of their names, backwards, as GitHub lists them.
        let tags = try await call.git.refs(["refs/tags"], in: call.repository.id).reversed()
        return await call.list(Array(tags)) { ref in
            let name = ref.tag ?? ref.name
            return [
                "name": .string(name),
                "commit": ["sha": .string(ref.peeled), "url": .string(call.place("/commits/\(ref.peeled)"))],
                "zipball_url": .string(call.place("/zipball/\(ref.name)")),
                "tarball_url": .string(call.place("/tarball/\(ref.name)")), "node_id": .string(refNodeID(ref.name)),
            ]
        }
    },
]

extension Call {
    fileprivate func listRepositories(where isWanted: (Repository) -> Bool) async throws -> Answer {
        let visible = await forge.allRepositories.filter { isWanted($0) && identity.sees($0) }
        return await list(visible) { await render($0) }
    }
}
