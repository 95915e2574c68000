import CCurl
import CLibCurl
import Foundation
import ReleaseModel
import Synchronization

/// A request in progress, with the response so far.
///
/// Safe to send: made by one task, handed over through the thread's inbox, and used only by that thread from then on.
final class Transfer: @unchecked Sendable {
    typealias Answer = Result<HTTPResponse, HTTPError>

    let id: Int
    let request: HTTPRequest
    let handle: UnsafeMutableRawPointer?
    /// Why it can't start.
    private(set) var fault: HTTPError?
    private let end: (Answer) -> Void
    private var lines: UnsafeMutablePointer<curl_slist>?
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var source: BodySource?
    private var fields: [HTTPRequest.Field] = []
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var sink: BodySink?

    init(id: Int, _ request: HTTPRequest, settings: HTTPClient.Settings, end: @escaping (Answer) -> Void) {
        self.id = id
        self.request = request
        self.end = end
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        handle = curl_easy_init()
        do throws(HTTPError) {
            if request.body != .none { source = try BodySource(request.body) }
            if let file = request.destination { sink = try BodySink(file) }
        } catch { fault = error }
        if let handle {
            configure(handle, settings)
        } else {
            fault = .failed(shownAddress(request.address), reason: "no memory")
        }
    }

    deinit {
        if let handle { curl_easy_cleanup(handle) }
        curl_slist_free_all(lines)
        message.deallocate()
    }

