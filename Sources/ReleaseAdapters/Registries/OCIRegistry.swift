import Foundation
package import ReleaseModel
package import ReleasePorts
import Synchronization

/// Registries that speak the [OCI distribution
/// API](https://github.com/opencontainers/distribution-spec/blob/main/spec.md), each by a session of its own.
package final class OCIRegistry: ImageRegistry {
    let settings: Settings
    private let client: HTTPClient
    private let credentials: RegistryCredentials
    private let sessions = Mutex<[String: RegistrySession]>([:])
    let threads: WorkerThreads

    package struct Settings: Sendable {
        /// A folder for contents on their way from one registry to another; each copy has one of its own in it.
        package var spool: String
        /// How many contents are sent at once.
        package var parallel: Int
        /// The size up to which a content is sent in one request, and the size of the parts of a larger one, in bytes.
        package var chunk: Int
        package var time: RegistryTime

        package init(
            spool: String = NSTemporaryDirectory(), parallel: Int = 4, chunk: Int = 64 << 20,
            time: RegistryTime = RegistryTime()
        ) {
            self.spool = spool
            self.parallel = parallel
            self.chunk = chunk
            self.time = time
        }
    }

    package init(
        client: HTTPClient, credentials: RegistryCredentials, settings: Settings = Settings(),
        threads: WorkerThreads = WorkerThreads()
    ) {
        self.client = client
        self.credentials = credentials
        self.settings = settings
        self.threads = threads
    }

    func session(_ repository: ImageRepository) -> RegistrySession {
        sessions.withLock { sessions in
            if let session = sessions[repository.host] { return session }
            let session = RegistrySession(
                host: repository.host, client: client, credentials: credentials, time: settings.time)
            sessions[repository.host] = session
            return session
        }
    }

    /// Sends a request for a repository; what the answer means is the caller's matter.
    func send(
        _ method: String, _ place: String, in repository: ImageRepository, writing: Bool = false,
        change: (inout RegistryRequest) -> Void = { _ in }
    ) async throws(ImageRegistryError) -> HTTPResponse {
        var request = RegistryRequest(
            method: method, place: place, scopes: [scope(of: repository, writing: writing)], repository: repository)
        change(&request)
        return try await session(repository).send(request)
    }

    func scope(of repository: ImageRepository, writing: Bool) -> String {
        "repository:\(repository.name):" + (writing ? "pull,push" : "pull")
    }

    /// The error for a status that is not the wanted one.
    func failure(
        _ answer: HTTPResponse, _ what: String, in repository: ImageRepository
    ) async -> ImageRegistryError {
        switch answer.status {
        case 401, 403, 407:
            .denied(
                registry: repository.host, status: answer.status, reason: registryReason(answer),
                hasCredentials: await session(repository).hasCredentials(for: repository))
        case 200...399:
            .partial(registry: repository.host, reason: "It answered \(answer.status) for \(what).")
        default:
            .refused(
                what: what, registry: repository.host, status: answer.status, reason: registryReason(answer))
        }
    }

    package func checkAccess(to repository: ImageRepository, writing: Bool) async throws(ImageRegistryError) {
        let ping = try await send("GET", "/v2/", in: repository, writing: writing)
        guard ping.status == 200 else {
            if [401, 403].contains(ping.status) { throw await failure(ping, "a login", in: repository) }
            throw .unusable(
                registry: repository.host, reason: "It answered \(ping.status) where a registry answers 200.")
        }
        // A repository that does not exist yet is made by the first push.
        let list = try await send("GET", "/v2/\(repository.name)/tags/list?n=1", in: repository, writing: writing)
        guard list.status == 200 || list.status == 404 else { throw await failure(list, "a question", in: repository) }
    }

    package func tags(of repository: ImageRepository) async throws(ImageRegistryError) -> [ImageTag] {
        var tags: Set<ImageTag> = []
        for answer in try await pages("/v2/\(repository.name)/tags/list?n=1000", "its tags", in: repository) {
            guard let json = JSON(parsing: answer.body), json.entries != nil else {
                throw .partial(registry: repository.host, reason: "Its list of tags is not valid JSON.")
            }
            tags.formUnion((json["tags"]?.items ?? []).compactMap(\.text).compactMap { ImageTag($0) })
        }
        return tags.sorted()
    }

    /// All pages of a list; empty where there is no such list.
    func pages(
        _ first: String, _ what: String, in repository: ImageRepository
    ) async throws(ImageRegistryError) -> [HTTPResponse] {
        var pages: [HTTPResponse] = []
        var seen: Set<String> = []
        var next: String? = first
        while let place = next {
            guard seen.insert(place).inserted, pages.count < 100_000 else {
                throw .partial(registry: repository.host, reason: "The pages of \(what) lead in a circle.")
            }
            let answer = try await send("GET", place, in: repository)
            if answer.status == 404 {
                guard pages.isEmpty else { throw await failure(answer, what, in: repository) }
                return []
            }
            guard answer.status == 200 else { throw await failure(answer, what, in: repository) }
            pages.append(answer)
            next = nextPage(answer)
        }
        return pages
    }
}

/// The target of the `Link` with `rel="next"`, as it was written.
private func nextPage(_ answer: HTTPResponse) -> String? {
    for field in answer.fields where field.name.lowercased() == "link" {
        guard let open = field.value.firstIndex(of: "<"), let close = field.value.firstIndex(of: ">"), open < close
        else { continue }
        let rest = field.value[close...].lowercased()
        if rest.contains("rel=\"next\"") || rest.contains("rel=next") {
            return String(field.value[field.value.index(after: open)..<close])
        }
    }
    return nil
}
