package import Foundation
import ReleaseModel
import ReleasePorts
import Synchronization

/// Asks GitHub: credentials, limits, retries, conditional requests, pages.
///
/// What only reads is repeated after failures that may pass. What writes is repeated only if it was certainly not
/// carried out; after anything else the caller has to look. Writes are sent one after the other, since GitHub's limits
/// for them are narrow.
package final class GitHubClient: Sendable {
    package let place: GitHubPlace
    private let tokens: any GitHubTokens
    private let http: HTTPClient
    private let cache: any AnswerCache
    private let time: Time
    let retries: GitHubRetries
    private let counts = Mutex(GitHubUsage())
    private let turn: WriteTurn

    /// What the client knows of time, and how long it waits by itself.
    package struct Time: Sendable {
        package var now: @Sendable () -> Date
        package var wait: @Sendable (Duration) async throws -> Void
        /// The longest time that a request waits for a limit to pass; longer ones are errors that say when.
        package var patience: Duration
        /// Between two writes.
        package var writeInterval: Duration
        /// Receives a message for people when the client waits.
        package var say: @Sendable (String) -> Void

        package init(
            now: @escaping @Sendable () -> Date = { Date() },
            wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
            patience: Duration = .seconds(120), writeInterval: Duration = .seconds(1),
            say: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.now = now
            self.wait = wait
            self.patience = patience
            self.writeInterval = writeInterval
            self.say = say
        }
    }

    package init(
        _ place: GitHubPlace, tokens: any GitHubTokens, http: HTTPClient, cache: any AnswerCache = MemoryCache(),
        time: Time = Time()
    ) {
        self.place = place
        self.tokens = tokens
        self.http = http
        self.cache = cache
        self.time = time
        retries = GitHubRetries(time: time)
        turn = WriteTurn(interval: time.writeInterval, now: time.now, wait: time.wait)
    }

    /// Whether it asks as an app or a workflow.
    var isInstallation: Bool { tokens.isInstallation }

    /// Whether the token may be one that a workflow was given, as far as can be told from it.
    var mayBeWorkflow: Bool { tokens.mayBeWorkflow }

    /// What the credentials may do in a repository, as far as whoever made them says; nil: unknown.
    func rights(in repository: ForgeRepository) async throws(ForgeError) -> ForgeRights? {
        try await tokens.rights(in: repository)
    }

    /// What has been asked so far, and what may still be.
    package var usage: GitHubUsage { counts.withLock { $0 } }

    /// - Returns: An answer with a status of success.
    func send(_ request: GitHubRequest) async throws(ForgeError) -> HTTPResponse {
        guard request.isWrite else { return try await attempt(request) }
        do { try await turn.begin() } catch { throw .cancelled(shown(request)) }
        do throws(ForgeError) {
            let answer = try await attempt(request)
            await turn.end()
            if let repository = request.repository { cache.drop(below: place.api + repository.path()) }
            return answer
        } catch {
            await turn.end()
            throw error
        }
    }

    private func attempt(_ request: GitHubRequest) async throws(ForgeError) -> HTTPResponse {
        let asked = shown(request)
        var isRejected = false
        return try await retries.repeating(asked, isWrite: request.isWrite && !request.isRepeatable) {
            () async throws(GitHubRetries.Failure) -> HTTPResponse in
            while true {
                let token: Secret
                do throws(ForgeError) {
                    token = try await tokens.token(for: request.repository, isRejected: isRejected)
                } catch { throw .init(error: error, stage: .final) }
                let (answer, entry): (HTTPResponse, CachedAnswer?)
                do throws(HTTPError) { (answer, entry) = try await exchange(request, token) } catch {
                    let stage: GitHubRetries.Failure.Stage = if case .unreachable = error { .notSent } else { .sent }
                    throw .init(error: forgeError(error, asked), stage: stage)
                }
                if answer.status == 304, let entry { return entry.answer(to: answer) }
                if (200...299).contains(answer.status) { return answer }
                if answer.status == 401, !isRejected {
                    isRejected = true
                    continue
                }
                throw .init(
                    error: forgeError(answer, asked, source: tokens.source, now: time.now()), stage: .sent)
            }
        }
    }

    func shown(_ request: GitHubRequest) -> ForgeRequest { ForgeRequest(host: place.shown, purpose: request.purpose) }

    private func exchange(
        _ request: GitHubRequest, _ token: Secret
    ) async throws(HTTPError) -> (HTTPResponse, CachedAnswer?) {
        let address = request.address(at: place)
        let key = CacheKey(address: address, accept: request.accept ?? "", identity: tokens.source)
        let isCached = request.method == "GET" && request.destination == nil && request.accept == nil
        let entry = isCached ? cache.entry(for: key) : nil
        var fields = gitHubFields
        if let accept = request.accept { fields[0].value = accept }
        fields.append(.init("Authorization", "Bearer \(token.reveal())"))
        if let mediaType = request.mediaType { fields.append(.init("Content-Type", mediaType)) }
        if let entry { fields.append(.init("If-None-Match", entry.tag)) }
        var asked = HTTPRequest(request.method, address, fields: fields, body: request.body)
        asked.followsRedirections = request.method == "GET"
        if case .file = request.body { asked.setLong() }
        if let destination = request.destination {
            asked.destination = destination
            asked.answerLimit = .max
            asked.setLong()
        }
        let answer = try await http.send(asked)
        counts.withLock { $0.note(answer, isWrite: request.isWrite) }
        if isCached, answer.status == 200, let tag = answer["ETag"] {
            cache.keep(CachedAnswer(tag: tag, link: answer["Link"], body: answer.body), for: key)
        }
        return (answer, entry)
    }
}

extension HTTPRequest {
    /// For files of any size: no byte for a minute is the end, and a day.
    fileprivate mutating func setLong() {
        deadline = .seconds(86_400)
        stall = .seconds(60)
    }
}

/// What was asked of GitHub, and what may still be asked.
package struct GitHubUsage: Sendable, Hashable {
    package private(set) var reads = 0
    package private(set) var writes = 0
    /// Reads that were answered by "not modified", which GitHub does not count.
    package private(set) var unchanged = 0
    /// nil: GitHub has not said.
    package private(set) var remaining: Int?
    package private(set) var limit: Int?
    package private(set) var reset: Date?

    package var requests: Int { reads + writes }

    mutating func note(_ answer: HTTPResponse, isWrite: Bool) {
        if isWrite { writes += 1 } else { reads += 1 }
        if answer.status == 304 { unchanged += 1 }
        guard let left = answer["X-RateLimit-Remaining"].flatMap(Int.init) else { return }
        remaining = left
        limit = answer["X-RateLimit-Limit"].flatMap(Int.init)
        reset = answer["X-RateLimit-Reset"].flatMap(Double.init).map { Date(timeIntervalSince1970: $0) }
    }
}

/// Lets writes happen one after the other, with time between them.
private actor WriteTurn {
    private let interval: Duration
    private let now: @Sendable () -> Date
    private let wait: @Sendable (Duration) async throws -> Void
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var last: Date?

    init(
        interval: Duration, now: @escaping @Sendable () -> Date,
        wait: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.interval = interval
        self.now = now
        self.wait = wait
    }

    func begin() async throws {
        if isTaken { await withCheckedContinuation { waiting.append($0) } }
        isTaken = true
        guard let last else { return }
        let rest = interval.seconds - now().timeIntervalSince(last)
        guard rest > 0 else { return }
        do { try await wait(.seconds(rest)) } catch {
            end()
            throw error
        }
    }

    func end() {
        last = now()
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}
