import Foundation
import ReleaseHTTPServer
import ReleaseModel

let metaOperations = [
    Operation("GET", "/meta", "meta/get", needs: .nothing) { call in
        var meta: [String: JSON] = ["verifiable_password_authentication": false]
        let version = call.double.settings.installedVersion
        if !version.isEmpty { meta["installed_version"] = .string(version) }
        return .ok(.object(meta))
    },
    Operation("GET", "/rate_limit", "rate-limit/get", needs: .nothing) { call in
        let limit = call.double.settings.hourlyLimit
        func budget(_ resource: String, _ limit: Int) async -> JSON {
            let budget = await call.forge.budget(
                of: call.identity.login, resource: resource, limit: limit, now: call.now)
            return budget.json
        }
        let (core, search) = (await budget("core", limit), await budget("search", 30))
        let graphQL = await budget("graphql", limit)
        var answer: [String: JSON] = [
            "resources": ["core": core, "search": search, "graphql": graphQL]
        ]
        if call.version == .of2022 { answer["rate"] = core }
        return .ok(.object(answer))
    },
    Operation("GET", "/user", "users/get-authenticated", needs: .identity) { call in
        guard case .user = call.identity.kind else { throw Refusal(403, "Resource not accessible by integration") }
        return .ok(call.renderOwn(await call.forge.knownAccount(call.identity.login)))
    },
    Operation("GET", "/users/{login}", "users/get-by-username", needs: .nothing) { call in
        guard let account = await call.forge.account(call.text("login")) else { throw Refusal.notFound }
        return .ok(call.renderOwn(account).removing("private_gists", "two_factor_authentication"))
    },
]
