import ArgumentParser
import Foundation
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleaseReports

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Makes, lists and revokes the tokens of a served workspace's API.",
        subcommands: [TokenCreateCommand.self, TokenListCommand.self, TokenRevokeCommand.self])
}

struct TokenCreateCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Makes a token and shows it, once.",
        discussion: """
            Only its SHA-256 is stored. A viewer reads; an operator also requests releases and pauses, resumes, retries, \
            skips and cancels runs; an approver reads and approves; an admin may do all of it. What is decided with the \
            token is recorded under its name.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "Whose it is: a person, as approvals name them, or a program.") var name: String
    @Option(help: "viewer, operator, approver or admin.") var role: String
    @Option(help: "How long it is valid: 12h, 90d, or never.") var expires = "90d"
    @Option(
        name: .customLong("repository"), parsing: .upToNextOption,
        help: "Only for runs of these repositories, without releases and events. (default: all of the workspace)")
    var repositories: [String] = []

    func validate() throws {
        guard AccessRole(rawValue: role) != nil else {
            let roles = AccessRole.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--role takes one of \(roles), not '\(role)'.")
        }
        guard name.wholeMatch(of: /[^\p{C}\s](?:[^\p{C}]{0,98}[^\p{C}\s])?/) != nil else {
            throw ValidationError("--name takes a name of up to 100 characters.")
        }
        _ = try span()
    }

    func run() async throws {
        guard let role = AccessRole(rawValue: role) else { return }
        let (token, secret) = try await TokenOperation(options.storeWorkspace()).create(
            name: Principal(name), role: role, repositories: repositories.map { RepositoryID($0) }, lasting: try span())
        let terminal = Terminal.current
        if options.json {
            terminal.print(json: try encodeJSON(TokenReport(token, at: Date(), secret: secret.shownOnce)))
        } else {
            terminal.print(secret.shownOnce)
            terminal.say("Copy the token now; it is not shown again.")
            terminal.say(tokenLine(token, at: Date()))
        }
    }

    /// nil: until it is revoked.
    private func span() throws -> Duration? {
        if expires == "never" { return nil }
        guard let match = expires.wholeMatch(of: /([1-9][0-9]{0,5})([mhd])/), let number = Int(match.1) else {
            throw ValidationError("--expires takes a span such as 12h or 90d, or never, not '\(expires)'.")
        }
        let seconds = match.2 == "m" ? 60 : match.2 == "h" ? 3_600 : 86_400
        return .seconds(number * seconds)
    }
}

struct TokenListCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists tokens, oldest first; never what is secret about them.")

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let tokens = try await TokenOperation(options.storeWorkspace()).list()
        if options.json {
            Terminal.current.print(json: try encodeJSON(TokensReport(tokens, at: Date())))
            return
        }
        if tokens.isEmpty {
            Terminal.current.say("No tokens yet. Make one: slipway token create --name NAME --role viewer")
        }
        for token in tokens { Terminal.current.print(tokenLine(token, at: Date())) }
    }
}

struct TokenRevokeCommand: OperationCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Ends a token for good, at once.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Its id, as token list shows it: the first 16 digits behind slw_.") var id: String

    func run() async throws {
        let token = try await TokenOperation(options.storeWorkspace()).revoke(TokenID(id))
        if options.json {
            Terminal.current.print(json: try encodeJSON(TokenReport(token, at: Date())))
        } else {
            Terminal.current.print(tokenLine(token, at: Date()))
        }
    }
}
