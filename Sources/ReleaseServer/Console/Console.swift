import Foundation
import ReleaseConsole
import ReleaseHTTPServer
import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts

/// The pages: who looks, whether they may, and which page answers.
struct Console: Sendable {
    let sites: [String: Site]
    let streams: StreamSlots
    let log: ServerLog
    let now: @Sendable () -> Date
    let sessions = Sessions()

    static let bodyLimit = 64 << 10
    /// Addresses without a workspace, for a session that has only one.
    private static let short = ["runs", "decide", "plan", "plans", "deliveries"]

    init(sites: [String: Site], streams: StreamSlots, log: ServerLog, now: @escaping @Sendable () -> Date) {
        self.sites = sites
        self.streams = streams
        self.log = log
        self.now = now
    }

    /// - Parameter parts: The path, still encoded.
    func answer(_ request: ServerRequest, _ parts: [String]) async -> ServerResponse {
        let visit = Visit(request, sessions, at: now())
        do { return try await perform(request, parts, visit) } catch let unknown as UnknownValue {
            return refusal(Problem(400, "console.parameter", unknown.sentence), visit)
        } catch let problem as Problem {
            return refusal(problem, visit)
        } catch let error as any UserFacingError {
            let problem = Problem(error)
            if problem.status >= 500 { log.write(.error, error.summary, ["code": error.code]) }
            return refusal(problem, visit)
        } catch is CancellationError {
            return refusal(Problem(503, "server.stopping", "The server is being stopped."), visit)
        } catch {
            log.write(.error, "A page failed: \(type(of: error))", ["code": "server.bug"])
            return refusal(Problem(500, "server.bug", "The page could not be made."), visit)
        }
    }

    private func refusal(_ problem: Problem, _ visit: Visit) -> ServerResponse {
        let page = refusalPage(
            title: problem.title, code: problem.code,
            reasons: problem.detail.map { $0.split(separator: "\n").map(String.init) } ?? [],
            suggestions: problem.suggestions, back: visit.back ?? CommonPlaces.home)
        var response = pageResponse(problem.status, visit.bytes(of: page, in: nil))
        if let allowed = problem.allowed { response.fields.append(MessageField("Allow", allowed)) }
        response.closesConnection = problem.status == 413
        return response
    }

    // MARK: Routes

    private func perform(
        _ request: ServerRequest, _ encoded: [String], _ visit: Visit
    ) async throws -> ServerResponse {
        let parts = try encoded.map { part in
            guard let decoded = part.removingPercentEncoding else {
                throw Problem(400, "console.path", "The address is not encoded correctly.")
            }
            return decoded
        }
        switch parts.first {
        case "assets" where parts.count == 2:
            try demand("GET", request)
            guard let file = ConsoleFile.all.first(where: { $0.name == parts[1] }) else { throw Console.nothing }
            return fileResponse(file)
        case "sign-in" where parts.count == 1: return try await signIn(request, visit)
        case "sign-out" where parts.count == 1: return try await signOut(request, visit)
        case "settings" where parts.count == 1: return try await keepSettings(request, visit)
        case nil: return try await home(request, visit)
        case "w" where parts.count >= 2: break
        case .some(let first) where Console.short.contains(first):
            try demand("GET", request)
            guard let session = visit.session else { return signInFirst(request) }
            guard session.tokens.count == 1, let only = session.tokens.keys.first else {
                return redirect(to: CommonPlaces.home.text)
            }
            return redirect(to: Address(["w", only] + parts).text + (request.query.isEmpty ? "" : "?" + request.query))
        default: throw Console.nothing
        }
        guard visit.session != nil else {
            if visit.isFragment || request.method != "GET" { throw Console.signedOut }
            return signInFirst(request)
        }
        return try await perform(request, workspace: parts[1], Array(parts.dropFirst(2)), visit)
    }

    private func perform(
        _ request: ServerRequest, workspace: String, _ parts: [String], _ visit: Visit
    ) async throws -> ServerResponse {
        // The same whether there is such a workspace or not.
        guard let session = visit.session, let id = session.tokens[workspace], let site = sites[workspace] else {
            throw Problem(
                403, "console.other-workspace", "Your session is not for this workspace.",
                suggestions: ["Sign in with a token of it."])
        }
        guard let token = try await site.store.get().token(id), token.state(at: visit.moment) == .valid else {
            throw Console.signedOut
        }
        let call = ConsoleCall(
            console: self, request: request, visit: visit, session: session, token: token, site: site)
        if parts.first == "decide", request.method == "POST" { return try await decide(call) }
        try demand("GET", request)
        if parts == ["live"] { return try await call.stream() }
        return try await call.answer(try await call.page(at: parts))
    }

