import Foundation
import ReleaseHTTPServer
import ReleaseModel
import ReleasePorts

/// A repository's git address, and what of it is asked for.
struct GitPath: Sendable {
    var owner: String
    var name: String
    /// `info/refs`, `git-upload-pack` or `git-receive-pack`
    var service: String
}

extension GitHubDouble {
    /// nil for paths of other things.
    func gitPath(_ path: String) -> GitPath? {
        let parts = path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        guard parts.count >= 3 else { return nil }
        let rest = parts.dropFirst(2).joined(separator: "/")
        guard ["info/refs", "git-upload-pack", "git-receive-pack"].contains(rest) else { return nil }
        let name = parts[1].hasSuffix(".git") ? String(parts[1].dropLast(4)) : parts[1]
        return GitPath(owner: parts[0], name: name, service: rest)
    }

    /// Clones, fetches and pushes: git's own server program, with the repository's rules in front of it.
    func gitAnswer(_ request: ServerRequest, _ path: GitPath) async -> ServerResponse {
        let query = Query(request.query)
        let isPush = path.service == "git-receive-pack" || query["service"] == "git-receive-pack"
        // Listing refs comes first in both, and is a request of its own.
        let names = ["git-upload-pack": "git/fetch", "git-receive-pack": "git/push"]
        let operation = names[path.service] ?? "git/refs"
        var status = 500
        defer {
            recorder.add(
                Recorder.Exchange(
                    method: request.method, target: request.target, operation: operation, version: "",
                    fields: request.fields, body: .null, status: status, answerFields: [], answer: .null,
                    moment: clock.now))
        }
        let fault = faults.next(operation, isWrite: false)
        do {
            if let refusal = faults.refusal(fault) { throw refusal }
            let response = try await gitResponse(request, path, isPush: isPush)
            status = response.status
            return faults.spoiled(response, by: fault)
        } catch let refusal as Refusal {
            status = refusal.status
            return ServerResponse(
                refusal.status,
                fields: refusal.fields + [MessageField("Content-Type", "text/plain; charset=utf-8")],
                body: .bytes(Array(refusal.message.utf8)))
        } catch {
            return .text(500, "the double failed: \(error)")
        }
    }

    private func gitResponse(_ request: ServerRequest, _ path: GitPath, isPush: Bool) async throws -> ServerResponse {
        let identity = try await authenticateGit(request)
        guard let repository = await forge.repository(named: "\(path.owner)/\(path.name)"), identity.sees(repository)
        else {
            if identity.isAnonymous { throw unauthorized }
            throw Refusal(404, "Repository not found.")
        }
        // git follows a redirect of the first request alone, as GitHub's own server has it.
        if "\(path.owner)/\(path.name)".lowercased() != repository.fullName.lowercased(), path.service == "info/refs" {
            let address = "/\(repository.fullName).git/info/refs?\(request.query)"
            throw Refusal(301, "Moved Permanently", fields: [MessageField("Location", address)])
        }
        if isPush {
            guard !identity.isAnonymous else { throw unauthorized }
            guard !repository.settings.isArchived else {
                throw Refusal(403, "This repository was archived so it is read-only.")
            }
            guard identity.may(.write, .contents, in: repository) else {
                throw Refusal(403, "Permission to \(repository.fullName).git denied to \(identity.login).")
            }
        }
        let body = try await request.body.bytes(upTo: 1 << 30)
        guard path.service == "git-receive-pack" else {
            return try await backend(request, path, repository, identity, body)
        }
        await forge.takeTurn(repository.id)
        let result: Result<ServerResponse, any Error>
        do {
            result = .success(try await push(request, path, repository, identity, body))
        } catch {
            result = .failure(error)
        }
        await forge.endTurn(repository.id)
        return try result.get()
    }

    private var unauthorized: Refusal {
        Refusal(401, "Repository not found.", fields: [MessageField("WWW-Authenticate", "Basic realm=\"GitHub\"")])
    }

    private func authenticateGit(_ request: ServerRequest) async throws -> Identity {
        do {
            return try await authenticate(request, now: clock.now)
        } catch is Refusal {
            throw Refusal(
                401, "Invalid username or token.", fields: [MessageField("WWW-Authenticate", "Basic realm=\"GitHub\"")])
        }
    }

