import Foundation
import ReleaseHTTPServer

/// A fault that one request meets.
struct Fault: Sendable {
    var kind: FaultKind
    /// What varies within a kind.
    var chance: UInt64
}

extension FaultPlan {
    /// How a request is refused before anything is done; nil where the fault lets it pass.
    func refusal(_ fault: Fault?) -> Refusal? {
        guard let fault else { return nil }
        switch fault.kind {
        case .refused:
            let status = [500, 502, 503][Int(fault.chance % 3)]
            return Refusal(status, status == 502 ? "Server Error" : "Something went wrong")
        case .limited, .limitedSilently:
            let fields =
                fault.kind == .limited ? [MessageField("Retry-After", String(current.retryAfter))] : []
            return Refusal(
                fault.chance % 2 == 0 ? 403 : 429,
                "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                fields: fields)
        case .failedLate, .lost, .cut, .delayed, .lag: return nil
        }
    }

    /// What becomes of a response on its way to the client.
    func spoiled(_ response: ServerResponse, by fault: Fault?) -> ServerResponse {
        var response = response
        switch fault?.kind {
        case .lost: return .dropped
        case .failedLate: return .text(502, "<html>Bad gateway</html>")
        case .cut:
            guard let bytes = response.bytes, bytes.count > 1 else { return response }
            response.body = .stream(length: bytes.count) { writer in
                try await writer.write(Array(bytes.prefix(bytes.count / 2)))
                throw CancellationError()
            }
        case .delayed:
            guard let bytes = response.bytes else { return response }
            let delay = current.delay
            response.body = .stream(length: bytes.count) { writer in
                try await Task.sleep(for: .milliseconds(delay))
                try await writer.write(bytes)
            }
        case .refused, .limited, .limitedSilently, .lag, nil: break
        }
        return response
    }
}

extension ServerResponse {
    /// The body in memory, also where it lies in a file; nil for a stream.
    fileprivate var bytes: [UInt8]? {
        switch body {
        case .bytes(let bytes): bytes
        case .file(let path): FileManager.default.contents(atPath: path).map { Array($0) }
        case .stream: nil
        }
    }
}
