import Crypto
import Foundation
import ReleaseHTTPServer
import ReleaseModel

extension GitHubDouble {
    /// An address at the storage origin that ends after five minutes and needs no other credentials.
    func signedAddress(of file: String, name: String, at now: Date) -> String {
        let end = Int(now.timeIntervalSince1970) + 300
        return "\(origins.storage)/\(file)?name=\(percentEncoded(name))&se=\(end)&sig=\(signature(file, end))"
    }

    private func signature(_ file: String, _ end: Int) -> String {
        let key = SymmetricKey(data: Data("storage \(settings.seed)".utf8))
        return hexadecimal(HMAC<SHA256>.authenticationCode(for: Data("\(file) \(end)".utf8), using: key))
    }

    /// Stored files are reached by a signed address and by nothing else: a token beside it is one mechanism too many.
    func storedFile(_ request: ServerRequest) async -> ServerResponse {
        let file = String(request.path.dropFirst())
        let query = Query(request.query)
        var status = 200
        defer {
            recorder.add(
                Recorder.Exchange(
                    method: request.method, target: request.target, operation: "storage/get", version: "",
                    fields: request.fields, body: .null, status: status, answerFields: [], answer: .null))
        }
        guard request["authorization"] == nil else {
            status = 400
            return xml(400, "InvalidRequest", "Only one auth mechanism allowed")
        }
        guard let end = query.number("se"), query["sig"] == signature(file, end) else {
            status = 403
            return xml(403, "SignatureDoesNotMatch", "The signature does not match")
        }
        guard Double(end) > clock.now.timeIntervalSince1970 else {
            status = 403
            return xml(403, "AuthenticationFailed", "The address has expired")
        }
        guard !file.contains("/") else {
            status = 404
            return xml(404, "BlobNotFound", "")
        }
        let folder = file.hasPrefix("artifact-") || file.hasPrefix("log-") ? "artifacts" : "assets"
        let path = "\(self.folder)/\(folder)/\(file)"
        guard FileManager.default.fileExists(atPath: path) else {
            status = 404
            return xml(404, "BlobNotFound", "The specified blob does not exist.")
        }
        // Only now: a request that is refused anyway must not use up a fault that a test planned for the download.
        let fault = faults.next("storage/get", isWrite: false)
        if let refusal = faults.refusal(fault) {
            status = refusal.status
            return xml(refusal.status, "ServerBusy", refusal.message)
        }
        return faults.spoiled(partial(path, request["range"], name: query["name"] ?? file), by: fault)
    }

    private func xml(_ status: Int, _ code: String, _ message: String) -> ServerResponse {
        ServerResponse(
            status, fields: [MessageField("Content-Type", "application/xml")],
            body: .bytes(Array("<Error><Code>\(code)</Code><Message>\(message)</Message></Error>".utf8)))
    }

    /// A file, or what `Range: bytes=N-` asks of it.
    private func partial(_ path: String, _ range: String?, name: String) -> ServerResponse {
        var fields = [
            MessageField("Content-Type", "application/octet-stream"), MessageField("Accept-Ranges", "bytes"),
            MessageField("Content-Disposition", "attachment; filename=\(name)"),
        ]
        let asked = range.flatMap { $0.hasPrefix("bytes=") ? $0.dropFirst(6).split(separator: "-").first : nil }
        guard let begin = asked.flatMap({ Int($0) }), let file = FileHandle(forReadingAtPath: path),
            let size = try? file.seekToEnd(), begin < Int(size), (try? file.seek(toOffset: UInt64(begin))) != nil,
            let rest = try? file.readToEnd()
        else { return ServerResponse(200, fields: fields, body: .file(path)) }
        fields.append(MessageField("Content-Range", "bytes \(begin)-\(size - 1)/\(size)"))
        return ServerResponse(206, fields: fields, body: .bytes(Array(rest)))
    }

    /// `/owner/repo/releases/download/tag/name`
    func isDownload(_ path: String) -> Bool {
        path.split(separator: "/").dropFirst(2).starts(with: ["releases", "download"])
    }

    /// What a browser or curl downloads: of public repositories without a token, never a draft's.
    func browserDownload(_ request: ServerRequest) async -> ServerResponse {
        let parts = request.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        guard parts.count >= 6, let repository = await forge.repository(named: "\(parts[0])/\(parts[1])"),
            let identity = try? await authenticate(request, now: clock.now), identity.sees(repository),
            let release = repository.releases.first(where: {
                $0.tag == parts[4..<(parts.count - 1)].joined(separator: "/") && !$0.isDraft
            }), let asset = release.assets.first(where: { $0.name == parts.last && $0.state == .uploaded })
        else { return .text(404, "Not Found") }
        await forge.update(repository.id) { repository in
            repository.updateRelease(release.id) { release in
                for index in release.assets.indices where release.assets[index].id == asset.id {
                    release.assets[index].downloads += 1
                }
            }
        }
        let address = signedAddress(of: asset.file, name: asset.name, at: clock.now)
        return ServerResponse(302, fields: [MessageField("Location", address)])
    }
}
