import Foundation
package import ReleaseModel

/// Why there is no complete response. Addresses are shown without credentials and query.
package enum HTTPError: UserFacingError, Equatable {
    /// Neither `http` nor `https`, or invalid.
    case badAddress(String, reason: String)
    case unreachable(String, reason: String)
    case timedOut(String, after: Duration)
    /// The connection ended in the middle.
    case cut(String, reason: String)
    /// The server's identity can't be verified.
    case untrusted(String, reason: String)
    case tooLarge(String, limit: Int)
    /// The file to send can't be read.
    case unreadable(file: String, reason: String)
    /// The file for the answer can't be written.
    case unwritable(file: String, reason: String)
    case cancelled(String)
    case failed(String, reason: String)

    package var code: String {
        switch self {
        case .badAddress: "http.bad-address"
        case .unreachable: "http.unreachable"
        case .timedOut: "http.timed-out"
        case .cut: "http.cut"
        case .untrusted: "http.untrusted"
        case .tooLarge: "http.too-large"
        case .unreadable: "http.unreadable-file"
        case .unwritable: "http.unwritable-file"
        case .cancelled: "http.cancelled"
        case .failed: "http.failed"
        }
    }

    package var summary: String {
        switch self {
        case .badAddress(let address, _): "\(address) is not an address that can be requested."
        case .unreachable(let address, _): "\(address) can't be reached."
        case .timedOut(let address, let deadline): "\(address) did not answer within \(deadline.components.seconds) s."
        case .cut(let address, _): "The answer of \(address) broke off."
        case .untrusted(let address, _): "\(address) can't prove that it is the server it says it is."
        case .tooLarge(let address, let limit): "The answer of \(address) has more than \(limit) bytes."
        case .unreadable(let file, _): "\(file) can't be read, so it can't be sent."
        case .unwritable(let file, _): "The answer can't be written to \(file)."
        case .cancelled(let address): "The request to \(address) was cancelled."
        case .failed(let address, _): "The request to \(address) failed."
        }
    }

    package var reasons: [String] {
        switch self {
        case .badAddress(_, let reason), .unreachable(_, let reason), .cut(_, let reason), .untrusted(_, let reason),
            .unreadable(_, let reason), .unwritable(_, let reason), .failed(_, let reason):
            reason.isEmpty ? [] : [reason]
        case .timedOut, .tooLarge, .cancelled: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .badAddress: ["Write it with http:// or https:// in slipway.yaml."]
        case .unreachable, .timedOut, .cut: ["Check the network, then: slipway run retry"]
        case .untrusted: ["Name the certificates to trust in the environment variable SSL_CERT_FILE."]
        case .unwritable: ["Check the permissions of the folder, and the disk space."]
        case .tooLarge, .unreadable, .cancelled, .failed: []
        }
    }

    package var retry: RetryAdvice {
        switch self {
        case .unreachable, .timedOut, .cut, .failed: .later
        case .badAddress, .untrusted, .tooLarge, .unreadable, .unwritable, .cancelled: .never
        }
    }

    package var exitCode: ExitCode { retry == .never ? .failed : .tryLater }
}
