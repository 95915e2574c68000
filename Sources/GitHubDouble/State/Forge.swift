import Foundation
import ReleaseModel

/// Everything the double knows that is not in git: accounts, tokens, repositories. One owner, so that each change is complete.
package actor Forge {
    private var repositories: [Int: Repository] = [:]
    /// Names in lower case; also those from before a renaming.
    private var names: [String: Int] = [:]
    private var accounts: [String: Account] = [:]
    private var tokens: [String: Identity] = [:]
    private var apps: [Int: App] = [:]
    private var budgets: [String: Budget] = [:]
    private var lastID = 1000
    private var turns: [Int: [CheckedContinuation<Void, Never>]] = [:]

    package init() {}

    /// Ids grow in the order in which things are made, so that equal requests make equal ids.
    package func makeID() -> Int {
        lastID += 1
        return lastID
    }

    // MARK: Repositories

    func add(_ repository: Repository) {
        repositories[repository.id] = repository
        names[repository.fullName.lowercased()] = repository.id
        if account(repository.owner) == nil { add(Account(id: makeID(), login: repository.owner, kind: .organization)) }
    }

    package func repository(_ id: Int) -> Repository? { repositories[id] }

    /// By its name or a former one, in whatever letters.
    package func repository(named name: String) -> Repository? { names[name.lowercased()].flatMap { repositories[$0] } }

    var allRepositories: [Repository] { repositories.values.sorted { $0.id < $1.id } }

    /// Changes a repository at once; nil where there is none.
    @discardableResult
    package func update<Answer: Sendable>(_ id: Int, _ change: @Sendable (inout Repository) throws -> Answer) rethrows
        -> Answer?
    {
        guard var repository = repositories[id] else { return nil }
        let answer = try change(&repository)
        repositories[id] = repository
        return answer
    }

    /// Gives a repository another name; the former one leads to it.
    package func rename(_ id: Int, to name: String, owner: String? = nil) {
        guard var repository = repositories[id] else { return }
        repository.name = name
        if let owner { repository.owner = owner }
        add(repository)
    }

    /// Waits until no other write is in progress in a repository.
    func takeTurn(_ id: Int) async {
        guard turns[id] != nil else {
            turns[id] = []
            return
        }
        await withCheckedContinuation { turns[id]?.append($0) }
    }

    func endTurn(_ id: Int) {
        guard var waiting = turns[id], !waiting.isEmpty else {
            turns[id] = nil
            return
        }
        let next = waiting.removeFirst()
        turns[id] = waiting
        next.resume()
    }

    // MARK: Accounts and tokens

    func add(_ account: Account) { accounts[account.login.lowercased()] = account }

    package func account(_ login: String) -> Account? { accounts[login.lowercased()] }

    /// By the address of a commit.
    func account(email: String) -> Account? { accounts.values.first { $0.commitEmail == email } }

    /// The account of a login; made where it is new, as for a bot.
    func knownAccount(_ login: String) -> Account {
        if let known = account(login) { return known }
        let made = Account(id: makeID(), login: login, kind: login.hasSuffix("[bot]") ? .bot : .user)
        add(made)
        return made
    }

    package func add(_ identity: Identity, token: String) { tokens[token] = identity }

    /// From now on the token is not accepted.
    package func revoke(_ token: String) { tokens[token] = nil }

    func identity(ofToken token: String) -> Identity? { tokens[token] }

    func add(_ app: App) { apps[app.id] = app }

    package func app(_ id: Int) -> App? { apps[id] }

    func app(issuer: String) -> App? { apps.values.first { String($0.id) == issuer || $0.clientID == issuer } }

    func app(slug: String) -> App? { apps.values.first { $0.slug == slug } }

    func installation(_ id: Int) -> (App, App.Installation)? {
        for app in apps.values {
            if let found = app.installations.first(where: { $0.id == id }) { return (app, found) }
        }
        return nil
    }

    // MARK: Limits

    /// Counts a request of an identity, or notes that nothing was left.
    func spend(_ login: String, resource: String, limit: Int, now: Date, window: TimeInterval = 3600) -> Budget {
        var budget = budget(of: login, resource: resource, limit: limit, now: now, window: window)
        if budget.used + 1 > limit { budget.isOver = true } else { budget.used += 1 }
        budgets[login + " " + resource] = budget
        return budget
    }

    func refund(_ login: String, resource: String, _ spent: Budget) -> Budget {
        var budget = spent
        budget.used -= 1
        budgets[login + " " + resource]?.used -= 1
        return budget
    }

    func budget(
        of login: String, resource: String, limit: Int, now: Date, window: TimeInterval = 3600
    ) -> Budget {
        if let budget = budgets[login + " " + resource], budget.resetsAt > now {
            return Budget(limit: limit, used: budget.used, resetsAt: budget.resetsAt)
        }
        return Budget(limit: limit, used: 0, resetsAt: now.addingTimeInterval(window))
    }
}

/// What an identity may still ask until a moment.
struct Budget: Sendable {
    var limit: Int
    var used: Int
    var resetsAt: Date
    var isOver = false

    var remaining: Int { max(0, limit - used) }

    var json: JSON {
        [
            "limit": .number(limit), "remaining": .number(remaining), "used": .number(used),
            "reset": .number(Int(resetsAt.timeIntervalSince1970)),
        ]
    }
}

package struct Account: Sendable {
    package enum Kind: String, Sendable {
        case user = "User"
        case organization = "Organization"
        case bot = "Bot"
    }

    package var id: Int
    package var login: String
    package var kind: Kind
    package var name: String?
    package var email: String?

    package init(id: Int, login: String, kind: Kind, name: String? = nil, email: String? = nil) {
        self.id = id
        self.login = login
        self.kind = kind
        self.name = name
        self.email = email
    }

    /// Where commits made in its name come from.
    var commitEmail: String { email ?? "\(id)+\(login)@users.noreply.github.com" }
}

/// A GitHub App, with the key that its tokens are signed with and the accounts that it is installed in.
package struct App: Sendable {
    package struct Installation: Sendable {
        package var id: Int
        package var account: String
        package var permissions: [Permission: Level]
        /// Names without the owner; nil: all repositories of the account.
        package var repositories: [String]?

        package init(
            id: Int, account: String, permissions: [Permission: Level], repositories: [String]? = nil
        ) {
            self.id = id
            self.account = account
            self.permissions = permissions
            self.repositories = repositories
        }
    }

    package var id: Int
    package var slug: String
    package var clientID: String
    package var owner: String
    /// PEM.
    package var publicKey: String
    package var installations: [Installation]

    var login: String { slug + "[bot]" }
}
