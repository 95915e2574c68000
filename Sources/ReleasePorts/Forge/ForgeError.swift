package import ReleaseModel

/// Why a forge did not fulfil a request. Addresses are shown without credentials.
package enum ForgeError: UserFacingError, Equatable {
    /// No connection, no answer in time, or an answer that broke off. Whether a write was carried out is unknown.
    case unreachable(ForgeRequest, reason: String)
    /// Down or overloaded. Whether a write was carried out is unknown.
    case unavailable(ForgeRequest, status: Int, reason: String)
    /// Too many requests: nothing was carried out. When to try again; nil: unknown.
    case limited(ForgeRequest, after: Duration?)
    /// The credentials are missing, expired or wrong.
    case unauthenticated(ForgeRequest, source: String, reason: String)
    /// The credentials lack a right. `needed`: the forge's names for it; empty: the forge does not say.
    case notAllowed(ForgeRequest, needed: String, reason: String)
    /// A rule of the repository, its owner or the enterprise refuses it.
    case rule(ForgeRequest, reason: String)
    /// Not there, or not visible with these credentials.
    case missing(ForgeRequest)
    /// It exists already: compare before taking it for success.
    case exists(ForgeRequest, reason: String)
    /// It changed in between: look again.
    case conflict(ForgeRequest, reason: String)
    /// The forge considers the request invalid.
    case invalid(ForgeRequest, status: Int, reason: String)
    /// The repository was renamed or moved, and writing does not follow.
    case moved(ForgeRequest, to: String)
    /// The repository is read-only.
    case archived(ForgeRepository)
    /// An answer is incomplete: a cut list, a page that is missing.
    case incomplete(ForgeRequest, reason: String)
    /// The answer can't be understood.
    case unreadable(ForgeRequest, reason: String)
    /// The configuration of the forge can't be used.
    case unusable(reason: String, remedy: String)
    /// Nothing shows what a repository is called at the forge.
    /// - Parameters:
    ///   - remote: The remote's address, without credentials; nil: there is none.
    ///   - remedies: What to do, a sentence each.
    case unnamed(RepositoryID, remote: String?, remedies: [String])
    /// A file to send or to write can't be used.
    case file(String, reason: String)
    case cancelled(ForgeRequest)

    package var code: String {
        switch self {
        case .unreachable: "forge.unreachable"
        case .unavailable: "forge.unavailable"
        case .limited: "forge.limited"
        case .unauthenticated: "forge.unauthenticated"
        case .notAllowed: "forge.not-allowed"
        case .rule: "forge.rule"
        case .missing: "forge.missing"
        case .exists: "forge.exists"
        case .conflict: "forge.conflict"
        case .invalid: "forge.invalid"
        case .moved: "forge.moved"
        case .archived: "forge.archived"
        case .incomplete: "forge.incomplete"
        case .unreadable: "forge.unreadable"
        case .unusable: "forge.unusable"
        case .unnamed: "forge.unnamed-repository"
        case .file: "forge.file"
        case .cancelled: "forge.cancelled"
        }
    }

    package var summary: String {
        switch self {
        case .unreachable(let request, _): "Can't \(request.purpose): \(request.host) can't be reached."
        case .unavailable(let request, let status, _):
            "Can't \(request.purpose) at \(request.host) at the moment (\(status))."
        case .limited(let request, _):
            "\(request.host) allows no more requests for now, so it did not \(request.purpose)."
        case .unauthenticated(let request, _, _):
            "\(request.host) rejected the credentials to \(request.purpose) (401)."
        case .notAllowed(let request, _, _): "The credentials do not allow Slipway to \(request.purpose)."
        case .rule(let request, _): "A rule of the repository forbids Slipway to \(request.purpose)."
        case .missing(let request):
            "Can't \(request.purpose) at \(request.host): not found, or not visible with these credentials (404)."
        case .exists(let request, _): "\(request.host) did not \(request.purpose): it exists already."
        case .conflict(let request, _): "\(request.host) did not \(request.purpose): something changed in between."
        case .invalid(let request, let status, _): "\(request.host) refused to \(request.purpose) (\(status))."
        case .moved(let request, _): "\(request.host) did not \(request.purpose): the repository has a new address."
        case .archived(let repository): "\(repository) is archived: it is read-only."
        case .incomplete(let request, _): "\(request.host) answered incompletely when asked to \(request.purpose)."
        case .unreadable(let request, _):
            "The answer of \(request.host) can't be read; it was asked to \(request.purpose)."
        case .unusable(let reason, _): reason
        case .unnamed(let id, let remote, _):
            "Can't tell which repository at the forge belongs to '\(id)': "
                + (remote.map { "its remote \($0) does not show it." } ?? "it has no remote.")
        case .file(let path, _): "The file \(path) can't be used."
        case .cancelled(let request): "The request to \(request.purpose) was cancelled."
        }
    }

    package var reasons: [String] {
        switch self {
        case .unreachable(_, let reason), .unavailable(_, _, let reason), .rule(_, let reason),
            .exists(_, let reason), .conflict(_, let reason), .invalid(_, _, let reason), .incomplete(_, let reason),
            .unreadable(_, let reason), .file(_, let reason):
            lines(reason)
        case .unauthenticated(_, let source, let reason): lines(reason) + ["The credentials are from \(source)."]
        case .notAllowed(_, let needed, let reason):
            lines(reason) + (needed.isEmpty ? [] : ["\(needed) would allow it."])
        case .moved(_, let address): ["It is now \(address)."]
        case .limited, .missing, .archived, .unusable, .unnamed, .cancelled: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .unreachable:
            [
                "Check the network, and the address of the forge (--api, or api under forge in slipway.yaml); then repeat."
            ]
        case .unavailable: ["Wait some minutes, then repeat the command."]
        case .limited(_, let wait):
            [wait.map { "Repeat the command in \(max(1, $0.components.seconds)) s." } ?? "Repeat the command later."]
        case .unauthenticated(_, let source, _): ["Renew the token in \(source)\(andAgain)"]
        case .notAllowed: ["Give the token or the app this right\(andAgain)"]
        case .rule: ["Let the rule allow it for this identity, or use another name\(andAgain)"]
        case .missing: ["Check the name or number, and that the token may read the repository."]
        case .exists, .conflict, .incomplete: ["Repeat the command."]
        case .invalid, .unreadable, .cancelled: []
        case .moved(_, let address): ["Set the remote of the clone: git remote set-url origin \(address)"]
        case .archived: ["Unarchive it, or leave the repository out of slipway.yaml."]
        case .unusable(_, let remedy): [remedy]
        case .unnamed(_, _, let remedies): remedies
        case .file: ["Check that it exists, and its permissions."]
        }
    }

    package var retry: RetryAdvice {
        switch self {
        case .limited(_, let wait): wait.map { .after($0) } ?? .later
        case .unreachable, .unavailable, .conflict, .incomplete, .unreadable: .later
        case .unauthenticated, .notAllowed, .rule, .missing, .exists, .invalid, .moved, .archived, .unusable, .unnamed,
            .file,
            .cancelled:
            .never
        }
    }

    package var exitCode: ExitCode {
        switch self {
        case .unauthenticated, .notAllowed, .rule: .needsApproval
        case .unusable, .unnamed: .configuration
        default: retry == .never ? .failed : .tryLater
        }
    }

    /// Where it happened in a step, the run has to continue: a new one would be refused.
    private var andAgain: String { "; then repeat the command, or if a run has begun: slipway run retry" }

    private func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).prefix(8).map(String.init)
    }
}

/// What was asked of a forge, for errors.
package struct ForgeRequest: Sendable, Hashable {
    /// The forge's host, such as `api.github.com`.
    package var host: String
    /// After "to": `open a pull request in acme/core`.
    package var purpose: String

    package init(host: String, purpose: String) {
        self.host = host
        self.purpose = purpose
    }
}

extension ForgeError {
    /// Whether a write may have been carried out, or is in place already.
    package var mayHaveHappened: Bool {
        switch self {
        case .exists, .unreachable, .unavailable, .unreadable: true
        default: false
        }
    }
}
