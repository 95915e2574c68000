import Foundation
import ReleaseModel
import ReleasePorts

extension OCIRegistry {
    /// Time for a content of a size, on a slow line; that nothing moves is noticed much earlier.
    private static func deadline(for size: Int) -> Duration { .seconds(600 + size / (128 << 10)) }

    func hasBlob(_ digest: ContentDigest, in repository: ImageRepository) async throws(ImageRegistryError) -> Bool {
        let answer = try await send("HEAD", "/v2/\(repository.name)/blobs/\(digest)", in: repository, writing: true)
        switch answer.status {
        case 200: return true
        case 404: return false
        default: throw await failure(answer, "\(digest)", in: repository)
        }
    }

    /// Writes a content to a file, and compares it with its digest.
    func download(
        _ blob: ImageDescriptor, from repository: ImageRepository, to file: String
    ) async throws(ImageRegistryError) {
        let answer = try await send("GET", "/v2/\(repository.name)/blobs/\(blob.digest)", in: repository) {
            $0.destination = file
            $0.answerLimit = max(blob.size, 1)
            $0.deadline = OCIRegistry.deadline(for: blob.size)
        }
        guard answer.status != 404 else { throw .missing("\(blob.digest)", registry: repository.host) }
        guard answer.status == 200 else { throw await failure(answer, "\(blob.digest)", in: repository) }
        let found = await threads.perform { () -> (size: Int, digest: ContentDigest?) in
            var status = stat()
            guard stat(file, &status) == 0 else { return (0, nil) }
            let size = Int(status.st_size)
            return (size, ContentDigest.ofFile(file, from: 0, count: size, blob.digest.algorithm))
        }
        guard found.digest == blob.digest else {
            let digest = found.digest.map { "\($0)" } ?? "a file that can't be read"
            throw .wrongDigest("\(blob.digest)", place: repository.host, found: "\(digest), \(found.size) bytes")
        }
    }

    /// Brings a content to a repository that does not have it.
    ///
    /// - Parameter start: Where the registry began an upload already; nil: it did not.
    func upload(
        _ digest: ContentDigest, _ part: ImageArchive.Part, to repository: ImageRepository, start: String? = nil
    ) async throws(ImageRegistryError) {
        var place = start
        for attempt in 1... {
            do throws(ImageRegistryError) {
                let session: String
                if let place { session = place } else { session = try await beginUpload(of: digest, in: repository) }
                place = nil
                if part.size > settings.chunk {
                    return try await sendInParts(digest, part, to: repository, at: session)
                }
                return try await finish(digest, part, size: part.size, in: repository, at: session)
            } catch {
                // The session is gone, or unusable; another one begins from nothing.
                let mayHelp: Bool
                switch error {
                case .partial, .unreachable: mayHelp = true
                case .busy(_, let status, _): mayHelp = status != 429
                case .refused(_, _, let status, _): mayHelp = status == 404 || status == 416
                default: mayHelp = false
                }
                guard mayHelp, attempt < 3 else { throw error }
                do { try await settings.time.wait(.milliseconds(250 << attempt)) } catch {
                    throw .cancelled(registry: repository.host)
                }
            }
        }
    }

    private func beginUpload(
        of digest: ContentDigest, in repository: ImageRepository
    ) async throws(ImageRegistryError) -> String {
        let answer = try await send("POST", "/v2/\(repository.name)/blobs/uploads/", in: repository, writing: true) {
            $0.body = .bytes([])
        }
        guard answer.status == 202, let place = answer["Location"] else {
            throw await failure(answer, "an upload of \(digest)", in: repository)
        }
        return place
    }

    /// Uses what another repository of the registry has.
    ///
    /// - Returns: Whether it is there now, and where an upload began if it is not.
    func mount(
        _ digest: ContentDigest, from source: ImageRepository, to repository: ImageRepository
    ) async throws(ImageRegistryError) -> (isThere: Bool, start: String?) {
        var components = URLComponents()
        components.queryItems = [.init(name: "mount", value: "\(digest)"), .init(name: "from", value: source.name)]
        let query = components.percentEncodedQuery ?? ""
        let answer: HTTPResponse
        do throws(ImageRegistryError) {
            answer = try await send(
                "POST", "/v2/\(repository.name)/blobs/uploads/?\(query)", in: repository, writing: true
            ) {
                $0.body = .bytes([])
                $0.scopes.append(scope(of: source, writing: false))
            }
        } catch {
            // A refused mount means "send it"; what stands in the way of that is said then.
            if case .denied = error { return (false, nil) }
            throw error
        }
        switch answer.status {
        case 201: return (true, nil)
        case 202: return (false, answer["Location"])
        default: return (false, nil)
        }
    }

