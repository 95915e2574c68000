import Foundation
import ReleaseModel

/// The opaque id that goes with a number.
func nodeID(_ kind: String, _ id: Int) -> String { Data("\(kind):\(id)".utf8).base64EncodedString() }

extension Call {
    /// An account in the short form.
    func account(_ login: String) async -> JSON { render(await forge.knownAccount(login)) }

    func account(_ login: String?) async -> JSON {
        guard let login else { return .null }
        return await account(login)
    }

    func render(_ account: Account) -> JSON {
        let place = "\(places.api)/users/\(account.login)"
        return [
            "login": .string(account.login), "id": .number(account.id),
            "node_id": .string(nodeID(account.kind.rawValue, account.id)),
            "avatar_url": "\(places.web)/avatars/u/\(account.id)", "gravatar_id": "", "url": .string(place),
            "html_url": "\(places.web)/\(account.login)", "followers_url": "\(place)/followers",
            "following_url": "\(place)/following{/other_user}", "gists_url": "\(place)/gists{/gist_id}",
            "starred_url": "\(place)/starred{/owner}{/repo}", "subscriptions_url": "\(place)/subscriptions",
            "organizations_url": "\(place)/orgs", "repos_url": "\(place)/repos",
            "events_url": "\(place)/events{/privacy}", "received_events_url": "\(place)/received_events",
            "type": .string(account.kind.rawValue), "site_admin": false, "user_view_type": "public",
        ]
    }

    /// The account of whoever asks, in the long form.
    func renderOwn(_ account: Account) -> JSON {
        render(account).adding([
            "name": JSON(account.name), "company": nil, "blog": nil, "location": nil, "email": JSON(account.email),
            "hireable": nil, "bio": nil, "twitter_username": nil, "public_repos": 0, "public_gists": 0, "followers": 0,
            "following": 0, "created_at": JSON(Date(timeIntervalSince1970: 1_500_000_000)), "updated_at": JSON(now),
            "private_gists": 0, "total_private_repos": 0, "owned_private_repos": 0, "disk_usage": 0,
            "collaborators": 0, "two_factor_authentication": true,
        ])
    }
}