    /// Judges every ref of a push, lets git perform it, and notes what changed.
    private func push(
        _ request: ServerRequest, _ path: GitPath, _ repository: Repository, _ identity: Identity, _ body: [UInt8]
    ) async throws -> ServerResponse {
        guard let current = await forge.repository(repository.id) else { throw Refusal.notFound }
        let (changes, pack) = pushedChanges(body)
        if !pack.isEmpty {
            // The rules look at the commits, which nothing points to yet.
            _ = try await git.result(["index-pack", "--stdin", "--fix-thin"], in: repository.id, input: pack)
        }
        let verdicts = "\(folder)/bodies/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: verdicts, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: verdicts) }
        let rules = RefRules(repository: current, identity: identity, git: git)
        for change in changes {
            var change = change
            if let old = change.old, let new = change.new, change.branch != nil {
                change.isForced = try await !git.isAncestor(old, of: new, in: repository.id)
            }
            let violations = try await rules.violations(of: change)
            guard let text = pushText(violations, change, current) else { continue }
            let name = change.ref.replacing("/", with: "%")
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(verdicts)/\(name)"))
        }
        // By bytes: names that differ in their Unicode normalization alone are two refs.
        let before = Dictionary(
            uniqueKeysWithValues: try await git.refs([], in: repository.id).map { (Array($0.name.utf8), $0.object) })
        let response = try await backend(request, path, repository, identity, body, verdicts: verdicts)
        let after = Dictionary(
            uniqueKeysWithValues: try await git.refs([], in: repository.id).map { (Array($0.name.utf8), $0.object) })
        let happened = changes.filter { change in
            let ref = Array(change.ref.utf8)
            return before[ref] != after[ref] && after[ref] == change.new
        }
        try await notePush(happened, in: repository.id, by: identity, at: clock.now)
        return response
    }

    /// What the client reads where its ref is refused.
    private func pushText(_ violations: [Violation], _ change: RefChange, _ repository: Repository) -> String? {
        guard let first = violations.first else { return nil }
        let texts = violations.map(\.text)
        switch first.source {
        case .token: return "error: GH007: \(first.text)\n"
        case .protection:
            return "error: GH006: Protected branch update failed for \(change.ref).\n\n"
                + texts.map { "error: \($0)\n" }.joined()
        case .ruleset, .immutableRelease:
            return "error: GH013: Repository rule violations found for \(change.ref).\n"
                + "Review all repository rules at https://github.com/\(repository.fullName)/rules\n\n"
                + texts.map { "- \($0)\n" }.joined() + "\n"
        }
    }

    /// The refs that a push names, and the pack behind them.
    func pushedChanges(_ body: [UInt8]) -> ([RefChange], pack: [UInt8]) {
        var changes: [RefChange] = []
        var place = 0
        while place + 4 <= body.count,
            let size = Int(String(decoding: body[place..<place + 4], as: UTF8.self), radix: 16)
        {
            guard size > 4 else {
                place += 4
                break
            }
            guard place + size <= body.count else { break }
            let line = String(decoding: body[place + 4..<place + size].prefix { $0 != 0 && $0 != 10 }, as: UTF8.self)
            place += size
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard parts.count == 3, parts[0].count == 40 else { continue }
            func id(_ text: String) -> String? { text.allSatisfy { $0 == "0" } ? nil : text }
            changes.append(RefChange(ref: parts[2], old: id(parts[0]), new: id(parts[1]), origin: .push))
        }
        // Push options stand between the refs and the pack.
        let signature = Array("PACK".utf8)
        let rest = body[min(place, body.count)...]
        guard let begin = rest.firstRange(of: signature)?.lowerBound else { return (changes, []) }
        return (changes, Array(body[begin...]))
    }

    private func backend(
        _ request: ServerRequest, _ path: GitPath, _ repository: Repository, _ identity: Identity, _ body: [UInt8],
        verdicts: String? = nil
    ) async throws -> ServerResponse {
        var environment = [
            "GIT_PROJECT_ROOT": git.root, "PATH_INFO": "/\(repository.id).git/\(path.service)",
            "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": identity.login, "QUERY_STRING": request.query,
            "REQUEST_METHOD": request.method, "CONTENT_TYPE": request["content-type"] ?? "",
            "CONTENT_LENGTH": String(body.count),
        ]
        if let encoding = request["content-encoding"] { environment["HTTP_CONTENT_ENCODING"] = encoding }
        if let version = request["git-protocol"] { environment["GIT_PROTOCOL"] = version }
        if let verdicts { environment["DOUBLE_VERDICTS"] = verdicts }
        let result = try await git.result(["http-backend"], in: nil, input: body, environment: environment)
        return response(cgi: result.output)
    }

    /// A response as a CGI program writes it.
    private func response(cgi output: [UInt8]) -> ServerResponse {
        guard let end = output.firstRange(of: Array("\r\n\r\n".utf8)) else {
            return .text(500, "git's server program answered nothing")
        }
        var response = ServerResponse(200, body: .bytes(Array(output[end.upperBound...])))
        for line in String(decoding: output[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = parts[1].trimmingCharacters(in: .whitespaces)
            if parts[0].lowercased() == "status" {
                response.status = value.split(separator: " ").first.flatMap { Int($0) } ?? 500
            } else {
                response.fields.append(MessageField(String(parts[0]), value))
            }
        }
        return response
    }
}
