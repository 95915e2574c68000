package import Foundation
package import ReleaseModel
package import ReleasePorts
import Synchronization

extension MemoryForge {
    package func releases(in repository: ForgeRepository) async throws(ForgeError) -> [ForgeRelease] {
        try operation("releases", in: repository) { $0.releases.values.sorted { $0.id > $1.id } }
    }

    package func release(
        tagged tag: TagName, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease? {
        try search("releaseTagged", in: repository) { state in
            state.releases.values.first { $0.tag == tag && !$0.isDraft }
        }
    }

    package func release(_ id: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRelease? {
        try search("release", in: repository) { $0.releases[id] }
    }

    package func create(
        _ release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        try operation("createRelease", in: repository, writes: true) { state throws(ForgeError) in
            let isTaken = state.releases.values.contains { $0.tag == release.tag && !$0.isDraft }
            guard !isTaken || release.isDraft else {
                throw .exists(request("createRelease", repository), reason: "tag_name: already_exists")
            }
            let id = state.next()
            let made = stored(release, id: id, assets: [], state, repository)
            state.releases[id] = made
            return made
        }
    }

    private func stored(
        _ release: NewForgeRelease, id: Int, assets: [ForgeAsset], _ state: State, _ repository: ForgeRepository
    ) -> ForgeRelease {
        ForgeRelease(
            id: id, tag: release.tag, target: release.commit.text, title: release.title, notes: release.notes,
            isDraft: release.isDraft, isPrerelease: release.isPrerelease,
            isImmutable: state.isImmutable && !release.isDraft, assets: assets,
            address: "https://memory/\(repository)/releases/\(id)", uploadAddress: "memory:\(id)")
    }

    package func change(
        _ id: Int, to release: NewForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeRelease {
        try operation("changeRelease", in: repository, writes: true) { state throws(ForgeError) in
            guard let old = state.releases[id] else { throw .missing(request("changeRelease", repository)) }
            // Its title and its notes may be changed.
            guard !old.isImmutable || (release.tag == old.tag && !release.isDraft) else {
                throw .rule(request("changeRelease", repository), reason: "the release is immutable")
            }
            let others = state.releases.values.filter { $0.id != id && $0.tag == release.tag && !$0.isDraft }
            guard release.isDraft || others.isEmpty else {
                throw .exists(request("changeRelease", repository), reason: "tag_name: already_exists")
            }
            let changed = stored(release, id: id, assets: old.assets, state, repository)
            state.releases[id] = changed
            return changed
        }
    }

    package func generatedNotes(
        of tag: TagName, at commit: CommitID, since previous: TagName?, in repository: ForgeRepository
    ) async throws(ForgeError) -> String {
        try operation("generatedNotes", in: repository) { _ in "What changed since \(previous?.text ?? "the beginning")"
        }
    }

    package func remove(_ release: ForgeRelease, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("removeRelease", in: repository) { state in state.releases[release.id] = nil }
    }

    package func assets(of id: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeAsset] {
        try operation("assets", in: repository) { state throws(ForgeError) in
            guard let found = state.releases[id] else { throw .missing(request("assets", repository)) }
            return found.assets
        }
    }

    package func upload(
        _ path: String, as name: String, to release: ForgeRelease, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        let bytes = try read(path)
        return try operation("upload", in: repository, writes: true) { state throws(ForgeError) in
            let asked = request("upload", repository)
            guard var found = state.releases[release.id] else { throw .missing(asked) }
            guard !found.isImmutable else { throw .rule(asked, reason: "the release is immutable") }
            let stored = assetName(name)
            guard !found.assets.contains(where: { $0.name == stored }) else {
                throw .exists(asked, reason: "name: already_exists")
            }
            let id = state.next()
            let asset = ForgeAsset(
                id: id, name: stored, size: bytes.count, state: .uploaded,
                digest: state.showsDigests ? MemoryFiles.digest(bytes) : nil, address: "https://memory/assets/\(id)")
            found.assets.append(asset)
            state.releases[release.id] = found
            state.contents[id] = bytes
            return asset
        }
    }

    private func read(_ path: String) throws(ForgeError) -> [UInt8] {
        guard let bytes = files.withLock({ $0.read })(path) else { throw .file(path, reason: "it does not exist") }
        return bytes
    }

    package func rename(
        _ asset: ForgeAsset, to name: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeAsset {
        try operation("renameAsset", in: repository, writes: true) { state throws(ForgeError) in
            for (id, release) in state.releases {
                guard let index = release.assets.firstIndex(where: { $0.id == asset.id }) else { continue }
                guard !release.assets.contains(where: { $0.name == name && $0.id != asset.id }) else {
                    throw .exists(request("renameAsset", repository), reason: "name: already_exists")
                }
                state.releases[id]?.assets[index].name = name
                return state.releases[id]?.assets[index] ?? asset
            }
            throw .missing(request("renameAsset", repository))
        }
    }

    package func remove(_ asset: ForgeAsset, in repository: ForgeRepository) async throws(ForgeError) {
        try operation("removeAsset", in: repository, writes: true) { state in
            for id in state.releases.keys { state.releases[id]?.assets.removeAll { $0.id == asset.id } }
            state.contents[asset.id] = nil
        }
    }

    package func download(
        _ asset: ForgeAsset, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> Digest {
        let bytes = try operation("download", in: repository) { state throws(ForgeError) in
            guard let bytes = state.contents[asset.id] else { throw .missing(request("download", repository)) }
            return bytes
        }
        files.withLock { $0.write }(bytes, path)
        return MemoryFiles.digest(bytes)
    }
}
