import ReleaseModel
import Synchronization

/// Asks servers over HTTP and HTTPS, through libcurl: deadlines, redirects, proxies, compressed responses.
///
/// One thread serves all requests of a client and ends with it. A redirection to another host gets neither the
/// request's `Authorization` nor its cookies, and none leads from `https` to `http`.
package final class HTTPClient: Sendable {
    private let thread: TransferThread
    private let settings: Settings
    private let last = Atomic<Int>(0)

    /// What holds for every request.
    package struct Settings: Sendable {
        /// The user agent.
        package var userAgent: String
        /// A file of certificates to trust instead of the system's; nil: the system's.
        package var certificates: String?
        /// nil: as libcurl reads the environment of this process.
        package var proxies: ProxySettings?
        /// The time limit for connecting.
        package var connectDeadline: Duration
        /// At once with one host.
        package var connections: Int

        package init(
            userAgent: String = "slipway", certificates: String? = nil, proxies: ProxySettings? = nil,
            connectDeadline: Duration = .seconds(20), connections: Int = 8
        ) {
            self.proxies = proxies
            self.userAgent = userAgent
            self.certificates = certificates
            self.connectDeadline = connectDeadline
            self.connections = connections
        }
    }

    package init(_ settings: Settings = Settings()) {
        self.settings = settings
        thread = TransferThread(connections: settings.connections)
    }

    deinit { thread.end() }

    /// Sends a request and waits for the complete response. Cancelling the task aborts the request at once.
    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        guard request.isWellFormed else {
            throw .badAddress(shownAddress(request.address), reason: "it holds a character that no request may have")
        }
        let id = last.wrappingAdd(1, ordering: .relaxed).newValue
        let settings = settings
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Transfer.Answer, Never>) in
                thread.add(Transfer(id: id, request, settings: settings) { continuation.resume(returning: $0) })
            }
        } onCancel: {
            thread.cancel(id)
        }
        thread.forget(id)
        return try answer.get()
    }
}
