import Foundation
import ReleaseHTTPServer
import ReleaseModel

/// One request to the API from its head to its answer.
struct APIExchange {
    let double: GitHubDouble
    let request: ServerRequest
    let prefix: String
    let origin: Origin
    var identity = Identity.anonymous
    var operation: Operation?
    var version = APIVersion.of2022
    var json: JSON = .null
    var fault: Fault?
    var budget: Budget?
    var resource = "core"

    init(double: GitHubDouble, request: ServerRequest, prefix: String, origin: Origin) {
        self.double = double
        self.request = request
        self.prefix = prefix
        self.origin = origin
    }

    mutating func answer() async -> ServerResponse {
        let now = double.clock.now
        var answer: Answer
        do {
            answer = try await perform(now)
        } catch let refusal as Refusal {
            answer = refusal.answer(documentation: "https://docs.github.com/rest")
        } catch {
            answer = Refusal(500, "the double failed: \(error)").answer(documentation: "https://docs.github.com/rest")
        }
        answer = conditional(answer)
        if answer.status == 304, let spent = budget {
            // It costs nothing; it was counted before we knew.
            budget = await double.forge.refund(identity.login, resource: resource, spent)
        }
        let response = response(answer, now)
        record(answer, response)
        return double.faults.spoiled(response, by: fault)
    }

    // MARK: From the head to the operation

