import Crypto
import Foundation
import ReleaseHTTPServer
import ReleaseModel

let assetOperations = [
    Operation(
        "GET", "/repos/{owner}/{repo}/releases/{release_id}/assets", "repos/list-release-assets",
        needs: .may(.read, .contents)
    ) { call in
        let release = try call.release()
        return await call.list(release.assets) { await call.render($0, of: release) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/releases/assets/{asset_id}", "repos/get-release-asset",
        needs: .may(.read, .contents)
    ) { call in
        let (release, asset) = try call.asset(in: call.repository)
        guard call.field("accept")?.contains("application/octet-stream") == true else {
            return .ok(await call.render(asset, of: release))
        }
        guard asset.state == .uploaded else { throw Refusal.notFound }
        return .redirect(to: call.double.signedAddress(of: asset.file, name: asset.name, at: call.now))
    },
    Operation(
        "PATCH", "/repos/{owner}/{repo}/releases/assets/{asset_id}", "repos/update-release-asset",
        needs: .may(.write, .contents)
    ) { call in
        let (release, asset) = try call.asset(in: try await call.current())
        if release.isImmutable { throw Call.immutable }
        var changed = asset
        if let name = call.json["name"]?.text {
            changed.name = storedAssetName(name)
            if release.assets.contains(where: { $0.name == changed.name && $0.id != asset.id }) {
                throw Refusal.invalid("ReleaseAsset", field: "name", code: "already_exists")
            }
        }
        if let label = call.json["label"] { changed.label = label.text }
        changed.updatedAt = call.now
        let final = changed
        try await call.update { repository in
            repository.updateRelease(release.id) { release in
                release.assets = release.assets.map { $0.id == final.id ? final : $0 }
            }
        }
        return .ok(await call.render(final, of: release))
    },
    Operation(
        "DELETE", "/repos/{owner}/{repo}/releases/assets/{asset_id}", "repos/delete-release-asset",
        needs: .may(.write, .contents)
    ) { call in
        let (release, asset) = try call.asset(in: try await call.current())
        if release.isImmutable { throw Call.immutable }
        try await call.update { repository in
            repository.updateRelease(release.id) { $0.assets.removeAll { $0.id == asset.id } }
        }
        return .noContent
    },
]

/// What the second origin has; the API's own answers 404 there.
let uploadOperations = [
    Operation(
        "POST", "/repos/{owner}/{repo}/releases/{release_id}/assets", "repos/upload-release-asset",
        needs: .may(.write, .contents)
    ) { call in try await call.upload() }
]

/// The name under which GitHub keeps an asset: what is no letter, digit, `.`, `-`, `_`, `@` or `+` becomes a dot.
///
/// Source: cli/cli#7024 and the REST page 'Upload a release asset'.
func storedAssetName(_ name: String) -> String {
    var stored = ""
    for character in name.unicodeScalars {
        let isKept = character.isASCII && (character.properties.isAlphabetic || character.properties.numericType != nil)
        let next = isKept || "-_@".unicodeScalars.contains(character) ? Character(character) : "."
        if next == ".", stored.last == "." { continue }
        stored.append(next)
    }
    while stored.hasPrefix(".") { stored.removeFirst() }
    while stored.hasSuffix(".") { stored.removeLast() }
    return stored.isEmpty ? "default" : stored
}

extension Call {
    static let immutable = Refusal(422, "Cannot upload assets to an immutable release.")

    fileprivate func asset(in repository: Repository) throws -> (Release, Asset) {
        let id = try number("asset_id")
        for release in repository.releases where !release.isDraft || mayPush {
            if let asset = release.assets.first(where: { $0.id == id }) { return (release, asset) }
        }
        throw Refusal.notFound
    }

    fileprivate func upload() async throws -> Answer {
        let release = try release(try await current())
        guard let wanted = query["name"], !wanted.isEmpty else { throw Refusal.missing("ReleaseAsset", field: "name") }
        if release.isImmutable { throw Call.immutable }
        guard field("content-length") != nil else { throw Refusal(400, "Bad Content-Length: ") }
        let name = storedAssetName(wanted)
        guard !release.assets.contains(where: { $0.name == name }) else {
            throw Refusal.invalid("ReleaseAsset", field: "name", code: "already_exists")
        }
        guard release.assets.count < double.settings.mostAssets else {
            throw Refusal.invalid(
                "ReleaseAsset", code: "custom",
                message: "file_count limit exceeded: a release may have \(double.settings.mostAssets) assets")
        }
        guard body.size < double.settings.largestAsset else {
            throw Refusal.invalid(
                "ReleaseAsset", field: "size", code: "custom",
                message: "size must be less than or equal to \(double.settings.largestAsset)")
        }
        guard body.size > 0 || !isComplete else { throw Refusal(400, "Bad Content-Length: 0") }
        let id = await forge.makeID()
        var asset = Asset(
            id: id, name: name, label: query["label"], contentType: field("content-type") ?? "application/octet-stream",
            state: isComplete ? .uploaded : .starter, size: isComplete ? body.size : 0, uploader: identity.login,
            createdAt: now, updatedAt: now, file: "asset-\(id)")
        if isComplete {
            let digest = try await double.store(body, as: asset.file)
            if try await current().settings.digestsAssets { asset.digest = "sha256:\(digest)" }
        }
        let made = asset
        try await update { repository in repository.updateRelease(release.id) { $0.assets.append(made) } }
        // Whoever broke it off hears nothing; the name stays taken.
        guard isComplete else { throw Refusal(502, "Server Error") }
        return .created(await render(made, of: release))
    }
}

extension GitHubDouble {
    /// Keeps a body under a name.
    ///
    /// - Returns: Its SHA-256 in hexadecimal.
    func store(_ body: SpooledBody, as name: String) async throws -> String {
        let path = "\(folder)/assets/\(name)"
        var hash = SHA256()
        switch body {
        case .bytes(let bytes):
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            hash.update(data: Data(bytes))
        case .file(let spooled, _):
            try FileManager.default.moveItem(atPath: spooled, toPath: path)
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        }
        return hexadecimal(hash.finalize())
    }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String(UInt16($0) | 0x100, radix: 16).dropFirst() }.joined()
}