    private func configure(_ handle: UnsafeMutableRawPointer, _ settings: HTTPClient.Settings) {
        func set(_ option: CURLoption, _ number: Int) { _ = ccurl_set_number(handle, option, number) }
        func set(_ option: CURLoption, _ text: String) { _ = ccurl_set_text(handle, option, text) }
        let own = Unmanaged.passUnretained(self).toOpaque()
        set(CURLOPT_URL, request.address)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        let isSecure = request.address.lowercased().hasPrefix("https:")
        set(CURLOPT_REDIR_PROTOCOLS_STR, isSecure ? "https" : "http,https")
        set(CURLOPT_FOLLOWLOCATION, request.followsRedirections ? 1 : 0)
        set(CURLOPT_MAXREDIRS, 10)
        set(CURLOPT_TIMEOUT_MS, milliseconds(request.deadline))
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(settings.connectDeadline))
        // On a connection that was used before, libcurl sends anything again where the server closed it without a word: a
        // write would happen twice.
        if request.method != "GET", request.method != "HEAD" { set(CURLOPT_FRESH_CONNECT, 1) }
        if let stall = request.stall {
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, max(1, Int(stall.components.seconds)))
        }
        set(CURLOPT_USERAGENT, settings.userAgent)
        set(CURLOPT_ACCEPT_ENCODING, "")
        if let certificates = settings.certificates { set(CURLOPT_CAINFO, certificates) }
        if let proxies = settings.proxies {
            // An empty text is none at all, whatever the environment says.
            set(CURLOPT_PROXY, proxies.proxy(forSchemeOf: request.address)?.address ?? "")
            set(CURLOPT_NOPROXY, proxies.exceptions)
        }
        // No proxy reaches these addresses of this machine, whatever the environment says.
        let host = URLComponents(string: request.address)?.host ?? ""
        if ["127.0.0.1", "::1", "[::1]"].contains(host) { set(CURLOPT_PROXY, "") }
        _ = ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, message)
        for field in request.fields {
            // With a semicolon, libcurl sends a field that is empty; with a colon it would leave it out.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            lines = curl_slist_append(lines, line) ?? lines
        }
        lines = curl_slist_append(lines, "Expect:") ?? lines
        _ = ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, lines)
        _ = ccurl_set_pointer(handle, CURLOPT_WRITEDATA, own)
        _ = ccurl_set_transfer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
            Transfer.of(user).receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        _ = ccurl_set_pointer(handle, CURLOPT_HEADERDATA, own)
        _ = ccurl_set_transfer(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
            Transfer.of(user).receiveLine(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        configureMethod(handle, own)
    }

    private func configureMethod(_ handle: UnsafeMutableRawPointer, _ own: UnsafeMutableRawPointer) {
        func set(_ option: CURLoption, _ number: Int) { _ = ccurl_set_number(handle, option, number) }
        if let source {
            set(CURLOPT_POST, 1)
            _ = ccurl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(source.size))
            _ = ccurl_set_pointer(handle, CURLOPT_READDATA, own)
            _ = ccurl_set_transfer(handle, CURLOPT_READFUNCTION) { bytes, size, count, user in
                Transfer.of(user).supply(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
            }
            _ = ccurl_set_pointer(handle, CURLOPT_SEEKDATA, own)
            _ = ccurl_set_seek(handle) { user, offset, origin in
                Transfer.of(user).seek(Int(offset), origin)
            }
        } else if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        }
        let usual = source == nil ? ["GET", "HEAD"] : ["POST"]
        if !usual.contains(request.method) { _ = ccurl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method) }
    }

    private static func of(_ user: UnsafeMutableRawPointer?) -> Transfer {
        guard let user else { preconditionFailure("libcurl hands back the pointer that it was given") }
        return Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
    }

    // MARK: Called by libcurl

    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + (sink?.size ?? 0) + bytes.count <= request.answerLimit else {
            isTooLarge = true
            return 0
        }
        if let sink, let handle, (200...299).contains(ccurl_number(handle, CURLINFO_RESPONSE_CODE)) {
            return sink.write(bytes) ? bytes.count : 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    private func receiveLine(_ bytes: UnsafeRawBufferPointer) -> Int {
        let line = String(decoding: bytes, as: UTF8.self).trimmed
        if line.hasPrefix("HTTP/") {
            // A new head: of the answer behind a redirection.
            fields = []
            body = []
            sink?.empty()
        } else if let colon = line.firstIndex(of: ":"), fields.count < 1000 {
            fields.append(.init(String(line[..<colon]), String(line[line.index(after: colon)...]).trimmed))
        }
        return bytes.count
    }

    private func supply(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        source?.read(into: buffer) ?? Int(CURL_READFUNC_ABORT)
    }

    private func seek(_ offset: Int, _ origin: Int32) -> Int32 {
        guard origin == SEEK_SET, source?.seek(offset) == true else { return CURL_SEEKFUNC_CANTSEEK }
        return CURL_SEEKFUNC_OK
    }

    // MARK: The end

    func finish(_ error: HTTPError) { end(.failure(error)) }

    func finish(_ code: CURLcode) {
        guard code == CURLE_OK, let handle else { return finish(error(code)) }
        let address = ccurl_text(handle, CURLINFO_EFFECTIVE_URL).map { String(cString: $0) } ?? request.address
        end(
            .success(
                HTTPResponse(
                    status: ccurl_number(handle, CURLINFO_RESPONSE_CODE), fields: fields, body: body, address: address))
        )
    }

    private func error(_ code: CURLcode) -> HTTPError {
        let address = shownAddress(request.address)
        let said = String(cString: message)
        let reason = said.isEmpty ? String(cString: curl_easy_strerror(code)) : said
        if isTooLarge { return .tooLarge(address, limit: request.answerLimit) }
        if let sink, let fault = sink.fault { return .unwritable(file: sink.path, reason: fault) }
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .timedOut(address, after: request.deadline)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_TOO_MANY_REDIRECTS:
            return .badAddress(address, reason: reason)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR:
            return .unreachable(address, reason: reason)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return .untrusted(address, reason: reason)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY:
            return .cut(address, reason: reason)
        case CURLE_READ_ERROR, CURLE_ABORTED_BY_CALLBACK:
            switch request.body {
            case .file(let file), .part(let file, _, _): return .unreadable(file: file, reason: "it became shorter")
            case .none, .bytes: return .failed(address, reason: reason)
            }
        default: return .failed(address, reason: reason)
        }
    }
}

/// libcurl takes 0 for no limit at all, so the least is one.
private func milliseconds(_ duration: Duration) -> Int {
    let seconds = max(0, duration.seconds)
    return Int(max(1, min(seconds * 1000, 2_000_000_000)))
}