    private mutating func perform(_ now: Date) async throws -> Answer {
        guard request["user-agent"]?.isEmpty == false else {
            throw Refusal(
                403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header")
        }
        if let wanted = request["x-github-api-version"] {
            guard let known = APIVersion(rawValue: wanted) else {
                throw Refusal(400, "\"\(wanted)\" is not a valid API version")
            }
            version = known
        }
        let path = await named(try pathParts())
        let match = find(path)
        // Set before the credentials are checked, so that a rejected request is recorded with its operation.
        operation = match?.0
        identity = try await double.authenticate(request, now: now)
        guard let (operation, parameters) = match else {
            _ = try? await readBody()
            throw Refusal.notFound
        }
        resource = operation.id == "graphql" ? "graphql" : "core"
        try await spend(now)
        fault = double.faults.next(operation.id, isWrite: operation.isWrite)
        if let refusal = double.faults.refusal(fault) { throw refusal }
        let (body, isComplete) = try await readBody()
        defer { if case .file(let path, _) = body { try? FileManager.default.removeItem(atPath: path) } }
        // An upload that breaks off leaves an asset in the state `starter`.
        guard isComplete || origin == .uploads else { throw Refusal(400, "the body broke off") }
        json = try parsed(body, operation)
        let found = try await repository(parameters, operation)
        let call = Call(
            operation: operation, parameters: parameters, query: Query(request.query), fields: request.fields,
            body: body, json: json.isNull ? [:] : json, version: version, places: places, identity: identity, now: now,
            double: double, found: found, isComplete: isComplete)
        // After the repository: one that the client may not see does not exist for it, whatever the operation needs.
        try allow(operation, found)
        return try await perform(call)
    }

    private func perform(_ call: Call) async throws -> Answer {
        guard let repository = call.found else { return try await call.operation.perform(call) }
        guard call.operation.isWrite else { return try await read(call, repository) }
        await double.forge.takeTurn(repository.id)
        let result: Result<Answer, any Error>
        do { result = .success(try await call.operation.perform(call)) } catch { result = .failure(error) }
        await double.forge.endTurn(repository.id)
        if fault?.kind == .lag { double.stale.freeze(repository, for: double.faults.current.lag) }
        return try result.get()
    }

    /// Reads the present, or for some requests after a lagging write the past.
    private func read(_ call: Call, _ repository: Repository) async throws -> Answer {
        let key = "\(identity.login) \(request.target) \(version.rawValue)"
        guard let past = double.stale.past(of: repository.id) else {
            let answer = try await call.operation.perform(call)
            if call.operation.readsGit { double.stale.remember(answer, to: key) }
            return answer
        }
        if call.operation.readsGit, let answer = past.answers[key] { return answer }
        var stale = call
        stale.found = past.repository
        stale.isStale = true
        return try await call.operation.perform(stale)
    }

    private func pathParts() throws -> [String] {
        let path = String(request.path.dropFirst(prefix.count))
        return try path.split(separator: "/").map { part in
            guard let text = part.removingPercentEncoding else { throw Refusal(400, "the path is not valid") }
            return text
        }
    }

    /// What is asked of a repository by its id, as links between pages do, is asked by its name.
    private func named(_ path: [String]) async -> [String] {
        guard path.count > 2, path[0] == "repositories", let id = Int(path[1]),
            let repository = await double.forge.repository(id)
        else { return path }
        return ["repos", repository.owner, repository.name] + path.dropFirst(2)
    }

    private func find(_ path: [String]) -> (Operation, [String: String])? {
        let operations = origin == .uploads ? uploadOperations : allOperations
        let method = request.method == "HEAD" ? "GET" : request.method
        return operations.filter { $0.method == method }
            .compactMap { operation in operation.template.match(path).map { (operation, $0) } }
            .max { $0.0.template.weight < $1.0.template.weight }
    }

    /// The repository in the path: by name, by a former name, or by id.
    private func repository(_ parameters: [String: String], _ operation: Operation) async throws -> Repository? {
        let found: Repository?
        if let id = parameters["repository_id"] {
            guard let number = Int(id) else { throw Refusal.notFound }
            found = await double.forge.repository(number)
        } else if let owner = parameters["owner"], let name = parameters["repo"] {
            found = await double.forge.repository(named: "\(owner)/\(name)")
        } else {
            return nil
        }
        guard let found, identity.sees(found) else { throw Refusal.notFound }
        if let owner = parameters["owner"], let name = parameters["repo"],
            "\(owner)/\(name)".lowercased() != found.fullName.lowercased()
        {
            throw moved(found, owner: owner, name: name)
        }
        if found.settings.isArchived, operation.isWrite {
            throw Refusal(403, "Repository was archived so is read-only.")
        }
        return found
    }

    /// Reads are led on with a 301, everything else with a 307.
    private func moved(_ repository: Repository, owner: String, name: String) -> Refusal {
        let former = "\(prefix)/repos/\(owner)/\(name)"
        let rest = request.target.dropFirst(former.count)
        let address = "\(places.api)/repositories/\(repository.id)\(rest)"
        let isRead = request.method == "GET" || request.method == "HEAD"
        return Refusal(
            isRead ? 301 : 307, isRead ? "Moved Permanently" : "Temporary Redirect",
            fields: [MessageField("Location", address)])
    }

    private func allow(_ operation: Operation, _ repository: Repository?) throws {
        switch operation.need {
        case .nothing: return
        case .identity:
            if identity.isAnonymous { throw Refusal(401, "Requires authentication") }
        case .app:
            guard case .app = identity.kind else {
                throw Refusal(401, "A JSON web token could not be decoded")
            }
        case .may(let level, let permission): try allow(level, [permission], repository)
        case .mayAny(let level, let permissions): try allow(level, permissions, repository)
        case .takesPart(let permissions): try allow(identity.isApp ? .write : .read, permissions, repository)
        }
    }

    private func allow(_ level: Level, _ permissions: [Permission], _ repository: Repository?) throws {
        guard let repository else { return }
        guard !permissions.contains(where: { identity.may(level, $0, in: repository) }) else { return }
        if identity.isAnonymous { throw Refusal(401, "Requires authentication") }
        let accepted = MessageField(
            "X-Accepted-GitHub-Permissions",
            permissions.map { "\($0.rawValue)=\(level.rawValue)" }.joined(separator: "; "))
        switch identity.kind {
        case .user where repository.settings.isPrivate || level == .write:
            throw Refusal(
                repository.role(of: identity.login) == nil ? 404 : 403,
                repository.role(of: identity.login) == nil ? "Not Found" : "Must have push access to repository",
                fields: [accepted])
        default: throw Refusal(403, "Resource not accessible by integration", fields: [accepted])
        }
    }

    // MARK: The body

    private func readBody() async throws -> (SpooledBody, isComplete: Bool) {
        let path = "\(double.folder)/bodies/\(UUID().uuidString)"
        do {
            let most = origin == .uploads ? 4 << 20 : 100 << 20
            return (try await request.body.spool(above: most, to: path), true)
        } catch .brokenOff {
            return (.bytes([]), false)
        } catch {
            throw Refusal(413, "Payload too large")
        }
    }

    private func parsed(_ body: SpooledBody, _ operation: Operation) throws -> JSON {
        guard origin != .uploads, case .bytes(let bytes) = body, !bytes.isEmpty else { return .null }
        guard let json = JSON(parsing: bytes) else { throw Refusal(400, "Problems parsing JSON") }
        guard json.entries != nil || json.items != nil else {
            throw Refusal(400, "Body should be a JSON object")
        }
        return json
    }

}