    /// The request that ends an upload, with all of the content, or with nothing more.
    ///
    /// - Parameter size: Of all of it, which the registry sums before it answers.
    private func finish(
        _ digest: ContentDigest, _ part: ImageArchive.Part?, size: Int, in repository: ImageRepository, at place: String
    ) async throws(ImageRegistryError) {
        let address = try await session(repository).address(of: place)
        guard var components = URLComponents(string: address) else {
            throw .partial(registry: repository.host, reason: "It named the address '\(shownAddress(address))'.")
        }
        // What the registry put into the query stays.
        components.percentEncodedQuery =
            (components.percentEncodedQuery.map { $0 + "&" } ?? "")
            + "digest=\(digest.algorithm.rawValue)%3A\(digest.digits)"
        let target = components.string ?? address
        let answer = try await send("PUT", target, in: repository, writing: true) {
            $0.fields = [.init("Content-Type", "application/octet-stream")]
            $0.body = part.map { .part(of: $0.path, from: $0.offset, count: $0.size) } ?? .bytes([])
            $0.deadline = OCIRegistry.deadline(for: size)
            $0.stall = .seconds(60 + size / (16 << 20))
            $0.isRepeatable = false
        }
        guard answer.status == 201 || answer.status == 204 else {
            if registryCodes(answer).contains("DIGEST_INVALID") {
                throw .wrongDigest("\(digest)", place: part?.path ?? repository.host, found: registryReason(answer))
            }
            throw await failure(answer, "\(digest)", in: repository)
        }
        if let said = answer["Docker-Content-Digest"].flatMap({ ContentDigest($0) }),
            said.algorithm == digest.algorithm, said != digest
        {
            throw .wrongDigest("\(digest)", place: repository.host, found: "\(said)")
        }
    }

    /// Sends a large content part by part. After an interruption the registry is asked how far it came.
    private func sendInParts(
        _ digest: ContentDigest, _ part: ImageArchive.Part, to repository: ImageRepository, at start: String
    ) async throws(ImageRegistryError) {
        var place = start
        var sent = 0
        var failures = 0
        while sent < part.size {
            let count = min(settings.chunk, part.size - sent)
            let (from, current) = (sent, place)
            do throws(ImageRegistryError) {
                let answer = try await send("PATCH", current, in: repository, writing: true) {
                    $0.fields = [
                        .init("Content-Type", "application/octet-stream"),
                        .init("Content-Range", "\(from)-\(from + count - 1)"),
                    ]
                    $0.body = .part(of: part.path, from: part.offset + from, count: count)
                    $0.deadline = OCIRegistry.deadline(for: count)
                    $0.isRepeatable = false
                }
                guard answer.status == 202 || answer.status == 204 else {
                    throw await failure(answer, "a part of \(digest)", in: repository)
                }
                place = answer["Location"] ?? place
                let end = try uploaded(answer) ?? from + count
                guard end > from, end <= from + count else {
                    throw .partial(registry: repository.host, reason: "It took bytes that were not sent.")
                }
                sent = end
                failures = 0
            } catch {
                failures += 1
                let mayHelp: Bool
                switch error {
                case .partial, .unreachable, .busy: mayHelp = true
                case .refused(_, _, let status, _): mayHelp = status == 416
                default: mayHelp = false
                }
                guard mayHelp, failures < 4 else { throw error }
                do { try await settings.time.wait(.milliseconds(250 << failures)) } catch {
                    throw .cancelled(registry: repository.host)
                }
                (place, sent) = try await standing(of: digest, at: place, in: repository)
            }
        }
        try await finish(digest, nil, size: part.size, in: repository, at: place)
    }

    /// Where an upload stands.
    private func standing(
        of digest: ContentDigest, at place: String, in repository: ImageRepository
    ) async throws(ImageRegistryError) -> (place: String, sent: Int) {
        let answer = try await send("GET", place, in: repository, writing: true)
        guard answer.status == 204 || answer.status == 202 else {
            throw await failure(answer, "an upload of \(digest) to continue", in: repository)
        }
        return (answer["Location"] ?? place, try uploaded(answer) ?? 0)
    }

    /// How many bytes a registry has of an upload: `Range: 0-END`; nil where it does not say.
    private func uploaded(_ answer: HTTPResponse) throws(ImageRegistryError) -> Int? {
        guard let range = answer["Range"] else { return nil }
        let text = range.hasPrefix("bytes=") ? String(range.dropFirst(6)) : range
        let parts = text.split(separator: "-")
        guard parts.count == 2, parts[0] == "0", let end = Int(parts[1]), end >= 0 else { return nil }
        // The field can't tell nothing from one byte; registries say `0-0` for a new session.
        return end == 0 ? 0 : end + 1
    }
}
