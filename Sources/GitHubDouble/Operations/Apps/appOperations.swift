import Foundation
import ReleaseModel

let appOperations = [
    Operation("GET", "/app", "apps/get-authenticated", needs: .app) { call in
        guard case .app(let id) = call.identity.kind, let app = await call.forge.app(id) else { throw Refusal.notFound }
        return .ok(await call.render(app))
    },
    Operation("GET", "/app/installations", "apps/list-installations", needs: .app) { call in
        guard case .app(let id) = call.identity.kind, let app = await call.forge.app(id) else { throw Refusal.notFound }
        return await call.list(app.installations) { await call.render($0, of: app) }
    },
    Operation("GET", "/repos/{owner}/{repo}/installation", "apps/get-repo-installation", needs: .app) { call in
        try await call.installation(of: call.repository.owner) { call.repository.isIn($0) }
    },
    Operation("GET", "/orgs/{org}/installation", "apps/get-org-installation", needs: .app) { call in
        try await call.installation(of: call.text("org")) { _ in true }
    },
    Operation("GET", "/users/{login}/installation", "apps/get-user-installation", needs: .app) { call in
        try await call.installation(of: call.text("login")) { _ in true }
    },
    Operation(
        "POST", "/app/installations/{installation_id}/access_tokens", "apps/create-installation-access-token",
        needs: .app
    ) { call in try await call.makeToken() },
]

extension Repository {
    fileprivate func isIn(_ installation: App.Installation) -> Bool {
        installation.account.lowercased() == owner.lowercased()
            && (installation.repositories?.contains { $0.lowercased() == name.lowercased() } ?? true)
    }
}

extension Call {
    fileprivate func installation(
        of owner: String, where fits: (App.Installation) -> Bool
    ) async throws -> Answer {
        guard case .app(let id) = identity.kind, let app = await forge.app(id),
            let found = app.installations.first(where: { $0.account.lowercased() == owner.lowercased() && fits($0) })
        else { throw Refusal.notFound }
        return .ok(await render(found, of: app))
    }

    /// A token that lives an hour, with the rights and repositories that were asked for and no others.
    fileprivate func makeToken() async throws -> Answer {
        guard let (app, installation) = await forge.installation(try number("installation_id")),
            identity.kind == .app(app.id)
        else { throw Refusal.notFound }
        let owned = await forge.allRepositories.filter { $0.isIn(installation) }
        var repositories = owned
        if let names = json["repositories"]?.items?.compactMap(\.text) {
            repositories = owned.filter { names.contains($0.name) }
            // Bare names: `owner/name` is not one.
            guard repositories.count == names.count else {
                throw Refusal(
                    422,
                    "There is at least one repository that does not exist or is not accessible to the parent installation."
                )
            }
        }
        var permissions = installation.permissions
        if let wanted = json["permissions"]?.entries {
            permissions = [:]
            for (name, level) in wanted {
                guard let permission = Permission(rawValue: name), let level = level.text.flatMap(Level.init),
                    let granted = installation.permissions[permission], granted >= level
                else { throw Refusal(422, "The permissions requested are not granted to this installation.") }
                permissions[permission] = level
            }
        }
        permissions[.metadata] = .read
        let end = now.addingTimeInterval(3600)
        let token = "ghs_\(installation.id)_\(await forge.makeID())"
        await forge.add(
            Identity(
                kind: .installation(app: app.id), login: app.login, permissions: permissions,
                repositories: Set(repositories.map(\.id)), expiresAt: end), token: token)
        var rendered: [JSON] = []
        for repository in repositories { rendered.append(await render(repository)) }
        var answer: [String: JSON] = [
            "token": .string(token), "expires_at": JSON(end), "permissions": render(permissions),
            "repository_selection": json["repositories"] == nil && installation.repositories == nil
                ? "all" : "selected",
        ]
        if json["repositories"] != nil { answer["repositories"] = .array(rendered) }
        return .created(.object(answer))
    }

    private func render(_ permissions: [Permission: Level]) -> JSON {
        .object(Dictionary(uniqueKeysWithValues: permissions.map { ($0.key.rawValue, .string($0.value.rawValue)) }))
    }

    fileprivate func render(_ installation: App.Installation, of app: App) async -> JSON {
        let place = "\(places.api)/app/installations/\(installation.id)"
        let account = await forge.knownAccount(installation.account)
        return [
            "id": .number(installation.id), "account": render(account),
            "repository_selection": installation.repositories == nil ? "all" : "selected",
            "access_tokens_url": "\(place)/access_tokens",
            "repositories_url": "\(places.api)/installation/repositories",
            "html_url": "\(places.web)/settings/installations/\(installation.id)", "app_id": .number(app.id),
            "client_id": .string(app.clientID), "app_slug": .string(app.slug), "target_id": .number(account.id),
            "target_type": .string(account.kind.rawValue), "permissions": render(installation.permissions),
            "events": [],
            "created_at": JSON(now), "updated_at": JSON(now), "single_file_name": nil, "suspended_by": nil,
            "suspended_at": nil,
        ]
    }

    fileprivate func render(_ app: App) async -> JSON {
        [
            "id": .number(app.id), "slug": .string(app.slug), "client_id": .string(app.clientID),
            "node_id": .string(nodeID("App", app.id)), "owner": await account(app.owner), "name": .string(app.slug),
            "description": nil, "external_url": "\(places.web)/apps/\(app.slug)",
            "html_url": "\(places.web)/apps/\(app.slug)",
            "created_at": JSON(Date(timeIntervalSince1970: 1_600_000_000)),
            "updated_at": JSON(Date(timeIntervalSince1970: 1_600_000_000)), "permissions": ["metadata": "read"],
            "events": [],
        ]
    }

    /// The App behind a bot's login; a made one where it is no App of the double.
    func renderApp(login: String) async -> JSON {
        let slug = login.replacing("[bot]", with: "")
        if let app = await forge.app(slug: slug) { return await render(app) }
        return await render(
            App(id: 15_368, slug: slug, clientID: "Iv1.\(slug)", owner: "github", publicKey: "", installations: []))
    }
}