    func demand(_ method: String, _ request: ServerRequest) throws {
        guard request.method == method || (method == "GET" && request.method == "HEAD") else {
            var problem = Problem(405, "console.method", "This address takes \(method).")
            problem.allowed = method
            throw problem
        }
    }

    static let nothing = Problem(404, "server.no-such-page", "There is nothing at this address.")
    static let signedOut = Problem(
        401, "console.signed-out", "You are not signed in any more.",
        suggestions: ["Sign in again: the session has ended, or its token expired or was revoked."])

    // MARK: Signing in and out

    private func home(_ request: ServerRequest, _ visit: Visit) async throws -> ServerResponse {
        try demand("GET", request)
        guard let session = visit.session else { return signInFirst(request) }
        if session.tokens.count == 1, let only = session.tokens.keys.first {
            return redirect(to: Places(workspace: only).overview.text)
        }
        var open: [(name: String, role: AccessRole, problems: [String])] = []
        for (name, id) in session.tokens.sorted(by: { $0.key < $1.key }) {
            guard let site = sites[name], let token = try? await site.store.get().token(id),
                token.state(at: visit.moment) == .valid
            else { continue }
            open.append((name, token.role, site.problems))
        }
        return pageResponse(200, visit.bytes(of: workspacesPage(open), in: nil))
    }

    private func signInFirst(_ request: ServerRequest) -> ServerResponse {
        redirect(to: CommonPlaces.signIn.with("to", request.target == "/" ? nil : request.target).text)
    }

    private func signIn(_ request: ServerRequest, _ visit: Visit) async throws -> ServerResponse {
        if request.method != "POST" {
            try demand("GET", request)
            let query = try parameters(in: request.query, valid: ["to"], code: "console.parameter")
            return pageResponse(200, visit.bytes(of: signInPage(to: query["to"] ?? "", fault: nil), in: nil))
        }
        try visit.refuseOtherSites()
        let form = try await visit.form(["token", "to"])
        let target = form["to"] ?? ""
        var tokens = visit.session?.tokens ?? [:]
        var opened: [String] = []
        if let secret = (form["token"]?.trimmingCharacters(in: .whitespaces)).flatMap({ TokenSecret($0) }) {
            for (name, site) in sites {
                guard let token = try? await site.store.get().token(of: secret, at: visit.moment) else { continue }
                tokens[name] = token.id
                opened.append(name)
                log.write(
                    .info, "\(token.name) (token \(token.id)) signed in", ["workspace": name, "token": token.id.text])
            }
        }
        guard !opened.isEmpty else {
            let fault = "The token is unknown, has expired or was revoked: slipway token list"
            return pageResponse(401, visit.bytes(of: signInPage(to: target, fault: fault), in: nil))
        }
        // Another secret than before, so that one that was known before is worth nothing.
        if let before = visit.cookies.session { sessions.end(before) }
        let secret = sessions.begin(tokens, at: visit.moment)
        let isOwn = target.hasPrefix("/") && !target.hasPrefix("//") && !target.contains("\\")
        return redirect(
            to: isOwn ? target.filter { $0.isASCII && !$0.isWhitespace && !$0.isNewline } : CommonPlaces.home.text,
            [visit.cookies.setting(session: secret)])
    }

    private func signOut(_ request: ServerRequest, _ visit: Visit) async throws -> ServerResponse {
        try demand("POST", request)
        _ = try await visit.checkedForm([])
        if let secret = visit.cookies.session { sessions.end(secret) }
        return redirect(to: CommonPlaces.signIn.text, [visit.cookies.endingSession()])
    }

    private func keepSettings(_ request: ServerRequest, _ visit: Visit) async throws -> ServerResponse {
        try demand("POST", request)
        let form = try await visit.checkedForm(["theme", "keys"])
        var settings = Settings()
        guard let theme = Settings.Theme(rawValue: form["theme"] ?? ""), ["on", "off"].contains(form["keys"] ?? "")
        else {
            let themes = Settings.Theme.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(400, "console.parameter", "theme takes one of \(themes), and keys takes on or off.")
        }
        settings.theme = theme
        settings.hasKeys = form["keys"] == "on"
        return redirect(to: visit.back?.text ?? CommonPlaces.home.text, [visit.cookies.setting(settings)])
    }
}
