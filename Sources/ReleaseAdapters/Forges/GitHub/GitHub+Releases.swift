import struct Crypto.SHA256
import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitHub {
    package func releases(in repository: ForgeRepository) async throws(ForgeError) -> [ForgeRelease] {
        let found: [GitHubRelease] = try await client.list(
            GitHubRequest(
                "GET", repository.path("/releases"), purpose: "list the releases of \(repository)", in: repository))
        return found.map(\.value)
    }

    package func release(
        tagged tag: TagName, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease? {
        let found: GitHubRelease? = try await client.optional(
            GitHubRequest(
                "GET", repository.path("/releases/tags/\(tag.text.asPath)"),
                purpose: "read the release \(tag) of \(repository)", in: repository))
        return found?.value
    }

    package func release(_ id: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRelease? {
        let found: GitHubRelease? = try await client.optional(
            GitHubRequest(
                "GET", repository.path("/releases/\(id)"), purpose: "read a release of \(repository)", in: repository))
        return found?.value
    }

    package func create(
        _ release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        let request = try GitHubRequest(
            "POST", repository.path("/releases"), Body(release),
            purpose: "create the release \(release.tag) of \(repository)", in: repository)
        let made: GitHubRelease = try await client.value(request)
        return made.value
    }

    package func change(
        _ id: Int, to release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        let purpose =
            release.isDraft
            ? "change the draft of the release \(release.tag) of \(repository)"
            : "publish the release \(release.tag) of \(repository)"
        let changed: GitHubRelease = try await client.value(
            try GitHubRequest(
                "PATCH", repository.path("/releases/\(id)"), Body(release), purpose: purpose, in: repository))
        return changed.value
    }

    package func generatedNotes(
        of tag: TagName, at commit: CommitID, since previous: TagName?, in repository: ForgeRepository
    ) async throws(ForgeError) -> String {
        struct Body: Encodable {
            var tagName: String
            var targetCommitish: String
            var previousTagName: String?
        }
        struct Notes: Decodable { var body: String }
        let written: Notes = try await client.value(
            try GitHubRequest(
                "POST", repository.path("/releases/generate-notes"),
                Body(tagName: tag.text, targetCommitish: commit.text, previousTagName: previous?.text),
                purpose: "let the forge write notes of \(tag) in \(repository)", in: repository))
        return written.body
    }

    package func remove(_ release: ForgeRelease, in repository: ForgeRepository) async throws(ForgeError) {
        try await remove(
            repository.path("/releases/\(release.id)"), "remove the release \(release.tag) of \(repository)",
            in: repository)
    }

    package func assets(of id: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeAsset] {
        let found: [GitHubAsset] = try await client.list(
            GitHubRequest(
                "GET", repository.path("/releases/\(id)/assets"),
                purpose: "list the assets of a release of \(repository)", in: repository))
        return found.map(\.value)
    }

    package func upload(
        _ path: String, as name: String, to release: ForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        // GitHub gives a template: `https://uploads.…/assets{?name,label}`.
        let address = String(release.uploadAddress.prefix { $0 != "{" })
        guard GitHubPlace.isSafe(address) else {
            throw .unusable(
                reason: "The forge takes assets at \(shownAddress(address)), which is not encrypted.",
                remedy: "Let the server name https addresses: no token is sent there.")
        }
        var request = GitHubRequest(
            "POST", address, query: [("name", name)],
            purpose: "upload \(name) to the release \(release.tag) of \(repository)",
            in: repository)
        request.body = .file(path)
        request.mediaType = "application/octet-stream"
        let made: GitHubAsset = try await client.value(request)
        return made.value
    }

    package func rename(
        _ asset: ForgeAsset, to name: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        struct Body: Encodable { var name: String }
        let renamed: GitHubAsset = try await client.value(
            try GitHubRequest(
                "PATCH", repository.path("/releases/assets/\(asset.id)"), Body(name: name),
                purpose: "rename the asset \(asset.name) of \(repository)", in: repository))
        return renamed.value
    }

    package func remove(_ asset: ForgeAsset, in repository: ForgeRepository) async throws(ForgeError) {
        try await remove(
            repository.path("/releases/assets/\(asset.id)"), "remove the asset \(asset.name) of \(repository)",
            in: repository)
    }

    private func remove(
        _ path: String, _ purpose: String, in repository: ForgeRepository
    ) async throws(ForgeError) {
        do throws(ForgeError) {
            _ = try await client.send(GitHubRequest("DELETE", path, purpose: purpose, in: repository))
        } catch {
            if case .missing = error { return }
            throw error
        }
    }

    /// A download that broke off starts again from the first byte, and counts only if size and digest are those that
    /// GitHub says the asset has.
    package func download(
        _ asset: ForgeAsset, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> Digest {
        var request = GitHubRequest(
            "GET", repository.path("/releases/assets/\(asset.id)"),
            purpose: "download the asset \(asset.name) of \(repository)", in: repository)
        request.accept = "application/octet-stream"
        return try await download(request, to: path, size: asset.size, digest: asset.digest)
    }

    /// - Parameters:
    ///   - size: In bytes; nil where GitHub does not say it.
    ///   - digest: nil where GitHub does not say it.
    func download(
        _ request: GitHubRequest, to path: String, size: Int?, digest: Digest?
    ) async throws(ForgeError) -> Digest {
        var request = request
        request.destination = path
        let asked = client.shown(request)
        return try await client.retries.repeating(asked, isWrite: false) {
            [request] () async throws(GitHubRetries.Failure) -> Digest in
            // Its own failures were repeated there.
            do throws(ForgeError) { _ = try await client.send(request) } catch {
                throw .init(error: error, stage: .final)
            }
            let found: (digest: Digest, size: Int)
            do { found = try sum(of: path) } catch {
                throw .init(error: .file(path, reason: "\(error)"), stage: .final)
            }
            guard size == nil || found.size == size, digest == nil || digest == found.digest else {
                let reason =
                    if let size, found.size != size {
                        "\(found.size) of \(size) bytes arrived."
                    } else {
                        "The content that arrived is not what the forge has."
                    }
                throw .init(error: .incomplete(asked, reason: reason), stage: .sent)
            }
            return found.digest
        }
    }

    private func sum(of path: String) throws -> (digest: Digest, size: Int) {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var hash = SHA256()
        var size = 0
        while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty {
            hash.update(data: bytes)
            size += bytes.count
        }
        return (Digest(hexadecimal(hash.finalize())), size)
    }

    private struct Body: Encodable {
        var tagName: String
        var targetCommitish: String
        var name: String
        var body: String
        var draft: Bool
        var prerelease: Bool
        var makeLatest: String
        var discussionCategoryName: String?

        init(_ release: NewForgeRelease) {
            tagName = release.tag.text
            targetCommitish = release.commit.text
            name = release.title
            body = release.notes
            draft = release.isDraft
            prerelease = release.isPrerelease
            // A draft or a prerelease is never the latest, and GitHub refuses one that says so.
            makeLatest = release.isDraft || release.isPrerelease ? "false" : release.latest.rawValue
            discussionCategoryName = release.isDraft ? nil : release.discussion
        }
    }
}

private struct GitHubRelease: Decodable {
    var id: Int
    var tagName: String
    var targetCommitish: String
    var name: String?
    var body: String?
    var draft: Bool
    var prerelease: Bool
    var immutable: Bool?
    var assets: [GitHubAsset]
    var htmlUrl: String
    var uploadUrl: String

    var value: ForgeRelease {
        ForgeRelease(
            id: id, tag: TagName(tagName), target: targetCommitish, title: name ?? "", notes: body ?? "",
            isDraft: draft, isPrerelease: prerelease, isImmutable: immutable ?? false, assets: assets.map(\.value),
            address: htmlUrl, uploadAddress: uploadUrl)
    }
}

private struct GitHubAsset: Decodable {
    var id: Int
    var name: String
    var size: Int
    var state: String
    var digest: String?
    var browserDownloadUrl: String

    var value: ForgeAsset {
        // `open` and `starter` are uploads that have not ended, or never will.
        let state: ForgeAsset.State =
            switch state {
            case "uploaded": .uploaded
            case "starter", "open": .incomplete
            default: .other(state)
            }
        let sum = digest.flatMap { $0.hasPrefix("sha256:") ? Digest(String($0.dropFirst(7))) : nil }
        return ForgeAsset(id: id, name: name, size: size, state: state, digest: sum, address: browserDownloadUrl)
    }
}
