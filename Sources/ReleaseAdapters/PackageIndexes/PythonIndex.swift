import struct Crypto.SHA256
import Foundation
package import ReleaseModel
package import ReleasePorts

/// A Python package index: read as the [simple repository
/// API](https://packaging.python.org/en/latest/specifications/simple-repository-api/) has it, written by a dedicated
/// upload program.
package struct PythonIndex: PackageIndex {
    let place: Place
    let client: HTTPClient
    let runner: any CommandRunner
    private static let accepted =
        "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
    /// The size limit for packages without a digest in the index.
    private static let packageLimit = 512 << 20

    /// The address of an index, and the credentials.
    package struct Place: Sendable {
        /// Of the simple API, such as `https://packages.example.org/simple/`.
        package var index: String
        /// Where files are sent, such as `https://upload.example.org/legacy/`.
        package var upload: String
        /// nil: a token's, where there is a password.
        package var username: String?
        package var password: Secret?
        /// For one upload.
        package var deadline: Duration

        package init(
            index: String, upload: String, username: String? = nil, password: Secret? = nil,
            deadline: Duration = .seconds(600)
        ) {
            self.index = index
            self.upload = upload
            self.username = username
            self.password = password
            self.deadline = deadline
        }
    }

    package init(_ place: Place, client: HTTPClient, runner: any CommandRunner) {
        self.place = place
        self.client = client
        self.runner = runner
    }

    var shown: String { shownAddress(place.index) }

    package func digests(
        of names: Set<String>, in package: String
    ) async throws(PackageIndexError) -> [String: Digest] {
        let name = normalizedPythonName(package)
        let base = place.index.hasSuffix("/") ? place.index : place.index + "/"
        guard let path = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])), !name.isEmpty
        else { throw .badName(package) }
        let answer = try await ask(base + path + "/", accepting: PythonIndex.accepted, limit: 64 << 20)
        if answer.status == 404 || answer.status == 410 { return [:] }
        try check(answer)
        var digests: [String: Digest] = [:]
        for file in try simpleFiles(answer) where names.contains(file.name) {
            digests[file.name] = if let known = file.digest { known } else { try await sum(file) }
        }
        return digests
    }

    private func simpleFiles(_ answer: HTTPResponse) throws(PackageIndexError) -> [SimpleFile] {
        do throws(SimplePageFault) { return try SimplePage(answer).files } catch {
            throw .partial(index: shown, reason: error.reason)
        }
    }

    /// The digest of a file without one in the index.
    private func sum(_ file: SimpleFile) async throws(PackageIndexError) -> Digest {
        let answer = try await ask(file.address, accepting: "*/*", limit: PythonIndex.packageLimit)
        try check(answer)
        return Digest(hexadecimal(SHA256.hash(data: answer.body)))
    }

    private func check(_ answer: HTTPResponse) throws(PackageIndexError) {
        guard answer.status != 200 else { return }
        throw indexError(shown, status: answer.status, reason: answer.text.prefixOfLine, after: answer["Retry-After"])
    }

    private func ask(
        _ address: String, accepting: String, limit: Int
    ) async throws(PackageIndexError) -> HTTPResponse {
        var fields = [HTTPRequest.Field("Accept", accepting)]
        if let password = place.password, origin(address) == origin(place.upload) {
            let words = "\(place.username ?? "__token__"):\(password.reveal())"
            fields.append(.init("Authorization", "Basic \(Data(words.utf8).base64EncodedString())"))
        }
        do throws(HTTPError) {
            return try await client.send(HTTPRequest("GET", address, fields: fields, answerLimit: limit))
        } catch {
            throw indexError(shown, error)
        }
    }
}

/// The error for a missing response.
func indexError(_ index: String, _ error: HTTPError) -> PackageIndexError {
    let reason = ([error.summary] + error.reasons).joined(separator: "\n")
    switch error {
    case .unreachable, .timedOut: return .unreachable(index: index, reason: reason)
    case .cut, .failed: return .partial(index: index, reason: reason)
    case .cancelled: return .cancelled(index: index)
    case .badAddress, .untrusted, .tooLarge, .unreadable, .unwritable: return .unusable(index: index, reason: reason)
    }
}

/// The error for a status other than 200.
///
/// - Parameter after: The field `Retry-After`, where there is one.
func indexError(_ index: String, status: Int, reason: String, after: String? = nil) -> PackageIndexError {
    switch status {
    case 403 where after != nil:
        .busy(index: index, status: status, after: after.flatMap { retryWait($0, now: Date()) })
    case 401, 403, 407: .denied(index: index, status: status, reason: reason)
    case 400, 402, 404...407, 409...424, 426...428, 430...499:
        .refused(index: index, status: status, reason: reason)
    // Too early, too often, temporarily down, or an unexpected status: it may work the next time.
    default: .busy(index: index, status: status, after: after.flatMap { retryWait($0, now: Date()) })
    }
}

/// How long a server wants us to wait, said in seconds or as a moment; nil for anything else. At most an hour.
///
/// Source: [RFC 9110, 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).
func retryWait(_ text: String, now: Date) -> Duration? {
    let text = text.trimmed
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
        return .seconds(min(Int(text) ?? 3600, 3600))
    }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    guard let moment = formatter.date(from: text) else { return nil }
    return .seconds(max(0, min(moment.timeIntervalSince(now), 3600)))
}

extension String {
    /// The first meaningful line, shortened: error pages are long.
    fileprivate var prefixOfLine: String {
        String((split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? "").prefix(200))
    }
}
